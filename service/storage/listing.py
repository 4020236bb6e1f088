"""Lists of reports: filters as SQL conditions, and pages by key, which stay right while reports come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from service.filters import ReportFilter
from service.messages import ReportSummary
from service.storage.schema import PassageRow, PassageThemeRow, ReportRow
from service.storage.store import Store
from service.storage.views import summary_of

SortKey = Literal["received_at", "year", "organ", "failed_checks", "name"]
Value = str | int | datetime


class Position(NamedTuple):
    """The place of a report in a sorted list: what it is sorted by, and its id among those with the same."""

    value: Value
    id: str


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of reports. What is not known counts as the least, in either database."""

    key: SortKey
    descending: bool = False

    @property
    def expression(self) -> ColumnElement[Any]:
        """What is sorted by. Never null, so that a position can be compared with it."""
        column: ColumnElement[Any] = getattr(ReportRow, self.key)
        if self.key == "name":
            return func.substr(column, 1, _SORTED_NAME)
        return func.coalesce(column, _UNKNOWN[self.key]) if self.key in _UNKNOWN else column

    def order(self) -> tuple[ColumnElement[Any], ...]:
        columns = (self.expression, ReportRow.id.expression)
        return tuple(column.desc() if self.descending else column.asc() for column in columns)

    def behind(self, position: Position) -> ColumnElement[bool]:
        """The condition of standing behind a position."""
        here = tuple_(self.expression, ReportRow.id)
        there = tuple_(
            literal(position.value, getattr(ReportRow, self.key).type), literal(position.id, ReportRow.id.type)
        )
        return here < there if self.descending else here > there

    def position(self, row: ReportRow) -> Position:
        value = getattr(row, self.key)
        if self.key == "name":
            value = value[:_SORTED_NAME]
        return Position(_UNKNOWN[self.key] if value is None else value, row.id)


_SORTED_NAME = 200  # characters of a name: a position has to fit into an address, a path in an archive need not
_UNKNOWN: dict[str, str | int] = {"year": 0, "organ": ""}


def list_reports(
    store: Store, filters: ReportFilter, sort: Sort, limit: int, after: Position | None = None
) -> tuple[list[ReportSummary], Position | None]:
    """A page of reports, and where the next one begins; None where this is the last."""
    query = select(ReportRow).where(*conditions(filters)).order_by(*sort.order()).limit(limit + 1)
    if after is not None:
        query = query.where(sort.behind(after))
    with store.database.reading() as session:
        rows = list(session.scalars(query))
    following = sort.position(rows[limit - 1]) if len(rows) > limit else None
    return [summary_of(row) for row in rows[:limit]], following


def conditions(filters: ReportFilter) -> list[ColumnElement[bool]]:
    """What a filter asks of ReportRow."""
    return [*_named(filters), *_dated(filters), *_judged(filters)]


def _named(filters: ReportFilter) -> Iterator[ColumnElement[bool]]:
    if filters.organ:
        yield ReportRow.organ.in_(filters.organ)
    if filters.organ_contains is not None:
        yield _contains(ReportRow.organ, filters.organ_contains)
    if filters.region is not None:
        yield _contains(ReportRow.region, filters.region)
    if filters.form or filters.edition:
        yield ReportRow.form.in_({*filters.form, *filters.edition})


def _dated(filters: ReportFilter) -> Iterator[ColumnElement[bool]]:
    if filters.year:
        yield ReportRow.year.in_(filters.year)
    if filters.year_from is not None:
        yield ReportRow.year >= filters.year_from
    if filters.year_to is not None:
        yield ReportRow.year <= filters.year_to
    if filters.received_after is not None:
        yield ReportRow.received_at > filters.received_after
    if filters.received_before is not None:
        yield ReportRow.received_at < filters.received_before


def _judged(filters: ReportFilter) -> Iterator[ColumnElement[bool]]:
    if filters.failed is not None:
        yield ReportRow.failed_checks > 0 if filters.failed else ReportRow.failed_checks == 0
    if filters.theme:
        passages = select(PassageRow.id).join(PassageThemeRow, PassageThemeRow.passage_id == PassageRow.id)
        about = and_(PassageRow.report_id == ReportRow.id, PassageThemeRow.theme.in_(filters.theme))
        yield passages.where(about).exists()


def _contains(column: InstrumentedAttribute[str | None], text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)


class State(NamedTuple):
    """A mark of the present state of some reports: it is another one after every change of them."""

    reports: int
    revisions: int
    updated_at: datetime | None


def state_of(store: Store, filters: ReportFilter) -> State:
    """The state of the reports that a filter leaves."""
    columns = (func.count(), func.coalesce(func.sum(ReportRow.revision), 0), func.max(ReportRow.updated_at))
    with store.database.reading() as session:
        reports, revisions, updated_at = session.execute(select(*columns).where(*conditions(filters))).one()
    return State(reports, int(revisions), updated_at)
