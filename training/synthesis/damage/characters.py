"""Damage to characters: labels, headings and values misread, widths mixed, spaces put in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from reports.tags import Tag
from training.synthesis.damage.confusables import (
    DIGITS,
    LOOKALIKES,
    MOJIBAKE,
    STRAY,
    TO_ASCII,
    TO_WIDE,
    TRADITIONAL,
    WIDE_DIGITS,
)
from training.synthesis.damage.rows import DRAWN, ways
from training.synthesis.draft import CellContent
from training.synthesis.layouts.writer import Chooser, display_width
from training.synthesis.pieces import Laid, Piece

LABELS = frozenset({Tag.COLUMN_LABEL, Tag.ROW_LABEL, Tag.CAPTION, Tag.NOTE})
HEADINGS = frozenset(tag for tag in Tag if tag.heading_kind) | {Tag.SUBHEADING}
NOT_APPLICABLE = frozenset({"/", "-", "—", "——", "无", "不适用", "\\", "--", "－", "／", "–", "", "_"})

_BORDERED = frozenset(
    {"flat_word", "tsv", "pipes", "markdown", "html_in_markdown", "cells_x07", "csv", "json_rows", "latex"}
)
_OPEN_TO_BREAKS = frozenset({"flat_word", "cells_x07", "cell_per_line", "text_boxes", "column_blocks"})

_NUMBER = re.compile(r"[+\-−增减加]?\d+(\.\d+)?(件|项|个|条|宗|次|份|起|人|元|万|万元|亿元|%)?")


def reads_as_number(raw: str) -> bool:
    """Whether a cell's text still says a number: full width, separators, spaces, signs and units understood."""
    text = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", raw))
    return _NUMBER.fullmatch(text) is not None


def change_texts(
    laid: Laid, tags: frozenset[Tag], change: Callable[[str], str], *, beside: frozenset[str] = frozenset()
) -> Laid:
    """The report with the texts under ``tags`` changed; a text is never changed to nothing.

    Labels of tables written in one of the ways ``beside`` stay as they are.
    """
    pieces = list(laid.pieces)
    for i, way in enumerate(ways(laid.pieces)):
        piece = pieces[i]
        if piece.tag in tags and piece.text.strip() and not (way in beside and piece.tag in LABELS):
            changed = change(piece.text)
            if changed.strip():
                _put(pieces, i, changed, drawn=way in DRAWN)
    return laid.with_(pieces=pieces)


