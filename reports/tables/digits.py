"""Digits of several cells run together, as a page's text without separators has them: 91000002 93 → 9100000293.

They are taken apart only where there is one way to do it: numbers have no leading zeros, and the last number of
each row is the sum of the others. A sign for a cell without a number (--0--0-) is a cell, and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

_SIGNS = frozenset("-‐‑–—―−－/／无")
_WITHOUT_TOTAL = 3  # columns of the widest row that has no total (table 二)
_MOST_WAYS = 60
_LONGEST = 40  # digits; beyond, the ways to cut are too many and hardly ever one


def digit_splits(text: str, rows: Sequence[int]) -> list[tuple[int, ...]]:
    """The ways to cut ``text`` into rows of so many numbers each, as edges, 0 and the end included.

    None where there is no way, and where there are more than anything could choose from.
    """
    count = sum(rows)
    if not is_run(text) or not count <= len(text) <= _LONGEST:
        return []
    if min(rows) <= _WITHOUT_TOTAL:  # a digit each, or unsure
        return [tuple(range(count + 1))] if len(text) == count else []
    found = [(0, *ends) for ends in islice(_cuts(text, 0, tuple(rows)), _MOST_WAYS + 1)]
    return found if len(found) <= _MOST_WAYS else []


def is_run(text: str) -> bool:
    """Whether a text is of digits, and of signs for cells without a number."""
    return bool(text) and all("0" <= character <= "9" or character in _SIGNS for character in text)


def _cuts(text: str, start: int, rows: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The ways to cut ``text[start:]`` into the rows, as end positions."""
    if not rows:
        if start == len(text):
            yield ()
        return
    spare = len(text) - start - sum(rows)  # digits beyond one for each number
    for ends in _row(text, start, rows[0], spare, 0):
        for rest in _cuts(text, ends[-1], rows[1:]):
            yield (*ends, *rest)


def _row(text: str, start: int, count: int, spare: int, total: int) -> Iterator[tuple[int, ...]]:
    """The ways to cut off a row: ``count`` numbers, of which the last is ``total`` and the others together."""
    sign = text[start : start + 1] in _SIGNS
    if count == 1:
        sum_of_others = text[start : start + 1] if sign and not total else str(total)
        if text.startswith(sum_of_others, start) and len(sum_of_others) <= spare + 1:
            yield (start + len(sum_of_others),)
        return
    longest = 1 if sign or text[start : start + 1] == "0" else min(spare + 1, 7)
    for length in range(1, longest + 1):
        end = start + length
        number = text[start:end]
        if length > 1 and number[-1] in _SIGNS:
            return
        for rest in _row(text, end, count - 1, spare - length + 1, total + (0 if sign else int(number))):
            yield (end, *rest)
