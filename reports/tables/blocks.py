"""Tables written column after column: the labels of several rows, then each column's name with its cells below.

Readers of PDF files that follow the drawing order write them so, a cell on a line. Which number belongs to which
label is told by their order alone, so every cell placed here is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.numbers import read_cell
from reports.tables.items import Item
from reports.tables.keyed import column_names, named_column
from reports.tables.matching import Evidence, rows_named
from reports.tables.placement import is_total, value_of
from reports.tables.rows import Slot, ValueRow
from reports.tables.turning import WITHOUT_TOTAL, in_rows
from reports.tags import Tag

_UNKNOWN = 0.5  # probability of what was not taken for a cell
_HOLDING = 0.5  # share of the rows whose totals hold where headings name the columns; reports have mistakes
_SURELY_NAMED = 0.75  # share of a row's label
_FEWEST_SERIALS = 4  # before labels, from 1 on; a row's one number may be 1 by chance, and the next row's 2
_LONGEST_HEADING = 3  # labels that head a column: those of its groups and its own


@dataclass(slots=True)
class _Part:
    """Rows whose labels stand together, as the form's numbers in ``rows``; the cells of each column that follow."""

    labels: list[Item]
    rows: list[int]
    width: int
    names: dict[str, int]
    signed: frozenset[int] = frozenset()  # columns whose numbers may be negative
    runs: dict[int, list[Item]] = field(default_factory=dict)  # places by column
    bare: list[Item] = field(default_factory=list)  # the cells of all columns, where none is named

    @property
    def spaced(self) -> bool:
        """Whether an empty line stands between any two of its labels."""
        return all(after.cell - label.cell > 1 for label, after in pairwise(self.labels))

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
    sources = [items] if (whole := with_numbers(document, items)) == [*items] else [items, whole]
    ways = [_read(document, one, table, evidence) for one in sources]
    return max(ways, key=lambda way: sum(len(row.filled) for row in way[0]))


def _read(
    document: Document, items: Sequence[Item], table: Table, evidence: Evidence
) -> tuple[list[ValueRow], list[Item]]:
    found: list[tuple[_Part, list[ValueRow]]] = []
    for part in _parts(document, items, table, evidence):
        if rows := _rows(document, part, evidence):
            found.append((part, rows))
    if not any(len(part.rows) > 1 for part, _ in found):
        return [], list(items)
    taken = {id(item) for part, _ in found for item in (*part.labels, *part.items)}
    return [row for _, rows in found for row in rows], [item for item in items if id(item) not in taken]


def with_numbers(document: Document, items: Sequence[Item]) -> list[Item]:
    """The items with the lines among them that hold a number alone, whatever these were taken for."""
    items = [_as_number(document, item) for item in items]
    result = list(items[:1])
    for before, item in pairwise(items):
        for cell in range(before.cell + 1, item.cell):
            line = document.segments[cell]
            read = Item("text", line.start, line.end, Tag.PROSE, _UNKNOWN, (-1, cell), cell, -1, line.grid)
            if (number := _as_number(document, read)) is not read:
                result.append(number)
        result.append(item)
    return result


def _as_number(document: Document, item: Item) -> Item:
    """An item of a whole line as a value, where the line holds a number, or says that there is none; else the item."""
    line = document.segments[item.cell]
    if item.kind not in ("label", "text") or item.grid is not None or line[:2] != (item.start, item.end):
        return item
    if read_cell(_text(document, item)).state not in ("reported", "not_applicable"):
        return item
    return replace(item, kind="value", tag=Tag.VALUE, probability=_UNKNOWN)


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


def without_numbering(document: Document, items: Sequence[Item]) -> list[Item]:
    """The items without the serial numbers that stand before the rows' labels: each is one more than the last."""
    # The first of them stands before the table's first label, and may not be counted to it.
    serials = max((_counting(document, items, first) for first in (1, 2)), key=len)
    taken = {id(item) for item in serials} if len(serials) >= _FEWEST_SERIALS else set()
    return [item for item in items if id(item) not in taken]


