"""Merged cells that a converter wrote once for each cell that was merged: ``118 | 423.05 | 423.05``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.document import Document
from reports.tables.rows import Slot


def written_once(document: Document, parts: Sequence[Slot], width: int, most: int) -> tuple[Slot, ...]:
    """``width`` of too many values, each merged cell's once; () where that is not what makes them too many.

    In rows of more than ``most`` columns equal neighbours are nothing unusual, and do not tell; a row all of one value
    is taken for a merged cell at any width.
    """
    texts = [document.text[slot.start : slot.end] for slot in parts]
    if len(set(texts)) == 1:
        return tuple(parts[:width])
    first = [
        parts[0],
        *(part for part, (before, text) in zip(parts[1:], pairwise(texts), strict=True) if text != before),
    ]
    return tuple(first) if len(first) == width <= most else ()
