"""Fields: the cells of lines between signs that elsewhere stand in cells, or of which only some name their column.

"规章 / 78 /  / 250" sets its cells apart by the sign for a cell without a number, and in "规章：186，废止件数61，" some
cells say whose they are and others do not. Each place between two signs is a cell there. That is believed where nearly
all rows have just as many as the form has columns, and where each name that stands in one is its column's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile, zip_longest

from reports.document import Document
from reports.forms import Table
from reports.numbers import read_cell
from reports.tables.items import Item
from reports.tables.keyed import column_names, named_column
from reports.tags import Tag

_SLASHES = "/／"
_COMMAS = "，,；;、"
_FITTING = 0.9  # share of the rows with numbers that have a field for each column
_FEWEST = 3  # rows, and names of columns, that bear out commas: these part clauses, too
_SURE_FIELD = 0.95  # probability of a blank that only the count of its row's fields shows
_UNTAGGED = 0.5  # probability of a number that the tagger did not take for a value
_LONGEST = 60  # code points of a field; beyond, it is no cell
_CONTENT = re.compile(r"[\s:：=＝]*(.*?)[\s。.；;]*\Z", re.DOTALL)
_SEVERAL = re.compile(r"\d\s+\d")
_NUMBER = re.compile(r"[+\-]?\d+(?:\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What follows a row's label, or stands before the first one of its line: its items, and where they stand."""

    items: tuple[Item, ...]
    start: int
    end: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class _Field:
    """A place between two signs: the column that it names, if any, and where its number stands (empty: blank)."""

    column: int | None
    start: int
    end: int


def by_fields(document: Document, items: Sequence[Item], table: Table) -> list[Item]:
    """The items of a table with one for each field of its rows; [] for a table that is not written in such fields."""
    units = [unit for unit in _units(document, items) if unit.labelled or table.side_by_side]
    names = column_names(table)
    for separator in _SLASHES + _COMMAS:
        if not any(document.text.find(separator, unit.start, unit.end) >= 0 for unit in units):
            continue
        split = [_fields(document.text, unit, separator, names) for unit in units]
        fitting = {k: fields for k, fields in enumerate(split) if _fits(fields, table)}
        numbered = [k for k, unit in enumerate(units) if _is_numbered(document.text, unit)]
        if sum(k in fitting for k in numbered) < _FITTING * len(numbered):
            continue
        told = _is_told_slash if separator in _SLASHES else _is_told_comma
        if told(document.text, units, fitting, table):
            made = [(units[k].items, fields) for k, fields in fitting.items()]
            return list(_rewritten(document.text, items, made, separator))
    return []


def _units(document: Document, items: Sequence[Item]) -> Iterator[_Unit]:
    own: list[Item] = []
    label: Item | None = None
    for item, following in zip_longest(items, items[1:]):
        if item.tag is Tag.ROW_LABEL:
            own, label = [], item
        else:
            own.append(item)
        goes_on = following is not None and following.row == item.row
        if goes_on and following is not None and following.tag is not Tag.ROW_LABEL:
            continue
        end = following.start if goes_on and following is not None else _row_end(document, item)
        if own:
            start = label.end if label else document.segments[own[0].cell].start
            yield _Unit(tuple(own), start, end, label is not None)
        own, label = [], None


def _row_end(document: Document, item: Item) -> int:
    """Where the line of an item ends; lines with commas may have been read as the rows of a grid."""
    if item.grid is None:
        return document.segments[item.cell].end
    following = islice(document.segments, item.cell, None)
    return [s.end for s in takewhile(lambda s: (s.grid, s.row) == item.row, following)][-1]


def _is_numbered(text: str, unit: _Unit) -> bool:
    return any(item.kind == "value" and re.search(r"\d", text[item.start : item.end]) for item in unit.items)


