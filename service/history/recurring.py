"""Problems that an organ names again the year after.

Two problems are the same where their meaning is near and no theme speaks against it; each is paired with one at most,
the nearest first. The limits were chosen on the development half of annotations/history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from models.passage_text import fold_passage

if TYPE_CHECKING:
    from models.sentences import Encoder

SAME_WITH_THEME = 0.45
"""From which similarity on two problems with a theme in common are the same."""
SAME_WITHOUT = 0.60
_LETTERS = 0.15  # share of the letters in the similarity; the rest is the meaning's

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statement:
    """A problem of one year. ``key`` is whatever its owner knows it by."""

    key: int
    text: str
    themes: frozenset[str]


class Link(NamedTuple):
    """Two statements that say the same: places in the earlier and in the later year's, and how near they are."""

    earlier: int
    later: int
    similarity: float


def links(earlier: Sequence[Statement], later: Sequence[Statement], encoder: Encoder) -> list[Link]:
    """Which problems come back the year after, in the order of the later year."""
    if not earlier or not later:
        return []
    similar = similarities([one.text for one in earlier], [one.text for one in later], encoder)
    return paired(similar, limits(earlier, later))


def limits(earlier: Sequence[Statement], later: Sequence[Statement]) -> Floats:
    """``[earlier, later]``: the similarity from which on two are the same."""
    return np.asarray([[SAME_WITH_THEME if a.themes & b.themes else SAME_WITHOUT for b in later] for a in earlier])


def similarities(earlier: Sequence[str], later: Sequence[str], encoder: Encoder) -> Floats:
    """``[earlier, later]``, between 0 and 1: nearness in meaning and in letters; numbers play no part."""
    folded = [fold_passage(text).text for text in (*earlier, *later)]
    vectors = encoder.encode(folded)
    meaning = np.clip(vectors[: len(earlier)] @ vectors[len(earlier) :].T, 0, 1)
    letters = process.cdist(folded[: len(earlier)], folded[len(earlier) :], scorer=fuzz.ratio) / 100
    result: Floats = (1 - _LETTERS) * meaning + _LETTERS * letters
    return result


def paired(similar: Floats, least: Floats) -> list[Link]:
    """One to one, the most similar first, where they reach what is asked of them."""
    free_rows, free_columns = np.ones(similar.shape[0], bool), np.ones(similar.shape[1], bool)
    found = []
    for place in np.argsort(-similar, axis=None, kind="stable"):
        row, column = divmod(int(place), similar.shape[1])
        if similar[row, column] >= least[row, column] and free_rows[row] and free_columns[column]:
            free_rows[row] = free_columns[column] = False
            found.append(Link(row, column, float(similar[row, column])))
    return sorted(found, key=lambda link: link.later)


def chains(years: Mapping[int, Sequence[Statement]], encoder: Encoder) -> list[list[tuple[int, int, float | None]]]:
    """Problems that are named in consecutive years: year, place among the year's, similarity with the year before.

    A year without a report ends a chain: nobody knows what it would have said.
    """
    open_chains: dict[int, list[tuple[int, int, float | None]]] = {}  # by the place in the year before
    done = []
    for year in sorted(years):
        found = links(years.get(year - 1, ()), years[year], encoder)
        continued = {}
        for link in found:
            chain = open_chains.get(link.earlier) or [(year - 1, link.earlier, None)]
            continued[link.later] = [*chain, (year, link.later, link.similarity)]
        kept = {link.earlier for link in found}
        done += [chain for place, chain in open_chains.items() if place not in kept]
        open_chains = continued
    return sorted([*done, *open_chains.values()])