def _put(pieces: list[Piece], at: int, text: str, *, drawn: bool) -> bool:
    """Give a piece another text, where there is room for it on the page; whether there was."""
    following = pieces[at + 1] if drawn and at + 1 < len(pieces) else None
    if following is not None and following.tag is None and following.text.isspace() and "\n" not in following.text:
        # A longer text takes from the spaces after it, so that what stands beside it keeps its place.
        left = display_width(following.text) - display_width(text) + display_width(pieces[at].text)
        space = following.text[0]
        if left < 2 or left % display_width(space):
            return False
        pieces[at + 1] = replace(following, text=space * (left // display_width(space)))
    pieces[at] = replace(pieces[at], text=text)
    return True


def change_values(laid: Laid, change: Callable[[str], str | None], *, within: frozenset[str] | None = None) -> Laid:
    """The report with numbers rewritten: ``change`` gives a cell's new text, None to leave it.

    ``within`` names the ways of writing a table in which numbers may change; None for all.

    A text that no longer says a number makes the cell "unreadable"; one that by chance says another number
    than before, or "not applicable", is dropped: the gold must stay what a careful reader sees.
    """
    cells = dict(laid.cells)
    pieces = list(laid.pieces)
    for i, way in enumerate(ways(laid.pieces)):
        piece = pieces[i]
        content = cells.get(piece.key or "")
        if piece.tag is not Tag.VALUE or content is None or content.state != "reported":
            continue
        changed = change(piece.text) if within is None or way in within else None
        if changed is None or changed == piece.text or not (state := _state(piece.text, changed)):
            continue
        if _put(pieces, i, changed, drawn=way in DRAWN):
            cells[piece.key or ""] = CellContent(changed.strip(), state)
    return laid.with_(pieces=pieces, cells=cells)


def _state(before: str, after: str) -> str | None:
    if after.strip() in NOT_APPLICABLE:
        return None
    if not reads_as_number(after):
        return "unreadable"
    same = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", after)) == re.sub(
        r"[\s,，]", "", unicodedata.normalize("NFKC", before)
    )
    return "reported" if same else None


def misread_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Characters of labels and headings taken for others, dropped, doubled, put in."""
    table = LOOKALIKES[chooser.heldout]
    rate = chooser.pick({0.02: 3, 0.05: 4, 0.1: 2, 0.2: 1})
    traditional = chooser.chance(0.15)
    rng = chooser.rng

    def misread(char: str) -> str:
        if traditional and char in TRADITIONAL:
            return TRADITIONAL[char]
        if char.isspace() or rng.random() >= rate:
            return char
        kind = rng.random()
        if kind < 0.65:
            return rng.choice(table[char]) if char in table else char
        if kind < 0.82:
            return ""
        return char + (char if kind < 0.9 else rng.choice("、.,·'丨一-~"))

    def change(text: str) -> str:
        return "".join(misread(char) for char in text)

    tags = LABELS | HEADINGS if chooser.chance(0.7) else LABELS
    return change_texts(laid, tags, change)


def misread_values(laid: Laid, chooser: Chooser) -> Laid:
    """Digits taken for letters: 0 for O, 1 for l, and marks that stand for nothing."""
    rate = chooser.pick({0.01: 2, 0.04: 3, 0.15: 2, 0.6: 0.5})
    habits = {digit: chooser.rng.choice(found) for digit, found in DIGITS.items()}  # one engine errs one way
    steady = chooser.chance(0.5)

    def change(text: str) -> str | None:
        if not chooser.chance(rate):
            return None
        if len(text) == 1 and chooser.chance(0.15):
            return chooser.rng.choice(STRAY)
        at = [i for i, char in enumerate(text) if char in DIGITS]
        if not at:
            return None
        i = chooser.rng.choice(at)
        letter = habits[text[i]] if steady else chooser.rng.choice(DIGITS[text[i]])
        return text[:i] + letter + text[i + 1 :]

    return change_values(laid, change)


def wide_digits(laid: Laid, chooser: Chooser) -> Laid:
    """Values written in full-width digits; they still say the same number."""
    share = chooser.pick({1.0: 2, 0.3: 1})
    return change_values(laid, lambda text: text.translate(WIDE_DIGITS) if chooser.chance(share) else None)


def spaced_digits(laid: Laid, chooser: Chooser) -> Laid:
    """Spaces inside longer numbers ("14 285"), where the layout's own borders keep them apart."""

    def change(text: str) -> str | None:
        if len(text) < 2 or not text.isdigit() or not chooser.chance(0.5):
            return None
        at = chooser.rng.randrange(1, len(text))
        return f"{text[:at]} {text[at:]}"

    return change_values(laid, change, within=_BORDERED)


def mixed_widths(laid: Laid, chooser: Chooser) -> Laid:
    """Punctuation in both widths, side by side."""
    share = chooser.pick({1.0: 2, 0.4: 2})
    table = TO_ASCII if chooser.chance(0.75) else TO_WIDE
    return change_texts(
        laid, LABELS | HEADINGS | {Tag.PROSE}, lambda text: text.translate(table) if chooser.chance(share) else text
    )


def spaced_text(laid: Laid, chooser: Chooser) -> Laid:
    """Spaces between the characters of labels and headings, everywhere or here and there."""
    share = chooser.pick({0.15: 2, 0.5: 1, 1.0: 1})
    within = chooser.pick({0.1: 3, 0.3: 1, 1.0: 1})
    space = chooser.pick({" ": 9}, heldout={"\u3000": 1.0, "\u2002": 1.0})

    def change(text: str) -> str:
        if len(text) < 2 or not chooser.chance(share):
            return text
        shown = [char + (space if chooser.chance(within) else "") for char in text]
        return "".join(shown).strip()

    # Two spaces side by side, or a space where spaces part the cells, would make other cells of it.
    return change_texts(laid, HEADINGS | LABELS | {Tag.TITLE}, change, beside=frozenset({"space_row", "unbroken"}))


def mojibake(laid: Laid, chooser: Chooser) -> Laid:
    """Characters lost to a wrong encoding, in prose and labels."""
    rate = chooser.pick({0.002: 3, 0.01: 2, 0.03: 1})
    marks = MOJIBAKE if chooser.heldout else MOJIBAKE[: len(MOJIBAKE) // 2]

    def change(text: str) -> str:
        return "".join(chooser.rng.choice(marks) if chooser.chance(rate) and not c.isspace() else c for c in text)

    return change_texts(laid, LABELS | HEADINGS | {Tag.PROSE}, change)


def broken_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Labels broken at any place, up to one character a line."""
    stacked = chooser.held(0.4) or chooser.chance(0.1)
    share = chooser.pick({0.1: 2, 0.4: 1})
    pieces = list(laid.pieces)
    for i, way in enumerate(ways(laid.pieces)):
        # Drawings wrap by themselves; a break would tear them.
        if pieces[i].tag in (Tag.COLUMN_LABEL, Tag.ROW_LABEL) and way not in DRAWN and chooser.chance(share):
            mark = "\n" if way in _OPEN_TO_BREAKS else " "
            pieces[i] = replace(pieces[i], text=_broken(pieces[i].text, mark, chooser, stacked=stacked))
    return laid.with_(pieces=pieces)


def _broken(text: str, mark: str, chooser: Chooser, *, stacked: bool) -> str:
    if len(text) < 2 or "\n" in text:
        return text
    if stacked and len(text) <= 12:
        return mark.join(text)
    cuts = sorted(chooser.rng.sample(range(1, len(text)), min(len(text) - 1, chooser.rng.choice((1, 1, 2)))))
    return mark.join(text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))
