"""Two years in one table: a line for the report's own year and one for an earlier, under the same label.

A report compares its year with those before it, so where its own is not known it is the latest that is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from reports.document import Document
from reports.tables.items import Item

Line = tuple[int, int]

_NAME = (
    r"(?:(?P<year>20\d\d)\s*年?度?|(?P<own>本年度?|今年|本期)|(?P<earlier>上一?年度?|去年同期|去年|上年同期|上期|同期))"
)
_COLUMN = re.compile(rf"\s*{_NAME}数?量?\s*")
_YEAR = re.compile(
    r"(?:\A|(?<=[\s|｜:：,，;；、(（\"']))"
    rf"{_NAME}"
    r"[\s|｜:：)）\"',，]*\Z"
)
_OWN, _EARLIER = 1, 0  # where words tell the years apart
_FEWEST = 2  # lines of each year; a single one may be anything


def of_own_year(document: Document, items: Sequence[Item], year: int | None = None) -> list[Item]:
    """The items without the values of other years' lines, where lines of two and more years alternate."""
    years = _years(document, items)
    found = list(years.values())
    own = year if year is not None and year in found else max(found, default=0)
    if found.count(own) < _FEWEST or len(found) - found.count(own) < _FEWEST:
        return list(items)
    return [item for item in items if item.row not in years or _stays(document, item, years[item.row] == own)]


def of_own_columns(document: Document, items: Sequence[Item], year: int | None = None) -> list[Item]:
    """A grid's items without the columns of earlier years, where each heading has one for every year below it.

    The heading over them stands over the column of the report's own year then.
    """
    result = list(items)
    for line, columns in _year_lines(document, items).items():
        found = set(columns.values())
        own = year if year is not None and year in found else max(found)
        kept = [column for column, named in sorted(columns.items()) if named == own]
        if len(found) > 1 and len(kept) * len(found) == len(columns):
            result = _without_columns(result, line, min(columns), kept, max(columns))
    return result


def _year_lines(document: Document, items: Sequence[Item]) -> dict[Line, dict[int, int]]:
    """The year of each column, for the rows of grids that name nothing but years, two of them at least."""
    found: dict[Line, dict[int, int]] = {}
    for line, group in groupby((item for item in items if item.grid is not None), key=lambda item: item.row):
        written = [item for item in group if item.start < item.end]
        years = {item.column: _COLUMN.fullmatch(document.text[item.start : item.end]) for item in written}
        named = {column: _year_of(match) for column, match in years.items() if match is not None}
        if len(named) == len(written) >= _FEWEST:
            found[line] = named
    return found


def _without_columns(items: list[Item], line: Line, first: int, kept: Sequence[int], last: int) -> list[Item]:
    """The items of a grid, up to its next headings, with only the ``kept`` columns between the first and the last.

    They stay as they are where not every kept column has a heading above the line of years.
    """
    inside = [item.row[0] == line[0] and first <= item.column <= last for item in items]
    labels = [item.row for item, within in zip(items, inside, strict=True) if within and item.kind == "label"]
    filled = [item.row for item, within in zip(items, inside, strict=True) if within and item.kind == "value"]
    begin = max((row for row in filled if row < line), default=(line[0], -1))
    end = min((row for row in labels if row > line), default=(line[0], line[1] + len(items)))
    headed: set[int] = set()
    result = []
    for item, within in zip(items, inside, strict=True):
        if within and begin < item.row < line and item.kind == "label":
            column = next((column for column in kept if column >= item.column), item.column)
            headed.add(column)
            result.append(replace(item, column=column))
        elif not within or not (item.row == line or (begin < item.row < end and item.column not in kept)):
            result.append(item)
    return result if headed == set(kept) else items


def _year_of(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else _OWN if match["own"] else _EARLIER


def _stays(document: Document, item: Item, own: bool) -> bool:
    """A line of a year keeps its label but for the year, and its values if the year is the report's."""
    if item.kind in ("label", "text") and item.start < item.end:
        return not _YEAR.search(document.text[item.start : item.end])
    return own


def _years(document: Document, items: Sequence[Item]) -> Mapping[Line, int]:
    """The year that stands before the values of each line, for the lines that name one."""
    found: dict[Line, int] = {}
    for line, group in groupby(items, key=lambda item: item.row):
        own = list(group)
        value = next((item for item in own if item.kind in ("value", "blank")), None)
        head = document.text[_beginning(document, own[0]) : own[-1].end if value is None else value.start]
        year = _YEAR.search(head)
        if year is not None:
            found[line] = _year_of(year)
    return found


def _beginning(document: Document, item: Item) -> int:
    """Where the line of an item begins: its row of the grid, or the piece of a line that it stands in."""
    at = item.cell
    segments = document.segments
    if item.grid is not None:
        while at > 0 and (segments[at - 1].grid, segments[at - 1].row) == item.row:
            at -= 1
    return segments[at].start
