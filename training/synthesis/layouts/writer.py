"""What every layout writes with: free choices, borders, and the writer that collects pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

from reports.tags import Tag
from training.synthesis.pieces import Piece

T = TypeVar("T")

Role = Literal["cell", "line", "row", "table", "block", "hidden"]


@dataclass(frozen=True, slots=True)
class Border(Piece):
    """A delimiter that says what it borders; its text may be empty where the layout shows nothing.

    "cell" opens a cell, "line" breaks a physical line inside a row or a block, "row" closes a row, "table"
    stands before and after a table, "block" closes a paragraph or heading. "hidden" stands, with the cell's
    key, where the layout shows nothing of a blank cell although its row's label stands there. ``way`` of a
    "table" border before a table names the way in which the table is written.
    """

    role: Role = "cell"
    way: str = ""


class Chooser:
    """The free choices inside a layout. Some choices are held out: only the held-out split meets them."""

    def __init__(self, rng: Random, *, heldout: bool = False) -> None:
        self.rng = rng
        self.heldout = heldout

    def pick(self, options: Mapping[T, float], heldout: Mapping[T, float] | None = None) -> T:
        """One of ``options`` by weight; ``heldout`` adds options in the held-out split only."""
        weights = dict(options)
        if self.heldout and heldout:
            weights.update(heldout)
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def held(self, probability: float) -> bool:
        """True with the probability, in the held-out split only."""
        return self.rng.random() < probability and self.heldout


def char_width(char: str) -> int:
    """Columns a character takes on a fixed-width page: 2 for East Asian wide ones."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    return sum(char_width(char) for char in text)


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` display columns (at least one character each); [""] for ""."""
    lines, line, used = [], "", 0
    for char in text:
        taken = char_width(char)
        if line and used + taken > width:
            lines.append(line)
            line, used = "", 0
        line += char
        used += taken
    return [*lines, line]


class Writer:
    """Collects pieces in text order."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def delimiter(self, text: str) -> None:
        if text:
            self.pieces.append(Piece(text))

    def border(self, text: str, role: Role, key: str | None = None, *, way: str = "") -> None:
        self.pieces.append(Border(text, key=key, role=role, way=way))

    def content(self, text: str, tag: Tag, key: str | None = None, *, first: bool = True) -> None:
        """A tagged piece; white space around a text that is not blank becomes delimiters of its own."""
        bare = text.strip()
        if not bare:
            self.pieces.append(Piece(text, tag if tag is Tag.BLANK else Tag.PROSE, key, first))
            return
        start = text.index(bare)
        self.delimiter(text[:start])
        self.pieces.append(Piece(bare, tag, key, first))
        self.delimiter(text[start + len(bare) :])
