"""Damage to structure: cells, rows, headings and group labels lost, torn, glued or doubled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reports.tags import Tag
from training.synthesis.draft import CellContent
from training.synthesis.layouts.writer import Border, Chooser, display_width
from training.synthesis.pieces import Laid, Piece

DRAWN = frozenset({"columns", "antiword", "box", "grid_table"})
MARKED_UP = frozenset({"html_in_markdown", "markdown", "box", "grid_table"})


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row among the pieces: ``[start, end)``, the closing border included."""

    start: int
    end: int
    keys: tuple[str, ...]  # of its value cells, blank ones included
    labels: int  # how many pieces are row labels
    headers: int  # how many are column labels

    @property
    def form_rows(self) -> set[str]:
        return {key.rpartition(".")[0] for key in self.keys}


def is_border(piece: Piece, role: str) -> bool:
    return isinstance(piece, Border) and piece.role == role


def rows_of(pieces: list[Piece]) -> list[Row]:
    """The rows of all tables, in order."""
    rows: list[Row] = []
    start: int | None = None
    for i, piece in enumerate(pieces):
        if is_border(piece, "table"):
            start = i + 1 if start is None else None
        elif is_border(piece, "row") and start is not None:
            part = pieces[start : i + 1]
            rows.append(
                Row(
                    start,
                    i + 1,
                    tuple(p.key for p in part if p.key),
                    sum(p.tag is Tag.ROW_LABEL and bool(p.text) for p in part),
                    sum(p.tag is Tag.COLUMN_LABEL and bool(p.text) for p in part),
                )
            )
            start = i + 1
    return rows


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


def lost_values(laid: Laid, chooser: Chooser) -> Laid:
    """Values that vanish while their cells stay: what stands in the source is then a blank, and so is the gold."""
    share = chooser.pick({0.01: 3, 0.05: 2, 0.2: 1})
    pieces = [
        replace(p, text=" " * display_width(p.text) if laid.layout in DRAWN else "", tag=Tag.BLANK)
        if p.tag is Tag.VALUE and p.key and chooser.chance(share)
        else p
        for p in laid.pieces
    ]
    return settle(laid.with_(pieces=pieces))


def _cell_extent(pieces: list[Piece], at: int) -> range:
    """The pieces of the cell around ``at``: its opening border up to the next border."""
    start, end = at, at + 1
    while start > 0 and not isinstance(pieces[start], Border):
        start -= 1
    while end < len(pieces) and not isinstance(pieces[end], Border):
        end += 1
    return range(start if is_border(pieces[start], "cell") else start + 1, end)


def lost_cells(laid: Laid, chooser: Chooser) -> Laid:
    """Cells that vanish with their borders, here and there: the text has no such cell, so it is missing."""
    if laid.layout in DRAWN:
        return lost_values(laid, chooser)  # where cells are places on the page, an emptied place is a blank
    rows = [row for row in rows_of(laid.pieces) if len(row.keys) > 2]
    lost: set[int] = set()
    for row in chooser.rng.sample(rows, min(len(rows), chooser.pick({1: 3, 2: 1, 4: 0.5}))):
        places = [i for i in range(row.start, row.end) if laid.pieces[i].key and laid.pieces[i].tag is Tag.VALUE]
        if places:
            ends = (places[0], places[-1])
            at = chooser.rng.choice(ends) if chooser.chance(0.7) else chooser.rng.choice(places)
            lost.update(_cell_extent(laid.pieces, at))
    return without(laid, lost)


def lost_blanks(laid: Laid, chooser: Chooser) -> Laid:
    """Blank cells that vanish, all of a table or of the report: the text has no such cells any more.

    Which of a row's cells are the lost ones cannot be told from the text alone; the gold says what was lost,
    and a reader does well to doubt such a row.
    """
    if laid.layout in DRAWN | MARKED_UP:
        return laid
    tables = chooser.pick({("requests",): 2, ("proactive", "requests", "reviews"): 2, ("reviews",): 1})
    lost: set[int] = set()
    for i, piece in enumerate(laid.pieces):
        if piece.tag is Tag.BLANK and piece.key and piece.key.partition(".")[0] in tables:
            lost.update(_cell_extent(laid.pieces, i))
    return without(laid, lost)


def lost_rows(laid: Laid, chooser: Chooser) -> Laid:
    """One to three rows left out: all their cells are missing."""
    rows = [row for row in rows_of(laid.pieces) if row.keys and (len(row.form_rows) == 1 or chooser.chance(0.1))]
    chosen = chooser.rng.sample(rows, min(len(rows), chooser.pick({1: 5, 2: 2, 3: 1})))
    return without(laid, (i for row in chosen for i in range(row.start, row.end)))


def doubled_rows(laid: Laid, chooser: Chooser) -> Laid:
    """A row that stands twice, as at the seam of two pages; the copy holds no cell of the form."""
    rows = [row for row in rows_of(laid.pieces) if row.keys and row.labels and len(row.form_rows) == 1]
    if not rows:
        return laid
    row = chooser.rng.choice(rows)
    copy = [replace(p, key=None) for p in laid.pieces[row.start : row.end] if not is_border(p, "hidden")]
    return laid.with_(pieces=laid.pieces[: row.end] + copy + laid.pieces[row.end :])


