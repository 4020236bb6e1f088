"""The checks across years in the database: made when a year's report is there with the one before, and made anew
whenever either of them changes, arrives later or goes.

Of several reports of one organ and year the one received last stands for the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from reports.cross_year import PREFIX, cross_year_checks
from reports.report import Check
from service.storage.contents import newest
from service.storage.schema import CheckRow, OrganRow, ReportRow
from service.storage.store import insert_new, insert_rows

_PLACE = 1000  # they stand behind the form's own checks
Named = tuple[str | None, int | None]  # organ and year


def check_values(report_id: str, checks: Sequence[Check], earlier_id: str | None = None) -> list[dict[str, object]]:
    """Checks as rows to insert."""
    first = 0 if earlier_id is None else _PLACE
    return [
        {
            "report_id": report_id,
            "place": first + place,
            "check_id": check.id,
            "left": check.left,
            "right": check.right,
            "difference": check.difference,
            "status": check.status,
            "earlier_id": earlier_id,
        }
        for place, check in enumerate(checks)
    ]


def lock(session: Session, organs: Iterable[str | None]) -> None:
    """Keep other transactions from these organs, so that of two reports that arrive together one sees the other."""
    now = datetime.now(UTC)
    for name in sorted({organ for organ in organs if organ}):  # in one order, so that no two wait for each other
        if not insert_new(session, OrganRow, name=name, touched_at=now):
            session.execute(update(OrganRow).where(OrganRow.name == name).values(touched_at=now))


def renew(session: Session, row: ReportRow, before: Named = (None, None)) -> None:
    """Make the checks of a report and of those of the year after anew; ``before`` is what the report was of until now.

    Both organs are locked.
    """
    session.flush()
    _renew_report(session, row)
    for organ, year in {(row.organ, row.year), before}:
        for later in _of(session, organ, year, 1):
            _renew_report(session, later)


def forget(session: Session, row: ReportRow) -> None:
    """Delete a report and make the checks of the year after anew. Its organ is locked."""
    for later in _of(session, row.organ, row.year, 1):
        _renew_report(session, later, without=row.id)
    session.delete(row)
    session.flush()


def _of(session: Session, organ: str | None, year: int | None, distance: int) -> list[ReportRow]:
    """The reports of an organ, some years from one; the one received last comes first."""
    if organ is None or year is None:
        return []
    query = select(ReportRow).where(ReportRow.organ == organ, ReportRow.year == year + distance)
    return list(session.scalars(query.order_by(ReportRow.received_at.desc(), ReportRow.id)))


def _renew_report(session: Session, row: ReportRow, without: str | None = None) -> None:
    earlier = [last for last in _of(session, row.organ, row.year, -1) if last.id != without]
    values: list[dict[str, object]] = []
    for last in earlier[:1]:
        checks = cross_year_checks(newest(session, row.id).tables, newest(session, last.id).tables)
        values = check_values(row.id, checks, last.id)
    across = CheckRow.check_id.startswith(PREFIX, autoescape=True)
    present = select(CheckRow).where(CheckRow.report_id == row.id, across).order_by(CheckRow.place)
    if [_values(check) for check in session.scalars(present)] == values:
        if values:
            _count(session, row)
        return
    session.execute(delete(CheckRow).where(CheckRow.report_id == row.id, across))
    insert_rows(session, CheckRow, values)
    _count(session, row)
    row.revision += 1
    row.updated_at = datetime.now(UTC)


def _values(check: CheckRow) -> dict[str, object]:
    return {
        "report_id": check.report_id,
        "place": check.place,
        "check_id": check.check_id,
        "left": check.left,
        "right": check.right,
        "difference": check.difference,
        "status": check.status,
        "earlier_id": check.earlier_id,
    }


def _count(session: Session, row: ReportRow) -> None:
    statuses = list(session.scalars(select(CheckRow.status).where(CheckRow.report_id == row.id)))
    row.failed_checks, row.incomplete_checks = statuses.count("failed"), statuses.count("incomplete")
