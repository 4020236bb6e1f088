"""Taking reports in: the original first and durably, then all that is known of it in one transaction.

A report is its original's hash, so that one posted twice is the same report. Locks are taken in one order: the row of
the original, which whoever writes, changes or removes the report holds; then the rows of the organs whose checks
across years are made anew; then the report's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, insert, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

import gouji
from reports.region import region_of
from reports.report import Report
from service.messages import Given
from service.storage import across_years
from service.storage.contents import deflated, newest
from service.storage.schema import (
    CheckRow,
    FigureRow,
    JobItemRow,
    OriginalRow,
    PassageRow,
    PassageThemeRow,
    ReadingRow,
    ReportRow,
)
from service.storage.store import Store, insert_new, insert_rows

UNNEEDED = and_(
    ~exists().where(ReportRow.id == OriginalRow.sha256),
    ~exists().where(JobItemRow.original == OriginalRow.sha256, JobItemRow.state != "done"),
)
"""Of an original: that no report is of it and no job has still to read it."""


class Accepted(NamedTuple):
    """A report that is stored; ``created`` says whether it was new, ``revision`` which state of it this is."""

    id: str
    created: bool
    revision: int


Also = Callable[[Session, Accepted], object]
"""What else is to be done in a transaction, such as to say in a job what became of a report."""


def known(store: Store, sha256: str) -> bool:
    """Whether there is a report of these bytes."""
    with store.database.reading() as session:
        return session.scalar(select(ReportRow.id).where(ReportRow.id == sha256)) is not None


def keep(store: Store, data: bytes) -> str:
    """Make bytes durable without a report; ``sweep`` forgets them again. Returns their hash."""
    sha256 = store.originals.put(data)
    with store.database.writing() as session:
        lock_original(session, store, sha256, data)
    return sha256


def accept(store: Store, data: bytes, report: Report, given: Given, *, also: Also | None = None) -> Accepted:
    """Store a report that was read from ``data``. When this returns, all of it is durable.

    Of a report that is there already only what is given changes, as ``regive`` says. ``also`` is done at the end of
    the same transaction.
    """
    store.originals.put(data, report.id)
    with store.database.writing() as session:
        lock_original(session, store, report.id, data)
        accepted = _accepted(session, report, given)
        if also is not None:
            also(session, accepted)
        return accepted


def _accepted(session: Session, report: Report, given: Given) -> Accepted:
    row = session.get(ReportRow, report.id)
    if row is not None:
        _regive(session, row, given)
        return Accepted(row.id, False, row.revision)
    row = _new_row(report, given)
    across_years.lock(session, [given.organ or _organ_read(report)])
    session.add(row)
    session.flush()
    _add_reading(session, row, report)
    across_years.renew(session, row)
    return Accepted(row.id, True, row.revision)


def regive(store: Store, report_id: str, given: Given) -> Accepted | None:
    """Change what is given of a report: fields that are None stay as they are. None where there is no such report."""
    with store.database.writing() as session:
        row = _present(session, report_id)
        if row is None:
            return None
        _regive(session, row, given)
        return Accepted(row.id, False, row.revision)


def add_reading(store: Store, report_id: str, report: Report, *, also: Also | None = None) -> int | None:
    """Add a new reading, which counts from now on; returns its number, None where the report is gone.

    ``also`` is done at the end of the same transaction. Raises ValueError where the reading is of other bytes.
    """
    if report.id != report_id:
        raise ValueError("a reading of other bytes")
    with store.database.writing() as session:
        row = _present(session, report_id)
        if row is None:
            return None
        across_years.lock(session, [row.organ, row.given_organ or _organ_read(report)])
        session.refresh(row)
        before = row.organ, row.year
        _add_reading(session, row, report)
        across_years.renew(session, row, before)
        if also is not None:
            also(session, Accepted(row.id, False, row.revision))
        return row.readings


def delete(store: Store, report_id: str) -> bool:
    """Forget a report with all its readings, and its original unless a job needs it; whether there was one."""
    with store.database.writing() as session:
        row = _present(session, report_id)
        if row is None:
            return False
        across_years.lock(session, [row.organ])
        session.refresh(row)
        across_years.forget(session, row)
    sweep(store, report_id)
    return True


def sweep(store: Store, sha256: str) -> bool:
    """Remove an original that nothing refers to any more; whether it was removed.

    The bytes go while the row is locked, and the row after them: what is cut short in between is swept another time.
    """
    with store.database.writing() as session:
        original = session.get(OriginalRow, sha256, with_for_update=True)
        unneeded = select(OriginalRow.sha256).where(OriginalRow.sha256 == sha256, UNNEEDED)
        if original is None or session.scalar(unneeded) is None:
            return False
        store.originals.remove(sha256)
        session.delete(original)
        return True


def lock_original(session: Session, store: Store, sha256: str, data: bytes) -> None:
    """Lock an original's row for this transaction, with the bytes in place: a sweep may just have removed them."""
    insert_new(session, OriginalRow, sha256=sha256, bytes=len(data), stored_at=datetime.now(UTC))
    session.get_one(OriginalRow, sha256, with_for_update=True)
    store.originals.put(data, sha256)


