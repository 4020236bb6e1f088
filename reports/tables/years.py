"""Two years in one table: a line for the report's own year and one for an earlier, under the same label.

A report compares its year with those before it, so where its own is not known it is the latest that is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from reports.document import Document
from reports.tables.items import Item

Line = tuple[int, int]

_YEAR = re.compile(
    r"(?:\A|(?<=[\s|｜:：,，;；、(（\"']))"
    r"(?:(?P<year>20\d\d)\s*年?度?|(?P<own>本年度?|今年|本期)|(?P<earlier>上一?年度?|去年|上年同期|上期|同期))"
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
            found[line] = int(year["year"]) if year["year"] else _OWN if year["own"] else _EARLIER
    return found


def _beginning(document: Document, item: Item) -> int:
    """Where the line of an item begins: its row of the grid, or the piece of a line that it stands in."""
    at = item.cell
    segments = document.segments
    if item.grid is not None:
        while at > 0 and (segments[at - 1].grid, segments[at - 1].row) == item.row:
            at -= 1
    return segments[at].start
