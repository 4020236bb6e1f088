"""What the search of the REST API says: types that server, command and client share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.report import PassageRole, SectionKind, SpanPair
from service.messages import Form, ReportId

SearchMode = Literal["hybrid", "text", "vector"]
SearchSort = Literal["relevance", "-year", "year", "organ"]
OrganLevel = Literal["national", "province", "city", "county", "township"]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class PassageTheme(_Message):
    """A theme of a passage with its probability."""

    theme: str
    score: float


class Why(_Message):
    """Why a passage was found: each between 0 and 1, null where that played no part.

    ``words``: the words asked for, or official terms for them; ``theme``: the theme; ``meaning``: the vectors.
    """

    words: float | None = None
    theme: float | None = None
    meaning: float | None = None


class PassageInfo(_Message):
    """A passage of the index. ``previous`` and ``next`` are the ids of its neighbours in the report's text."""

    id: str
    report_id: ReportId | None
    organ: str | None
    region: str | None
    level: OrganLevel | None
    year: int | None
    form: Form | None
    section: SectionKind
    under: str | None = Field(description="小节标题 · The heading of the subsection that it stands in.")
    role: PassageRole
    themes: tuple[PassageTheme, ...]
    failed: bool = Field(description="该报告有勾稽不符 · Whether a sum of the report fails.")
    text: str
    previous: str | None
    next: str | None


class FoundPassage(PassageInfo):
    """A passage that answers. ``highlights`` are spans of its text, in code points."""

    score: float
    why: Why
    highlights: tuple[SpanPair, ...]


class Facet(_Message):
    """How many of the passages have a value; ``key`` is null where it is not known."""

    key: str | None
    passages: int


class Facets(_Message):
    """Counts over the passages that answer."""

    theme: tuple[Facet, ...]
    role: tuple[Facet, ...]
    section: tuple[Facet, ...]
    year: tuple[Facet, ...]
    region: tuple[Facet, ...]
    level: tuple[Facet, ...]


class OrganGroup(_Message):
    """An organ among those whose passages answer, with the best of them."""

    organ: str | None
    passages: int
    best: tuple[FoundPassage, ...]


class Synonym(_Message):
    """Official terms that are looked for together with a word of the query."""

    word: str
    terms: tuple[str, ...]


class UnderstoodQuery(_Message):
    """What a query was taken for. Whatever stands in ``years``, ``regions``, ``organs`` and ``levels`` became a filter.

    ``text`` is what was then left to look for. With ``understand=false`` nothing of this is done.
    """

    applied: bool
    text: str
    themes: tuple[str, ...] = ()
    role: PassageRole | None = None
    years: tuple[int, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    regions: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    levels: tuple[OrganLevel, ...] = ()
    phrases: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()


class SearchAnswer(_Message):
    """A page of passages that answer, best first.

    ``total`` is how many answer; where ``total_is_least`` at least so many do, as ranking by meaning leaves nothing
    out and stops at a number. ``organs`` is given where grouping was asked for, and then ``items`` is empty.
    """

    total: int
    total_is_least: bool
    understood: UnderstoodQuery
    facets: Facets
    items: tuple[FoundPassage, ...]
    organs: tuple[OrganGroup, ...] | None = None
    next: str | None = None
    warnings: tuple[str, ...] = ()


class SimilarAnswer(_Message):
    """Passages that say much the same as one, best first."""

    passage: PassageInfo
    items: tuple[FoundPassage, ...]


class ThemeCount(_Message):
    """Passages and reports of a theme in one year, by role."""

    year: int | None
    problems: int
    measures: int
    reports: int
    share: float = Field(description="Reports that name a problem of this theme among all reports of the year.")
    change: float | None = Field(description="Change of the share since the year before; null where there is none.")


class ThemeInfo(_Message):
    """A theme of the taxonomy with its counts."""

    theme: str
    name: str
    description: str
    problems: int
    measures: int
    reports: int
    years: tuple[ThemeCount, ...]
