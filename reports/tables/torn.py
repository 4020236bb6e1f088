"""Torn tables: all labels first, then all numbers, as text comes out of a PDF in its drawing order.

Nothing but their order tells which number belongs to which label, so every cell placed here is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reports.document import Document
from reports.tables.items import Item
from reports.tables.placement import is_total, value_of
from reports.tables.rows import Slot, ValueRow

_WITHOUT_TOTAL = 3  # columns of the widest row that has no total (table 二)
_HOLDING = 0.8  # share of the rows whose totals hold; reports have mistakes of their own


def stranded_chains(rows: Sequence[ValueRow]) -> list[list[int]]:
    """Runs of two and more rows whose labels stand together before them; a single one belongs to the nearest."""
    chains: list[list[int]] = []
    for k, row in enumerate(rows):
        if not row.stranded:
            continue
        if row.before or not chains:
            chains.append([])
        chains[-1].append(k)
    return [chain for chain in chains if len(chain) > 1]


def regroup(
    document: Document, rows: list[ValueRow], named: Callable[[ValueRow], Sequence[int]], width: int
) -> list[ValueRow]:
    """Numbers that stand one on a line put into rows again, row by row or column by column as their sums say.

    ``named`` gives the form's rows whose labels stand before a row.
    """
    parts = _parts(rows, named)
    made = [_by_columns(document, rows, part, width) for part in parts]
    if not any(made):
        return _regroup_chain(document, rows, named, width)
    result, at = [], 0
    for part, one in zip(parts, made, strict=True):
        if one:
            result += [*rows[at : part.first], *one]
            at = part.last
    return [*result, *rows[at:]]


@dataclass(slots=True)
class _Part:
    """Rows ``[first, last)`` of a table that follow the labels of ``count`` of the form's rows.

    ``runs``: the numbers between one header and the next.
    """

    first: int
    last: int
    labels: list[Item]
    count: int
    runs: list[list[Slot]]


def _parts(rows: Sequence[ValueRow], named: Callable[[ValueRow], Sequence[int]]) -> list[_Part]:
    """The parts of a table that hold the labels of several rows first, as far as a page; then a block a column."""
    parts: list[_Part] = []
    labels: list[Item] = []  # since the last number; empty lines among them may pass for blanks
    begun: int | None = None
    count = 0
    open_part: _Part | None = None
    for k, row in enumerate(rows):
        if row.hollow:
            continue
        if row.labels or row.in_grid or row.keys is not None:
            open_part, labels, begun, count = None, [], None, 0
            continue
        if row.before:
            begun = k if begun is None else begun
            labels, count = [*labels, *row.before], count + len(named(row))
        if not row.filled:
            continue
        if count:
            open_part = _Part(k if begun is None else begun, k, labels, count, []) if count > 1 else None
            parts += [open_part] if open_part else []
        if open_part is not None:
            if labels:
                open_part.runs.append([])
            open_part.runs[-1] += row.filled
            open_part.last = k + 1
        labels, begun, count = [], None, 0
    return parts


def _by_columns(document: Document, rows: Sequence[ValueRow], part: _Part, width: int) -> list[ValueRow]:
    """The rows of a part whose columns stand one below the other, [] where the counts or the sums do not agree."""
    slots = [slot for run in part.runs for slot in run]
    alone = len({slot.parts[0].row for slot in slots}) == len(slots)  # each on a line of its own
    blocks = all(len(run) % part.count == 0 for run in part.runs)
    if width <= _WITHOUT_TOTAL or not alone or not blocks or len(slots) != part.count * width:
        return []
    grouped = [slots[i :: part.count] for i in range(part.count)]
    first = next(row for row in rows[part.first : part.last] if row.filled)
    made = [replace(first, slots=one, before=[], after=[], hollow=False, stranded=True) for one in grouped]
    made[0].before = part.labels
    return made if _sums_tell(document, grouped) else []


def _sums_tell(document: Document, grouped: Sequence[Sequence[Slot]]) -> bool:
    """Whether the totals hold in nearly all rows that hold anything; rows of noughts tell nothing."""
    told = [_holds(document, slots) for slots in grouped if any(value_of(document, slot) for slot in slots)]
    return sum(told) >= _HOLDING * len(told)


def _regroup_chain(
    document: Document, rows: list[ValueRow], named: Callable[[ValueRow], Sequence[int]], width: int
) -> list[ValueRow]:
    """A table whose numbers follow all labels without a header between them, read the way that more sums hold."""
    for chain in stranded_chains(rows):
        count = len(named(rows[chain[0]]))
        singles = [slot for k in chain for slot in rows[k].known]
        if len(singles) != len(chain) or len(chain) != count * width or width < 3:
            continue
        by_row = [singles[i * width : (i + 1) * width] for i in range(count)]
        by_column = [singles[i::count] for i in range(count)]
        best = max((by_row, by_column), key=lambda grouped: sum(_holds(document, slots) for slots in grouped))
        first = rows[chain[0]]
        made = [replace(first, slots=slots, before=first.before if i == 0 else []) for i, slots in enumerate(best)]
        rows = [*rows[: chain[0]], *made, *rows[chain[-1] + 1 :]]
        break  # a table has one such chain
    return rows


def _holds(document: Document, slots: Sequence[Slot]) -> bool:
    return is_total([value_of(document, slot) for slot in slots])
