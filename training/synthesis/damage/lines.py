"""Damage to lines and white space: breaks lost or put in, tabs and spaces changed, marks of mail and markup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reports.tags import Tag
from training.synthesis.damage.characters import HEADINGS, LABELS, change_texts
from training.synthesis.damage.rows import is_border, rows_of, ways
from training.synthesis.layouts.writer import Chooser, display_width
from training.synthesis.pieces import Laid, Piece

_ROW_A_LINE = frozenset({"tsv", "space_row", "listed", "csv", "pipes"})
_LINE_WIDTH = 76  # of mail (RFC 2045)
_ENTITIES = {
    " ": "&nbsp;",
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "“": "&ldquo;",
    "”": "&rdquo;",
    "—": "&mdash;",
    "·": "&middot;",
}
_ESCAPED = "-.*_#+[]"


def spaced_tabs(laid: Laid, chooser: Chooser) -> Laid:
    """Tabs between the cells of a row turned into so many spaces."""
    spaces = " " * chooser.pick({1: 1, 2: 2, 4: 4}, heldout={8: 1.0})
    pieces = [
        replace(piece, text=piece.text.replace("\t", spaces)) if way == "tsv" and piece.tag is None else piece
        for piece, way in zip(laid.pieces, ways(laid.pieces), strict=True)
    ]
    return laid.with_(pieces=pieces)


def deleted_spaces(laid: Laid, chooser: Chooser) -> Laid:
    """Single spaces between a label and its first number lost; never those between two numbers."""
    share = chooser.pick({0.1: 2, 0.5: 1, 1.0: 1})
    pieces = list(laid.pieces)
    for i, way in enumerate(ways(laid.pieces)):
        if way not in ("space_row", "unbroken") or not 0 < i < len(pieces) - 1 or pieces[i].text != " ":
            continue
        before, after = pieces[i - 1], pieces[i + 1]
        apart = before.tag is Tag.ROW_LABEL and not before.text[-1:].isdigit() and after.tag is Tag.VALUE
        if apart and is_border(pieces[i], "cell") and chooser.chance(share):
            pieces[i] = replace(pieces[i], text="")
    return laid.with_(pieces=pieces)


def blank_lines(laid: Laid, chooser: Chooser) -> Laid:
    """Empty lines put between blocks and rows, or taken away, here and there."""
    share = chooser.pick({0.05: 3, 0.3: 2, 1.0: 1})
    more = chooser.chance(0.5)
    pieces = list(laid.pieces)
    for i, way in enumerate(ways(laid.pieces)):
        piece = pieces[i]
        between = is_border(piece, "block") if not way else is_border(piece, "row") and way in _ROW_A_LINE
        if between and "\n" in piece.text and chooser.chance(share):
            text = piece.text + "\n" if more else piece.text.replace("\n\n", "\n")
            pieces[i] = replace(piece, text=text)
    return laid.with_(pieces=pieces)


def joined_blocks(laid: Laid, chooser: Chooser) -> Laid:
    """Line breaks between headings and paragraphs lost here and there."""
    share = chooser.pick({0.05: 3, 0.3: 1})
    glue = chooser.pick({"": 2, " ": 1})
    inside = ways(laid.pieces)
    pieces = [
        replace(piece, text=glue)
        if is_border(piece, "block") and not way and not piece.text.strip("\n") and chooser.chance(share)
        else piece
        for piece, way in zip(laid.pieces, inside, strict=True)
    ]
    return laid.with_(pieces=pieces)


def invisible_marks(laid: Laid, chooser: Chooser) -> Laid:
    """Characters of no width inside words: soft hyphens, zero-width spaces and joiners."""
    mark = chooser.pick({"\u200b": 3, "\u00ad": 3}, heldout={"\u200c": 1.0, "\u2060": 1.0, "\u200e": 0.5})
    rate = chooser.pick({0.01: 2, 0.05: 1})

    def change(text: str) -> str:
        return "".join(char + mark if i and chooser.chance(rate) else char for i, char in enumerate(text))

    return change_texts(laid, LABELS | HEADINGS | {Tag.PROSE}, change)


def entities(laid: Laid, chooser: Chooser) -> Laid:
    """Characters left as HTML names ("&nbsp;"), where no markup is left to read them by."""
    share = chooser.pick({0.3: 1, 1.0: 2})

    def change(text: str) -> str:
        return "".join(_ENTITIES[c] if c in _ENTITIES and chooser.chance(share) else c for c in text)

    return change_texts(laid, LABELS | HEADINGS | {Tag.PROSE}, change)


def escapes(laid: Laid, chooser: Chooser) -> Laid:
    r"""Punctuation escaped as converters to Markdown do ("1\.")."""
    marks = _ESCAPED[: chooser.rng.randrange(2, len(_ESCAPED) + 1)]

    def change(text: str) -> str:
        return "".join("\\" + char if char in marks else char for char in text)

    return change_texts(laid, LABELS | HEADINGS | {Tag.PROSE}, change)


def numbered_rows(laid: Laid, chooser: Chooser) -> Laid:
    """A running number before each row of a table, as listings of lines have."""
    form = chooser.pick({"{}": 3, "{}.": 2}, heldout={"[{}]": 1.0, "#{}": 0.5})
    joints = {"tsv": "\t", "csv": ",", "space_row": " ", "listed": " "}
    pieces = list(laid.pieces)
    rows = [row for row in rows_of(laid.pieces) if row.way in joints and (row.labels or row.headers)]
    for number, row in sorted(enumerate(rows, 1), reverse=True):
        pieces[row.start : row.start] = [Piece(form.format(number), Tag.PROSE), Piece(joints[row.way])]
    return laid.with_(pieces=pieces)


def wrapped_rows(laid: Laid, chooser: Chooser) -> Laid:
    """Rows broken at the width of a mail's lines, between two of their cells."""
    width = chooser.pick({_LINE_WIDTH: 3, 60: 1, 40: 1})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        if row.way not in ("space_row", "listed"):
            continue
        used = 0
        for i in range(row.start, row.end - 1):
            ends = is_border(pieces[i], "cell") and pieces[i + 1].tag is not Tag.BLANK
            if ends and pieces[i].text and pieces[i - 1].tag is Tag.VALUE and used >= width - 8:
                pieces[i], used = replace(pieces[i], text=pieces[i].text.rstrip(" ") + "\n"), 0
            used += display_width(pieces[i].text)
    return laid.with_(pieces=pieces)


def quoted_lines(laid: Laid, chooser: Chooser) -> Laid:
    """The whole text quoted as in an answer by mail: a mark before each line."""
    mark = chooser.pick({"> ": 5, ">": 1, "| ": 0.5})
    quoted: list[Piece] = [Piece(mark)]
    for piece in laid.pieces:
        quoted += _quoted(piece, lambda text: text.replace("\n", "\n" + mark))
    return laid.with_(pieces=quoted)


def _quoted(piece: Piece, quote: Callable[[str], str]) -> list[Piece]:
    """A piece with the mark in it; a label or paragraph over several lines becomes a piece for each."""
    if piece.tag is None:
        return [replace(piece, text=quote(piece.text))]
    first, *rest = piece.text.split("\n")
    pieces = [replace(piece, text=first)]
    for line in rest:
        pieces.append(Piece(quote("\n")))
        if line:
            pieces.append(replace(piece, text=line, first=False) if line.strip() else Piece(line))
    return pieces
