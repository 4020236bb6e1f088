"""A small grammar: pools of phrases with slots, filled at random.

``data/*.txt`` holds the pools. "[name]" (lower case) opens a pool, every other line that is not empty or a comment is
one phrase. A pool with a dot in its name holds clause templates, which training and held-out evaluation
never share; the others hold slot fillers, which they do share. Slots: ``{pool}`` one phrase of a pool,
``{2-9}`` a number in that range, anything else a value of the report at hand.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from training.synthesis.splits import Split, side

_SLOT = re.compile(r"\{([^{}]+)\}")
_POOL = re.compile(r"\[([a-z_.]+)\]")
_RANGE = re.compile(r"(\d+)-(\d+)")


@cache
def load_pools() -> dict[str, tuple[str, ...]]:
    """All pools of all data files by name. ValueError for a phrase that stands before any pool."""
    pools: dict[str, list[str]] = {}
    folder = resources.files("training.synthesis.data")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".txt"):
            continue
        name = ""
        for line in entry.read_text(encoding="utf-8").splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if opening := _POOL.fullmatch(line):
                name = opening[1]
                continue
            if not name:
                raise ValueError(f"{entry.name}: phrase outside of a pool")
            pools.setdefault(name, []).append(line)
    return {name: tuple(phrases) for name, phrases in pools.items()}


@cache
def pool_of(name: str, split: Split) -> tuple[str, ...]:
    """The phrases of a pool that ``split`` may use. KeyError if there is no such pool."""
    phrases = load_pools()[name]
    return side(phrases, split) if "." in name else phrases


class Phrases:
    """Fills templates for one report. ``values`` are the slots that the report itself answers."""

    def __init__(self, rng: random.Random, split: Split, values: Mapping[str, str]) -> None:
        self.rng = rng
        self.split = split
        self.values = values
        self.used: dict[str, set[int]] = {}  # what the report has said, by pool
        self.fillers: dict[str, list[str]] = {}  # what last filled a slot, by pool

    def fill(self, template: str) -> str:
        """The template with every slot filled, slots inside of fillers included."""
        while "{" in template:
            template = _SLOT.sub(self._slot, template)
        return template.replace("等等", "等")  # a list that ends in 等, and 等 in the template behind it

    def one(self, pool: str) -> str:
        """One phrase of a pool, filled."""
        return self.fill(self.rng.choice(pool_of(pool, self.split)))

    def several(self, pool: str, count: int, *, ordered: bool = False) -> list[str]:
        """``count`` different phrases of a pool, filled; fewer where the pool is smaller, new ones while they last.

        ``ordered``: in the pool's order, otherwise in any.
        """
        phrases = pool_of(pool, self.split)
        used = self.used.setdefault(pool, set())
        fresh = [index for index in range(len(phrases)) if index not in used]
        chosen = self.rng.sample(fresh if len(fresh) >= count else range(len(phrases)), min(count, len(phrases)))
        used.update(chosen)
        return [self.fill(phrases[index]) for index in (sorted(chosen) if ordered else chosen)]

    def _slot(self, match: re.Match[str]) -> str:
        name = match[1]
        if name in self.values:
            return self.values[name]
        numbers = _RANGE.fullmatch(name)
        if numbers:
            return str(self.rng.randint(int(numbers[1]), int(numbers[2])))
        pool = pool_of(name, self.split)
        last = self.fillers.setdefault(name, [])
        filler = self.rng.choice([phrase for phrase in pool if phrase not in last[-3:]] or pool)
        last.append(filler)
        return filler
