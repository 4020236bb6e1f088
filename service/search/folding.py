"""Text as it is compared when passages are searched."""

from __future__ import annotations

import unicodedata

FOLDING = 1
"""Number of this way of folding and cutting; an index made in another way does not fit."""


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
