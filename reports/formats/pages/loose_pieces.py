"""Tables without ruled cells: pieces of lines that stand apart, and the columns that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.formats.blocks import is_value
from reports.formats.pages.content import Box, Word
from reports.formats.pages.lines import TextLine, around
from reports.formats.pages.parts import LinePart

_LABEL_GAP = 0.6  # of a line's height: between pieces of text
_NUMBER_GAP = 0.15  # before a numbered one
_VALUE_GAP = 0.3  # between pieces of which one is a value
_LONG_WORD, _WORD_GAP = 4, 0.2  # characters, and heights of a line between two such words
_LEAST_PITCH, _WIDEST_PITCH = 0.7, 2.5  # heights of a line between lines of one text
_SLACK = 0.1  # of a line's height by which pieces of one column miss each other

_NUMBERED = re.compile(r"\d{1,2}[.．、,，](?!\d)|[（(][一二三四五六七八九十]{1,2}[)）]")


@dataclass(slots=True)
class Piece:
    """Words side by side. ``y``: where their middle stands, page below page."""

    words: list[Word]
    part: LinePart
    y: float
    text: str = field(init=False)
    box: Box = field(init=False)
    is_value: bool = field(init=False)

    def __post_init__(self) -> None:
        self.text = TextLine(self.words).text
        self.box = around(word.box for word in self.words)
        self.is_value = is_value(self.text)

    @property
    def middle(self) -> float:
        return (self.box.left + self.box.right) / 2


@dataclass(slots=True)
class Column:
    """A stretch of the page's width in which pieces stand one below the other."""

    left: float
    right: float

    def overlaps(self, box: Box, slack: float = 0.0) -> bool:
        return box.left < self.right + slack and self.left - slack < box.right


def line_pieces(part: LinePart, y: float) -> list[Piece]:
    """The pieces of a line."""
    pieces: list[list[Word]] = []
    height = part.line.height
    for word in part.line.words:
        last = pieces[-1][-1] if pieces else None
        valued = last is not None and (is_value(last.text) or is_value(word.text))
        limit = (_VALUE_GAP if valued else _NUMBER_GAP if _NUMBERED.match(word.text) else _LABEL_GAP) * height
        if last is not None and word.box.left - last.box.right <= limit:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [Piece(words, part, y) for words in pieces]


def find_columns(pieces: Iterable[Piece]) -> list[Column]:
    """The columns of pieces. Narrow ones make them; one that reaches over two of them stands in none."""
    columns: list[Column] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.right - piece.box.left):
        slack = _SLACK * piece.part.line.height
        over = [column for column in columns if column.overlaps(piece.box, slack)]
        if not over:
            columns.append(Column(piece.box.left, piece.box.right))
        elif len(over) == 1:
            over[0].left = min(over[0].left, piece.box.left)
            over[0].right = max(over[0].right, piece.box.right)
    return sorted(columns, key=lambda column: column.left)


def column_of(columns: Sequence[Column], box: Box) -> int:
    """The column that a box stands in: the one that it shares most with, else the nearest."""

    def distance(index: int) -> tuple[float, float]:
        column = columns[index]
        shared = min(column.right, box.right) - max(column.left, box.left)
        return -max(shared, 0.0), abs((column.left + column.right) / 2 - (box.left + box.right) / 2)

    return min(range(len(columns)), key=distance)


def spanned(columns: Sequence[Column], box: Box) -> list[int]:
    """The columns that a box reaches into."""
    return [index for index, column in enumerate(columns) if column.overlaps(box)]


def split_by(columns: Sequence[Column], piece: Piece) -> list[Piece]:
    """A piece as its parts in several columns, where each of its words stands in one."""
    if len(spanned(columns, piece.box)) < 2:
        return [piece]
    places = [spanned(columns, word.box) for word in piece.words]
    if any(len(place) > 1 for place in places):
        return [piece]
    parts: list[list[Word]] = []
    before: list[int] = []
    for word, place in zip(piece.words, places, strict=True):
        if parts and (not place or not before or place == before):
            parts[-1].append(word)
            before = place or before
        else:
            parts.append([word])
            before = place
    return [Piece(words, piece.part, piece.y) for words in parts]


def split_words(piece: Piece) -> list[Piece]:
    """A header's piece as the texts of several columns that stand too near to each other: long words, set apart."""
    if len(piece.words) < 2 or any(len(word.text) < _LONG_WORD for word in piece.words):
        return [piece]
    gaps = [after.box.left - before.box.right for before, after in pairwise(piece.words)]
    if min(gaps) < _WORD_GAP * piece.part.line.height:
        return [piece]
    return [Piece([word], piece.part, piece.y) for word in piece.words]


def with_header_columns(columns: list[Column], header: Sequence[Piece]) -> list[Column]:
    """The columns of values, and those in which no value stands, which show only in the header.

    The header is believed only where each column stands nearest to a text of its own.
    """
    leaves = [column for column in find_columns(header) if not _holds_two(column, columns)]
    if len(leaves) <= len(columns):
        return columns
    above = [column_of(leaves, Box(column.left, 0, column.right, 0)) for column in columns]
    if any(after <= before for before, after in pairwise(above)):
        return columns
    extra = [leaf for index, leaf in enumerate(leaves) if index not in above]
    if any(leaf.overlaps(Box(column.left, 0, column.right, 0)) for leaf in extra for column in columns):
        return columns
    return sorted([*columns, *extra], key=lambda column: column.left)


def _holds_two(leaf: Column, columns: Sequence[Column]) -> bool:
    return len(spanned(columns, Box(leaf.left, 0, leaf.right, 0))) > 1


def pitch_of(pieces: Iterable[Piece], height: float) -> float:
    """The distance of lines within a text of several lines: the least at which pieces stand one below the other."""
    below: list[Piece] = []
    pitch = _WIDEST_PITCH * height
    for piece in sorted(pieces, key=lambda piece: piece.y):
        for other in reversed(below):
            step = piece.y - other.y
            if step >= pitch:
                break
            if step > _LEAST_PITCH * height and other.box.left < piece.box.right and piece.box.left < other.box.right:
                pitch = step
        below.append(piece)
    return pitch