def repeated_header(laid: Laid, chooser: Chooser) -> Laid:
    """The column labels of table 三 again in its middle, as on a new page."""
    rows = rows_of(laid.pieces)
    own = [i for i, row in enumerate(rows) if any(key.startswith("requests.") for key in row.keys)]
    if len(own) < 4 or not own[0]:
        return laid
    header = []
    at = own[0] - 1
    while at >= 0 and not rows[at].keys and rows[at].headers and rows[at].end == rows[at + 1].start:
        header.append(at)
        at -= 1
    copied = [p for i in reversed(header) for p in laid.pieces[rows[i].start : rows[i].end]]
    place = rows[chooser.rng.choice(own[1:-1])].end
    return laid.with_(pieces=laid.pieces[:place] + copied + laid.pieces[place:])


def glued_rows(laid: Laid, chooser: Chooser) -> Laid:
    """Line breaks between rows lost."""
    if laid.layout in DRAWN | MARKED_UP:
        return laid
    share = chooser.pick({0.03: 3, 0.1: 2, 1.0: 0.5})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        closing = pieces[row.end - 1]
        after = _first_text(pieces, row.end)
        if after is None or after.tag not in (Tag.ROW_LABEL, Tag.COLUMN_LABEL) or not chooser.chance(share):
            continue
        # A digit must not run into a digit; in flattened Word text the next cell's tab still parts the two.
        glue = "" if laid.layout == "flat_word" or (not after.text[0].isdigit() and chooser.chance(0.4)) else " "
        pieces[row.end - 1] = replace(closing, text=glue)
        last = pieces[row.end - 2]
        if laid.layout == "cell_per_line" and last.tag is None and last.text.endswith("\n"):
            pieces[row.end - 2] = replace(last, text="")
    return laid.with_(pieces=pieces)


def _first_text(pieces: list[Piece], at: int) -> Piece | None:
    return next((p for p in pieces[at : at + 40] if p.tag is not None and p.text), None)


def split_rows(laid: Laid, chooser: Chooser) -> Laid:
    """Rows broken into two lines between two of their cells."""
    if laid.layout in DRAWN or laid.layout in ("html_in_markdown", "unbroken"):
        return laid
    share = chooser.pick({0.05: 3, 0.2: 1})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        borders = [i for i in range(row.start + 1, row.end) if is_border(pieces[i], "cell")][1:]
        if row.keys and borders and chooser.chance(share):
            at = chooser.rng.choice(borders)
            text = pieces[at].text
            broken = "\n" + text.lstrip(" ") if "|" in text or "\t" in text else text.rstrip(" ") + "\n"
            pieces[at] = replace(pieces[at], text=broken)
    return laid.with_(pieces=pieces)


def lost_headings(laid: Laid, chooser: Chooser) -> Laid:
    """One section heading or several left out."""
    share = chooser.pick({0.2: 3, 0.6: 1, 1.0: 0.3})
    lost: set[int] = set()
    for i, piece in enumerate(laid.pieces):
        if piece.tag is not None and piece.tag.heading_kind and piece.first and chooser.chance(share):
            end = i + 1
            while end < len(laid.pieces) and not is_border(laid.pieces[end - 1], "block"):
                end += 1
            lost.update(range(i, end))
    return without(laid, lost)


def lost_group_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Group labels ("（三）不予公开") left out; their places stay empty."""
    share = chooser.pick({0.3: 2, 1.0: 1})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        if not row.keys:
            continue
        labels = [i for i in range(row.start, row.end) if pieces[i].tag is Tag.ROW_LABEL and pieces[i].text]
        for i in labels[:-1]:
            if chooser.chance(share) and (laid.layout not in DRAWN or not pieces[i].text[0].isdigit()):
                text = " " * display_width(pieces[i].text) if laid.layout in DRAWN else ""
                pieces[i] = Piece(text, None if laid.layout in DRAWN else Tag.PROSE)
    return laid.with_(pieces=pieces)


def lost_column_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Column labels left out, with their borders or without."""
    if laid.layout in DRAWN:
        return laid
    share = chooser.pick({0.1: 2, 0.5: 1, 1.0: 0.5})
    whole = chooser.chance(0.5)
    lost: set[int] = set()
    pieces = list(laid.pieces)
    for i, piece in enumerate(laid.pieces):
        if piece.tag is Tag.COLUMN_LABEL and piece.text and chooser.chance(share):
            if whole:
                lost.update(_cell_extent(laid.pieces, i))
            else:
                pieces[i] = Piece("", Tag.PROSE)
    return without(laid.with_(pieces=pieces), lost)


def truncated(laid: Laid, chooser: Chooser) -> Laid:
    """The text ends in the middle, mostly of table 三: all cells after the cut are missing."""
    keyed = [i for i, p in enumerate(laid.pieces) if p.key and p.tag and p.key.startswith("requests.")]
    if keyed and chooser.chance(0.7):
        cut = chooser.rng.choice(keyed) + 1
    else:
        cut = chooser.rng.randrange(len(laid.pieces) // 2, len(laid.pieces))
    return settle(laid.with_(pieces=laid.pieces[:cut]))
