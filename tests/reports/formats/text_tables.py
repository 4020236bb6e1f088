"""What the tests of text readers look at: a Document's tables, its lines, and what is in neither."""

from __future__ import annotations

from reports.document import Document
from reports.formats import read_document
from reports.formats.blocks import BLANKS


def read(text: str) -> Document:
    document = read_document(text.encode())
    ends = [0, *(segment.end for segment in document.segments)]
    starts = [segment.start for segment in document.segments]
    assert all(end <= start for end, start in zip(ends, starts, strict=False)), "segments are in order"
    return document


def rows(document: Document, grid: int = 0) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for segment in document.segments:
        if segment.grid == grid:
            found.setdefault(segment.row, []).append(document.text[segment.start : segment.end])
    return list(found.values())


def columns(document: Document, grid: int = 0) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for segment in document.segments:
        if segment.grid == grid:
            found.setdefault(segment.row, []).append(segment.column)
    return list(found.values())


def lines(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if s.grid is None and not s.is_empty]


def outside(document: Document) -> set[str]:
    """The characters that are in no segment, blanks left out: delimiters and markup."""
    held = {at for segment in document.segments for at in range(segment.start, segment.end)}
    return {character for at, character in enumerate(document.text) if at not in held and character not in BLANKS}
