"""Tables as programs print them: rows as lists of Python, NumPy or JSON, on one line or over many.

``['规章', '', '0', None],`` is a row of four cells. Quotes, commas and brackets are delimiters; None, null and nan
stand for empty cells; a line break written as ``\\n`` within quotes is markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.document import Mark
from reports.formats.blocks import Block, Cell, Line, numbered, trim

_BEGIN = re.compile(r"[^\[\]\n]{0,40}?\[[\s\[(]*(?:['\"]|(?:None|null|nan|NaN|-?\d[\d.]*)\s*[,\]]|\Z)")
_TOKEN = re.compile(
    r"\s*(?:(?P<open>[\[(])|(?P<close>[\])])|,|(?:[urbf]?'(?P<single>(?:[^'\\]|\\.){0,400})'"
    r'|"(?P<double>(?:[^"\\]|\\.){0,400})")'
    r"|(?P<empty>None|null|nan|NaN|NaT|NULL)\b|(?P<bare>-?\d[\d.]*(?:e[+-]?\d+)?|True|False|true|false)\b)",
    re.DOTALL,
)
_ESCAPED_BREAK = re.compile(r"\\[nrt]")
_FEWEST_CELLS = 4
_MOST_DEPTH = 8

Spans = list[tuple[int, int]]


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The lists of rows among ``lines``."""
    if not lines or text.find("[", lines[0].start, lines[-1].end) < 0:
        return []
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        opening = text.find("[", *line)
        begins = opening >= 0 and _BEGIN.match(text, line.start, min(lines[-1].end, line.start + 200)) is not None
        block = _read(text, lines, at, opening) if begins else None
        if block is not None:
            blocks.append(block)
            at = block.last
        else:
            at += 1
    return blocks


def _read(text: str, lines: Sequence[Line], first: int, opening: int) -> Block | None:
    """The table that begins at the bracket ``opening`` of line ``first``."""
    rows, stop = _rows(text, opening, lines[-1].end)
    if sum(map(len, rows)) < _FEWEST_CELLS:
        return None
    last = first + 1
    while last < len(lines) and lines[last].start < stop:
        last += 1
    around = (trim(text, lines[first].start, opening), trim(text, stop, max(stop, lines[last - 1].end)))
    loose = [Line(*span) for span in around if span[0] < span[1]]
    cells, marks = _without_breaks(text, rows)
    lengths = {len(row) for row in rows}
    return Block(first, last, cells, len(rows) > 1 and len(lengths) == 1, marks, loose)


def _rows(text: str, at: int, end: int) -> tuple[list[Spans], int]:
    """The innermost lists from ``at`` on, and where the last of them and what closes it end."""
    rows: list[Spans] = []
    row: Spans = []
    depth, stop = 0, at
    while token := _TOKEN.match(text, at, end):
        at = token.end()
        if token["open"]:
            if row or depth > _MOST_DEPTH:
                break
            depth += 1
        elif token["close"]:
            depth -= 1
            if row:
                rows.append(row)
                row = []
            if depth < -1:
                break
        elif token.lastgroup in ("single", "double", "bare"):
            row.append(trim(text, *token.span(token.lastgroup)))
        elif token["empty"]:
            row.append((token.start("empty"), token.start("empty")))
        if not row and rows and not token["open"]:
            stop = at
        if row and depth < 1:  # a value outside of every list is no part of the dump
            break
    return rows, stop


def _without_breaks(text: str, rows: Sequence[Spans]) -> tuple[list[list[Cell]], list[Mark]]:
    marks: list[Mark] = []
    for row in rows:
        for start, end in row:
            if text.find("\\", start, end) >= 0:
                marks.extend(Mark(*match.span(), "debris") for match in _ESCAPED_BREAK.finditer(text, start, end))
    return [numbered(row) for row in rows], marks
