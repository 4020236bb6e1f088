"""Themes with their counts: how many reports name a problem of each, year by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reports.organ_level import level_of
from reports.themes import THEME_DESCRIPTIONS, THEME_NAMES, THEMES
from service.filters import ReportFilter
from service.search.messages import OrganLevel, ThemeCount, ThemeInfo
from service.storage.listing import conditions
from service.storage.schema import PassageRow, PassageThemeRow, ReportRow
from service.storage.statistics import Conditions
from service.storage.store import Store

_PLACES = 4  # decimals of a share


class ThemesFilter(ReportFilter):
    """Which reports are counted."""

    level: list[OrganLevel] = Field(
        default=[], description="机关层级，可重复。 Level of the organ, repeatable.", examples=[["county"]]
    )


class _Count(NamedTuple):
    passages: int = 0
    reports: int = 0

    def plus(self, passages: int, reports: int) -> _Count:
        return _Count(self.passages + passages, self.reports + reports)


_Key = tuple[int | None, str, str]  # year, theme, role


def theme_counts(store: Store, filters: ThemesFilter) -> tuple[ThemeInfo, ...]:
    """All themes in their order, with the figures of the reports that a filter leaves."""
    where = conditions(filters)
    with store.database.reading() as session:
        if filters.level:
            reports, counts = _of_levels(session, where, frozenset(filters.level))
        else:
            reports, counts = _of_all(session, where)
    return tuple(_info(theme, reports, counts) for theme in THEMES)


def _of_all(session: Session, where: Conditions) -> tuple[dict[int | None, int], dict[_Key, _Count]]:
    """Reports by year; passages and reports by year, theme and role."""
    years = select(ReportRow.year, func.count()).where(*where).group_by(ReportRow.year)
    reports: dict[int | None, int] = {row[0]: row[1] for row in session.execute(years)}
    group = (ReportRow.year, PassageThemeRow.theme, PassageRow.role)
    query = (
        select(*group, func.count(), func.count(PassageRow.report_id.distinct()))
        .join(PassageRow, PassageRow.id == PassageThemeRow.passage_id)
        .join(ReportRow, ReportRow.id == PassageRow.report_id)
        .where(*where)
        .group_by(*group)
    )
    found = session.execute(query)
    return reports, {(year, theme, role): _Count(*counted) for year, theme, role, *counted in found}


def _of_levels(
    session: Session, where: Conditions, levels: frozenset[str]
) -> tuple[dict[int | None, int], dict[_Key, _Count]]:
    """The same for organs of some levels. The level follows from the organ's name and is no column: counts by organ
    are added up, which is right for reports, too, since each is of one organ."""
    reports: defaultdict[int | None, int] = defaultdict(int)
    counts: defaultdict[_Key, _Count] = defaultdict(_Count)
    names = {organ: level_of(organ) in levels for organ in session.scalars(select(ReportRow.organ).distinct())}
    years = select(ReportRow.organ, ReportRow.year, func.count()).where(*where)
    for organ, year, count in session.execute(years.group_by(ReportRow.organ, ReportRow.year)):
        if names.get(organ):
            reports[year] += count
    group = (ReportRow.organ, ReportRow.year, PassageThemeRow.theme, PassageRow.role)
    query = (
        select(*group, func.count(), func.count(PassageRow.report_id.distinct()))
        .join(PassageRow, PassageRow.id == PassageThemeRow.passage_id)
        .join(ReportRow, ReportRow.id == PassageRow.report_id)
        .where(*where)
        .group_by(*group)
    )
    for organ, year, theme, role, passages, of_reports in session.execute(query):
        if names.get(organ):
            counts[year, theme, role] = counts[year, theme, role].plus(passages, of_reports)
    return reports, counts


def _info(theme: str, reports: Mapping[int | None, int], counts: Mapping[_Key, _Count]) -> ThemeInfo:
    years = tuple(_years(theme, reports, counts))
    return ThemeInfo(
        theme=theme,
        name=THEME_NAMES[theme],
        description=THEME_DESCRIPTIONS[theme],
        problems=sum(year.problems for year in years),
        measures=sum(year.measures for year in years),
        reports=sum(year.reports for year in years),
        years=years,
    )


def _years(theme: str, reports: Mapping[int | None, int], counts: Mapping[_Key, _Count]) -> Iterator[ThemeCount]:
    """The years that there are reports of, the unknown one last; one without a problem of the theme counts, too."""
    shares: dict[int, float] = {}
    for year in sorted(reports, key=lambda year: (year is None, year or 0)):
        problems, measures = (counts.get((year, theme, role), _Count()) for role in ("problem", "measure"))
        share, change = problems.reports / reports[year], None
        if year is not None:
            shares[year] = share
            change = share - shares[year - 1] if year - 1 in shares else None
        yield ThemeCount(
            year=year,
            problems=problems.passages,
            measures=measures.passages,
            reports=problems.reports,
            share=round(share, _PLACES),
            change=None if change is None else round(change, _PLACES),
        )