def _counting(document: Document, items: Sequence[Item], first: int) -> list[Item]:
    """The numbers right before labels that count up from ``first``."""
    found: list[Item] = []
    for item, following in pairwise(items):
        if item.kind == "value" and following.kind == "label" and _text(document, item) == str(len(found) + first):
            found.append(item)
    return found


def _without_separators(document: Document, items: Sequence[Item]) -> list[Item]:
    """The items without empty lines where lines of white space show the blank cells."""
    empty = [item for item in items if item.start == item.end and item.grid is None]
    bare = {id(item) for item in empty if not document.text[max(0, item.start - 1) : item.end + 1].strip("\n")}
    drawn = len(bare) < len(empty)
    return [item for item in items if not (drawn and id(item) in bare)]


def _parts(document: Document, items: Sequence[Item], table: Table, evidence: Evidence) -> list[_Part]:
    items = _without_separators(document, without_numbering(document, items))
    parts: list[_Part] = []
    waiting: list[Item] = []  # labels of rows that nothing but empty lines follows
    for labels, places in _groups(items):
        if parts and _goes_on(document, parts[-1], [*waiting, *labels], places, evidence, loose=len(waiting)):
            waiting = []
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
    _, pieces = _heading(document, labels, column_names(table))
    for end in dict.fromkeys((last, len(labels) - pieces, len(labels) - 1, len(labels))):
        rows = _rows_counted(labels[:end], len(_written(places)), table, evidence)
        if not rows or end > len(labels):
            continue
        block = next(block for block in table.blocks if table.rows[rows[0]] in block.rows)
        if table.rows[rows[-1]] not in block.rows:
            continue
        signed = frozenset(n for n, column in enumerate(block.columns) if column.signed)
        part = _Part(labels, rows, len(block.columns), column_names(table, block), signed)
        column, pieces = _heading(document, labels[end:], part.names)
        if column is None and pieces and len(rows) > 1 == len(labels) - end and len(_written(places)) == len(rows):
            column = 0  # a name that cannot be read
        if column is not None and len(labels) - end < _LONGEST_HEADING + pieces and _take(part, column, places):
            return part
        if end == len(labels) and max(part.width, len(rows)) > 1 and _fits(places, len(rows) * part.width):
            part.bare = places
            return part
    return None


def _rows_counted(labels: list[Item], written: int, table: Table, evidence: Evidence) -> list[int]:
    """The form's rows that labels name, as many as cells are written where either is in doubt.

    A group's label may share enough with a row's whose own label is not there; and a label may be lost among others.
    """
    named = rows_named(labels, evidence)
    if not named:
        return []
    shares = evidence.of_rows(labels)
    sure = [row for row in named if shares[row] >= _SURELY_NAMED]
    block = next(block for block in table.blocks if table.rows[named[0]] in block.rows)
    whole = [index for index, row in enumerate(table.rows) if row in block.rows]
    likely = [whole] if len(sure) >= _SURELY_NAMED * len(whole) else []
    ways = [rows for rows in (named, sure, *likely) if written in (len(rows), len(rows) * len(block.columns))]
    return [*ways, named][0]


def _goes_on(
    document: Document, part: _Part, labels: list[Item], places: list[Item], evidence: Evidence, *, loose: int
) -> bool:
    """Whether labels head the next column of a part; its places are taken then.

    Empty lines stand below the ``loose`` first ones: they begin a column's name or another part.
    """
    column, pieces = _heading(document, labels, part.names)
    if loose >= pieces:
        return False
    if not part.runs or len(part.runs) == part.width or len(labels) >= _LONGEST_HEADING + pieces:
        return False
    if column is None and not any(_names_row(item, evidence) for item in labels):
        column = max(part.runs) + 1  # a name that cannot be read: columns are named in their order
    return column is not None and _take(part, column, places)


