"""Damage: what OCR, conversion, copying and haste do to a report, with the gold that follows.

Every damage takes a laid-out report and gives one; the gold keeps saying what a careful reader of the
damaged text sees, not what the clerk once wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.tags import Tag
from training.synthesis.damage import characters, lines, structure, surroundings, tables
from training.synthesis.layouts.writer import Chooser
from training.synthesis.pieces import Laid

Damage = Callable[[Laid, Chooser], Laid]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage; ``weight`` is its share, ``heldout`` that training never meets it."""

    apply: Damage
    weight: float
    heldout: bool = False


DAMAGES: dict[str, Kind] = {
    "misread_labels": Kind(characters.misread_labels, 4.0),
    "misread_values": Kind(characters.misread_values, 2.5),
    "wide_digits": Kind(characters.wide_digits, 0.7),
    "spaced_digits": Kind(characters.spaced_digits, 0.5),
    "mixed_widths": Kind(characters.mixed_widths, 2.0),
    "spaced_text": Kind(characters.spaced_text, 2.0),
    "mojibake": Kind(characters.mojibake, 1.0),
    "broken_labels": Kind(characters.broken_labels, 2.0),
    "lost_values": Kind(structure.lost_values, 1.5),
    "lost_cells": Kind(structure.lost_cells, 0.4),
    "lost_blanks": Kind(structure.lost_blanks, 0.5),
    "lost_rows": Kind(structure.lost_rows, 1.5),
    "doubled_rows": Kind(structure.doubled_rows, 0.7),
    "repeated_header": Kind(structure.repeated_header, 1.0),
    "glued_rows": Kind(structure.glued_rows, 1.0),
    "split_rows": Kind(structure.split_rows, 1.0),
    "lost_headings": Kind(structure.lost_headings, 1.2),
    "lost_group_labels": Kind(structure.lost_group_labels, 1.5),
    "lost_column_labels": Kind(structure.lost_column_labels, 1.2),
    "truncated": Kind(structure.truncated, 0.5),
    "navigation": Kind(surroundings.navigation, 2.0),
    "page_furniture": Kind(surroundings.page_furniture, 2.0),
    "foreign_lines": Kind(surroundings.foreign_lines, 1.2),
    "shifted_rows": Kind(tables.shifted_rows, 0.7),
    "late_labels": Kind(tables.late_labels, 0.3, heldout=True),
    "doubled_tables": Kind(tables.doubled_tables, 0.4),
    "lost_headers": Kind(tables.lost_headers, 0.7),
    "truncated_start": Kind(tables.truncated_start, 0.4),
    "spaced_tabs": Kind(lines.spaced_tabs, 0.7),
    "deleted_spaces": Kind(lines.deleted_spaces, 0.5),
    "blank_lines": Kind(lines.blank_lines, 1.2),
    "joined_blocks": Kind(lines.joined_blocks, 0.8),
    "invisible_marks": Kind(lines.invisible_marks, 0.5),
    "entities": Kind(lines.entities, 0.5),
    "escapes": Kind(lines.escapes, 0.5, heldout=True),
    "numbered_rows": Kind(lines.numbered_rows, 0.4),
    "wrapped_rows": Kind(lines.wrapped_rows, 0.4, heldout=True),
    "quoted_lines": Kind(lines.quoted_lines, 0.3, heldout=True),
}
_LAST = ("truncated", "truncated_start", "quoted_lines")  # what cuts, and what touches every line, comes last


def damage(laid: Laid, chooser: Chooser, names: tuple[str, ...] | None = None) -> Laid:
    """The report with one to three kinds of damage, or with those named; ``Laid.damage`` lists what was done."""
    if names is None:
        count = chooser.pick({1: 5, 2: 3, 3: 2})
        left = {name: kind.weight for name, kind in DAMAGES.items() if chooser.heldout or not kind.heldout}
        chosen = []
        for _ in range(count):
            chosen.append(chooser.pick(left))
            del left[chosen[-1]]
        names = tuple(sorted(chosen, key=lambda name: _LAST.index(name) if name in _LAST else -1))
    for name in names:
        before = laid
        laid = DAMAGES[name].apply(laid, chooser)
        if laid.pieces != before.pieces:
            laid = laid.with_(damage=(*laid.damage, name))
    return laid.with_(title=_title(laid))


def _title(laid: Laid) -> str | None:
    """The title as the damaged text writes it where it stands first, None where it is gone."""
    written = ""
    for piece in laid.pieces:
        if piece.tag is Tag.TITLE:
            written += piece.text.replace("\n", "")
        elif written and piece.tag is not None and piece.text.strip():
            break
    if len(written) % 2 == 0 and written[: len(written) // 2] == written[len(written) // 2 :]:
        written = written[: len(written) // 2]  # twice, one below the other
    return written or None


__all__ = ["DAMAGES", "damage"]
