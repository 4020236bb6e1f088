"""Taggers that are wrong on purpose: any tags that keep the contract of ``reports.tags``, with any probabilities.

The rules find the tables, so that disturbing them a little leads deep into the assembler; tags at random lead it to
places where nobody has ever been. Both draw from the text alone: the same text is always tagged the same way.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

from models.themes import Classified, FoundTheme
from reports.calibration import FEATURES, Calibration
from reports.document import Document, Segment, Span
from reports.report import PassageRole
from reports.rules import RuleTagger
from reports.tags import Stretch, Tag, Tags
from reports.themes import ROLES, THEMES

_FILLED = tuple(tag for tag in Tag if tag is not Tag.BLANK)
_WORDS = re.compile(r"\S+")
_PROBABILITIES = (0.0, 1.0, 0.5, 0.9, 1e-9, 0.999999)


def _rng(text: str) -> Random:
    return Random(zlib.crc32(text.encode("utf-8", "surrogatepass")))


def _probability(rng: Random) -> float:
    return rng.choice(_PROBABILITIES) if rng.random() < 0.2 else rng.random()


def _calibration(rng: Random) -> Calibration | None:
    if rng.random() < 0.5:
        return None
    return Calibration(rng.uniform(-9, 9), tuple(rng.uniform(-3, 3) for _ in FEATURES))


class RandomTagger:
    """Every segment cut anywhere, and every piece tagged with anything; some tags are drawn more often in one text."""

    name, version = "random", "1"

    def tag(self, document: Document) -> Tags:
        """Tags that mean nothing."""
        rng = _rng(document.text)
        weights = [rng.random() ** 4 for _ in _FILLED]
        longest = rng.choice((1, 2, 6))  # pieces of a segment
        stretches = [
            stretch for segment in document.segments for stretch in _pieces(document, segment, rng, weights, longest)
        ]
        return Tags.of(stretches, self.name, _calibration(rng))


def _pieces(
    document: Document, segment: Segment, rng: Random, weights: Sequence[float], longest: int
) -> Iterator[Stretch]:
    """The stretches of a segment: a part of it may have none, an empty one is a blank or prose."""
    if segment.is_empty:
        yield Stretch(segment.start, segment.end, rng.choice((Tag.BLANK, Tag.PROSE)), _probability(rng))
        return
    inside = [rng.randint(segment.start, segment.end) for _ in range(rng.randrange(longest))]
    borders = sorted({segment.start, segment.end, *inside})
    for start, end in pairwise(borders):
        tag = rng.choices(_FILLED, weights)[0]
        if len(borders) == 2 or rng.random() < 0.9:
            yield from _stretches(document.text, start, end, tag, rng)


def _stretches(text: str, start: int, end: int, tag: Tag, rng: Random) -> Iterator[Stretch]:
    """One stretch without the white space around it; values end at white space, as a tagger's do."""
    words = [found.span() for found in _WORDS.finditer(text, start, end)]
    spans = words if tag is Tag.VALUE else [(words[0][0], words[-1][1])] if words else []
    for a, b in spans:
        yield Stretch(a, b, tag, _probability(rng))


class DisturbedTagger:
    """The rules' tags, a share of them exchanged for others or lost."""

    name, version = "disturbed", "1"

    def __init__(self) -> None:
        self._rules = RuleTagger()

    def tag(self, document: Document) -> Tags:
        """The rules' tags, some of them wrong."""
        rng = _rng(document.text)
        share = rng.choice((0.01, 0.05, 0.2, 0.6))
        stretches = []
        for old in self._rules.tag(document).stretches:
            if rng.random() >= share:
                stretches.append(old)
            elif old.start == old.end:
                stretches.append(Stretch(old.start, old.end, rng.choice((Tag.BLANK, Tag.PROSE)), _probability(rng)))
            elif rng.random() < 0.9:
                tag = rng.choice(_FILLED)
                stretches += _stretches(document.text, old.start, old.end, tag, rng)
        return Tags.of(stretches, self.name, _calibration(rng))


class RandomClassifier:
    """Passages of any role, with any themes and any words as their evidence."""

    name, version = "random", "1"

    def classify(self, passages: Sequence[str], under: Sequence[PassageRole | None] | None = None) -> list[Classified]:
        """What a classifier gives that has understood nothing."""
        rng = _rng("".join(passages))
        return [_classified(passage, rng) for passage in passages]


def _classified(passage: str, rng: Random) -> Classified:
    role: PassageRole = rng.choice(ROLES)
    scores = sorted((rng.random() for _ in range(rng.randrange(4))), reverse=True)
    names = rng.sample(THEMES, len(scores))
    found = tuple(
        FoundTheme(name, score, tuple(_words(passage, rng))) for name, score in zip(names, scores, strict=True)
    )
    return Classified(role, rng.random(), () if role == "context" else found)


def _words(passage: str, rng: Random) -> Iterator[Span]:
    for _ in range(rng.randrange(3)):
        start = rng.randrange(len(passage))
        yield Span(start, min(len(passage), start + rng.randint(1, 8)))
