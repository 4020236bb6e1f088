"""What lists can be narrowed down to, and how that is written into a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, TypedDict

from reports.report import CheckStatus, PassageRole, SectionKind
from service.messages import Form
from service.search.messages import OrganLevel, SearchMode, SearchSort

Params = tuple[tuple[str, str], ...]
Sort = Literal[
    "received_at", "year", "organ", "failed_checks", "name",
    "-received_at", "-year", "-organ", "-failed_checks", "-name",
]  # fmt: skip


class ReportFilters(TypedDict, total=False):
    """Which reports are meant: those that meet all of these, and one of the values where several are given.

    ``organ`` is the whole name, ``organ_contains`` and ``region`` are parts; ``failed``: with failed checks, or (False)
    without; ``received_after`` and ``received_before`` are days or points in time, China's where they have no zone.
    """

    year: int | Iterable[int]
    year_from: int
    year_to: int
    organ: str | Iterable[str]
    organ_contains: str
    region: str
    form: Form | Iterable[Form]
    failed: bool
    theme: str | Iterable[str]
    received_after: date
    received_before: date


class ReportListing(ReportFilters, total=False):
    """Filters, order, and the size of the pages that a list of reports comes in."""

    sort: Sort
    limit: int


class CheckListing(ReportFilters, total=False):
    """Which checks of which reports. ``check`` is how their ids begin: "requests.balance", "cross_year"."""

    status: CheckStatus | Iterable[CheckStatus]
    check: str | Iterable[str]
    limit: int


class PassageFilters(TypedDict, total=False):
    """Which passages are meant: those that meet all of these, and one of the values where several are given.

    ``organ`` is the whole name, ``organ_contains`` and ``region`` are parts; ``failed``: of reports with failed checks,
    or (False) without.
    """

    theme: str | Iterable[str]
    role: PassageRole | Iterable[PassageRole]
    section: SectionKind | Iterable[SectionKind]
    year: int | Iterable[int]
    year_from: int
    year_to: int
    organ: str | Iterable[str]
    organ_contains: str
    region: str | Iterable[str]
    level: OrganLevel | Iterable[OrganLevel]
    form: Form | Iterable[Form]
    failed: bool


class SearchFilters(PassageFilters, total=False):
    """Among which passages, in which way and order. ``understand`` (True by default): read years, places, themes and
    synonyms out of the query.
    """

    mode: SearchMode
    understand: bool
    sort: SearchSort


class SearchListing(SearchFilters, total=False):
    """Also how many at once, and whether organs are listed instead of passages."""

    group: Literal["organ"]
    limit: int


class SimilarListing(PassageFilters, total=False):
    """Among which passages, and how many."""

    limit: int


class ThemeFilters(ReportFilters, total=False):
    """Which reports are counted: ``level`` is that of the organ."""

    level: OrganLevel | Iterable[OrganLevel]


class Given(TypedDict, total=False):
    """What the sender knows of a report; it outranks what is read."""

    organ: str | None
    year: int | None
    region: str | None


def params(values: Mapping[str, object]) -> Params:
    """The values that are set, as a URL has them."""
    return tuple((name, _text(one)) for name, value in values.items() for one in _several(value))


def _several(value: object) -> Iterable[object]:
    if value is None:
        return ()
    return value if isinstance(value, Iterable) and not isinstance(value, str) else (value,)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)  # a datetime is a date, too
