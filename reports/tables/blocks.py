"""Tables written column after column: the labels of several rows, then each column's name with its cells below.

Readers of PDF files that follow the drawing order write them so, a cell on a line. Which number belongs to which
label is told by their order alone, so every cell placed here is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.tables.items import Item
from reports.tables.keyed import column_names, named_column
from reports.tables.matching import Evidence, rows_named
from reports.tables.placement import is_total, value_of
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag

_WITHOUT_TOTAL = 3  # columns of the widest row that has no total (table 二)
_HOLDING = 0.5  # share of the rows whose totals hold where headings name the columns; reports have mistakes
_LONGEST_HEADING = 3  # labels that head a column: those of its groups and its own


@dataclass(slots=True)
class _Part:
    """Rows whose labels stand together, as the form's numbers in ``rows``; the cells of each column that follow."""

    labels: list[Item]
    rows: list[int]
    width: int
    names: dict[str, int]
    runs: dict[int, list[Item]] = field(default_factory=dict)  # places by column
    bare: list[Item] = field(default_factory=list)  # the cells of all columns, where none is named

    @property
    def items(self) -> list[Item]:
        return [*self.bare, *(item for run in self.runs.values() for item in run)]


def column_blocks(
    document: Document, items: Sequence[Item], table: Table, evidence: Evidence
) -> tuple[list[ValueRow], list[Item]]:
    """The rows of a table written column after column, and the items that these do not account for.

    No rows where not at least one part of it holds the labels of several rows and as many cells under each heading.
    """
    if any(item.kind == "value" and item.grid is not None for item in items):
        return [], list(items)
    found: list[tuple[_Part, list[ValueRow]]] = []
    for part in _parts(document, items, table, evidence):
        if rows := _rows(document, part, evidence):
            found.append((part, rows))
    if not any(len(part.rows) > 1 for part, _ in found):
        return [], list(items)
    taken = {id(item) for part, _ in found for item in (*part.labels, *part.items)}
    return [row for _, rows in found for row in rows], [item for item in items if id(item) not in taken]


def follows_column(document: Document, row: ValueRow, table: Table) -> bool:
    """Whether a single column's name stands right before a line's several values: they may all be that column's."""
    if row.in_grid or row.labels or row.keys is not None or not row.filled or len(row.slots) < 2:
        return False
    names = [label.tag is Tag.COLUMN_LABEL for label in row.before[-2:]]
    return names in ([True], [False, True]) and fold(_text(document, row.before[-1])) in column_names(table)


def _groups(items: Iterable[Item]) -> list[tuple[list[Item], list[Item]]]:
    """Labels and the places for values after them; what separates two labels is no place."""
    groups: list[tuple[list[Item], list[Item]]] = []
    for item in items:
        if item.kind == "label":
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(item)
        elif groups and item.grid is None and item.kind in ("value", "blank", "empty"):
            groups[-1][1].append(item)
    return groups


def _parts(document: Document, items: Sequence[Item], table: Table, evidence: Evidence) -> list[_Part]:
    parts: list[_Part] = []
    waiting: list[Item] = []  # labels of rows that nothing but empty lines follows
    for labels, places in _groups(items):
        if parts and not waiting and _goes_on(document, parts[-1], labels, places, evidence):
            continue
        part = _begun(document, [*waiting, *labels], places, table, evidence)
        if part is not None:
            parts.append(part)
        waiting = [] if part is not None or _written(places) else [*waiting, *labels]
    return parts


def _begun(
    document: Document, labels: list[Item], places: list[Item], table: Table, evidence: Evidence
) -> _Part | None:
    """The part that labels begin, where as many places follow as one column, or all of them, have cells."""
    last = max((n for n, item in enumerate(labels) if _names_row(item, evidence)), default=-1) + 1
    for end in (last, len(labels) - 1, len(labels)):
        rows = rows_named(labels[:end], evidence)
        if not rows or end > len(labels):
            continue
        block = next(block for block in table.blocks if table.rows[rows[0]] in block.rows)
        if table.rows[rows[-1]] not in block.rows:
            continue
        part = _Part(labels, rows, len(block.columns), column_names(table, block))
        heading = labels[end:]
        if heading and len(heading) <= _LONGEST_HEADING:
            column = named_column(_text(document, heading[-1]), part.names)
            if column is not None and _fits(places, len(rows)):
                part.runs[column] = places
                return part
        if end == len(labels) and part.width > 1 and _fits(places, len(rows) * part.width):
            part.bare = places
            return part
    return None


