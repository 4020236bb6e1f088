"""Reading a PDF: opening it within limits, and for each page its text layer or, for a scan, text recognition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reports.document import SURE, Document, Notice
from reports.errors import ReadError
from reports.formats.composing import Composer
from reports.formats.pages import Box, PageContent, Rule, compose
from reports.formats.pdf.characters import (
    Char,
    TextLayer,
    Walls,
    make_words,
    page_turns,
    read_chars,
    without_doubles,
)
from reports.formats.pdf.forms import flatten
from reports.formats.pdf.geometry import page_matrix, turned
from reports.formats.pdf.guarding import check_streams
from reports.formats.pdf.paths import Drawing, read_drawing
from reports.formats.pdf.scans import page_image
from reports.limits import Limits

_EVERYWHERE = Box(-1e9, -1e9, 1e9, 1e9)
_CROPPED = 1.0  # points
_USUAL = (0.0, 0.0, 595.0, 842.0)  # points: A4, the size of most reports' pages
_MOST_CHARS = 100_000  # on a page
_FEW_CHARS = 30  # on a scan: its number, a stamp
_IMAGE_SHARE, _WHOLE_PAGE = 0.25, 0.7  # of a page that images cover, where it is a scan or may be one
_MANY_PATHS = 200  # on a page without text: its characters are drawn as shapes
_UNKNOWN_SHARE, _FEWEST_UNKNOWN = 0.1, 10
_STRANGE_SHARE = 0.2


@dataclass(slots=True)
class _Page:
    """What was found on a page, and what it leaves to be done."""

    content: PageContent
    scan: bool = False
    garbled: bool = False
    recognized: bool = False  # its text layer is that of a scan
    overruns: int = 0
    slanted: int = 0
    complete: bool = True


def read_pdf(data: bytes, limits: Limits) -> Document:
    """The Document of a PDF.

    Raises ReadError: "encrypted", "broken", "too_large", "ocr_missing", or "empty" where nothing is found.
    """
    check_streams(data, limits)
    with _opened(data) as source:
        if len(source) > limits.pages:
            raise ReadError("too_large", f"PDF 共 {len(source)} 页，上限为 {limits.pages} 页")
        pages = [_read_page(source, number) for number in range(1, len(source) + 1)]
        contents, notices = _with_scans(source, pages, limits)
    if not any(page.words for page in contents):
        raise ReadError("empty", "PDF 里没有文字")
    composer = Composer()
    compose(contents, composer)
    return composer.document(
        reader="pdf", media_type="application/pdf", pages=len(pages), warnings=[*notices, *_notices(pages)]
    )


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    try:
        source = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise ReadError("encrypted", "PDF 需要密码才能打开，请去掉密码后再试") from error
        raise ReadError("broken", "PDF 文件已损坏或不完整，请重新获取") from error
    try:
        yield source
    finally:
        source.close()


def _read_page(source: Any, number: int) -> _Page:
    page = _load(source, number)
    if flatten(page):
        page.close()
        page = _load(source, number)
    text_page = page.get_textpage()
    try:
        turns = page.get_rotation() // 90
        matrix, width, height = page_matrix(*_shown(page), turns)
        # What a page cuts off on purpose is not to be read; what merely runs over its edge is.
        shown = Box(0, 0, width, height) if _is_cropped(page) else _EVERYWHERE
        layer = read_chars(text_page.raw, matrix, turns, shown, _MOST_CHARS)
        return _page(number, width, height, layer, read_drawing(page.raw, matrix))
    finally:
        text_page.close()
        page.close()


def _load(source: Any, number: int) -> Any:
    try:
        return source[number - 1]
    except pypdfium2.PdfiumError as error:
        raise ReadError("broken", f"PDF 第 {number} 页已损坏，请重新获取文件") from error


def _is_cropped(page: Any) -> bool:
    pairs = zip(page.get_cropbox(), page.get_mediabox(), strict=True)
    return any(abs(edge - other) > _CROPPED for edge, other in pairs)


def _shown(page: Any) -> tuple[float, float, float, float]:
    """The part of a page that is shown: its crop box within its media box.

    A media box without an area is a damaged one; viewers show such a page as one of their usual size.
    """
    left, bottom, right, top = page.get_mediabox()
    if left >= right or bottom >= top:
        left, bottom, right, top = _USUAL
    crop = page.get_cropbox()
    inner = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    if inner[0] < inner[2] and inner[1] < inner[3]:
        return inner
    return left, bottom, right, top


def _page(number: int, width: float, height: float, layer: TextLayer, drawing: Drawing) -> _Page:
    chars = layer.chars
    turns = -page_turns(chars) % 4
    if turns:
        chars = [
            char._replace(box=turned(char.box, turns, width, height), turns=(char.turns + turns) % 4) for char in chars
        ]
        drawing.rules = [Rule(turned(rule.box, turns, width, height)) for rule in drawing.rules]
        if turns % 2:
            width, height = height, width
    recognized = 2 * drawing.hidden > drawing.texts
    words, overruns = make_words(without_doubles(chars), Walls(drawing.rules), SURE if recognized else 1.0)
    content = PageContent(number, width, height, tuple(words), tuple(drawing.rules))
    covered = sum((box.right - box.left) * (box.bottom - box.top) for box in drawing.images) / (width * height)
    few = len(chars) <= _FEW_CHARS
    empty = not chars and (covered >= _IMAGE_SHARE or drawing.paths >= _MANY_PATHS)
    return _Page(
        content,
        scan=empty or (few and covered >= _WHOLE_PAGE),
        garbled=_is_garbled(chars),
        recognized=recognized and bool(chars),
        overruns=overruns,
        slanted=layer.slanted,
        complete=drawing.complete and len(chars) < _MOST_CHARS,
    )


def _is_garbled(chars: list[Char]) -> bool:
    """Whether the text layer is none: its fonts do not say which characters they draw, or say it wrong."""
    unknown = sum(char.unknown for char in chars)
    if unknown >= max(_FEWEST_UNKNOWN, _UNKNOWN_SHARE * len(chars)):
        return True
    strange = sum("\u00a1" <= char.text <= "\u05ff" and char.text not in "·×°±§÷" for char in chars)
    return strange >= max(_FEWEST_UNKNOWN, _STRANGE_SHARE * len(chars))


def _with_scans(source: Any, pages: list[_Page], limits: Limits) -> tuple[list[PageContent], list[Notice]]:
    """The contents of all pages; those of scans by text recognition where it is installed."""
    contents = [page.content for page in pages]
    scans = [page.content.number for page in pages if page.scan or page.garbled]
    if not scans:
        return contents, []
    ocr = import_module("reports.formats.ocr")
    if not ocr.is_installed():
        if all(page.scan or not page.content.words for page in pages):
            raise ReadError(
                "ocr_missing", "这份 PDF 是扫描件，识别扫描件需要安装文字识别组件：pip install 'gouji[ocr]'"
            )
        unread = [page.content.number for page in pages if page.scan]
        return contents, [_unread(unread)] if unread else []
    for content in ocr.read_pages(lambda number: page_image(source, number, limits), scans, limits):
        contents[content.number - 1] = content
    return contents, []


def _unread(numbers: list[int]) -> Notice:
    message = f"{_listed(numbers)}是扫描图像，没有读取：识别扫描件需要安装文字识别组件：pip install 'gouji[ocr]'"
    return Notice("pages_not_read", message)


def _notices(pages: list[_Page]) -> list[Notice]:
    kinds = (
        (
            "text_layer_broken",
            "的文字层不可用（字体没有字符对照），内容可能有误",
            [page for page in pages if page.garbled],
        ),
        (
            "text_layer_recognized",
            "的文字是扫描件附带的识别结果，可能有误",
            [page for page in pages if page.recognized],
        ),
        ("watermark_ignored", "有倾斜的文字（水印），没有读取", [page for page in pages if page.slanted]),
        ("text_over_rule", "有数字越过表格线，所在单元格为推定", [page for page in pages if page.overruns]),
        ("page_too_complex", "的图形过多，只读取了一部分", [page for page in pages if not page.complete]),
    )
    return [
        Notice(code, _listed([page.content.number for page in found]) + message)
        for code, message, found in kinds
        if found
    ]


def _listed(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:10]))
    return f"第 {shown} 页" if len(numbers) <= 10 else f"第 {shown} 等 {len(numbers)} 页"
