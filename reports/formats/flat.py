"""Tables of tabs: Word tables flattened to text, one cell or one row a line.

Converters of Word files (tika, textutil, catdoc, copying out of Word or Excel) keep tabs where a page has cells:

* a cell a line, each begun by a tab, a row ended by an empty line; labels and values may go on over lines that
  begin without a tab; some converters lose the empty lines;
* a row a line, cells separated by tabs, merged cells kept as empty ones or dropped, texts with a newline in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.formats.blocks import (
    Block,
    Line,
    is_blank,
    is_heading,
    is_prose,
    is_value,
    numbered,
    rows_of_values,
    spreadsheet_field,
    trim,
)
from reports.formats.marks import is_page_number

_MOST_BLANK_LINES = 3  # between two rows of one table
_LONGEST_CONTINUATION = 60
_LONGEST_LABEL = 40
_LONGEST_CELL = 400
_LONG_ROW = 4  # cells; shorter rows of values stand in the one-column blocks of table two
_TAB_RUN = re.compile("\t+")
_LIST_NUMBER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．，]?\Z")
_CLOSING_QUOTE = re.compile('"(?= *(?:\t|\n|\\Z))')

Spans = list[tuple[int, int]]


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of tabs among ``lines``."""
    blocks: list[Block] = []
    if not lines or text.find("\t", lines[0].start, lines[-1].end) < 0:
        return blocks
    at = 0
    while at < len(lines):
        if not _has_cells(text, lines[at]):
            at += 1
            continue
        last = _extend(text, lines, at)
        block = _build(text, lines, at, last)
        if block is not None:
            blocks.append(block)
        at = last
    return blocks


def _has_cells(text: str, line: Line) -> bool:
    """True where a line's tabs show cells rather than an indent, a list number or a page in a contents list."""
    if text.find("\t", line.start, line.end) < 0:
        return False
    raw = text[line.start : line.end]
    content = raw.strip()
    if "\t" not in content:
        leading = raw.lstrip(" \u3000\u00a0").startswith("\t")
        return leading and not is_heading(content) and not is_prose(content)
    parts = content.split("\t")
    if len(parts) == 2 and (_LIST_NUMBER.match(parts[0].strip()) and not is_value(parts[1].strip())):
        return False
    if len(parts) == 2 and is_heading(parts[0]):
        return False
    return not (max(map(len, parts)) > 120 and is_prose(max(parts, key=len)))


def _is_cell_line(text: str, line: Line) -> bool:
    """A line of one cell: a tab at its beginning (or two, where cells are begun by two) and no other."""
    return "\t" not in text[line.start : line.end].strip(" \u3000\u00a0").lstrip("\t")


def _extend(text: str, lines: Sequence[Line], first: int) -> int:
    """The end of the table that begins in line ``first``."""
    end = first + 1
    in_cell = _is_cell_line(text, lines[first])
    cell_start = lines[first].start
    at = end
    while at < len(lines):
        line = lines[at]
        if _has_cells(text, line):
            end, in_cell, cell_start = at + 1, _is_cell_line(text, line), line.start
        elif is_blank(text, line.start, line.end):
            if at + 1 - end > _MOST_BLANK_LINES:
                break
        elif _goes_on(text, lines, at, end, in_cell, cell_start):
            end = at + 1
        else:
            break
        at += 1
    return end


def _goes_on(text: str, lines: Sequence[Line], at: int, end: int, in_cell: bool, cell_start: int) -> bool:
    """True where line ``at``, which has no tab, belongs to the table whose lines so far end at ``end``."""
    line = lines[at]
    content = text[line.start : line.end].strip()
    if len(content) > _LONGEST_CONTINUATION or is_heading(content) or is_prose(content):
        return False
    if not in_cell:
        return at == end and at + 1 < len(lines) and _has_cells(text, lines[at + 1])
    so_far = text[cell_start : min(lines[end - 1].end, cell_start + _LONGEST_CELL)].strip()
    if lines[end - 1].end - cell_start > _LONGEST_CELL:
        return False
    if at > end:  # an empty line within a cell is believed only where nothing stood before it
        return not so_far and is_value(content)
    return not (is_value(so_far) and len(content) >= 8)


def _build(text: str, lines: Sequence[Line], first: int, last: int) -> Block | None:
    start, end = lines[first].start, lines[last - 1].end
    runs = [len(run) for run in _TAB_RUN.findall(text, start, end)]
    tabs = 2 if len(runs) >= 6 and all(run % 2 == 0 for run in runs) else 1
    tabbed = [line for line in lines[first:last] if text.find("\t", line.start, line.end) >= 0]
    cell_lines = sum(_is_cell_line(text, line) for line in tabbed)
    if 2 * cell_lines >= len(tabbed):
        rows, aligned = _cells_by_line(text, lines[first:last], "\t" * tabs), False
    else:
        rows, aligned = _rows_by_line(text, start, end, "\t" * tabs)
    if not _is_table(text, rows):
        return None
    pages = [Line(*trim(text, *line)) for line in lines[first:last] if _is_page_number(text, line)]
    cells = [cell for row in rows for cell in row] if pages else []
    loose = [page for page in pages if not any(start < page.end and page.start < end for start, end in cells)]
    return Block(first, last, [numbered(row) for row in rows], aligned, loose=loose)


