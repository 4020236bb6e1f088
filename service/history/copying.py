"""Sections taken over from the year before, sentence by sentence.

Sentences are compared without numbers, years among them: a text in which only the figures were brought up to date is
taken over as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from models.passage_text import fold_passage
from service.history.recurring import paired

SAME_SENTENCE = 0.85
"""From which similarity on a sentence counts as taken over."""
COPIED = 0.6
"""From which share on a section counts as taken over."""
_FEWEST = 2  # sentences of a section that says something
_SHORTEST = 10  # characters of a sentence that says something
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]?")


class Sentence(NamedTuple):
    """A sentence with its place in the report's text."""

    text: str
    start: int
    end: int


class Aligned(NamedTuple):
    """Places of a sentence of the later section and of the earlier one that it was made from."""

    earlier: int
    later: int
    similarity: float


class Copy(NamedTuple):
    """How much of a section was taken over: shares of its characters."""

    share: float
    verbatim: float
    aligned: tuple[Aligned, ...]


def sentences(text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
    """The sentences within spans of a report's text that are long enough to say something."""
    return [sentence for start, end in spans for sentence in _sentences(text, start, end)]


def _sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(text, start, end):
        words = match.group()
        first, last = match.start() + len(words) - len(words.lstrip()), match.end() - len(words) + len(words.rstrip())
        if len(fold_passage(text[first:last]).text) >= _SHORTEST:
            yield Sentence(text[first:last], first, last)


def compare(earlier: Sequence[Sentence], later: Sequence[Sentence]) -> Copy | None:
    """How much of the later section stood in the earlier one; None where either says too little to compare."""
    if len(later) < _FEWEST or not earlier:
        return None
    before = [fold_passage(sentence.text).text for sentence in earlier]
    after = [fold_passage(sentence.text).text for sentence in later]
    similar = process.cdist(before, after, scorer=fuzz.ratio, score_cutoff=SAME_SENTENCE * 100).astype(np.float64) / 100
    found = tuple(Aligned(*link) for link in paired(similar, np.full(similar.shape, SAME_SENTENCE)))
    lengths = [len(text) for text in after]
    total = sum(lengths)
    same = sum(lengths[one.later] for one in found)
    verbatim = sum(lengths[one.later] for one in found if earlier[one.earlier].text == later[one.later].text)
    return Copy(same / total, verbatim / total, found)
