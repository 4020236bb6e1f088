"""Rows of a table as the report shows them: the labels of each, and the places for values after them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, takewhile

from reports.document import Document
from reports.forms import editions, load_form
from reports.labels import fold
from reports.tables.items import Item, as_value
from reports.tables.years import of_own_year
from reports.tags import Tag

_FEWEST_HEADINGS, _FEWEST_HEADED = 3, 3  # names over a row's values, and rows that have them, in a table of such rows
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．,，]")
_MOST_EMPTY = 100  # empty lines in a row that may be cells; thousands of them are none, and take their time
_MOST_SLOTS = 200  # of a row, blanks among them; what goes on longer is no row of any table


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a value may stand: a grid's cell after the row's label, or a value in a line.

    ``filled`` slots hold text; ``blank`` ones were tagged as empty value cells; the rest are empty cells
    of no known meaning (merged cells, padding).
    """

    start: int
    end: int
    probability: float
    column: int
    filled: bool
    blank: bool
    parts: tuple[Item, ...]

    @property
    def known(self) -> bool:
        """Whether the tagger takes it for a value cell."""
        return self.filled or self.blank


@dataclass(slots=True)
class ValueRow:
    """A row that offers places for values.

    ``labels``: label items of the row itself; ``before``/``after``: those of rows that hold only labels,
    between this row and its neighbours with values. ``in_grid``: empty places are visible.
    """

    labels: list[Item]
    slots: list[Slot]
    in_grid: bool
    aligned: bool
    before: list[Item] = field(default_factory=list)
    after: list[Item] = field(default_factory=list)
    keys: list[int] | None = None  # the column of each slot, where the report names it beside the value
    hollow: bool = False  # a label with empty places only: all blank, or no row at all
    appended: bool = False  # a value that stands alone on a line below was added: it may be a page's number
    stranded: bool = False  # its label stands apart, among the labels of all rows
    by_order: bool = False  # its values stand in the columns' blocks, and their order alone says whose they are

    @property
    def start(self) -> int:
        return self.slots[0].start

    @property
    def naming(self) -> list[Item]:
        """The label that names the row: its own last one, or the last before it that is no column's; empty for none."""
        others = [label for label in self.before if label.tag is not Tag.COLUMN_LABEL]
        return (self.labels or others or self.before)[-1:]

    @property
    def headings(self) -> list[Item]:
        """The columns' names that stand between the row's label and its values."""
        if self.labels or all(label.tag is Tag.COLUMN_LABEL for label in self.before):
            return []
        return list(takewhile(lambda label: label.tag is Tag.COLUMN_LABEL, reversed(self.before)))

    @property
    def filled(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.filled]

    @property
    def known(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.known]


def value_rows(document: Document, items: Sequence[Item], width: int, year: int | None = None) -> list[ValueRow]:
    """The rows that hold values (or known blanks), in reading order, with the labels around them.

    ``width`` is the number of columns that a full row has: values that follow on lines of their own are
    joined to the row above while it has room. ``year`` is the report's, where it is known.
    """
    rows: list[ValueRow] = []
    solid: list[ValueRow] = []  # those of them that hold something
    loose: list[Item] = []  # labels since the last row with values
    empty: list[Slot] = []  # empty lines since the last label or value, which may be cells
    for labels, rest in _parts(document, of_own_year(document, items, year)):
        slots = _slots(document, rest)
        in_grid = bool(rest) and rest[0].grid is not None
        if labels and empty and solid and rows[-1] is solid[-1] and _is_cell_per_line(rows[-1]):
            rows[-1].slots += empty[: 2 * width]  # blank cells at the row's end, or mere empty lines
            empty = []
        if not any(slot.known for slot in slots):
            if labels and slots:
                rows.append(ValueRow(labels, slots, in_grid, _is_aligned(document, rest), hollow=True))
            elif rows and rows[-1].hollow and not labels and not in_grid and not rows[-1].in_grid:
                rows[-1].slots += slots[: max(0, _MOST_EMPTY - len(rows[-1].slots))]
            elif labels and not in_grid:
                rows.append(ValueRow(labels, [], in_grid, False, hollow=True))
            loose += labels
            if solid:
                solid[-1].after += labels
            empty = [] if labels or in_grid else (empty + slots)[:_MOST_EMPTY]
            continue
        slots, empty = ([] if labels or in_grid else empty) + slots, []
        aligned = _is_aligned(document, rest)
        if not labels and not loose and solid and _continues(solid[-1], slots, in_grid, aligned, width):
            _join(solid[-1], slots)
            continue
        stranded = not labels and (_many_rows(document, loose) or (not loose and bool(solid) and solid[-1].stranded))
        solid.append(ValueRow(labels, slots, in_grid, aligned, before=loose, stranded=stranded))
        rows.append(solid[-1])
        loose = []
    return [row for row in rows if row.slots]


