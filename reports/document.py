"""A Document: one text and, over it, the lines and cells that the source's format shows.

Every reader gives a Document and everything later reads one. All positions are code points into
``Document.text``; every span is half-open, ``[start, end)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of ``Document.text``, in code points."""

    start: int
    end: int


class Segment(NamedTuple):
    """A line or a table cell, in reading order. Segments never overlap.

    A cell may be empty (``start == end``): an empty cell is a cell. An empty line outside of a grid is
    a segment too, because in pasted columns it may be a blank cell. ``start``/``end`` enclose the content
    without its delimiters (tabs, pipes) and without surrounding white space; a cell's content may
    contain newlines where the source breaks it.
    """

    start: int
    end: int
    grid: int | None = None  # index into Document.grids; None for a line of text
    row: int = -1  # row in the grid, from 0; -1 for a line
    column: int = -1  # see Grid.aligned; -1 for a line

    @property
    def is_cell(self) -> bool:
        return self.grid is not None

    @property
    def is_empty(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class Grid:
    """A run of rows that the source shows as a table.

    ``aligned``: columns are places on the page (equal ``column`` means one below the other). Otherwise
    ``column`` only counts the cells of its own row, and rows may differ in length (flattened Word text).
    """

    aligned: bool


MarkKind = Literal["page_number", "running_head", "navigation", "debris"]


class Mark(NamedTuple):
    """A stretch that stays in the text but says nothing of the report (page number, bookmark debris)."""

    start: int
    end: int
    kind: MarkKind


SURE = 0.9
"""Recognition below this certainty is a guess: a number read so is given as unreadable."""


class Place(NamedTuple):
    """Where a segment stands on a page, for formats that have pages.

    ``page`` counts from 1. ``bbox`` is (left, top, right, bottom) in points (1/72 inch) from the upper left corner
    of the page as it is shown: of the cell as it is ruled where it is, of the text otherwise. ``certainty`` is
    between 0 and 1: how sure the recognition of the text is, 1 where the source holds the text itself.
    """

    page: int
    bbox: tuple[float, float, float, float]
    certainty: float = 1.0


class Notice(NamedTuple):
    """A doubt or a limit met on the way: code for programs, message (Chinese) for people, place."""

    code: str
    message: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of the source's bytes; see the module's docstring.

    ``places`` is empty, or has an entry for each segment. ``title`` is the title that the format keeps beside the
    text (a web page's head, a file's properties); what the text itself says goes first.
    """

    text: str
    segments: tuple[Segment, ...]
    grids: tuple[Grid, ...] = ()
    marks: tuple[Mark, ...] = ()
    reader: str = "text"
    media_type: str = "text/plain"
    encoding: str | None = None
    pages: int | None = None
    places: tuple[Place | None, ...] = ()
    title: str | None = None
    warnings: tuple[Notice, ...] = field(default=())
