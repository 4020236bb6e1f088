"""A tagger of rules alone: regular expressions, the forms' vocabulary and where things stand.

It is the baseline that the learned tagger has to beat, and what reads a report where no model is
installed. It knows clean layouts well and damage badly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from reports.document import Document, Segment
from reports.forms import TABLES, editions, load_form
from reports.headings import NUMBERING, heading_kind
from reports.labels import affinity, fold
from reports.numbers import read_cell
from reports.tags import Stretch, Tag, Tags

_SURE, _LIKELY = 0.97, 0.95
_SUBHEADING = re.compile(r"[（(]\s*[一二三四五六七八九十]\s*[)）][^。；;！？\n]{2,24}?(?=[。：:]|$)")
_CAPTION = re.compile(r"第?二十条第?\s*[（(]?[一二三四五六七八九十][)）]?\s*项")
_NOTE = re.compile(r"本[列行]数据|勾稽关系")
_TITLE = re.compile(r"(?:年度报告|年报|工作报告)[）)]?$")
_VALUE = re.compile(r"(?<![\d.,])[+\-−增减]?\d[\d,，]*(?:\.\d+)?(?:件|万元|元)?(?![\d.])|(?<=\s)[/／—－\-无](?=\s|$)")
_SENTENCE = re.compile(r"\s*(?:本|我|无|没有|暂无|未|截至|\d{4}\s*年)")
_BREAK = re.compile(r"\s*(?:<br\s*/?>|\n)\s*")
_INLINE_HEADING = re.compile(
    r"[一二三四五六1-6]\s*[、.．]\s*(?:总体情况|(?:行政机关)?主动公开政府信息(?:的)?情况|(?:行政机关)?收到和处理政府信息公开申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作被申请)?行政复议、(?:提起)?行政诉讼(?:的)?情况"
    r"|(?:政府信息公开工作)?(?:中)?存在的(?:主要)?问题[及和与]改进(?:情况|措施)|其他需要报告的事项)[。:：]?"
)


class RuleTagger:
    """Tags a Document by rules. ``name`` and ``version`` identify it in a report's ``models``."""

    name = "rules"
    version = "1"

    def tag(self, document: Document) -> Tags:
        """The Document's tags; see ``reports.tags`` for what they are."""
        return Tags.of(_Run(document).stretches(), self.name)


