"""Comma-separated tables (RFC 4180), as spreadsheets export them, within other text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.formats.blocks import Block, Line, is_blank, is_value, numbered, spreadsheet_field

# A field: quoted, with "" for a quote, or bare. Semicolons separate where the comma is the decimal point.
_FIELDS = {mark: re.compile(rf'"((?:[^"]|"")*)"(?={mark}|\Z)|([^{mark}]*)(?={mark}|\Z)') for mark in ",;"}
_FEWEST_ROWS, _FEWEST_MARKS = 3, 2
_LONGEST_LINE = 2_000
_MOST_LINES = 20  # of a record; a label set one below the other takes some ten
_LONGEST_FIELD = 80  # code points; the longest label of the forms has 38
_VALUES = 0.25  # share of the filled fields that are values: running text with commas has hardly any
_FEWEST_VALUES = 3  # of a row with another number of fields than its table's others
_EMPTY = 0.25  # share of all fields that are empty, in a table left blank for the most part: running text has none


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The comma-separated tables among ``lines``: neighbouring lines with equally many fields, or one more or less."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        last, block = at + 1, None
        for mark in ",;":
            if block is None and text.count(mark, *_record(text, lines, at)[0]) >= _FEWEST_MARKS:
                last, block = _block(text, lines, at, mark)
        if block is not None:
            blocks.append(block)
        at = max(last, at + 1)  # what is no table from its first line on is none from the next
    return blocks


def _block(text: str, lines: Sequence[Line], first: int, mark: str) -> tuple[int, Block | None]:
    """Where the lines like the first end, and the table that they are, if they are one."""
    rows: list[list[tuple[int, int]]] = []
    last = first
    while last < len(lines):
        record, after = _record(text, lines, last)
        row = _fields(text, record, mark)
        if rows and len(row) != len(rows[0]) and after > last + 1:  # a quote within a field, or one that was lost
            row, after = _fields(text, lines[last], mark), last + 1
        if rows and is_blank(text, *lines[last]) and last + 1 < len(lines):  # one empty line ends no table
            record, after = _record(text, lines, last + 1)
            row = _fields(text, record, mark)
        if (
            len(row) <= _FEWEST_MARKS
            or (rows and len(row) != len(rows[0]) and not _is_shifted(text, row, len(rows[0])))
            or any(end - start > _LONGEST_FIELD for start, end in row)
        ):
            break
        rows.append(row)
        last = after
    filled = [text[start:end] for row in rows for start, end in row if not is_blank(text, start, end)]
    values, fields = sum(map(is_value, filled)), sum(map(len, rows))
    blank = values > 0 and fields - len(filled) >= _EMPTY * fields
    if len(rows) < _FEWEST_ROWS or (values < _VALUES * len(filled) and not blank):
        return last, None
    return last, Block(first, last, [numbered(row) for row in rows], aligned=True)


def _is_shifted(text: str, row: Sequence[tuple[int, int]], width: int) -> bool:
    """Whether a row of values has one field more or less than its table's others."""
    values = sum(is_value(text[start:end]) for start, end in row)
    return abs(len(row) - width) == 1 and values >= max(_FEWEST_VALUES, len(row) // 2)


def _record(text: str, lines: Sequence[Line], first: int) -> tuple[Line, int]:
    """The record that begins in line ``first``, with the lines over which its quoted fields go, and the line after."""
    last, quotes = first + 1, text.count('"', *lines[first])
    while quotes % 2 and last < min(len(lines), first + _MOST_LINES):
        quotes += text.count('"', *lines[last])
        last += 1
    return (lines[first], first + 1) if quotes % 2 else (Line(lines[first].start, lines[last - 1].end), last)


def _fields(text: str, line: Line, mark: str) -> list[tuple[int, int]]:
    """The fields of a line, each without its quotes and surrounding blanks; none for a line that is too long."""
    if line.end - line.start > _LONGEST_LINE:
        return []
    fields: list[tuple[int, int]] = []
    at = line.start
    while at <= line.end:
        match = _FIELDS[mark].match(text[at : line.end])
        if match is None:
            return []
        group = 1 if match[1] is not None else 2
        fields.append(spreadsheet_field(text, at + match.start(group), at + match.end(group)))
        at += match.end() + 1
    return fields
