"""A passage as the index holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.report import PassageRole, SectionKind

Vectors = NDArray[np.float32]
"""``[passage, dimension]``, each row of length 1, or zero where nothing is known of a text."""


class ThemeScore(NamedTuple):
    """A theme of a passage with its probability."""

    theme: str
    score: float


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A narrative passage with what is known of its report.

    ``id`` is the report's id and ``number``, joined by "-", or whatever a loaded passage is called. ``number`` counts
    the passages of a report from 1 in the order of its text, so that neighbours are those with the numbers beside it;
    ``last`` says that there is none behind it. ``under`` is the heading of the subsection that it stands in.
    ``failed`` says whether the report's sums fail.
    """

    id: str
    report_id: str | None
    number: int
    text: str
    organ: str | None
    region: str | None
    level: str | None
    year: int | None
    form: str | None
    section: SectionKind
    under: str | None
    role: PassageRole
    themes: tuple[ThemeScore, ...]
    failed: bool
    last: bool = False


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """What passages have to be like. An empty field asks for nothing; of several values one has to fit.

    ``organs`` are whole names; ``organ_parts`` and ``regions`` are parts of the names of organ and region, of which
    one has to stand in it. ``unlike`` are ids that are left out.
    """

    themes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    organs: tuple[str, ...] = ()
    organ_parts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    failed: bool | None = None
    reports: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A passage that an index found, and how well it fits: BM25 for words, the cosine for meaning."""

    passage: IndexedPassage
    score: float


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that is looked for as it stands. ``weight`` says how much a hit of it counts."""

    text: str
    weight: float = 1.0


def passage_id(report_id: str, number: int) -> str:
    """What a report's passage is called."""
    return f"{report_id}-{number}"


Batch = Sequence[IndexedPassage]