def _is_page_number(text: str, line: Line) -> bool:
    """A page's number on a line of its own, which stands between two rows and is no part of a cell."""
    return is_page_number(text[slice(*line)].strip())


def _is_table(text: str, rows: Sequence[Spans]) -> bool:
    cells = [cell for row in rows for cell in row]
    if len(cells) < 2:
        return False
    if len(rows) == 1 and len(cells) < 4:
        short = all(end - start <= _LONGEST_LABEL for start, end in cells)
        return short and any(start == end or is_value(text[start:end]) for start, end in cells)
    return len(cells) >= 4 or any(start == end or is_value(text[start:end]) for start, end in cells)


def _cells_by_line(text: str, lines: Sequence[Line], tab: str) -> list[Spans]:
    """Rows where each tab begins a cell and an empty line ends a row."""
    rows: list[list[list[int]]] = [[]]
    row_ended = False
    for line in lines:
        at = text.find(tab, line.start, line.end)
        if at < 0:
            if is_blank(text, line.start, line.end):
                row_ended = True
            elif rows[-1] and not _is_page_number(text, line):
                rows[-1][-1][1] = line.end
                row_ended = False
            continue
        if row_ended and rows[-1]:
            rows.append([])
        row_ended = False
        if not is_blank(text, line.start, at):
            rows[-1].append([line.start, at])
        while at >= 0:
            following = text.find(tab, at + len(tab), line.end)
            rows[-1].append([at + len(tab), following if following >= 0 else line.end])
            at = following
    trimmed = [[trim(text, start, end) for start, end in row] for row in rows if row]
    return [part for row in trimmed for part in with_row_ends(text, row)]


def with_row_ends(text: str, row: Spans) -> list[Spans]:
    """A row as it is, or the rows that a converter without row ends ran together."""
    if len(row) < 8:
        return [row]
    kinds = [is_value(text[start:end]) for start, end in row if start < end]
    turns = sum(1 for before, after in pairwise(kinds) if before and not after)
    return rows_of_values(text, row, row_marks=False) if turns >= 2 else [row]


def _rows_by_line(text: str, start: int, end: int, tab: str) -> tuple[list[Spans], bool]:
    """Rows that are lines; the second result tells whether equal columns stand below one another."""
    rows: list[Spans] = []
    at = start
    while at <= end:
        row, at = _read_row(text, at, end, tab)
        if len(row) > 1 or not is_blank(text, *row[0]):
            rows.append(row)
    full = [row for row in rows if len(row) > 1]
    if full and all(is_blank(text, *row[0]) for row in full) and len(full) > 1:
        rows = [row[1:] if len(row) > 1 else row for row in rows]  # the tab begins the row, no cell stands before it
        full = [row for row in rows if len(row) > 1]
    if len(full) > 1 and all(is_blank(text, *row[-1]) for row in full) and any(len(row) > 2 for row in full):
        rows = [row[:-1] if len(row) > 1 else row for row in rows]
    fields = [[spreadsheet_field(text, *cell) for cell in row] for row in rows]
    return fields, _is_aligned(text, fields)


def _read_row(text: str, at: int, end: int, tab: str) -> tuple[Spans, int]:
    """One row's cells from ``at`` on and where the next row begins. A cell in quotes may hold newlines."""
    newline = text.find("\n", at, end)
    stop = newline if newline >= 0 else end
    row: Spans = []
    while True:
        first = at
        while first < stop and text[first] == " ":
            first += 1
        if first < stop and text[first] == '"':
            quote = _CLOSING_QUOTE.search(text, first + 1, min(end, first + 300))
            if quote is not None:
                row.append((first + 1, quote.start()))
                newline = text.find("\n", quote.end(), end)
                stop = newline if newline >= 0 else end
                at = text.find(tab, quote.end(), stop)
                if at < 0:
                    return row, stop + 1
                at += len(tab)
                continue
        following = text.find(tab, at, stop)
        if following < 0:
            row.append((at, stop))
            return row, stop + 1
        row.append((at, following))
        at = following + len(tab)


def _is_aligned(text: str, rows: Sequence[Spans]) -> bool:
    """Rows of one length keep their places, also beside shorter rows without values (captions, headers).

    Rows of values that differ in length have lost merged cells or trailing blanks: no telling which.
    """
    full = [row for row in rows if len(row) > 1]
    if len({len(row) for row in full}) == 1:
        return len(full) > 1
    lengths = set()
    for row in full:
        has_value = any(is_value(text[slice(*trim(text, *cell))]) for cell in row)
        if has_value and len(row) >= _LONG_ROW:
            lengths.add(len(row))
    return len(lengths) == 1