def _goes_on(document: Document, part: _Part, labels: list[Item], places: list[Item], evidence: Evidence) -> bool:
    """Whether labels head the next column of a part; its places are taken then."""
    if not part.runs or len(part.runs) == part.width or len(labels) > _LONGEST_HEADING:
        return False
    column = named_column(_text(document, labels[-1]), part.names)
    if column is None and not any(_names_row(item, evidence) for item in labels):
        column = max(part.runs) + 1  # a name that cannot be read: columns are named in their order
    if column is None or column in part.runs or column >= part.width or not _fits(places, len(part.rows)):
        return False
    part.runs[column] = places
    return True


def _names_row(item: Item, evidence: Evidence) -> bool:
    return bool(rows_named([item], evidence))


def _text(document: Document, item: Item) -> str:
    return document.text[item.start : item.end]


def _written(places: Sequence[Item]) -> list[Item]:
    return [item for item in places if item.kind == "value"]


def _fits(places: Sequence[Item], count: int) -> bool:
    return _alone(places) and (len(_written(places)) == count or bool(_starts(places, count)))


def _alone(places: Sequence[Item]) -> bool:
    """Whether each stands on a line of its own."""
    return len({item.row for item in places}) == len(places)


def _starts(places: Sequence[Item], count: int) -> range:
    """Where ``count`` cells may begin so that nothing written lies outside of them."""
    filled = [n for n, item in enumerate(places) if item.kind == "value"]
    last = len(places) - count
    if last < 0 or not filled:
        return range(last + 1)
    return range(max(0, filled[-1] - count + 1), min(filled[0], last) + 1)


def _cells(runs: Sequence[Sequence[Item]], count: int) -> list[list[Item]]:
    """The ``count`` cells of each run, [] where none begins at the place that all of them allow.

    Empty lines may stand before or after the cells of every column, or between any two.
    """
    if all(len(_written(run)) == count for run in runs):
        return [_written(run) for run in runs]
    parities = {n % 2 for run in runs for n, item in enumerate(run) if item.kind == "value"}
    if len(parities) == 1 and count > 1 and all(len(run) >= 2 * count - 1 for run in runs):
        runs = [run[min(parities) :: 2] for run in runs]
    shared = set.intersection(*(set(_starts(run, count)) for run in runs if len(_written(run)) != count))
    if not shared:
        return []
    start = min(shared)
    return [_written(run) if len(_written(run)) == count else list(run[start : start + count]) for run in runs]


def _rows(document: Document, part: _Part, evidence: Evidence) -> list[ValueRow]:
    """The rows of a part, [] where its cells do not fit them."""
    count = len(part.rows)
    if part.bare:
        columns, table = list(range(part.width)), _unnamed(document, part)
    else:
        columns = list(part.runs)
        cells = _cells(list(part.runs.values()), count)
        table = [[_slot(one[n]) for one in cells] for n in range(count)] if cells else []
        whole = columns == [*range(part.width)] and part.width > _WITHOUT_TOTAL
        if whole and not _sums_hold(document, table, _HOLDING):
            return []
    made = []
    for index, slots in zip(part.rows, table, strict=False):
        own = [item for item in part.labels if _best(item, evidence) == index]
        made.append(ValueRow(own, slots, in_grid=False, aligned=False, keys=list(columns), by_order=True))
    return made


def _unnamed(document: Document, part: _Part) -> list[list[Slot]]:
    """Cells of columns without headings: column after column, unless the rows' sums say that it is row after row."""
    count, width = len(part.rows), part.width
    cells = _cells([part.bare], count * width)
    slots = [_slot(item) for item in cells[0]] if cells else []
    by_column = [slots[n::count] for n in range(count)]
    by_row = [slots[n * width : (n + 1) * width] for n in range(count)]
    texts = [[document.text[slot.start : slot.end] for row in way for slot in row] for way in (by_column, by_row)]
    if not slots or texts[0] == texts[1]:
        return by_column if slots else []
    told = [width > _WITHOUT_TOTAL and _sums_hold(document, way, 1.0) for way in (by_column, by_row)]
    if told[0] == told[1]:
        return []
    return by_column if told[0] else by_row


def _sums_hold(document: Document, rows: Sequence[Sequence[Slot]], least: float) -> bool:
    """Whether the totals hold in so large a share of the rows that hold anything."""
    told = [is_total([value_of(document, slot) for slot in row]) for row in rows if any(slot.filled for slot in row)]
    return sum(told) >= least * len(told)


def _slot(item: Item) -> Slot:
    filled, blank = item.kind == "value", item.kind == "blank"
    probability = item.probability if filled or blank else 0.5
    return Slot(item.start, item.end, probability, -1, filled, blank or not filled, (item,))


def _best(item: Item, evidence: Evidence) -> int | None:
    """The form's row that a label names."""
    shares = evidence.of_rows([item])
    return max(shares, key=lambda index: shares[index], default=None)
