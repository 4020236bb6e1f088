"""Reports as PDF files drawn here: ruled and unruled tables, upright labels, pages across, breaks in every table."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any
from zlib import crc32

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from training.corpus.cases import lines_and_tables
from training.corpus.drawing import A4, Print, Sheets
from training.corpus.fonts import cut_font
from training.corpus.looks import draw_look
from training.synthesis.draft import Draft, Table

_NAMED = "STSong-Light"  # known to every PDF reader and not embedded


@dataclass(frozen=True, slots=True)
class Kind:
    """What is particular about a kind of PDF file; ``face`` "" for a font that is named and not embedded."""

    rules: str
    face: str = "serif"
    turned: str = ""
    upright: bool = False
    repeat_head: bool = False
    top: bool = False
    scattered: bool = False
    number: str = "- {n} -"
    head: bool = False


KINDS: dict[str, Kind] = {
    "ruled": Kind("lines", number="— {n} —"),
    "boxed": Kind("boxes", "sans", repeat_head=True, number="第 {n} 页 共 {all} 页", head=True),
    "rows": Kind("rows", number="{n}"),
    "three": Kind("three", "sans"),
    "unruled": Kind("none", head=True),
    "upright": Kind("slivers", upright=True, head=True),
    "landscape": Kind("lines", turned="landscape", upright=True, number="{n} / {all}"),
    "rotated": Kind("slivers", "sans", turned="rotated", number="{n}"),
    "named": Kind("lines", "", scattered=True, top=True, number="-{n}-"),
}


def write_pdf(family: str, draft: Draft, seed: str) -> tuple[bytes, dict[str, list[int]]]:
    """The bytes of a PDF file, and the first and the last page of each of its tables."""
    kind = KINDS[family]
    font = _font(kind.face, draft)
    style = _style(kind, font, draft, Random(seed))
    _, sheets = _drawn(draft, style, seed, 0)
    return _drawn(draft, style, seed, sheets.page)[0], sheets.covered


def _style(kind: Kind, font: str, draft: Draft, rng: Random) -> Print:
    return Print(
        look=draw_look(rng),
        font=font,
        rules=kind.rules,
        number=kind.number,
        head=(rng.choice((draft.organ, draft.title or "", "政府信息公开")) if kind.head else ""),
        size=rng.choice((14.0, 15.0, 16.0)),
        leading=rng.choice((24.0, 27.0, 28.0)),
        cell_size=rng.choice((8.0, 9.0, 10.5)),
        margin=rng.choice((62.0, 72.0, 80.0)),
        turned=kind.turned,
        upright=kind.upright,
        repeat_head=kind.repeat_head,
        top=kind.top,
        scattered=kind.scattered,
    )


def _font(face: str, draft: Draft) -> str:
    """The name under which the file's font is known to the drawing library."""
    if not face:
        pdfmetrics.registerFont(UnicodeCIDFont(_NAMED))
        return _NAMED
    characters = sorted(set("0123456789-—/第页共 政府信息公开\u00a0\u3000").union(*_texts(draft)) - {"\n"})
    name = f"Noto-{face}-{crc32(''.join(characters).encode()):08x}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(cut_font(face, characters, name))))
    return name


def _texts(draft: Draft) -> Iterable[str]:
    yield draft.organ
    for item in lines_and_tables(draft):
        if isinstance(item, Table):
            yield from (cell.text for row in item.rows for cell in row)
        else:
            yield item.text + item.lead


def _drawn(draft: Draft, style: Print, seed: str, total: int) -> tuple[bytes, Sheets]:
    """The file; ``total`` is the number of pages for the page numbers that tell it."""
    stream = io.BytesIO()
    canvas: Any = Canvas(stream, pagesize=A4, invariant=1, pageCompression=1)
    sheets = Sheets(canvas, style, Random(seed), total=total)
    items = lines_and_tables(draft)
    longest: dict[str, Table] = {}
    for item in items:
        if isinstance(item, Table) and len(item.rows) > len(longest.get(item.name, Table("", [])).rows):
            longest[item.name] = item
    for item in items:
        if isinstance(item, Table):
            sheets.table(item, tear=item is longest[item.name])
        else:
            text = f"{item.lead}{item.text}"
            sheets.paragraph(text, kind="heading" if item.kind == "subheading" else item.kind)
    sheets.end_page()
    canvas.save()
    return stream.getvalue(), sheets