class _Run:
    """One pass over a Document's segments; ``zone`` is the official table that headings and labels open."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.zone: str | None = None
        self.headed = False
        self.marks = sorted(document.marks)

    def stretches(self) -> Iterator[Stretch]:
        for grid, group in groupby(self.document.segments, key=lambda segment: segment.grid):
            segments = list(group)
            if grid is None:
                for segment in segments:
                    yield from self._line(segment)
            else:
                for _, row in groupby(segments, key=lambda segment: segment.row):
                    yield from self._row(list(row))

    # lines

    def _line(self, segment: Segment) -> Iterator[Stretch]:
        text = self.text[segment.start : segment.end]
        if segment.is_empty:
            yield Stretch(segment.start, segment.end, Tag.PROSE, _LIKELY)
        elif self._marked(segment):
            yield Stretch(segment.start, segment.end, Tag.RUNNING_HEAD, _LIKELY)
        elif kind := self._heading(text):
            yield Stretch(segment.start, segment.end, Tag(f"heading.{kind}"), _SURE)
        elif len(text) > 80 and (_LABELS.search(text) or _INLINE_HEADING.search(text)):
            yield from self._unbroken(segment, text)
        elif not self.headed and len(text) <= 80 and _TITLE.search(text) and "公开" in re.sub(r"\s", "", text):
            yield Stretch(segment.start, segment.end, Tag.TITLE, _LIKELY)
        elif self.zone and len(text) <= 120:
            yield from self._table_line(segment, text)
        elif found := _SUBHEADING.match(text):
            yield from self._run_in(segment, found.end())
        else:
            yield Stretch(segment.start, segment.end, Tag.PROSE, _LIKELY)

    def _run_in(self, segment: Segment, length: int) -> Iterator[Stretch]:
        yield Stretch(segment.start, segment.start + length, Tag.SUBHEADING, _LIKELY)
        rest = self.text[segment.start + length : segment.end]
        start = segment.start + length + len(rest) - len(rest.lstrip("。：: "))
        if start < segment.end:
            yield Stretch(start, segment.end, Tag.PROSE, _LIKELY)

    def _heading(self, text: str) -> str | None:
        """The kind of a line that is a section heading; it opens or closes a table's zone."""
        numbered = NUMBERING.match(text)
        bare = text.rstrip("。：: ")
        if len(text) > 60 or re.search(r"[。；;，,！？]", bare) or _SUBHEADING.match(text):
            return None
        kind = heading_kind(text) if fold(text) not in _ROW_LABELS else None
        if kind is None or (not numbered and len(fold(text)) < 4):
            return None
        if not numbered and (_SENTENCE.match(text) or self.zone or not bare.endswith(("情况", "措施", "事项", "问题"))):
            return None
        self.zone = kind if kind in TABLES else None
        self.headed = True
        return kind

    def _marked(self, segment: Segment) -> bool:
        return any(mark.start <= segment.start and segment.end <= mark.end for mark in self.marks)

    def _table_line(self, segment: Segment, text: str) -> Iterator[Stretch]:
        """A line inside a table's zone: a label, values, or a label and its values."""
        if _NOTE.search(text):
            yield Stretch(segment.start, segment.end, Tag.NOTE, _LIKELY)
            return
        at = 0
        for token in re.finditer(r"\S+", text):
            if _VALUE.fullmatch(token[0]) or (len(token[0]) <= 2 and read_cell(token[0]).state == "not_applicable"):
                yield from self._label(segment.start + at, text[at : token.start()])
                yield Stretch(segment.start + token.start(), segment.start + token.end(), Tag.VALUE, _LIKELY)
                at = token.end()
        yield from self._label(segment.start + at, text[at:])

    def _label(self, start: int, text: str) -> Iterator[Stretch]:
        bare = text.strip()
        if not bare:
            return
        start += len(text) - len(text.lstrip())
        yield Stretch(start, start + len(bare), self._label_tag(bare), _LIKELY)

    def _label_tag(self, text: str) -> Tag:
        if _CAPTION.search(text):
            return Tag.CAPTION
        if _NOTE.search(text):
            return Tag.NOTE
        if len(text) > 80 or max(affinity(text).values()) < 0.5:
            return Tag.PROSE
        # 3.其他 is a row, 其他 a column.
        return Tag.COLUMN_LABEL if fold(text) in _COLUMN_LABELS and not NUMBERING.match(text) else Tag.ROW_LABEL

    def _unbroken(self, segment: Segment, text: str) -> Iterator[Stretch]:
        """A line that holds what should be many: cut at headings and at the forms' labels."""
        at = 0
        for found in _PIECES.finditer(text):
            yield from self._between(segment.start + at, text[at : found.start()])
            kind = heading_kind(found[0]) if found["heading"] else None
            if kind:
                self.zone, self.headed = (kind if kind in TABLES else None), True
                tag = Tag(f"heading.{kind}")
            else:
                tag = self._label_tag(found[0]) if self.zone else Tag.PROSE
            yield Stretch(segment.start + found.start(), segment.start + found.end(), tag, _LIKELY)
            at = found.end()
        yield from self._between(segment.start + at, text[at:])

    def _between(self, start: int, text: str) -> Iterator[Stretch]:
        values = list(_VALUE.finditer(text)) if self.zone and len(fold(text)) <= 3 else []
        for value in values:
            yield Stretch(start + value.start(), start + value.end(), Tag.VALUE, _LIKELY)
        bare = text.strip()
        if not values and bare:
            begin = start + len(text) - len(text.lstrip())
            yield Stretch(begin, begin + len(bare), Tag.PROSE, _LIKELY)

    # grids

    def _row(self, row: list[Segment]) -> Iterator[Stretch]:
        """A row of a grid: cells after a row's label, or all cells of a row without any label, are values."""
        texts = [self.text[cell.start : cell.end] for cell in row]
        tags = [self._cell_tag(text) for text in texts]
        if len(row) == 1 and texts[0] and tags[0] is Tag.PROSE and (kind := self._heading(texts[0])):
            yield Stretch(row[0].start, row[0].end, Tag(f"heading.{kind}"), _LIKELY)
            return
        labels = [i for i, tag in enumerate(tags) if tag in (Tag.ROW_LABEL, Tag.CAPTION, Tag.COLUMN_LABEL, Tag.NOTE)]
        last = labels[-1] if labels else -1
        header = any(tags[i] in (Tag.CAPTION, Tag.COLUMN_LABEL, Tag.NOTE) for i in labels)
        official = self.zone is not None and not header and (labels or self.zone == "reviews" or len(row) >= 7)
        for i, (cell, text, tag) in enumerate(zip(row, texts, tags, strict=True)):
            if official and i > last and (tag is Tag.VALUE or (not text and tag is Tag.BLANK)):
                yield from _values(cell, text, tag)
            elif tag in (Tag.VALUE, Tag.BLANK):
                yield Stretch(cell.start, cell.end, Tag.PROSE, _LIKELY)
            else:
                yield Stretch(cell.start, cell.end, tag, _LIKELY)

    def _cell_tag(self, text: str) -> Tag:
        if not text:
            return Tag.BLANK
        if all(read_cell(line).state in ("reported", "not_applicable") for line in _BREAK.split(text)):
            return Tag.VALUE
        if self.zone is None and max(affinity(text).values()) >= 0.8 and len(fold(text)) > 3:
            owner = max(TABLES, key=lambda name: affinity(text)[name])
            self.zone = owner
        return self._label_tag(text) if self.zone else Tag.PROSE


