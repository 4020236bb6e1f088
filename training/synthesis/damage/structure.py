"""Damage to structure: cells, rows, headings and group labels lost, torn, glued or doubled."""

from __future__ import annotations

from dataclasses import replace

from reports.tags import Tag
from training.synthesis.damage.rows import (
    DRAWN,
    LINES,
    MARKED_UP,
    cell_extent,
    is_border,
    rows_of,
    settle,
    ways,
    without,
)
from training.synthesis.layouts.writer import Border, Chooser, display_width
from training.synthesis.pieces import Laid, Piece


def lost_values(laid: Laid, chooser: Chooser) -> Laid:
    """Values that vanish while their cells stay: what stands in the source is then a blank, and so is the gold."""
    share = chooser.pick({0.01: 3, 0.05: 2, 0.2: 1})
    pieces = [
        replace(p, text=" " * display_width(p.text) if way in DRAWN else "", tag=Tag.BLANK)
        if p.tag is Tag.VALUE and p.key and chooser.chance(share)
        else p
        for p, way in zip(laid.pieces, ways(laid.pieces), strict=True)
    ]
    return settle(laid.with_(pieces=pieces))


def lost_cells(laid: Laid, chooser: Chooser) -> Laid:
    """Cells that vanish with their borders, here and there: the text has no such cell, so it is missing."""
    rows = [row for row in rows_of(laid.pieces) if len(row.keys) > 2 and row.way not in DRAWN]
    if not rows:
        return lost_values(laid, chooser)  # where cells are places on the page, an emptied place is a blank
    lost: set[int] = set()
    for row in chooser.rng.sample(rows, min(len(rows), chooser.pick({1: 3, 2: 1, 4: 0.5}))):
        places = [i for i in range(row.start, row.end) if laid.pieces[i].key and laid.pieces[i].tag is Tag.VALUE]
        if places:
            ends = (places[0], places[-1])
            at = chooser.rng.choice(ends) if chooser.chance(0.7) else chooser.rng.choice(places)
            lost.update(cell_extent(laid.pieces, at))
    return without(laid, lost)


def lost_blanks(laid: Laid, chooser: Chooser) -> Laid:
    """Blank cells that vanish, all of a table or of the report: the text has no such cells any more.

    Which of a row's cells are the lost ones cannot be told from the text alone; the gold says what was lost,
    and a reader does well to doubt such a row.
    """
    tables = chooser.pick({("requests",): 2, ("proactive", "requests", "reviews"): 2, ("reviews",): 1})
    lost: set[int] = set()
    for i, (piece, way) in enumerate(zip(laid.pieces, ways(laid.pieces), strict=True)):
        blank = piece.tag is Tag.BLANK and piece.key and piece.key.partition(".")[0] in tables
        if blank and way not in DRAWN | MARKED_UP:
            lost.update(cell_extent(laid.pieces, i))
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
    if rows[own[0]].way not in DRAWN | MARKED_UP and laid.layout != "unbroken" and chooser.chance(0.3):
        line = chooser.pick({"续表": 3, "（续表）": 2, "续上表": 1}, heldout={"表三（续）": 1.0})
        copied = [Piece(line, Tag.RUNNING_HEAD), Border("\n", role="line"), *copied]
    place = rows[chooser.rng.choice(own[1:-1])].end
    return laid.with_(pieces=laid.pieces[:place] + copied + laid.pieces[place:])


def glued_rows(laid: Laid, chooser: Chooser) -> Laid:
    """Line breaks between rows lost."""
    share = chooser.pick({0.03: 3, 0.1: 2, 1.0: 0.5})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        if row.way in DRAWN | MARKED_UP or row.way == "column_blocks":
            continue
        closing = pieces[row.end - 1]
        after = _first_text(pieces, row.end)
        if after is None or after.tag not in (Tag.ROW_LABEL, Tag.COLUMN_LABEL) or not chooser.chance(share):
            continue
        # A digit must not run into a digit; in flattened Word text the next cell's tab still parts the two.
        glue = "" if row.way == "flat_word" or (not after.text[0].isdigit() and chooser.chance(0.4)) else " "
        pieces[row.end - 1] = replace(closing, text=glue)
        last = pieces[row.end - 2]
        if row.way in LINES and last.tag is None and last.text.endswith("\n"):
            pieces[row.end - 2] = replace(last, text="")
    return laid.with_(pieces=pieces)


def _first_text(pieces: list[Piece], at: int) -> Piece | None:
    return next((p for p in pieces[at : at + 40] if p.tag is not None and p.text), None)


def split_rows(laid: Laid, chooser: Chooser) -> Laid:
    """Rows broken into two lines between two of their cells."""
    share = chooser.pick({0.05: 3, 0.2: 1})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        if row.way in DRAWN | LINES or row.way in ("html_in_markdown", "unbroken", "json_rows"):
            continue
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
            drawn = row.way in DRAWN
            if chooser.chance(share) and not (drawn and pieces[i].text[0].isdigit()):
                text = " " * display_width(pieces[i].text) if drawn else ""
                pieces[i] = Piece(text, None if drawn else Tag.PROSE)
    return laid.with_(pieces=pieces)


def lost_column_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Column labels left out, with their borders or without."""
    share = chooser.pick({0.1: 2, 0.5: 1, 1.0: 0.5})
    whole = chooser.chance(0.5)
    lost: set[int] = set()
    pieces = list(laid.pieces)
    for i, (piece, way) in enumerate(zip(laid.pieces, ways(laid.pieces), strict=True)):
        if piece.tag is Tag.COLUMN_LABEL and piece.text and way not in DRAWN and chooser.chance(share):
            if whole:
                lost.update(cell_extent(laid.pieces, i))
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
