"""The report as data, ``gouji/report/1``: the types of everything that Gouji returns.

Keys and states are the contract's to the letter; nothing is added to or left out of them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "gouji/report/1"

CellState = Literal["reported", "blank", "not_applicable", "unreadable", "missing"]
CheckStatus = Literal["passed", "skipped", "incomplete", "failed"]
SectionKind = Literal["overview", "proactive", "requests", "reviews", "problems", "other"]
PassageRole = Literal["problem", "measure", "context"]
ClaimStatus = Literal["agrees", "differs", "unmatched"]
Number = int | float
SpanPair = tuple[int, int]
Bbox = tuple[float, float, float, float]


def _is_none(value: object) -> bool:
    return value is None


def _is_empty(value: object) -> bool:
    return value == ()


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(_Data):
    """Where a report came from. ``bytes`` is the size of the source; ``pages`` where its format has pages."""

    name: str
    media_type: str
    bytes: int
    pages: int | None = None


class Cell(_Data):
    """A cell of an official table.

    ``value`` is a number where ``state`` is "reported" and None otherwise; ``raw`` is what stands in the
    source; ``span`` is where, None for a missing cell; ``confidence`` is between 0 and 1; ``unit`` is
    given where the cell writes one. For formats with pages ``page`` counts from 1 and ``bbox`` is (left, top,
    right, bottom) in points from the page's upper left corner.
    """

    value: Number | None
    raw: str | None
    state: CellState
    span: SpanPair | None
    confidence: float
    unit: str | None = Field(default=None, exclude_if=_is_none)
    page: int | None = Field(default=None, exclude_if=_is_none)
    bbox: Bbox | None = Field(default=None, exclude_if=_is_none)


class Subsection(_Data):
    heading: str
    heading_span: SpanPair
    span: SpanPair


class Section(_Data):
    """One of the six sections. ``number`` is the place in the official order, whatever the report numbers it."""

    number: int
    kind: SectionKind
    heading: str
    heading_span: SpanPair
    span: SpanPair
    subsections: tuple[Subsection, ...] = ()


class Check(_Data):
    """A sum of the form. ``cells`` are the cells of the formula's terms, as ``table.row.column``."""

    id: str
    formula: str
    left: Number
    right: Number
    difference: Number
    status: CheckStatus
    cells: tuple[str, ...]


class Theme(_Data):
    """A theme of a passage. ``score`` is its probability; ``evidence`` is where in the text stand the words that spoke
    for it, the strongest first.
    """

    theme: str
    score: float
    evidence: tuple[SpanPair, ...] = Field(default=(), exclude_if=_is_empty)


class Passage(_Data):
    """One point of the section on problems and improvements.

    ``answers`` is given for a measure that answers one of the problems: its place in the report's ``passages``, from 0.
    """

    section: SectionKind
    role: PassageRole
    text: str
    span: SpanPair
    themes: tuple[Theme, ...] = ()
    answers: int | None = Field(default=None, exclude_if=_is_none)


class Claim(_Data):
    """A count that the narrative states, against the table.

    ``quantity`` is a cell as ``table.row.column``, or the sum of several where a part of a key is ``*``.
    """

    quantity: str
    value: Number
    text: str
    span: SpanPair
    status: ClaimStatus


class Warning(_Data):
    """A doubt or a limit. ``where`` is a cell (``table.row.column``), a row, a table, a section or None."""

    code: str
    message: str
    where: str | None = None


class Report(_Data):
    """A report read: see docs/report-format.md for every key."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    schema_: Literal["gouji/report/1"] = Field(default="gouji/report/1", alias="schema")
    id: str
    source: Source
    title: str | None
    organ: str | None
    year: int | None
    form: Literal["2019", "2021"] | None
    text: str
    sections: tuple[Section, ...]
    tables: dict[str, dict[str, dict[str, Cell]]]
    checks: tuple[Check, ...]
    passages: tuple[Passage, ...] = ()
    claims: tuple[Claim, ...] = ()
    warnings: tuple[Warning, ...] = ()
    models: dict[str, str | None]