def _fields(text: str, unit: _Unit, separator: str, names: Mapping[str, int]) -> list[_Field]:
    """The fields of a unit; [] where one holds anything but the name of a column and a number."""
    start = unit.start
    closed = text.endswith((":", "："), 0, start)  # 重复申请：，商业企业… begins with a blank
    if unit.labelled and not closed and text[start : unit.end].lstrip().startswith(separator):
        start = text.index(separator, start) + 1  # the sign between the row's label and its first cell
    fields = []
    for piece in text[start : unit.end].split(separator):
        field = _field(text, start, start + len(piece), names)
        if field is None:
            return []
        fields.append(field)
        start += len(piece) + len(separator)
    return fields


def _field(text: str, start: int, end: int, names: Mapping[str, int]) -> _Field | None:
    if end - start > _LONGEST or _SEVERAL.search(text, start, end):
        return None
    content = _CONTENT.match(text, start, end)
    if content is None or not content[1] or read_cell(content[1]).state == "reported":
        return _Field(None, *(content.span(1) if content else (start, start)))
    number = _NUMBER.search(content[1])
    begun = content.start(1) + (number.start() if number else len(content[1]))
    name = text[content.start(1) : begun]
    column = None if re.search(r"\d", name) else named_column(name, names)
    return _Field(column, begun, content.end(1)) if column is not None else None


def _fits(fields: Sequence[_Field], table: Table) -> bool:
    """Whether there is a field for each column of the form, and none names another; a mere heading is no row."""
    columns = len(table.blocks[0].columns) if table.side_by_side else len(fields)
    agreeing = all(field.column in (None, place % columns) for place, field in enumerate(fields))
    heading = all(field.column is not None and field.start == field.end for field in fields)
    return len(fields) in _widths(table) and agreeing and not (heading and table.side_by_side)


def _widths(table: Table) -> set[int]:
    """How many cells a row of a table may have."""
    widths = [len(block.columns) for block in table.blocks]
    return {len(table.rows) * widths[0]} if table.side_by_side else set(widths)


def _is_told_slash(text: str, units: Sequence[_Unit], fitting: Mapping[int, Sequence[_Field]], table: Table) -> bool:
    """Whether some row would have too many cells if slashes were cells without a number."""
    for k, fields in fitting.items():
        slashes = sum(text.count(sign, units[k].start, units[k].end) for sign in _SLASHES)
        if slashes and slashes + sum(field.start < field.end for field in fields) not in _widths(table):
            return True
    return False


def _is_told_comma(_text: str, _units: Sequence[_Unit], fitting: Mapping[int, Sequence[_Field]], table: Table) -> bool:
    """Whether enough fields name their columns, and some that hold a number do not."""
    fields = [field for row in fitting.values() if len(row) > 1 for field in row]
    nameless = any(field.column is None and field.start < field.end for field in fields)
    named = sum(field.column is not None for field in fields)
    return nameless and named >= _FEWEST and (table.side_by_side or len(fitting) >= _FEWEST)


def _rewritten(
    text: str, items: Sequence[Item], made: Iterable[tuple[Sequence[Item], Sequence[_Field]]], separator: str
) -> Iterator[Item]:
    """The items, in place of those of each unit the cells that its fields are."""
    cells: dict[Item, list[Item]] = {}
    for unit, fields in made:
        cells |= {item: [] for item in unit}
        cells[unit[0]] = [_cell(field, unit) for field in fields]
    for item in items:
        if item in cells:
            yield from cells[item]
        elif separator not in _SLASHES or text[item.start : item.end] != separator:
            yield item


def _cell(field: _Field, unit: Sequence[Item]) -> Item:
    first = unit[0]
    place = (first.row, first.cell, -1, None)
    if field.start == field.end:
        return Item("blank", field.start, field.end, Tag.BLANK, _SURE_FIELD, *place)
    tagged = [one for one in unit if one.kind == "value" and one.start < field.end and field.start < one.end]
    probability = min((one.probability for one in tagged), default=_UNTAGGED)
    return Item("value", field.start, field.end, Tag.VALUE, probability, *place)
