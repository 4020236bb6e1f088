"""A damaged report's rows: where they stand among the pieces, how they are written, what is left of their cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.tags import Tag
from training.synthesis.draft import CellContent
from training.synthesis.layouts.writer import Border
from training.synthesis.pieces import Laid, Piece

# Ways of writing a table in which cells are places on the page.
DRAWN = frozenset({"columns", "wide_columns", "antiword", "box", "grid_table"})
# Those whose marks stand around every cell and row, so that no line break or cell is lost by chance.
MARKED_UP = frozenset(
    {"html_in_markdown", "markdown", "box", "grid_table", "json_rows", "mediawiki", "asciidoc", "latex"}
)
# Those in which a line of its own is a cell.
LINES = frozenset({"cell_per_line", "text_boxes", "column_blocks"})


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row among the pieces: ``[start, end)``, the closing border included."""

    start: int
    end: int
    keys: tuple[str, ...]  # of its value cells, blank ones included
    labels: int  # how many pieces are row labels
    headers: int  # how many are column labels
    way: str = ""  # in which its table is written

    @property
    def form_rows(self) -> set[str]:
        return {key.rpartition(".")[0] for key in self.keys}


def is_border(piece: Piece, role: str) -> bool:
    return isinstance(piece, Border) and piece.role == role


def rows_of(pieces: list[Piece]) -> list[Row]:
    """The rows of all tables, in order."""
    rows: list[Row] = []
    start: int | None = None
    way = ""
    for i, piece in enumerate(pieces):
        if isinstance(piece, Border) and piece.role == "table":
            start, way = i + 1 if start is None else None, piece.way
        elif is_border(piece, "row") and start is not None:
            part = pieces[start : i + 1]
            rows.append(
                Row(
                    start,
                    i + 1,
                    tuple(p.key for p in part if p.key),
                    sum(p.tag is Tag.ROW_LABEL and bool(p.text) for p in part),
                    sum(p.tag is Tag.COLUMN_LABEL and bool(p.text) for p in part),
                    way,
                )
            )
            start = i + 1
    return rows


def ways(pieces: list[Piece]) -> list[str]:
    """For each piece, the way in which the table around it is written; "" outside of tables."""
    found: list[str] = []
    inside, way = False, ""
    for piece in pieces:
        if isinstance(piece, Border) and piece.role == "table":
            inside = not inside
            way = piece.way if inside else ""
        found.append(way)
    return found


def settle(laid: Laid) -> Laid:
    """The cells' gold after pieces were lost: what no piece shows any more is missing, an emptied one blank."""
    values = {p.key for p in laid.pieces if p.tag is Tag.VALUE and p.key}
    blanks = {p.key for p in laid.pieces if p.key and (p.tag is Tag.BLANK or is_border(p, "hidden"))}
    cells = {}
    for key, content in laid.cells.items():
        if key in values:
            cells[key] = content
        else:
            cells[key] = CellContent(None, "blank" if key in blanks else "missing")
    return laid.with_(cells=cells)


def without(laid: Laid, lost: Iterable[int]) -> Laid:
    gone = set(lost)
    return settle(laid.with_(pieces=[piece for i, piece in enumerate(laid.pieces) if i not in gone]))


def cell_extent(pieces: list[Piece], at: int) -> range:
    """The pieces of the cell around ``at``: its opening border up to the next border."""
    start, end = at, at + 1
    while start > 0 and not isinstance(pieces[start], Border):
        start -= 1
    while end < len(pieces) and not isinstance(pieces[end], Border):
        end += 1
    return range(start if is_border(pieces[start], "cell") else start + 1, end)