def _take(part: _Part, column: int, places: list[Item]) -> bool:
    """Give a column its places, and the next ones theirs where their names are lost; False if they do not fit."""
    written, count = _written(places), len(part.rows)
    columns = range(column, column + max(1, len(written) // count))
    if columns[-1] >= part.width or any(one in part.runs for one in columns):
        return False
    if len(columns) == 1 and _fits(places, count):
        part.runs[column] = places
    elif _alone(places) and len(written) == len(columns) * count:
        part.runs |= {one: written[n * count : (n + 1) * count] for n, one in enumerate(columns)}
    else:
        return False
    return True


def _heading(document: Document, labels: Sequence[Item], names: dict[str, int]) -> tuple[int | None, int]:
    """The column that the last label names, or the last ones together where a narrow cell broke its name; how many."""
    if not labels:
        return None, 0
    for count in range(min(len(labels), max(map(len, names))), 1, -1):
        joined = fold("".join(_text(document, item) for item in labels[-count:]))
        if joined in names and all(fold(_text(document, item)) not in names for item in labels[-count:]):
            return names[joined], count
    return named_column(_text(document, labels[-1]), names), 1


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


def _cells(runs: Sequence[Sequence[Item]], count: int, *, spaced: bool) -> list[list[Item]]:
    """The ``count`` cells of each run, [] where none begins at the place that all of them allow.

    Empty lines may stand before or after the cells of every column, and between any two where the text is ``spaced``.
    """
    if all(len(_written(run)) == count for run in runs):
        return [_written(run) for run in runs]
    parities = {n % 2 for run in runs for n, item in enumerate(run) if item.kind == "value"}
    if spaced and len(parities) == 1 and all(len(run) >= 2 * count - 1 for run in runs):
        runs = [run[min(parities) :: 2] for run in runs]
    shared = set.intersection(*(set(_starts(run, count)) for run in runs if len(_written(run)) != count))
    if not shared:
        return []
    start = min(shared)
    return [_written(run) if len(_written(run)) == count else list(run[start : start + count]) for run in runs]


def _rows(document: Document, part: _Part, evidence: Evidence) -> list[ValueRow]:
    """The rows of a part, [] where its cells do not fit them."""
    count = len(part.rows)
    table: list[list[Slot | None]]
    if part.bare:
        columns, table = list(range(part.width)), _unnamed(document, part)
    else:
        columns = list(part.runs)
        cells = _cells(list(part.runs.values()), count, spaced=part.spaced)
        table = [[_slot(one[n]) for one in cells] for n in range(count)] if cells else []
        whole = columns == [*range(part.width)] and part.width > WITHOUT_TOTAL
        if whole and not _sums_hold(document, table, _HOLDING):
            return []
    made = []
    for index, row in zip(part.rows, table, strict=False):
        own = [item for item in part.labels if best_row(item, evidence) == index]
        told = [(column, slot) for column, slot in zip(columns, row, strict=True) if slot is not None]
        if told:
            keys, slots = [column for column, _ in told], [slot for _, slot in told]
            made.append(ValueRow(own, slots, in_grid=False, aligned=False, keys=keys, by_order=True))
    return made


def _unnamed(document: Document, part: _Part) -> list[list[Slot | None]]:
    """Cells of columns without headings: column after column, or row after row, as the rows' own numbers say."""
    cells = _cells([part.bare], len(part.rows) * part.width, spaced=part.spaced)
    slots = [_slot(item) for item in cells[0]] if cells else []
    return in_rows(slots, [document.text[slot.start : slot.end] for slot in slots], part.width, part.signed)


def _sums_hold(document: Document, rows: Sequence[Sequence[Slot | None]], least: float) -> bool:
    """Whether the totals hold in so large a share of the rows that hold anything."""
    whole = [[slot for slot in row if slot is not None] for row in rows]
    told = [is_total([value_of(document, slot) for slot in row]) for row in whole if any(slot.filled for slot in row)]
    return sum(told) >= least * len(told)


def _slot(item: Item) -> Slot:
    filled, blank = item.kind == "value", item.kind == "blank"
    probability = item.probability if filled or blank else _UNKNOWN
    return Slot(item.start, item.end, probability, -1, filled, blank or not filled, (item,))


def best_row(item: Item, evidence: Evidence) -> int | None:
    """The form's row that a label names; None where it names none."""
    shares = evidence.of_rows([item])
    return max(shares, key=lambda index: shares[index], default=None)
