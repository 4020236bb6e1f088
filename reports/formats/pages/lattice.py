"""Ruled tables: from the lines on a page to the cells that they enclose.

Lines are drawn in many ways: once across the table, cell by cell, doubled, dashed, with gaps or a little too long.
Pieces are joined into lines, lines that touch make a lattice, and a cell is what no line divides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from reports.formats.pages.content import Box, Rule
from reports.formats.pages.unions import Unions

_SAME_LINE = 1.5  # points by which pieces of one line lie beside each other
_GAP = 4.0  # between pieces of a line, and between a line's end and the line that it meets
_DASH, _DASH_GAP = 14.0, 9.0  # a dash's length at most, and the gap after it
_NARROW = 6.0  # no column and no row is as narrow: lines this near to each other are one border
_JAGGED = 14.0  # borders of different rows this near to each other are one column's
_COVERED = 0.5  # share of a cell's side that has to be ruled
_SHORTEST = 4.0
_ROW_HEIGHT = 1.6  # usual heights of a row: that of one without lines down, at most
_MOST_LINES = 1_000  # of one direction on one page
_MOST_PLACES = 20_000  # of one table on one page


class Stroke(NamedTuple):
    """A straight line: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


class LatticeCell(NamedTuple):
    """A cell: its upper left place in the lattice, how many places it covers, and where it stands."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(slots=True)
class Lattice:
    """A ruled table: the places of its lines and its cells, row by row. ``is_open``: no lines at its sides.

    ``outside`` are cells by their indexes that no line parts from what is beside the table: if nothing stands in
    them they are none, but the room beside a part of the table that is narrower than the rest.
    """

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell]
    is_open: bool = False
    outside: frozenset[int] = frozenset()
    places: dict[tuple[int, int], int] = field(default_factory=dict)  # (row, column) -> index into cells

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell that a point lies in."""
        left, top, right, bottom = self.box
        if not (left <= x <= right and top <= y <= bottom):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        return self.places.get((row, column))


def find_lattices(rules: Iterable[Rule]) -> list[Lattice]:
    """The ruled tables on a page, those within others first."""
    across: list[Stroke] = []
    down: list[Stroke] = []
    for rule in rules:
        left, top, right, bottom = rule.box
        if rule.is_horizontal:
            across.append(Stroke((top + bottom) / 2, left, right))
        else:
            down.append(Stroke((left + right) / 2, top, bottom))
    across, down = join_strokes(across), join_strokes(down)
    if len(across) > _MOST_LINES or len(down) > _MOST_LINES:
        return []
    lattices = [_build(*group) for group in _touching(across, down)]
    found = [lattice for lattice in lattices if lattice is not None]
    return sorted(found, key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))


