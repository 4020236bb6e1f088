"""A case: a source, what is done to it, and how it is tagged, all drawn from a seed and a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.fuzzing.mutations import FAMILIES, OF_FILES, OF_TEXT, SPLICE
from training.fuzzing.mutations.files import splice
from training.fuzzing.sources import Source

KINDS = {"text": 80, "html": 12, "docx": 6, "pdf": 2}
"""How often each kind of source is drawn, in percent: a PDF takes ten times as long as a text."""
TAGGINGS = {"shipped": 5, "rules": 15, "disturbed": 50, "random": 30}
"""How often each way of tagging is drawn, in percent; see ``training.fuzzing.tagging``."""
_MUTATIONS = (1, 1, 1, 2, 2, 3, 5)
_SPLICED = 0.04  # the share of cases in which a second source takes part
_NAMES = {family: tuple(known) for families in (OF_TEXT, OF_FILES) for family, known in families.items()}
_LARGEST = 200_000  # bytes: repetitions of repetitions would take the time of a hundred other cases


@dataclass(frozen=True, slots=True)
class Case:
    """The bytes to read. ``mutations`` are names "family.name" in the order in which they were applied."""

    seed: str
    number: int
    source: str
    kind: str
    mutations: tuple[str, ...]
    tagging: str
    data: bytes

    @property
    def id(self) -> str:
        return f"{self.seed}/{self.number}"


def make_case(sources: Mapping[str, Sequence[Source]], seed: str, number: int) -> Case:
    """The case of a seed and a number: the same two always give the same one."""
    rng = Random(f"{seed}/{number}")
    kind = _drawn(KINDS, rng)
    source = rng.choice(sources[kind])
    names = _mutations(kind, rng)
    data, done = _text_changed(source, names, rng)
    for name in names:
        family, _, short = name.partition(".")
        if name == SPLICE:
            other = rng.choice(sources[_drawn(KINDS, rng)])
            data, done = splice(data, other.data, rng), [*done, name]
        elif family in OF_FILES:
            data, done = OF_FILES[family][short](data, rng), [*done, name]
    return Case(seed, number, source.name, kind, tuple(done), _drawn(TAGGINGS, rng), data[:_LARGEST])


def _drawn(shares: Mapping[str, int], rng: Random) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def _mutations(kind: str, rng: Random) -> list[str]:
    families = [rng.choice(FAMILIES[kind]) for _ in range(rng.choice(_MUTATIONS))]
    names = [f"{family}.{rng.choice(_NAMES[family])}" for family in families]
    return [*names, SPLICE] if rng.random() < _SPLICED else names


def _text_changed(source: Source, names: Sequence[str], rng: Random) -> tuple[bytes, list[str]]:
    """The source after the mutations of its text, which go before those of its bytes."""
    text, done = source.text, []
    for name in names:
        family, _, short = name.partition(".")
        if family in OF_TEXT:
            text = OF_TEXT[family][short](text, rng)[:_LARGEST]
            done.append(name)
    return (source.written(text) if done else source.data), done
