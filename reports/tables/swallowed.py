"""Numbers that a row ends in and that were taken for the number of the label or the heading behind them.

Where a text is one line, "0 0 24 危及“三安全一稳定” 0 0" shows no end of a row. If labels have no numbers there, a row
that is short by one has lost its total to the next label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.document import Document
from reports.tags import Stretch, Tag

SWALLOWED = 0.5  # probability of a value that was taken for a number of what follows
_NUMBER = re.compile(r"(\d[\d,，]*)[ \u3000]+(?=[\u3400-\u9fff])")
_FEWEST_ROWS, _SHORTEST_ROW = 3, 3
_SIDE_BY_SIDE = 15  # values of the table that has its rows in one line, before a heading


def parted(document: Document, stretches: Sequence[Stretch]) -> list[Stretch]:
    """``stretches`` with such numbers as values of their own, in text order."""
    written = [stretch for stretch in stretches if stretch.start < stretch.end]
    lengths: Counter[int] = Counter()
    ends: dict[Stretch, tuple[int, int]] = {}  # what begins with a number: values before it, and where that ends
    run = 0
    for before, stretch in zip([None, *written], written, strict=False):
        if stretch.tag is Tag.VALUE:
            run += 1
            continue
        number = _number_before_words(document.text, before, stretch) if run else None
        if number is not None:
            ends[stretch] = run, number
        elif run:
            lengths[run] += 1
        run = 0
    if not ends:
        return list(stretches)
    usual, times = max(
        lengths.items(), key=lambda found: (found[1] * (found[0] >= _SHORTEST_ROW), found[0]), default=(0, 0)
    )
    if times < _FEWEST_ROWS or usual < _SHORTEST_ROW or any(length == usual for length, _ in ends.values()):
        return list(stretches)
    return [part for stretch in stretches for part in _parts(stretch, ends.get(stretch), usual)]


def _number_before_words(text: str, before: Stretch | None, stretch: Stretch) -> int | None:
    """Where the bare number ends that a label or a heading begins with right behind a value in its line, or None."""
    if before is None or text[before.end : stretch.start].strip(" \u3000") or before.end == stretch.start:
        return None
    if stretch.tag is not Tag.ROW_LABEL and not stretch.tag.heading_kind:
        return None
    match = _NUMBER.match(text, stretch.start, stretch.end)
    return match.end(1) if match else None


def _parts(stretch: Stretch, found: tuple[int, int] | None, usual: int) -> list[Stretch]:
    short = found is not None and (
        found[0] == usual - 1 or (stretch.tag.heading_kind is not None and found[0] == _SIDE_BY_SIDE - 1)
    )
    if found is None or not short:
        return [stretch]
    value = Stretch(stretch.start, found[1], Tag.VALUE, SWALLOWED)
    return [value, stretch._replace(start=found[1] + 1)]
