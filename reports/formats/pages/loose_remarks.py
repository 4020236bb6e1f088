"""Remarks in tables without ruled cells: text beside the values, often in more lines than its row has."""

from __future__ import annotations

from collections.abc import Sequence

from reports.formats.pages.loose_labels import Blob, make_blobs
from reports.formats.pages.loose_pieces import Column, Piece, find_columns, pitch_of

_SAME_LEVEL = 0.4  # heights of a line
_BESIDE = 0.5  # heights of a line by which a text may miss the values that it stands beside

Level = tuple[float, list[Piece]]


def find_levels(lines: Sequence[Sequence[Piece]], height: float) -> list[Level]:
    """The levels on which values stand, and what stands in the columns of values there, from top to bottom.

    ``lines``: the pieces of each line that are no labels. A text of several lines stands on the level of the values
    that it is beside; where there are none, each of its lines is a level of its own.
    """
    levels = _put_together([piece for line in lines for piece in line if piece.is_value], [], height)
    alone: list[Piece] = []
    for text in _texts(lines, height):
        middle, first, last = text.levels
        beside = [level for level in levels if first - _BESIDE * height <= level[0] <= last + _BESIDE * height]
        if beside:
            min(beside, key=lambda level: abs(level[0] - middle))[1].extend(text.pieces)
        else:
            alone += text.pieces
    return _put_together(alone, levels, height)


def _put_together(pieces: Sequence[Piece], levels: Sequence[Level], height: float) -> list[Level]:
    """``levels`` with those of further pieces; what is as high as a level stands on it."""
    found: list[Level] = []
    for y, level in sorted([*levels, *((piece.y, [piece]) for piece in pieces)], key=lambda level: level[0]):
        if found and y - found[-1][0] <= _SAME_LEVEL * height:
            found[-1][1].extend(level)
        else:
            found.append((y, list(level)))
    return found


def early_remarks(above: Sequence[Sequence[Piece]], below: Sequence[Sequence[Piece]], height: float) -> set[int]:
    """The pieces, by their ``id``, that stand above the first values and begin a remark beside them.

    ``above`` and ``below``: the pieces of the lines above the first values, and from there on. What has nothing above
    it is the header of its column.
    """
    head = [piece for line in above for piece in line]
    known = set(map(id, head))
    early: set[int] = set()
    for text in _texts([*above, *below], height):
        begin = text.pieces[0]
        if id(begin) not in known or id(text.pieces[-1]) in known:
            continue
        column = Column(begin.box.left, begin.box.right)
        if any(piece.y < begin.y and column.overlaps(piece.box) for piece in head):
            early |= known & set(map(id, text.pieces))
    return early


def with_remarks(columns: Sequence[Column], texts: Sequence[Piece]) -> list[Column]:
    """The columns, and those of texts that stand to the right of them all without a header of their own."""
    end = columns[-1].right
    return [*columns, *find_columns(piece for piece in texts if piece.box.left > end)]


def _texts(lines: Sequence[Sequence[Piece]], height: float) -> list[Blob]:
    pieces = [piece for line in lines for piece in line if not piece.is_value]
    return make_blobs(pieces, pitch_of(pieces, height))
