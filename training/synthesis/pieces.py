"""Pieces: a laid-out synthetic report as consecutive stretches of text, each with its tag."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reports.tags import Tag
from training.synthesis.draft import CellContent


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text to be: ``tag`` None for delimiters (tabs, pipes, newlines, padding).

    A blank cell that the layout shows is a piece with empty or white-space text and Tag.BLANK. A blank
    that the layout hides (dropped) has no piece.
    """

    text: str
    tag: Tag | None = None
    key: str | None = None  # cell key of a VALUE or BLANK piece
    first: bool = True  # False: continues the piece before it (a heading broken by a newline)


@dataclass(slots=True)
class Laid:
    """A report laid out: its pieces, the name of the layout, the damage done, and the gold so far.

    ``absent``, ``labels`` and ``written`` say how it was before damage, so that what damage took away can be told.
    """

    pieces: list[Piece]
    layout: str
    damage: tuple[str, ...] = ()
    title: str | None = None
    organ: str | None = None
    year: int | None = None
    form: str = "2021"
    cells: dict[str, CellContent] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()  # cells that the report never had
    labels: dict[str, str] = field(default_factory=dict)  # each row's own label as first laid out, by "table.row"
    written: tuple[str, ...] = ()  # the keys in the order in which the text first had them

    def with_(self, **changes: object) -> Laid:
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A tagged stretch of the final text; zero-width for a blank without any character."""

    start: int
    end: int
    tag: Tag
    key: str | None


@dataclass(slots=True)
class GoldReport:
    """A synthetic report and all that reading it must give; where ``doubtful``, a sign of doubt does as well."""

    name: str
    text: str
    spans: list[GoldSpan]
    layout: str
    damage: tuple[str, ...]
    title: str | None
    organ: str | None
    year: int | None
    form: str
    cells: dict[str, CellContent]
    doubtful: frozenset[str] = frozenset()  # cells whose place cannot be told from the text


def gold_report(laid: Laid, name: str, doubtful: frozenset[str] = frozenset()) -> GoldReport:
    """Join a laid-out report's pieces; the spans follow from their lengths."""
    spans: list[GoldSpan] = []
    parts: list[str] = []
    at = 0
    for piece in laid.pieces:
        end = at + len(piece.text)
        if piece.tag is not None:
            spans.append(GoldSpan(at, end, piece.tag, piece.key))
        parts.append(piece.text)
        at = end
    return GoldReport(
        name,
        "".join(parts),
        spans,
        laid.layout,
        laid.damage,
        laid.title,
        laid.organ,
        laid.year,
        laid.form,
        laid.cells,
        doubtful,
    )
