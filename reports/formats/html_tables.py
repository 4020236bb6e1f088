"""HTML tables inside plain text, as OCR engines put them into Markdown: ``<table><tr><td rowspan="2">…``.

A light scan of the tags instead of a parser: every cell has to keep its place in the text, entities and markup
included. Cells that span rows or columns stand at their upper left place; the places they cover stay without cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.document import Mark
from reports.formats.blocks import Cell, Line, is_blank, is_value, split_lines, trim
from reports.formats.piece import cell

_OPEN = re.compile(r"<table\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(table|tr|td|th|thead|tbody|tfoot|caption)\b([^<>]{0,500})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?\s*(\d{1,3})", re.IGNORECASE)
_INLINE = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_MOST_SPANNED = 60


@dataclass(slots=True)
class HtmlTable:
    """A fragment ``[start, end)`` of the text, from its opening tag to its closing one, and its cells."""

    start: int
    end: int
    rows: list[list[Cell]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    aligned: bool = True
    loose: list[Line] = field(default_factory=list)  # a caption, and what stands between cells by mistake


def find_tables(text: str) -> list[HtmlTable]:
    """The tables of ``text`` in order. One without a closing tag ends with its last row or cell tag."""
    tables: list[HtmlTable] = []
    at = 0
    while (opening := _OPEN.search(text, at)) is not None:
        table = _scan(text, opening.start(), opening.end())
        at = table.end
        if table.rows:
            _count_if_torn(text, table)
            tables.append(table)
    return tables


def _count_if_torn(text: str, table: HtmlTable) -> None:
    """Where rows of values end in different columns a cell was lost, and the others are no longer in their places.

    Columns then only count the cells of their row.
    """
    ends = {
        row[-1].column for row in table.rows if any(is_value(text[at.start : at.end]) for at in row) and len(row) > 2
    }
    if len(ends) > 1:
        table.aligned = False
        table.rows = [[Cell(at.start, at.end, number) for number, at in enumerate(row)] for row in table.rows]


def _scan(text: str, start: int, at: int) -> HtmlTable:
    table = HtmlTable(start, at)
    taken: list[int] = []  # for each column the row from which on it is free again
    depth, row, column = 1, -1, 0
    cell_start: int | None = None
    spans = (1, 1)

    def close(end: int) -> None:
        nonlocal cell_start, column
        if cell_start is None:
            return
        while column < len(taken) and taken[column] > row:
            column += 1
        taken.extend([0] * (column + spans[1] - len(taken)))
        taken[column : column + spans[1]] = [row + spans[0]] * spans[1]
        table.rows[-1].append(Cell(*_content(text, cell_start, end, table.marks), column))
        column += spans[1]
        cell_start = None

    outside = at
    for tag in _TAG.finditer(text, at):
        if cell_start is None and depth > 0:
            table.loose.extend(_lines(text, outside, tag.start()))
        outside = tag.end()
        closing, name = bool(tag.group(1)), tag.group(2).lower()
        if name == "table":
            depth += -1 if closing else 1
            if depth == 0:
                close(tag.start())
                table.end = tag.end()
                return table
        elif depth == 1 and name in ("tr", "td", "th"):
            close(tag.start())
            if name == "tr" and not closing:
                row, column = row + 1, 0
                table.rows.append([])
            elif name != "tr" and not closing:
                if row < 0:
                    row = 0
                    table.rows.append([])
                cell_start, spans = tag.end(), _spans(tag.group(3))
            table.end = tag.end()
    if depth > 1:  # tables in tables, never closed: nothing after the last tag is known to be theirs
        table.end = tag.end()
        close(tag.start())
    elif cell_start is not None:  # cut off inside a cell: its first line is what is left of it
        newline = text.find("\n", cell_start)
        table.end = newline if newline >= 0 else len(text)
        close(table.end)
    table.loose = [line for line in table.loose if line.end <= table.end]
    return table


def _lines(text: str, start: int, end: int) -> list[Line]:
    if is_blank(text, start, end):
        return []
    return [Line(*trim(text, *line)) for line in split_lines(text, start, end) if not is_blank(text, *line)]


def _spans(attributes: str) -> tuple[int, int]:
    found = {name.lower(): min(max(int(count), 1), _MOST_SPANNED) for name, count in _SPAN.findall(attributes)}
    return found.get("rowspan", 1), found.get("colspan", 1)


_MOST_AROUND = 32  # tags around a cell's content; each is trimmed in a scan of the cell


def _content(text: str, start: int, end: int, marks: list[Mark]) -> tuple[int, int]:
    """A cell's content; paragraph and font tags around it are left out, those inside it are marked."""
    first, last = cell(text, start, end, marks)
    tags = list(_INLINE.finditer(text, first, last)) if "<" in text[first:last] else []
    marks.extend(Mark(tag.start(), tag.end(), "debris") for tag in tags)
    for tag in tags[:_MOST_AROUND]:
        if tag.start() != first:
            break
        first = cell(text, tag.end(), last, [])[0] if tag.end() < last else last
    for tag in tags[: -_MOST_AROUND - 1 : -1]:
        if tag.end() != last or tag.start() < first:
            break
        last = max(first, cell(text, first, tag.start(), [])[1])
    return (first, last) if first < last else (start, start)


def gaps(tables: Sequence[HtmlTable], length: int) -> list[tuple[int, int]]:
    """The stretches of a text of ``length`` code points that no table covers."""
    borders = [0, *(place for table in tables for place in (table.start, table.end)), length]
    return list(zip(borders[::2], borders[1::2], strict=True))
