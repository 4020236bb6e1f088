"""Figures for charts, counted by the database over the reports that a filter leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from reports.forms import editions, load_form
from reports.report import CheckStatus
from service.filters import ReportFilter
from service.messages import CheckStatistics, OutcomeStatistics, Statistics, StatisticsGroup, ThemeStatistics
from service.phrasing import row_label
from service.storage.listing import State, conditions, state_of
from service.storage.schema import CheckRow, FigureRow, PassageRow, PassageThemeRow, ReportRow
from service.storage.store import Store
from service.storage.views import whole

Conditions = list[ColumnElement[bool]]
Filter = TypeVar("Filter", bound=ReportFilter)
Figures = TypeVar("Figures")


def statistics(store: Store, filters: ReportFilter) -> Statistics:
    """The figures of the reports that a filter leaves, all of one state of the database."""
    where = conditions(filters)
    with store.database.reading() as session:
        reports, organs, failed = session.execute(
            select(
                func.count(),
                func.count(ReportRow.organ.distinct()),
                func.coalesce(func.sum(case((ReportRow.failed_checks > 0, 1), else_=0)), 0),
            ).where(*where)
        ).one()
        return Statistics(
            reports=reports,
            organs=organs,
            with_failed_checks=int(failed),
            by_year=_groups(session, ReportRow.year, where),
            by_region=_groups(session, ReportRow.region, where),
            by_form=_groups(session, ReportRow.form, where),
            checks=tuple(_checks(session, where)),
            themes=tuple(_themes(session, where)),
            outcomes=tuple(_outcomes(session, where)),
        )


def _groups(session: Session, column: InstrumentedAttribute[Any], where: Conditions) -> tuple[StatisticsGroup, ...]:
    """Counts by a column, what is not known last."""
    query = select(column, func.count(), func.count(ReportRow.organ.distinct())).where(*where).group_by(column)
    groups = [
        StatisticsGroup(key=None if key is None else str(key), reports=reports, organs=organs)
        for key, reports, organs in session.execute(query)
    ]
    return tuple(sorted(groups, key=lambda group: (group.key is None, group.key)))


def _checks(session: Session, where: Conditions) -> Iterator[CheckStatistics]:
    query = select(CheckRow.check_id, CheckRow.status, func.count()).group_by(CheckRow.check_id, CheckRow.status)
    counts: defaultdict[str, Counter[CheckStatus]] = defaultdict(Counter)
    for check_id, status, count in session.execute(_of_reports(query, CheckRow.report_id, where)):
        counts[check_kind(check_id)][status] += count
    for kind in sorted(counts):
        yield CheckStatistics(check=kind, counts=dict(sorted(counts[kind].items())))


def check_kind(check_id: str) -> str:
    """A check without its place: "requests.balance" of "requests.balance.natural_person"."""
    return ".".join(check_id.split(".")[:2])


def _themes(session: Session, where: Conditions) -> Iterator[ThemeStatistics]:
    group = (ReportRow.year, PassageThemeRow.theme, PassageRow.role)
    query = (
        select(*group, func.count(), func.count(PassageRow.report_id.distinct()))
        .join(PassageRow, PassageRow.id == PassageThemeRow.passage_id)
        .join(ReportRow, ReportRow.id == PassageRow.report_id)
        .where(*where)
        .group_by(*group)
    )
    for year, theme, role, passages, reports in _by_year(session, query):
        yield ThemeStatistics(year=year, theme=theme, role=role, passages=passages, reports=reports)


def _outcomes(session: Session, where: Conditions) -> Iterator[OutcomeStatistics]:
    group = (ReportRow.year, FigureRow.table_name, FigureRow.row, FigureRow.column)
    query = (
        select(*group, func.sum(FigureRow.value), func.count())
        .join(ReportRow, ReportRow.id == FigureRow.report_id)
        .where(*where)
        .group_by(*group)
    )
    for year, table, row, column, total, reports in sorted(session.execute(query), key=_official):
        yield OutcomeStatistics(
            year=year,
            table=table,  # type: ignore[arg-type]  # the model checks it
            row=row,
            column=column,
            label=_labels().get((table, row, column), f"{row} {column}"),
            sum=whole(round(total, 6)),
            reports=reports,
        )


def _official(found: tuple[Any, ...]) -> tuple[Any, ...]:
    """Years, the unknown one last; within a year the order of the form."""
    year, table, row, column = found[:4]
    place = _places().get((table, row, column), len(_places()))
    return (year is None, year or 0, place, table, row, column)


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str, str], str]:
    """What cells are called, in the words of the newest edition that has them."""
    labels: dict[tuple[str, str, str], str] = {}
    for edition in reversed(editions()):
        for name, table in load_form(edition).tables.items():
            for row, column in table.cells():
                label = row_label(row) if column.key == "total" and name == "requests" else ""
                labels.setdefault((name, row.key, column.key), label or f"{row_label(row)} {column.label}")
    return labels


@lru_cache(maxsize=1)
def _places() -> dict[tuple[str, str, str], int]:
    return {cell: place for place, cell in enumerate(_labels())}


def _by_year(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows that begin with a year, in order, the unknown year last."""
    rows = [tuple(row) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row[0] is None, row[0] or 0, *row[1:3]))


def _of_reports(
    query: Select[*tuple[Any, ...]], report_id: InstrumentedAttribute[str], where: Conditions
) -> Select[*tuple[Any, ...]]:
    """Rows of the reports that are asked for; of all of them without looking at the reports at all."""
    return query.join(ReportRow, ReportRow.id == report_id).where(*where) if where else query


class FiguresCache(Generic[Filter, Figures]):
    """Figures that were asked for lately: they count until a report changes, and are costly over many reports."""

    def __init__(self, count: Callable[[Store, Filter], Figures], size: int = 64) -> None:
        self._count = count
        self._size = size
        self._kept: dict[str, tuple[State, Figures]] = {}

    def get(self, store: Store, filters: Filter) -> tuple[State, Figures]:
        """The figures and the state of the reports that they are of. A change meanwhile makes the state too old,
        which costs a new count and never gives old figures."""
        key, state = filters.model_dump_json(), state_of(store, filters)
        kept = self._kept.get(key)
        if kept is None or kept[0] != state:
            kept = state, self._count(store, filters)
            self._kept[key] = kept
            for oldest in list(self._kept)[: -self._size]:
                self._kept.pop(oldest, None)
        return kept
