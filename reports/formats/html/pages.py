"""From a page's bytes to its Document: the steps of the HTML reader, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from reports.document import Document, Notice
from reports.errors import ReadError
from reports.formats.composing import Composer
from reports.formats.html.decoding import decode_page
from reports.formats.html.flowing import flow
from reports.formats.html.items import Flowed, Item, LeftOut, TableItem
from reports.formats.html.navigation import find_navigation, has_report
from reports.formats.html.parsing import Page, parse
from reports.formats.html.tables import TableReader
from reports.formats.html.titles import page_title
from reports.limits import Limits

_LITTLE_TEXT = 300  # characters that are no links: less is no report
_MOST_NAMES = 3
_MOST_FRAMES = 5


@dataclass(slots=True)
class _Reading:
    """A page, what flows on it, and what in its tables could not be read as text."""

    page: Page
    found: Flowed
    left_out: LeftOut

    @property
    def items(self) -> list[Item]:
        return self.found.items


def read_page(data: bytes, limits: Limits, *, media_type: str, declared: str | None = None) -> Document:
    """The Document of a page; ``declared`` is the encoding that a header beside it names."""
    decoded = decode_page(data, declared)
    reading = _read(decoded.text, limits)
    notices = [*decoded.notices]
    if not has_report(reading.items):
        reading = _read_elsewhere(decoded.text, reading, limits, notices)
    embedded = _embedded(reading)
    if not any(isinstance(item, TableItem) or item.text for item in reading.items):
        raise ReadError("empty", embedded.message if embedded else "网页里没有文字")
    title = page_title(reading.page.head)
    return _compose(reading.items, find_navigation(reading.found, title)).document(
        reader="html",
        media_type=media_type,
        encoding=decoded.encoding,
        title=title,
        warnings=[*notices, *([embedded] if embedded else []), *_left_out(reading)],
    )


def _read(source: str, limits: Limits, *, show_hidden: bool = False) -> _Reading:
    page = parse(source, limits.nesting, show_hidden=show_hidden)
    tables = TableReader(limits)
    return _Reading(page, flow(page.root, tables.read), tables.left_out)


def _read_elsewhere(source: str, reading: _Reading, limits: Limits, notices: list[Notice]) -> _Reading:
    """What a page without a report hides or shows in a frame, where that is one."""
    if reading.page.hidden:
        # Pages that a script shows when it has run: what they hide is what they are about.
        revealed = _read(source, limits, show_hidden=True)
        if has_report(revealed.items):
            notices.append(Notice("hidden_text_read", "报告正文在网页中被设为隐藏，仍按正文读取"))
            return revealed
    for frame in reading.page.frames[:_MOST_FRAMES]:
        framed = _read(frame, limits)
        if has_report(framed.items):
            framed.page.head = {**framed.page.head, **reading.page.head}
            return framed
    return reading


def _compose(items: list[Item], navigation: set[int]) -> Composer:
    composer = Composer()
    for index, item in enumerate(items):
        marked = index in navigation
        if not isinstance(item, TableItem):
            composer.line(item.text, mark="navigation" if marked else None)
        elif not marked:
            composer.table(item.rows, aligned=item.aligned)
        else:
            for row in item.rows:
                text = "  ".join(cell.text.replace("\n", " ") for cell in row if cell.text)
                composer.line(text, mark="navigation")
    return composer


def _embedded(reading: _Reading) -> Notice | None:
    """A notice where the page shows no report but may show or link to a file that holds it."""
    if has_report(reading.items):
        return None
    page = reading.page
    own = sum(item.characters if isinstance(item, TableItem) else len(item.text) - item.links for item in reading.items)
    names = [name for name in dict.fromkeys([*page.attached, *page.embedded]) if name][:_MOST_NAMES]
    if page.attached or page.embedded:
        where = f"（{'、'.join(names)}）" if names else ""
        return Notice(
            "content_embedded", f"网页里没有报告正文，报告可能在附件或内嵌的文件里{where}，请下载后读取该文件"
        )
    if reading.found.left_out.images and own < _LITTLE_TEXT:
        return Notice("content_embedded", "网页里没有报告正文，报告可能是网页里的图片，请下载图片后读取")
    return None


def _left_out(reading: _Reading) -> list[Notice]:
    """Notices of what could not be read as text, or was not because it no longer holds."""
    marks = reading.left_out.note_marks + reading.found.left_out.note_marks
    found = (
        (reading.page.struck, "struck_text_ignored", "网页里有加了删除线的文字，未读入"),
        (marks, "note_marks_ignored", "数字旁有注释的上标，未读入"),
        (reading.left_out.images, "images_in_table", "表格里有图片，只有图片的单元格按无法辨认处理"),
    )
    return [Notice(code, message) for count, code, message in found if count]
