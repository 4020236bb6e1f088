"""Rows of tables without ruled cells: which lines of labels are one label, and which values belong to it.

A label broken over lines stands beside its values so that their middles, first lines or last lines are level, in
all rows of a table alike. The division of the lines that fits this best is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from operator import add
from typing import NamedTuple

_MOST_LINES = 24  # of one label
_BEGINS_LATER = 4.0  # the cost of a numbered line inside of a label
_NO_BEGIN = 1.0  # of a label that begins without a number
_NO_VALUES = 1.6  # of a row without any value
_LOST_VALUES = 8.0  # of values without a row
_OFF, _TOO_FAR = 0.45, 5.0  # heights of a line by which values may be off their label's level; the cost beyond
_JOINED = 0.5  # of each further line of a label
_NOT_FULL = 3.0  # of a line that ends although the next one's beginning has room in it
_ROOM = 2.0  # heights of a line: that room
_TIGHT, _APART = 3.0, 0.25  # of a beginning no farther from the line before than lines of one label, if others are
_WIDE_GAP = 2.0  # the cost of lines of one label that stand farther apart than others
_CROSSED = 12.0  # of a ruled line through a label
_PITCH = 1.2
_HOPELESS, _NEVER = 40.0, float("inf")  # what costs so much more than another way is never the best

ROW_START = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,2}[)）、.．，]|\d{1,2}(?:[)）、，]|[.．](?!\d)))"
    r"|[（(][一二三四五六七](?:予以公开|部分公开|不予公开|无法提供|不予处理|其[他它]处理|总[计数和])"
    r"|规章|行政(?:规范性文件|许可|处罚|强制|事业性收费|复议|诉讼)|未经复议|复议后|第二十条|信息内容"
)


class LabelLine(NamedTuple):
    """A line of the column of row labels: its text, where it stands, and whether a ruled line parts it from the
    one before."""

    text: str
    y: float
    width: float
    page: int
    parted: bool = False


class Row(NamedTuple):
    """A row: its label lines ``[first, last)`` and the index of the level that its values stand on, if any."""

    first: int
    last: int
    level: int | None


_Level = Callable[[Sequence[LabelLine]], float]
_LEVELS: tuple[_Level, ...] = (
    lambda lines: (lines[0].y + lines[-1].y) / 2,
    lambda lines: lines[0].y,
    lambda lines: lines[-1].y,
)


def divide(labels: Sequence[LabelLine], levels: Sequence[float], height: float, pitch: float) -> list[Row]:
    """Rows in order. ``levels`` are the places of lines of values; ``height`` is that of a line of labels, ``pitch``
    the distance of two within a label."""
    costs = _label_costs(labels, height, pitch)
    no_values = _NO_VALUES * min(1.0, 2 * len(levels) / max(len(labels), 1))
    ways = (_divide(labels, levels, height, costs, no_values, level_of) for level_of in _LEVELS)
    return min(ways, key=lambda way: way[0])[1]


def _label_costs(labels: Sequence[LabelLine], height: float, pitch: float) -> list[list[float]]:
    """For each line, what a label costs that begins with it and has one line, two lines, and so on."""
    steps = [after.y - before.y for before, after in pairwise(labels) if after.page == before.page]
    apart = sum(step > _PITCH * pitch for step in steps) >= _APART * len(steps)  # rows are farther apart than lines
    costs: list[list[float]] = []
    for first, line in enumerate(labels):
        cost, widest = 0.0 if ROW_START.match(line.text) else _NO_BEGIN, line.width
        if cost and apart and first and line.page == labels[first - 1].page:
            cost += _TIGHT if line.y - labels[first - 1].y <= _PITCH * pitch else 0.0
        costs.append([cost])
        for before, after in pairwise(labels[first : first + _MOST_LINES]):
            cost += _JOINED + (_BEGINS_LATER if ROW_START.match(after.text) else 0.0)
            cost += _WIDE_GAP if after.page == before.page and after.y - before.y > _PITCH * pitch else 0.0
            cost += _CROSSED if after.parted else 0.0
            widest = max(widest, after.width)
            cost += _NOT_FULL if widest - before.width > _ROOM * height else 0.0
            if cost > _HOPELESS:
                break
            costs[-1].append(cost)
    return costs


def _off(lines: Sequence[LabelLine], level: float, level_of: _Level) -> float:
    """How far values are off the level of a label, or of one of its parts where a page break tears it."""
    if lines[0].page == lines[-1].page:
        return abs(level_of(lines) - level)
    return min(abs(level_of(list(part)) - level) for _, part in groupby(lines, key=lambda line: line.page))


def _divide(
    labels: Sequence[LabelLine],
    levels: Sequence[float],
    height: float,
    label_costs: Sequence[Sequence[float]],
    no_values: float,
    level_of: _Level,
) -> tuple[float, list[Row]]:
    """The cheapest division by one kind of level, and its cost."""
    # costs[i][j]: of the first i label lines and the first j levels; how it was reached stands beside it.
    costs = [[_NEVER] * (len(levels) + 1) for _ in range(len(labels) + 1)]
    steps: dict[tuple[int, int], tuple[int, int, Row]] = {}

    def reach(i: int, j: int, cost: float, row: Row, before: tuple[int, int]) -> None:
        if cost < costs[i][j]:
            costs[i][j] = cost
            steps[i, j] = (*before, row)

    costs[0][0] = 0.0
    for i in range(len(labels) + 1):
        # Levels beyond the labels that are left will be lost: a way that put them off is no cheaper for it.
        owed = [_LOST_VALUES * max(0, len(levels) - j - (len(labels) - i)) for j in range(len(levels) + 1)]
        hopeless = min(map(add, costs[i], owed)) + _HOPELESS
        for j in range(len(levels) + 1):
            here = costs[i][j]
            if here + owed[j] > hopeless or here == _NEVER:
                continue
            if j < len(levels):
                reach(i, j + 1, here + _LOST_VALUES, Row(i, i, j), (i, j))
            for last, label_cost in enumerate(label_costs[i] if i < len(labels) else (), i + 1):
                reach(last, j, here + label_cost + no_values, Row(i, last, None), (i, j))
                if j < len(levels):
                    off = _off(labels[i:last], levels[j], level_of) / height
                    cost = off + (_TOO_FAR * off if off > _OFF else 0.0)
                    reach(last, j + 1, here + label_cost + cost, Row(i, last, j), (i, j))
    rows: list[Row] = []
    at = (len(labels), len(levels))
    while at in steps:
        i, j, row = steps[at]
        rows.append(row)
        at = (i, j)
    return costs[-1][-1], rows[::-1]
