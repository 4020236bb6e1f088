"""Markdown's pipe tables and line marks, as OCR engines and converters write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.document import Mark
from reports.formats import pipes
from reports.formats.blocks import Cell, is_value, trim
from reports.formats.piece import Row

# A heading's signs (Markdown's, AsciiDoc's, Org's, Textile's); a list's dash before Chinese text (before a number it
# may be the sign of a value or of a page).
_LINE_MARK = re.compile(
    r"#{1,6}[ \t\u3000]+|(?:[-+•>]|\*{1,6}|={1,6})[ \t]+(?=[（(【\"“*]|[\u4e00-\u9fff])|#{1,6}(?=[\u4e00-\u9fff（(*])"
    r"|h[1-6]\.[ \t]+"
)
_LATEX_HEADING = re.compile(r"\\(?:title|chapter|(?:sub){0,2}section|paragraph|textbf)\*?\{([^{}\n]*)\}\Z")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\([^()\s]*\)")  # a heading that leads to its own page
_WIKI_HEADING = re.compile(r"(={2,6})([^=\n]+)\1\Z")


def applies(rows: Sequence[Row]) -> bool:
    """True for rows between bars, or under a Markdown rule."""
    body = [row for row in rows if not row.rule]
    if any(row.rule for row in rows):
        return True
    outer = sum(1 for row in body if len(row.pieces) > 2 and _is_outer(row))
    return outer >= 0.6 * len(body)


def _is_outer(row: Row) -> bool:
    first, last = row.pieces[0], row.pieces[-1]
    return first[0] == first[1] and last[0] == last[1]


def build(text: str, rows: Sequence[Row]) -> tuple[list[list[Cell]], bool, list[Mark]]:
    """The rows of a Markdown table without its rules; aligned where all rows of values have one length.

    A row of values that is shorter has lost a cell, and nothing tells which.
    """
    cells, _, marks = pipes.build(text, rows)
    lengths = {len(row) for row in cells if any(is_value(text[at.start : at.end]) for at in row)}
    return cells, len(lengths) == 1 and max(map(len, cells)) == max(lengths), marks


def line_content(text: str, start: int, end: int, marks: list[Mark]) -> tuple[int, int]:
    """A line's content without Markdown's heading, list and emphasis marks, a wiki's or LaTeX's."""
    first, last = trim(text, start, end)
    if first < last and text[first] in "#-*+•>_<&'=\\h":
        heading = _WIKI_HEADING.match(text, first, last)
        if heading is not None:
            return trim(text, *heading.span(2))
        heading = _LATEX_HEADING.match(text, first, last)
        if heading is not None:
            return trim(text, *heading.span(1))
        mark = _LINE_MARK.match(text, first, last)
        if mark is not None:
            first = trim(text, mark.end(), last)[0]
            if mark[0].startswith("#") and (link := _LINK.fullmatch(text, first, last)):
                return trim(text, *link.span(1))
        first, last = _without_emphasis(text, first, last)
    return first, last


def _without_emphasis(text: str, first: int, last: int) -> tuple[int, int]:
    content = text[first:last]
    for sign in ("**", "__", "'''"):  # Markdown's, and a wiki's
        size = len(sign)
        if len(content) > 2 * size and content.startswith(sign) and content.endswith(sign) and content.count(sign) == 2:
            return trim(text, first + size, last - size)
    return first, last
