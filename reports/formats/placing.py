"""Finding columns: which pieces of several lines stand below one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from math import comb
from statistics import median
from typing import NamedTuple

_UNDER_ITS_HEADER = 0.5  # of the columns' pitch: how far a column's middle may be from its header's
_FULL_ROWS = 3
_MOST_COLUMNS = 60
_WIDEST_SHIFT = 3.0  # display columns by which values of one column may differ from one row to the next


class Piece(NamedTuple):
    """A stretch of a line at display columns ``[left, right)``."""

    left: int
    right: int
    is_value: bool
    is_column_label: bool


_MOST_WAYS = 10_000  # of spreading a line's values over the columns; the widest official table has 6,435


class Placing(NamedTuple):
    """The column of every piece, row by row.

    ``value_columns`` are the columns in which values stand, in order; ``has_values`` tells for each row whether it
    has a value; ``spread`` is how far values of one column stand apart (display columns), less is better.
    """

    columns: list[list[int]]
    value_columns: list[int]
    has_values: list[bool]
    spread: float


class _Column(NamedTuple):
    left: int
    right: int


Key = Callable[[Piece], float]
_KEYS: tuple[Key, ...] = (
    lambda piece: piece.right,
    lambda piece: piece.left,
    lambda piece: (piece.left + piece.right) / 2,  # centred
)


def place(rows: Sequence[Sequence[Piece]]) -> Placing | None:
    """The columns of ``rows``, or None where their values agree on none.

    Values may be set left, right or centred: the edge by which they fall into the fewest columns, with no row twice
    in a column, is taken.
    """
    if max(map(len, rows)) > _MOST_COLUMNS:
        return None
    has_values = [any(piece.is_value for piece in row) for row in rows]
    rows = _without_serials(rows)
    widest = max(sum(piece.is_value for piece in row) for row in rows)
    best: tuple[int, float, list[_Column]] | None = None
    for key in _KEYS:
        found = _cluster(rows, key)
        if found is not None and (best is None or (len(found[1]), found[0]) < best[:2]):
            best = (len(found[1]), found[0], found[1])
    if best is None:
        return None
    count, spread, columns = best
    if count > _MOST_COLUMNS:
        return None
    if count != widest and any(after.left < before.right for before, after in pairwise(columns)):
        return None
    all_columns = _with_header_columns(rows, columns)
    return None if all_columns is None else _assign(rows, all_columns, has_values, spread + count)


def _without_serials(rows: Sequence[Sequence[Piece]]) -> Sequence[Sequence[Piece]]:
    """The rows with the numbers before their labels as labels: no column of values stands left of the labels."""
    numbered = [len(row) > 1 and row[0].is_value and not row[1].is_value for row in rows]
    if sum(numbered) < _FULL_ROWS:
        return rows
    made = [
        [row[0]._replace(is_value=False), *row[1:]] if first else row for row, first in zip(rows, numbered, strict=True)
    ]
    return made if any(piece.is_value for row in made for piece in row) else rows


def _cluster(rows: Sequence[Sequence[Piece]], key: Key) -> tuple[float, list[_Column]] | None:
    """The columns by ``key`` and their mean spread; None where a row has two values in one column."""
    values = sorted((key(piece), number, piece) for number, row in enumerate(rows) for piece in row if piece.is_value)
    limit = _WIDEST_SHIFT
    for row in rows:
        keys = [key(piece) for piece in row if piece.is_value]
        limit = min([limit, *((after - before) / 2 for before, after in pairwise(keys))])
    clusters: list[list[tuple[float, int, Piece]]] = []
    for value in values:
        if clusters and value[0] - clusters[-1][-1][0] <= limit:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    if any(len({number for _, number, _ in cluster}) < len(cluster) for cluster in clusters):
        return None
    spread = sum(cluster[-1][0] - cluster[0][0] for cluster in clusters) / len(clusters)
    columns = [
        _Column(min(piece.left for _, _, piece in cluster), max(piece.right for _, _, piece in cluster))
        for cluster in clusters
    ]
    return spread, columns


def _with_header_columns(rows: Sequence[Sequence[Piece]], columns: list[_Column]) -> list[_Column] | None:
    """``columns`` and those in which no row has a value, which show only in the header.

    The header is believed only where every column known stands under a text of its own: a column too many would
    make a blank that the page does not have. Where it shows more columns and cannot be believed, the values' columns
    stand only if several rows fill them all; else there is no telling (None).
    """
    header = _header(rows, columns)
    if len(header) <= len(columns):
        return columns
    pitch = min(_middle(after) - _middle(before) for line in (columns, header) for before, after in pairwise(line))
    above = [min(header, key=lambda text: abs(_middle(text) - _middle(column))) for column in columns]
    near = all(
        abs(_middle(text) - _middle(column)) <= _UNDER_ITS_HEADER * pitch
        for text, column in zip(above, columns, strict=True)
    )
    # Where numbers are set left or right under centred texts, each still stands under a part of its own.
    over = [[text for text in header if text.left < column.right and column.left < text.right] for column in columns]
    apart = all(len(texts) == 1 for texts in over) and len({texts[0] for texts in over}) == len(columns)
    above = [texts[0] for texts in over] if apart else above
    if (near or apart) and len(set(above)) == len(columns):
        return sorted([*columns, *(text for text in header if text not in above)])
    full = sum(1 for row in rows if sum(piece.is_value for piece in row) == len(columns))
    return columns if full >= _FULL_ROWS else None


def _header(rows: Sequence[Sequence[Piece]], columns: Sequence[_Column]) -> list[_Column]:
    """The places of the short texts above the columns, stacked ones as one; none where they overlap in a line."""
    label_ends = [
        max((piece.right for piece in row if not piece.is_value and piece.right <= columns[-1].left), default=0)
        for row in rows
        if any(piece.is_value for piece in row)
    ]
    zone = max(label_ends, default=0)
    texts = sorted(
        (piece.left, piece.right, number)
        for number, row in enumerate(rows)
        if len(row) >= 2 and not any(piece.is_value for piece in row)
        for piece in row
        if piece.is_column_label and piece.left >= zone
    )
    stacks: list[list[tuple[int, int, int]]] = []
    for text in texts:
        if stacks and text[0] < max(right for _, right, _ in stacks[-1]):
            stacks[-1].append(text)
        else:
            stacks.append([text])
    if any(len({number for _, _, number in stack}) < len(stack) for stack in stacks):
        return []
    return [_Column(stack[0][0], max(right for _, right, _ in stack)) for stack in stacks]


def _middle(stretch: Piece | _Column) -> float:
    return (stretch.left + stretch.right) / 2


def _assign(
    rows: Sequence[Sequence[Piece]], columns: Sequence[_Column], has_values: list[bool], spread: float
) -> Placing:
    zone = columns[0].left
    labels = [[piece for piece in row if not piece.is_value and _middle(piece) < zone] for row in rows]
    label_columns = max(map(len, labels))
    lefts = [median(row[index].left for row in labels if len(row) == label_columns) for index in range(label_columns)]
    placed: list[list[int]] = []
    for row, own_labels in zip(rows, labels, strict=True):
        numbers: list[int] = []
        for index, piece in enumerate(row):
            if index < len(own_labels):
                free = range(index if not numbers else numbers[-1] + 1, label_columns - len(own_labels) + index + 1)
                number = min(free, key=lambda column: abs(lefts[column] - piece.left))
            else:
                number = label_columns + _nearest(columns, piece)
                if numbers and not piece.is_value:
                    number = min(max(number, numbers[-1] + 1), label_columns + len(columns) - 1)
            numbers.append(number)
        placed.append(_apart(row, numbers, columns, label_columns))
    return Placing(
        placed,
        list(range(label_columns, label_columns + len(columns))),
        has_values,
        spread,
    )


def _apart(row: Sequence[Piece], numbers: list[int], columns: Sequence[_Column], label_columns: int) -> list[int]:
    """A line's columns, each taken once: values that are nearest to the same one stand beside each other."""
    values = [place for place, piece in enumerate(row) if piece.is_value and numbers[place] >= label_columns]
    if (
        len({numbers[place] for place in values}) == len(values)
        or not 0 < comb(len(columns), len(values)) <= _MOST_WAYS
    ):
        return numbers
    middles = [_middle(row[place]) for place in values]
    best = min(
        combinations(range(len(columns)), len(values)),
        key=lambda chosen: sum(
            abs(_middle(columns[index]) - middle) for index, middle in zip(chosen, middles, strict=True)
        ),
    )
    given = dict(zip(values, best, strict=True))
    return [label_columns + given[place] if place in given else number for place, number in enumerate(numbers)]


def _nearest(columns: Sequence[_Column], piece: Piece) -> int:
    return min(
        range(len(columns)),
        key=lambda index: (
            -max(0, min(columns[index].right, piece.right) - max(columns[index].left, piece.left)),
            abs(_middle(columns[index]) - _middle(piece)),
        ),
    )
