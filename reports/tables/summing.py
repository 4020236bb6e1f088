"""Placement by sums: where a row's values could stand in several ways, the way in which the columns' sums hold.

A row that lost its blank cells does not tell which columns its numbers belong to, and its own total holds however they
stand. The sums down the columns tell: this year's and last year's requests are those processed and those carried on.
What is placed so is inferred, never read: it keeps a low confidence and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.calibration import INFERRED
from reports.document import Document
from reports.forms import Table
from reports.tables.placement import Placed, Slots, value_of

_MOST_STATES = 2_000  # partial sums kept at a time; beyond, the table has too many doubtful rows to be decided
_TOLERANCE = 6  # decimals

Vector = tuple[float, ...]


def settle_by_sums(document: Document, table: Table, placed: Mapping[int, Placed]) -> dict[int, Placed]:
    """The rows of a table, by their index in the form, with doubtful ones placed as its columns' sums ask.

    Rows without ``Placed.options`` stay; where no way makes all sums hold, all do. Where several do (a lone 0 may stand
    anywhere), it is the first of them, and as doubtful as before; numbers that are not even set apart stay unread then.
    """
    rows = {row.key: index for index, row in enumerate(table.rows)}
    sides = [(*rule.sides,) for rule in table.sums if rule.for_each == "column"]
    open_rows = [index for index, one in placed.items() if len(one.options) > 1]
    terms = {rows[key] for left, right in sides for key in (*left, *right)}
    if not sides or not open_rows or not terms <= set(placed):
        return dict(placed)
    weights = {index: _weights(table.rows[index].key, sides) for index in placed}
    fixed = [index for index in placed if index not in open_rows]
    start = _zero(len(sides) * len(next(iter(placed.values())).slots))
    for index in fixed:
        start = _added(start, _contribution(document, placed[index].slots, weights[index]))
    chosen, alone = _summing_way(document, placed, open_rows, weights, start)
    result = dict(placed)
    for index, number in chosen.items():
        one = placed[index]
        if not alone and not any(one.slots):
            continue
        quality = INFERRED if alone else one.quality
        result[index] = replace(one, slots=one.options[number], quality=quality, problem="columns_by_sums", options=())
    return result


def _weights(key: str, sides: Sequence[tuple[Sequence[str], Sequence[str]]]) -> tuple[int, ...]:
    """For each sum, 1 for a row on its left, -1 on its right, else 0."""
    return tuple((key in left) - (key in right) for left, right in sides)


def _zero(size: int) -> Vector:
    return (0.0,) * size


def _added(one: Vector, other: Vector) -> Vector:
    return tuple(round(a + b, _TOLERANCE) for a, b in zip(one, other, strict=True))


def _contribution(document: Document, slots: Slots, weights: Sequence[int]) -> Vector:
    """What a row adds to the difference of each sum's sides, for each column."""
    values = [value_of(document, slot) if slot is not None else 0 for slot in slots]
    return tuple(weight * value for weight in weights for value in values)


def _summing_way(
    document: Document,
    placed: Mapping[int, Placed],
    open_rows: Sequence[int],
    weights: Mapping[int, Sequence[int]],
    start: Vector,
) -> tuple[dict[int, int], bool]:
    """Which option of each open row makes every difference zero, and whether no other way does; {} for none.

    Partial sums that several ways lead to are kept once, with the number of ways (two stands for many).
    """
    states: dict[Vector, tuple[int, tuple[int, ...]]] = {start: (1, ())}
    order = sorted(open_rows, key=lambda row: len(placed[row].options))
    for index in order:
        after: dict[Vector, tuple[int, tuple[int, ...]]] = {}
        moves = [_contribution(document, slots, weights[index]) for slots in placed[index].options]
        for state, (ways, path) in states.items():
            for number, move in enumerate(moves):
                reached = _added(state, move)
                known = after.get(reached)
                after[reached] = (min(2, ways + (known[0] if known else 0)), known[1] if known else (*path, number))
            if len(after) > _MOST_STATES:
                return {}, False
        states = after
    ways, path = states.get(_zero(len(start)), (0, ()))
    return (dict(zip(order, path, strict=True)) if ways else {}), ways == 1