def _values(cell: Segment, text: str, tag: Tag) -> Iterator[Stretch]:
    """A cell's values: several where a converter stacked rows, each on a line of its own."""
    at = 0
    for gap in [*_BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        yield Stretch(cell.start + at, cell.start + end, tag, _LIKELY)
        at = gap.end() if gap else end


def _all_labels() -> Iterator[str]:
    for edition in editions():
        for table in load_form(edition).tables.values():
            for block in table.blocks:
                yield from (label for column in block.columns for label in column.labels)
                for row in block.rows:
                    yield from (*row.labels, *row.under)
    yield from ("信息内容", "申请人情况", "法人或其他组织", "行政复议", "行政诉讼")


def _loose(label: str) -> str:
    """A pattern for a label with any white space inside and its punctuation in either width."""
    widths = {"（": "[（(]", "）": "[)）]", "，": "[，,]", "“": '[“"]?', "”": '[”"]?', ".": "[.．、]?", "：": "[：:]"}
    return r"\s*".join(widths.get(char, re.escape(char)) for char in label)


_COLUMN_LABELS = {
    fold(label)
    for edition in editions()
    for table in load_form(edition).tables.values()
    for block in table.blocks
    for column in block.columns
    for label in column.labels
} | {fold(word) for word in ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼")}
_ROW_LABELS = {
    fold(label)
    for edition in editions()
    for table in load_form(edition).tables.values()
    for row in table.rows
    for label in (*row.labels, *row.under)
}
_LABELS = re.compile(
    "|".join(_loose(label) for label in sorted(set(_all_labels()), key=len, reverse=True) if len(label) > 1)
)
_PIECES = re.compile(f"(?P<heading>{_INLINE_HEADING.pattern})|{_CAPTION.pattern}|{_LABELS.pattern}")
