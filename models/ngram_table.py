"""The character n-grams of texts as rows of a table, many texts at a time and without a loop over n-grams.

A text is folded first: half width, lower case, no white space, each number as "0". What is no letter or digit divides
a text: no n-gram reaches across it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 4  # characters of an n-gram: four ids of sixteen bits are one number of sixty-four
SENTENCE_VERSION = 1
"""Changes whenever an encoder that was trained on the old text would misread the new one."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_DIVIDERS = re.compile(r"[\W_]+")
_BITS = 16


class FoundRows(NamedTuple):
    """The rows of all texts, one text after the other, and how many each text has."""

    rows: NDArray[np.int64]
    counts: NDArray[np.int64]


def fold_sentence(text: str) -> str:
    """The text as n-grams are taken from it; what divides it is one line feed."""
    folded = unicodedata.normalize("NFKC", text).lower()
    # White space first: a line that is broken within a word divides nothing.
    return _DIVIDERS.sub("\n", _DIGITS.sub("0", "".join(folded.split())))


class NgramTable:
    """N-grams of one to four characters by their place. Raises ValueError where that is not what they are."""

    def __init__(self, ngrams: Sequence[str]) -> None:
        characters = sorted({ord(character) for ngram in ngrams for character in ngram})
        if len(characters) >= 1 << _BITS or not all(1 <= len(ngram) <= LONGEST for ngram in ngrams):
            raise ValueError("n-grams of one to four characters are needed")
        self._ids = np.zeros(0x110000, dtype=np.uint16)  # 0: a character of no n-gram, or what divides a text
        self._ids[characters] = np.arange(1, len(characters) + 1)
        keys = np.zeros(len(ngrams), dtype=np.uint64)
        for place, ngram in enumerate(ngrams):
            for character in ngram:
                keys[place] = (int(keys[place]) << _BITS) | int(self._ids[ord(character)])
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        if (self._keys[1:] == self._keys[:-1]).any():
            raise ValueError("an n-gram is there twice")

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, texts: Sequence[str]) -> FoundRows:
        """The known n-grams of folded texts, each as often as it occurs."""
        joined = "\n".join(texts) + "\n"
        ids = self._ids[np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)].astype(np.uint64)
        keys = np.zeros((len(ids), LONGEST), dtype=np.uint64)
        keys[:, 0] = ids
        for length in range(1, LONGEST):  # of the n-gram that ends one character later
            there = max(0, len(ids) - length)
            before, last = keys[:there, length - 1], ids[length:]
            keys[:there, length] = np.where((before > 0) & (last > 0), before << _BITS | last, 0)
        owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
        used = keys > 0
        wanted = keys[used]
        if not len(self._keys) or not len(wanted):
            return FoundRows(np.zeros(0, np.int64), np.zeros(len(texts), np.int64))
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = self._keys[places] == wanted
        of_text = np.repeat(owners, used.sum(axis=1))[known]
        return FoundRows(self._order[places[known]], np.bincount(of_text, minlength=len(texts)))
