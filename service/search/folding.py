"""Text as it is compared when passages are searched."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from service.search.records import Term

FOLDING = 1
"""Number of this way of folding and cutting; an index made in another way does not fit."""


_MOST_REPEATED = 8


class _Folds(dict[int, str]):
    """What each character folds to, filled as characters come by."""

    def __missing__(self, code: int) -> str:
        # Twice: what NFKC makes of a character may have capitals, and lower case may leave what NFKC would join.
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).lower())
        self[code] = folded = "".join(one for one in plain if not one.isspace())
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """NFKC and lower case, white space away; each character for itself, so that parts of a text fold to parts of it."""
    return text.translate(_FOLDS)


def grams(folded: str) -> list[str]:
    """The overlapping pairs of characters; a text of one character is its own."""
    return [folded[at : at + 2] for at in range(max(1, len(folded) - 1))] if folded else []


def weighted_grams(terms: Sequence[Term]) -> tuple[list[str], float]:
    """The pairs of characters of the terms, and what a score has to be multiplied by.

    A pair stands there as often as its weight is the least weight of all, which counts as that many times the pair;
    a query with a boost for each term would be ten times as slow.
    """
    weights: dict[str, float] = {}
    for term in terms:
        folded = fold(term.text)
        for gram in grams(folded) if len(folded) > 1 and term.weight > 0 else ():
            weights[gram] = max(term.weight, weights.get(gram, 0.0))
    unit = max(min(weights.values(), default=1.0), max(weights.values(), default=1.0) / _MOST_REPEATED)
    return [gram for gram, weight in weights.items() for _ in range(max(1, round(weight / unit)))], unit