def sha256_of(data: bytes) -> str:
    """The name of bytes: their SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _present(session: Session, report_id: str) -> ReportRow | None:
    """A report's row, with the lock of its original."""
    if session.get(OriginalRow, report_id, with_for_update=True) is None:
        return None
    return session.get(ReportRow, report_id)


def _new_row(report: Report, given: Given) -> ReportRow:
    now = datetime.now(UTC)
    return ReportRow(
        id=report.id,
        name=report.source.name,
        given_organ=given.organ,
        given_year=given.year,
        given_region=given.region,
        media_type="",
        bytes=report.source.bytes,
        pages=report.source.pages,
        failed_checks=0,
        incomplete_checks=0,
        warnings=0,
        readings=0,
        revision=0,
        received_at=now,
        updated_at=now,
    )


def _add_reading(session: Session, row: ReportRow, report: Report) -> None:
    """A reading's row, and in place of what the reading before has left: its checks, passages and figures."""
    now = datetime.now(UTC)
    row.readings += 1
    models = dict(report.models)
    session.add(
        ReadingRow(
            report_id=row.id,
            number=row.readings,
            read_at=now,
            version=gouji.__version__,
            models=models,
            content=deflated(report),
        )
    )
    row.media_type, row.pages = report.source.media_type, report.source.pages
    row.title, row.form = report.title and _storable(report.title), report.form
    row.warnings = len(report.warnings)
    _name(row, report)
    for table in (CheckRow, FigureRow, PassageRow) if row.readings > 1 else ():
        session.execute(delete_rows(table).where(table.report_id == row.id))
    insert_rows(session, CheckRow, across_years.check_values(row.id, report.checks))
    insert_rows(session, FigureRow, _figures(report))
    _insert_passages(session, report)
    row.failed_checks = sum(check.status == "failed" for check in report.checks)
    row.incomplete_checks = sum(check.status == "incomplete" for check in report.checks)
    row.revision += 1
    row.updated_at = now


def _name(row: ReportRow, report: Report) -> None:
    """Organ, year and region: what was given outranks what was read."""
    row.organ = row.given_organ or _organ_read(report)
    row.year = row.given_year or report.year
    row.region = row.given_region or region_of(row.organ)


def _organ_read(report: Report) -> str | None:
    return report.organ and _storable(report.organ)


def _regive(session: Session, row: ReportRow, given: Given) -> None:
    changes = {
        field: value
        for field, value in (("organ", given.organ), ("year", given.year), ("region", given.region))
        if value is not None and value != getattr(row, f"given_{field}")
    }
    if not changes:
        return
    report = newest(session, row.id)
    across_years.lock(session, [row.organ, given.organ or row.organ])
    session.refresh(row)
    before = row.organ, row.year
    for field, value in changes.items():
        setattr(row, f"given_{field}", value)
    _name(row, report)
    row.revision += 1
    row.updated_at = datetime.now(UTC)
    if (row.organ, row.year) != before:
        across_years.renew(session, row, before)


def _figures(report: Report) -> Iterable[dict[str, object]]:
    wanted = (("requests", ("total",)), ("reviews", ("upheld", "corrected", "other", "pending", "total")))
    for table, columns in wanted:
        for row, cells in report.tables.get(table, {}).items():
            for column in columns:
                cell = cells.get(column)
                if cell is not None and cell.value is not None:
                    yield {
                        "report_id": report.id, "table_name": table, "row": row, "column": column, "value": cell.value
                    }  # fmt: skip


def _insert_passages(session: Session, report: Report) -> None:
    values = [
        {
            "report_id": report.id,
            "place": place,
            "section": passage.section,
            "role": passage.role,
            "text": _storable(passage.text),
            "start": passage.span[0],
            "end": passage.span[1],
        }
        for place, passage in enumerate(report.passages)
    ]
    if not values:
        return
    ids = session.scalars(insert(PassageRow).returning(PassageRow.id, sort_by_parameter_order=True), values).all()
    themes = [
        {"passage_id": passage_id, "theme": theme.theme, "score": theme.score}
        for passage_id, passage in zip(ids, report.passages, strict=True)
        for theme in passage.themes
    ]
    insert_rows(session, PassageThemeRow, themes)


def _storable(text: str) -> str:
    """A text that any database takes: PostgreSQL has no U+0000, which some PDF files have."""
    return text.replace("\0", "\ufffd")