def headings_of_each(rows: Sequence[ValueRow]) -> list[Item]:
    """The columns' names where they stand again over each row's values, below its label; [] for any other table."""
    headed = [headings for row in rows if len(headings := row.headings) >= _FEWEST_HEADINGS]
    solid = sum(not row.hollow for row in rows)
    return [item for one in headed for item in one] if len(headed) >= max(_FEWEST_HEADED, 0.5 * solid) else []


def _is_cell_per_line(row: ValueRow) -> bool:
    """Whether each cell of a row stands on a line of its own, so that an empty line may be one."""
    places = [slot.parts[0].row for slot in row.known]
    return not row.in_grid and not row.labels and len(set(places)) == len(places)


def _many_rows(document: Document, labels: Sequence[Item]) -> bool:
    """Whether labels of several rows follow each other; a group's and its first row's do in every table.

    A narrow cell's label goes on over several lines: only what begins a label is counted.
    """
    names = [label for label in labels if label.tag is Tag.ROW_LABEL]
    return len(names) > 4 and sum(_begins_label(document.text[name.start : name.end]) for name in names) > 4


def _begins_label(content: str) -> bool:
    return _NUMBERED.match(content) is not None or fold(content) in _row_names()


@lru_cache(maxsize=1)
def _row_names() -> frozenset[str]:
    rows = [row for edition in editions() for table in load_form(edition).tables.values() for row in table.rows]
    return frozenset(fold(label) for row in rows for label in row.labels)


def _is_aligned(document: Document, rest: Sequence[Item]) -> bool:
    return rest[0].grid is not None and document.grids[rest[0].grid].aligned


def _parts(document: Document, items: Sequence[Item]) -> Iterable[tuple[list[Item], list[Item]]]:
    """The rows of a table: each row of the source, with glued rows cut and stacked rows taken apart."""
    for labels, rest in _cut_rows(document, items):
        yield from _unstacked(document, labels, rest) or [(labels, rest)]


def _unstacked(document: Document, labels: list[Item], rest: list[Item]) -> list[tuple[list[Item], list[Item]]]:
    """Rows that a converter stacked in the cells of one: every cell holds as many values as there are labels."""
    cells = [list(group) for _, group in groupby(rest, key=lambda item: item.cell)]
    cells = [cell for cell in cells if any(item.start < item.end for item in cell)]  # padding is no column
    values = [[piece for item in cell if item.kind == "value" for piece in _pieces(document, item)] for cell in cells]
    if not labels or not rest or rest[0].grid is None or len({len(one) for one in values}) != 1 or len(values) < 2:
        return []
    own = [item for item in labels if item.cell == labels[-1].cell]
    lines = _pieces(document, replace(own[0], end=own[-1].end))
    lines = lines if len(lines) == len(values[0]) else _whole_labels(document, lines)
    if len(values[0]) == 1 or len(lines) != len(values[0]):
        return []
    outer = [item for item in labels if item.cell != labels[-1].cell]
    return [
        ([*(outer if number == 0 else []), line], [one[number] for one in values]) for number, line in enumerate(lines)
    ]


def _pieces(document: Document, item: Item) -> list[Item]:
    """An item as its lines."""
    lines = _lines(document.text[item.start : item.end])
    return [replace(item, start=item.start + start, end=item.start + end) for start, end in lines]


def _whole_labels(document: Document, lines: Sequence[Item]) -> list[Item]:
    """The labels that begin with a number, each with the lines in which it goes on."""
    whole: list[Item] = []
    for line in lines:
        if whole and not _NUMBERED.match(document.text[line.start : line.end]):
            whole[-1] = replace(whole[-1], end=line.end)
        else:
            whole.append(line)
    return whole


