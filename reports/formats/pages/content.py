"""A page as its words and ruled lines: what a PDF's text layer and optical character recognition both give.

Coordinates are points (1/72 inch) from the upper left corner of the page as it is shown, rotation applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    top: float
    right: float
    bottom: float


class Word(NamedTuple):
    """Characters that stand side by side on one line without a wide gap or a ruled line between them.

    ``certainty``: how sure recognition is of the text, between 0 and 1; 1 where the source holds the text itself.
    """

    text: str
    box: Box
    certainty: float = 1.0


class Rule(NamedTuple):
    """A ruled line, horizontal or vertical: a stroke, or a filled rectangle that is as thin as one."""

    box: Box

    @property
    def is_horizontal(self) -> bool:
        left, top, right, bottom = self.box
        return right - left >= bottom - top


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page: ``number`` counts from 1; words and rules in any order."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
