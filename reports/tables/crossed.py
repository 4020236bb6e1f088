"""Table 三 whose cells a heading each way tells: turned, a line an applicant, or cut up, some columns below others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.tables.items import Item
from reports.tables.keyed import EARLIER, column_names, header_columns, named_column
from reports.tables.rows import Slot, ValueRow, value_rows
from reports.tags import Tag

_FEWEST_LINES = 3  # applicants of a turned table
_FEWEST_ROWS = 0.5  # share of the form's rows from which a part is a table's
_YEAR = re.compile("|".join((r"20\d\d", *EARLIER)))
_UNBROKEN = 100  # values; more than a line of a turned table has, so that none is cut


def crossed_rows(document: Document, items: Sequence[Item], table: Table) -> list[ValueRow]:
    """The rows of a turned or a cut-up table, each value with its column; [] for any other table."""
    if len(table.blocks) > 1 or table.side_by_side:
        return []
    return _turned(document, items, table) or _cut(document, items, table)


def _turned(document: Document, items: Sequence[Item], table: Table) -> list[ValueRow]:
    """The form's rows from a grid that has a column for each and the applicants below each other."""
    names = column_names(table)
    lines: dict[int, ValueRow] = {}
    for row in value_rows(document, items, _UNBROKEN):
        named = [named_column(document.text[label.start : label.end], names) for label in row.labels]
        if not named or named[-1] is None or len(row.slots) <= len(names):
            continue
        if not row.aligned or lines.setdefault(named[-1], row) is not row:
            return []  # no grid, or a second table like it
    if len(lines) < _FEWEST_LINES:
        return []
    slots = [slot for row in lines.values() for slot in row.slots]
    headings = _headings(document, items, min(row.start for row in lines.values()), {slot.column for slot in slots})
    if len(headings) < _FEWEST_ROWS * len(table.rows) or any(
        slot.filled and slot.column not in headings for slot in slots
    ):
        return []
    return [
        _keyed(labels, [(slot, key) for key, row in lines.items() for slot in row.slots if slot.column == column])
        for column, labels in sorted(headings.items())
    ]


def _headings(document: Document, items: Sequence[Item], end: int, columns: set[int]) -> dict[int, list[Item]]:
    """The labels before ``end`` that stand over each column of a grid, a merged cell's text once."""
    found: dict[int, list[Item]] = {}
    for item in items:
        if item.kind == "label" and item.start < end and item.column in columns:
            over = found.setdefault(item.column, [])
            if not over or _text(document, [item]) != _text(document, over[-1:]):
                over.append(item)
    return found


def _cut(document: Document, items: Sequence[Item], table: Table) -> list[ValueRow]:
    """The form's rows from tables below each other that have the same rows, and each some of the columns."""
    parts = _parts(document, items, table)
    headers = [header_columns(document, part, table) for part in parts]
    named = [place for header in headers for place in header]
    if len(parts) < 2 or len(set(named)) < len(named) or not all(headers) or _dated(document, parts):
        return []
    rows: dict[str, ValueRow] = {}
    for part, header in zip(parts, headers, strict=True):
        found = _under_headings(document, part, header)
        if len(found) < _FEWEST_ROWS * len(table.rows) or (rows and not found.keys() <= rows.keys()):
            return []
        for text, row in found.items():
            same = rows.setdefault(text, row)
            if same is not row:
                same.slots += row.slots
                same.keys = [*(same.keys or ()), *(row.keys or ())]
    return list(rows.values())


def _dated(document: Document, parts: Sequence[Sequence[Item]]) -> bool:
    """Whether a year stands over a later part: what follows may be another year's table."""
    heads = [
        document.text[before[-1].end : next((item.start for item in part if item.kind == "value"), part[-1].end)]
        for before, part in pairwise(parts)
    ]
    return any(_YEAR.search(head) for head in heads)


def _parts(document: Document, items: Sequence[Item], table: Table) -> list[list[Item]]:
    """The items, parted where a line of headings follows values."""
    names = column_names(table)
    parts: list[list[Item]] = [[]]
    for _, group in groupby(items, key=lambda item: item.row):
        line = list(group)
        bare = not any(item.kind in ("value", "blank") for item in line)
        labels = [item for item in line if item.tag is Tag.COLUMN_LABEL]
        heads = any(named_column(document.text[item.start : item.end], names) is not None for item in labels)
        if bare and heads and any(item.kind == "value" for item in parts[-1]):
            parts.append([])
        parts[-1] += line
    return parts


def _under_headings(document: Document, part: Sequence[Item], header: dict[int, int]) -> dict[str, ValueRow]:
    """The rows of a part by their labels, with the slots that stand under its headings; {} where it has others."""
    places = {column: place for place, column in header.items()}
    found: dict[str, ValueRow] = {}
    for row in value_rows(document, part, _UNBROKEN):
        if not row.labels or not row.known:
            continue
        if not row.aligned or any(slot.filled and slot.column not in places for slot in row.slots):
            return {}
        keyed = _keyed(row.labels, [(slot, places[slot.column]) for slot in row.slots if slot.column in places])
        if found.setdefault(_text(document, row.labels[-1:]), keyed) is not keyed:
            return {}  # two rows of one name
    return found


def _keyed(labels: Sequence[Item], slots: Sequence[tuple[Slot, int]]) -> ValueRow:
    own = [replace(slot, column=key) for slot, key in slots]
    return ValueRow(list(labels), own, in_grid=False, aligned=False, keys=[key for _, key in slots])


def _text(document: Document, labels: Sequence[Item]) -> str:
    return "|".join(fold(document.text[label.start : label.end]) for label in labels)
