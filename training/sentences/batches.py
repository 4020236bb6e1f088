"""What the encoder learns from: pairs of texts that belong together, drawn from several sources."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.terms import TermGroup
from training.sentences.groups import ParaphraseGroup
from training.sentences.variants import CHANGES
from training.themes.corpus import AnnotatedPassage

Numbers = NDArray[np.int64]


class Batch(NamedTuple):
    """Numbers of texts; texts with the same ``key`` belong together, and none is told from another of its key."""

    left: Numbers
    right: Numbers
    key: Numbers


@dataclass(slots=True)
class Material:
    """All ``texts``; ``families`` of numbers of texts that say the same, by source; ``sorted_texts`` are those with
    labels, of which two with the same label are alike."""

    texts: list[str] = field(default_factory=list)
    families: dict[str, list[list[int]]] = field(default_factory=dict)
    labelled: list[int] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)

    def add(self, source: str, texts: Sequence[str]) -> list[int]:
        """A family of a source; its numbers."""
        numbers = list(range(len(self.texts), len(self.texts) + len(texts)))
        self.texts += texts
        if len(numbers) > 1:
            self.families.setdefault(source, []).append(numbers)
        return numbers

    def label(self, number: int, role: str, themes: Sequence[str]) -> None:
        """A text is of this role and these themes; one of several themes is like no other, and is left out."""
        if len(themes) == 1:
            self.labelled.append(number)
            self.labels.append((role, themes[0]))


def gather(
    groups: Sequence[ParaphraseGroup],
    passages: Sequence[AnnotatedPassage],
    narrative: Sequence[str],
    terms: Sequence[TermGroup],
    rng: random.Random,
) -> Material:
    """Paraphrases, terms that mean the same, and passages and other sections' lines with their variants."""
    material = Material()
    for group in groups:
        for number in material.add("paraphrases", group.texts):
            if group.theme is not None:
                material.label(number, group.role, (group.theme,))
    for passage in passages:
        (number, *_) = material.add("passages", _family(passage.text, rng))
        material.label(number, passage.role, sorted(passage.themes))
    for line in narrative:
        material.add("narrative", _family(line, rng))
    for term in terms:
        material.add("terms", term.terms)
    return material


def _family(text: str, rng: random.Random) -> list[str]:
    return [text, *(changed for change in CHANGES if (changed := change(text, rng)) is not None)]


def draw(material: Material, shares: dict[str, int], rng: np.random.Generator) -> Batch:
    """Two texts each of so many families of every source. A source that has none gives none."""
    left, right, keys = [], [], []
    for place, (source, count) in enumerate(shares.items()):
        families = material.families.get(source, [])
        for number in rng.permutation(len(families))[:count]:
            first, second = rng.choice(families[number], 2, replace=False)
            left.append(first)
            right.append(second)
            keys.append((place << 32) + number)
    return Batch(*(np.asarray(part, dtype=np.int64) for part in (left, right, keys)))


def draw_labelled(material: Material, count: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Numbers of labelled texts with numbers of their labels."""
    names = {label: number for number, label in enumerate(sorted(set(material.labels)))}
    chosen = rng.permutation(len(material.labelled))[:count]
    return (
        np.asarray([material.labelled[one] for one in chosen], dtype=np.int64),
        np.asarray([names[material.labels[one]] for one in chosen], dtype=np.int64),
    )