def _lines(text: str) -> list[tuple[int, int]]:
    """The lines of a cell's text, broken by newlines or by HTML's line breaks."""
    found, at = [], 0
    for gap in re.finditer(r"(?:\s*(?:<br\s*/?>|\n))+\s*|\Z", text):
        if gap.start() > at:
            found.append((at, gap.start()))
        at = gap.end()
    return found


def _cut_rows(document: Document, items: Iterable[Item]) -> Iterable[tuple[list[Item], list[Item]]]:
    """Each row of the source, cut where a label follows values (glued rows): its labels and the rest."""
    for _, group in groupby(items, key=lambda item: item.row):
        labels: list[Item] = []
        rest: list[Item] = []
        for item in group:
            if item.kind == "label" or (item.kind == "text" and not rest and not as_value(document, item)):
                if _is_serial(labels, rest):
                    rest = []
                elif any(other.kind in ("value", "blank") for other in rest):
                    yield labels, rest
                    labels, rest = [], []
                elif labels and any(other.kind == "text" and as_value(document, other) for other in rest):
                    yield labels, rest  # values that the tagger did not take for any
                    labels, rest = [], []
                elif rest:
                    rest = []  # empty cells before a label are merged cells, no places for values
                labels.append(item)
            else:
                rest.append(item)
        yield labels, rest


def _is_serial(labels: Sequence[Item], rest: Sequence[Item]) -> bool:
    """Whether what stands before a row's first label is its serial number, as some tables have one."""
    written = [item for item in rest if item.start < item.end]
    return not labels and len(written) == 1 and written[0].grid is not None and written[0].column <= 1


def _slots(document: Document, rest: Sequence[Item]) -> list[Slot]:
    slots: list[Slot] = []
    for _, group in groupby(rest, key=lambda item: item.cell if item.grid is not None else item.start):
        parts = tuple(group)
        filled = any(item.kind == "value" or (item.kind == "text" and item.start < item.end) for item in parts)
        blank = not filled and any(item.kind == "blank" for item in parts)
        probability = min(item.probability if item.kind in ("value", "blank") else 0.5 for item in parts)
        slots.append(Slot(parts[0].start, parts[-1].end, probability, parts[0].column, filled, blank, parts))
    return slots


def _continues(row: ValueRow, slots: Sequence[Slot], in_grid: bool, aligned: bool, width: int) -> bool:
    """Whether slots without a label of their own go on with the row above."""
    if in_grid != row.in_grid or aligned != row.aligned or row.stranded or len(row.slots) > _MOST_SLOTS:
        return False
    known = [slot for slot in slots if slot.known]
    if aligned:  # a row broken in two: its halves fill different columns
        taken = {slot.column for slot in row.known}
        return len(taken) + len(known) <= width and not any(slot.column in taken for slot in known)
    if in_grid and len(slots) > 1 and len(row.slots) + len(slots) > width:
        return False
    # In lines, an empty one may be taken for a blank too many; only what is written counts.
    return len(row.filled) + len([slot for slot in slots if slot.filled]) <= width


def _join(row: ValueRow, slots: list[Slot]) -> None:
    """The rest of a row that was broken in two."""
    if row.aligned and min(s.column for s in slots if s.known) > min(s.column for s in row.known):
        by_column = {slot.column: slot for slot in row.slots}
        for slot in slots:
            if slot.known or slot.column not in by_column:
                by_column[slot.column] = slot
        row.slots = [by_column[column] for column in sorted(by_column)]
        return
    if row.aligned:  # the rest begins left of the row's values: its columns say nothing
        row.slots, row.aligned, row.in_grid = row.known, False, False
        slots = [slot for slot in slots if slot.known]
    if not row.in_grid and not row.appended and sum(slot.known for slot in slots) == 1:
        first = next((slot for slot in row.slots if slot.known), None)
        last = next((slot for slot in reversed(row.slots) if slot.known), None)
        if first is not None and last is not None and first is not last:
            row.appended = first.parts[0].row == last.parts[0].row
    row.slots += slots


def split_parts(slots: Sequence[Slot]) -> list[Slot]:
    """The slots with cells that hold several values cut into one slot per value."""
    result: list[Slot] = []
    for slot in slots:
        values = [item for item in slot.parts if item.kind == "value"]
        if len(values) < 2:
            result.append(slot)
            continue
        result += [Slot(item.start, item.end, item.probability, slot.column, True, False, (item,)) for item in values]
    return result