def join_strokes(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Pieces of one line as one line."""
    lines: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        if lines and stroke.at - lines[-1][0].at <= _SAME_LINE:
            lines[-1].append(stroke)
        else:
            lines.append([stroke])
    return [joined for line in lines for joined in _joined(line)]


def _joined(line: Sequence[Stroke]) -> list[Stroke]:
    at = sum(stroke.at for stroke in line) / len(line)
    joined: list[Stroke] = []
    last = 0.0  # the length of the piece before
    for _, start, end in sorted(line, key=lambda stroke: stroke.start):
        gap = _DASH_GAP if max(last, end - start) <= _DASH else _GAP
        if joined and start - joined[-1].end <= gap:
            joined[-1] = Stroke(at, joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Stroke(at, start, end))
        last = end - start
    return [stroke for stroke in joined if stroke.end - stroke.start >= _SHORTEST]


Group = tuple[list[Stroke], list[Stroke]]


def _touching(across: Sequence[Stroke], down: Sequence[Stroke]) -> list[Group]:
    """Lines across and down, in groups of those that touch; groups of open tables are put together."""
    unions = Unions(len(across) + len(down))
    for index, line in enumerate(across):
        for other, post in enumerate(down, len(across)):
            if line.start - _GAP <= post.at <= line.end + _GAP and post.start - _GAP <= line.at <= post.end + _GAP:
                unions.join(index, other)
    groups: dict[int, Group] = {}
    for index, line in enumerate([*across, *down]):
        groups.setdefault(unions.root(index), ([], []))[index >= len(across)].append(line)
    closed = [group for group in groups.values() if group[0] and group[1]]
    alone = [line for group in groups.values() if not group[1] for line in group[0]]
    return _with_open_rows(closed, alone)


def _with_open_rows(groups: list[Group], alone: Sequence[Stroke]) -> list[Group]:
    """Tables without lines at their sides: rows of one cell have no line down at all and touch nothing."""
    changed = True
    while changed:
        changed = False
        for group in groups:
            if not _is_open(group):
                continue
            near = [line for line in alone if line not in group[0] and _goes_with(line, group)]
            group[0].extend(near)
            changed = changed or bool(near)
        for group in groups:
            other = next((other for other in groups if other is not group and _are_one(group, other)), None)
            if other is not None:
                group[0].extend(other[0])
                group[1].extend(other[1])
                groups.remove(other)
                changed = True
                break
    return groups


def _sides(group: Group) -> tuple[float, float]:
    return min(line.start for line in group[0]), max(line.end for line in group[0])


def _is_open(group: Group) -> bool:
    left, right = _sides(group)
    return all(left + _GAP < post.at < right - _GAP for post in group[1])


def _goes_with(line: Stroke, group: Group) -> bool:
    left, right = _sides(group)
    places = sorted(other.at for other in group[0])
    steps = sorted(after - before for before, after in pairwise(places) if after - before > _NARROW)
    highest = _ROW_HEIGHT * steps[len(steps) // 2] if steps else 0.0
    near = places[0] - highest <= line.at <= places[-1] + highest
    return near and abs(line.start - left) <= _GAP and abs(line.end - right) <= _GAP


def _are_one(group: Group, other: Group) -> bool:
    if not (_is_open(group) and _is_open(other)):
        return False
    return any(_goes_with(line, group) for line in other[0])


def _build(across: list[Stroke], down: list[Stroke]) -> Lattice | None:
    """The lattice of lines that touch; None where they enclose no two cells."""
    rows = _edges(across, down)
    columns = _without_jags(_edges(down, across), rows, down)
    places = (len(columns) - 1) * (len(rows) - 1)
    if not 2 <= places <= _MOST_PLACES:
        return None
    xs, ys = [edge.at for edge in columns], [edge.at for edge in rows]
    walls, floors = _covered(columns, ys, down), _covered(rows, xs, across)
    cells = _cells(xs, ys, walls, floors)
    if len(cells) < 2:
        return None
    outside = _outside(cells, len(columns) - 1, len(rows) - 1, walls, floors)
    lattice = Lattice(xs, ys, cells, is_open=_is_open((across, down)), outside=outside)
    for index, cell in enumerate(cells):
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                lattice.places[row, column] = index
    return lattice


def _outside(
    cells: Sequence[LatticeCell], columns: int, rows: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> frozenset[int]:
    """The cells at a side of the table that is ruled for the most part, but not at them."""
    found: set[int] = set()
    for edge, length, sides in (
        (0, rows, walls),
        (columns, rows, walls),
        (0, columns, floors),
        (rows, columns, floors),
    ):
        ruled = {step for at, step in sides if at == edge}
        if len(ruled) < _COVERED * length:
            continue
        for index, cell in enumerate(cells):
            first, count, at, size = cell.row, cell.rows, cell.column, cell.columns
            if sides is floors:
                first, count, at, size = at, size, first, count
            if edge in (at, at + size) and not ruled & set(range(first, first + count)):
                found.add(index)
    return frozenset(found)


class _Edge(NamedTuple):
    """Where cells end: lines from ``first`` to ``last`` across are one border, which stands ``at``."""

    first: float
    last: float
    at: float


def _edges(lines: Sequence[Stroke], crossing: Sequence[Stroke]) -> list[_Edge]:
    """The borders that ``lines`` draw; where the lines that cross them end beyond, a border is missing."""
    edges: list[_Edge] = []
    for line in sorted(lines):
        if edges and line.at - edges[-1].first <= _NARROW:
            edges[-1] = _merged(edges[-1], _Edge(line.at, line.at, line.at))
        else:
            edges.append(_Edge(line.at, line.at, line.at))
    start, end = min(line.start for line in crossing), max(line.end for line in crossing)
    if edges[0].first - start > _NARROW:
        edges.insert(0, _Edge(start, start, start))
    if end - edges[-1].last > _NARROW:
        edges.append(_Edge(end, end, end))
    return edges


def _merged(edge: _Edge, other: _Edge) -> _Edge:
    return _Edge(edge.first, other.last, (edge.first + other.last) / 2)


def _without_jags(edges: list[_Edge], rows: Sequence[_Edge], down: Sequence[Stroke]) -> list[_Edge]:
    """Column borders, with those as one that lie near each other and never bound cells of the same row."""
    walls = _covered(edges, [row.at for row in rows], down)
    kept: list[tuple[_Edge, set[int]]] = []
    for index, edge in enumerate(edges):
        own = {row for at, row in walls if at == index}
        if kept and edge.last - kept[-1][0].first <= _JAGGED and not own & kept[-1][1]:
            kept[-1] = (_merged(kept[-1][0], edge), own | kept[-1][1])
        else:
            kept.append((edge, own))
    return [edge for edge, _ in kept]


def _covered(edges: Sequence[_Edge], steps: Sequence[float], lines: Sequence[Stroke]) -> set[tuple[int, int]]:
    """Which sides are ruled: ``(edge, step)`` for the stretch of an edge between two steps."""
    starts = [edge.first for edge in edges]
    lengths: dict[tuple[int, int], float] = {}
    for line in lines:
        edge = max(bisect_right(starts, line.at) - 1, 0)
        for step in range(max(bisect_right(steps, line.start) - 1, 0), len(steps) - 1):
            if steps[step] >= line.end:
                break
            shared = min(line.end, steps[step + 1]) - max(line.start, steps[step])
            lengths[edge, step] = max(lengths.get((edge, step), 0.0), shared)
    return {
        (edge, step) for (edge, step), shared in lengths.items() if shared >= _COVERED * (steps[step + 1] - steps[step])
    }


def _cells(
    xs: Sequence[float], ys: Sequence[float], walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> list[LatticeCell]:
    rows, columns = len(ys) - 1, len(xs) - 1
    unions = Unions(rows * columns)
    for row in range(rows):
        for column in range(columns):
            if column + 1 < columns and (column + 1, row) not in walls:
                unions.join(row * columns + column, row * columns + column + 1)
            if row + 1 < rows and (row + 1, column) not in floors:
                unions.join(row * columns + column, (row + 1) * columns + column)
    areas: dict[int, list[tuple[int, int]]] = {}
    for place in range(rows * columns):
        areas.setdefault(unions.root(place), []).append(divmod(place, columns))
    found = [
        LatticeCell(row, column, height, width, Box(xs[column], ys[row], xs[column + width], ys[row + height]))
        for area in areas.values()
        for row, column, height, width in _rectangles(area)
    ]
    return sorted(found)


def _rectangles(area: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """An area as rectangles ``(row, column, rows, columns)``: one, or several where a line is missing."""
    by_row: dict[int, list[int]] = {}
    for row, column in area:
        by_row.setdefault(row, []).append(column)
    found: list[tuple[int, int, int, int]] = []
    for row in sorted(by_row):
        for column, width in _runs(sorted(by_row[row])):
            above = next(
                (i for i, (r, c, h, w) in enumerate(found) if (c, w) == (column, width) and r + h == row), None
            )
            if above is None:
                found.append((row, column, 1, width))
            else:
                first, _, height, _ = found[above]
                found[above] = (first, column, height + 1, width)
    return found


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
