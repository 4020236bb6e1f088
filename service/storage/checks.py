"""Checks of many reports, those across years included: pages of them, and all of them one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement, Select, or_, select

from reports.report import CheckStatus
from service.filters import ReportFilter
from service.messages import CheckOfReport
from service.storage.listing import conditions
from service.storage.schema import CheckRow, ReportRow
from service.storage.store import Store
from service.storage.views import check_of

_BATCH = 2_000  # checks in one short transaction, so that a long export holds nobody up

CheckPrefix = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,96}$")]


class CheckFilter(ReportFilter):
    """Which checks, of which reports."""

    status: list[CheckStatus] = Field(
        default=["failed"],
        min_length=1,
        description="结果，可重复，默认只列不符的。 Status, repeatable; failed by default.",
    )
    check: list[CheckPrefix] = Field(
        default=[],
        description="勾稽关系编号的开头，可重复。 The beginning of a check's id, repeatable.",
        examples=[["requests.balance", "cross_year"]],
    )


def list_checks(
    store: Store, filters: CheckFilter, limit: int, after: int = 0
) -> tuple[list[CheckOfReport], int | None]:
    """A page of checks, and behind which row the next one begins; None where this is the last."""
    with store.database.reading() as session:
        rows = list(session.execute(_query(filters, after).limit(limit + 1)))
    following = rows[limit - 1][0].id if len(rows) > limit else None
    return [_shown(check, report) for check, report in rows[:limit]], following


def every_check(store: Store, filters: CheckFilter) -> Iterator[CheckOfReport]:
    """All checks, in the order of the pages."""
    after: int | None = 0
    while after is not None:
        checks, after = list_checks(store, filters, _BATCH, after)
        yield from checks


def _query(filters: CheckFilter, after: int) -> Select[CheckRow, ReportRow]:
    query = select(CheckRow, ReportRow).join(ReportRow, ReportRow.id == CheckRow.report_id)
    query = query.where(CheckRow.id > after, CheckRow.status.in_(filters.status), *conditions(filters))
    if filters.check:
        query = query.where(or_(*map(_begins, filters.check)))
    return query.order_by(CheckRow.id)


def _begins(prefix: str) -> ColumnElement[bool]:
    return CheckRow.check_id.startswith(prefix, autoescape=True)


def _shown(check: CheckRow, report: ReportRow) -> CheckOfReport:
    return CheckOfReport(
        report_id=report.id,
        organ=report.organ,
        year=report.year,
        region=report.region,
        earlier_id=check.earlier_id,
        check=check_of(check, report.form),
    )
