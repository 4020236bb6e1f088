"""Damage: what OCR, conversion, copying and haste do to a report, with the gold that follows.

Every damage takes a laid-out report and gives one; the gold keeps saying what a careful reader of the
damaged text sees, not what the clerk once wrote.
"""

from __future__ import annotations

from collections.abc import Callable

from reports.tags import Tag
from training.synthesis.damage import characters, structure, surroundings
from training.synthesis.layouts.writer import Chooser
from training.synthesis.pieces import Laid

Damage = Callable[[Laid, Chooser], Laid]

DAMAGES: dict[str, tuple[Damage, float]] = {
    "misread_labels": (characters.misread_labels, 4.0),
    "misread_values": (characters.misread_values, 2.5),
    "wide_digits": (characters.wide_digits, 0.7),
    "spaced_digits": (characters.spaced_digits, 0.5),
    "mixed_widths": (characters.mixed_widths, 2.0),
    "spaced_text": (characters.spaced_text, 2.0),
    "mojibake": (characters.mojibake, 1.0),
    "broken_labels": (characters.broken_labels, 2.0),
    "lost_values": (structure.lost_values, 1.5),
    "lost_cells": (structure.lost_cells, 0.4),
    "lost_blanks": (structure.lost_blanks, 0.5),
    "lost_rows": (structure.lost_rows, 1.5),
    "doubled_rows": (structure.doubled_rows, 0.7),
    "repeated_header": (structure.repeated_header, 1.0),
    "glued_rows": (structure.glued_rows, 1.0),
    "split_rows": (structure.split_rows, 1.0),
    "lost_headings": (structure.lost_headings, 1.2),
    "lost_group_labels": (structure.lost_group_labels, 1.5),
    "lost_column_labels": (structure.lost_column_labels, 1.2),
    "truncated": (structure.truncated, 0.5),
    "navigation": (surroundings.navigation, 2.0),
    "page_furniture": (surroundings.page_furniture, 2.0),
    "foreign_lines": (surroundings.foreign_lines, 1.2),
}
_LAST = ("truncated",)  # what cuts comes after what inserts


def damage(laid: Laid, chooser: Chooser, names: tuple[str, ...] | None = None) -> Laid:
    """The report with one to three kinds of damage, or with those named; ``Laid.damage`` lists what was done."""
    if names is None:
        count = chooser.pick({1: 5, 2: 3, 3: 2})
        left = {name: weight for name, (_, weight) in DAMAGES.items()}
        chosen = []
        for _ in range(count):
            chosen.append(chooser.pick(left))
            del left[chosen[-1]]
        names = tuple(sorted(chosen, key=lambda name: name in _LAST))
    for name in names:
        before = laid
        laid = DAMAGES[name][0](laid, chooser)
        if laid.pieces != before.pieces:
            laid = laid.with_(damage=(*laid.damage, name))
    return laid.with_(title=_title(laid))


def _title(laid: Laid) -> str | None:
    """The title as the damaged text writes it, None where it is gone."""
    joined = "".join(piece.text.replace("\n", "") for piece in laid.pieces if piece.tag is Tag.TITLE)
    return joined or None


__all__ = ["DAMAGES", "damage"]
