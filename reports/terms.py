"""Terms of the field: groups of words that mean the same or nearly so, with the themes they speak of.

The data stand in ``reports/data/synonyms.json``: of each group the official terms first, then what else is written or
asked for. A term is in one group only. Words that are in every report (公开, 信息, 工作) are in none.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that mean the same or nearly so, and the themes of what is said with them, which may be none."""

    terms: tuple[str, ...]
    themes: tuple[str, ...]


class FoundTerm(NamedTuple):
    """A term in a text, as it is written there."""

    text: str
    start: int
    end: int
    group: TermGroup


@lru_cache(maxsize=1)
def term_groups() -> tuple[TermGroup, ...]:
    """All groups, in the order of the data."""
    data = resources.files("reports").joinpath("data", "synonyms.json").read_text(encoding="utf-8")
    return tuple(TermGroup(tuple(group["terms"]), tuple(group["themes"])) for group in json.loads(data))


def terms_in(text: str) -> list[FoundTerm]:
    """The terms in a text in its order; of those that overlap the longest, of equally long ones the first."""
    folded = _lower(text)
    starting = _by_first()
    found = [
        FoundTerm(text[at : at + len(term)], at, at + len(term), group)
        for at, character in enumerate(folded)
        for term, group in starting.get(character, {}).items()
        if folded.startswith(term, at)
    ]
    taken = [False] * len(text)
    kept = []
    for term in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(taken[term.start : term.end]):
            taken[term.start : term.end] = [True] * (term.end - term.start)
            kept.append(term)
    return sorted(kept, key=lambda one: one.start)


@lru_cache(maxsize=1)
def _by_first() -> Mapping[str, Mapping[str, TermGroup]]:
    """Groups by their terms, and these by their first characters."""
    starting: dict[str, dict[str, TermGroup]] = defaultdict(dict)
    for group in term_groups():
        for term in map(_lower, group.terms):
            starting[term[0]][term] = group
    return starting


def _lower(text: str) -> str:
    """In lower case, character for character."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
