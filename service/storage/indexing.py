"""What the search index lacks of the reports, and has of those that are gone.

The index may hold nothing that the database does not, and be lost at any moment: a row for each report that is in it
says in which revision, and made with what. Whatever differs is to be done; what is done twice is done once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from service.storage.schema import IndexedReportRow, LoadedPassageRow, ReadingRow, ReportRow
from service.storage.store import Store, insert_rows

_MANY = 500  # values in one statement

_lacks = or_(IndexedReportRow.report_id.is_(None), IndexedReportRow.revision != ReportRow.revision)


@dataclass(frozen=True, slots=True)
class Indexable:
    """A report that is to be indexed, as it was at one moment. ``content`` is its newest reading, as it is kept."""

    id: str
    revision: int
    organ: str | None
    region: str | None
    year: int | None
    failed: bool
    content: bytes


class Counts(NamedTuple):
    """How many reports and loaded passages there are, and how many of them the index lacks or has for nothing."""

    reports: int
    reports_waiting: int
    passages: int
    loaded: int
    loaded_waiting: int


def lacking(store: Store, made_with: str, limit: int) -> list[Indexable]:
    """Reports that are not in the index as they are now, made with this."""
    newest = aliased(ReadingRow)
    query = (
        select(ReportRow, newest.content)
        .join(newest, (newest.report_id == ReportRow.id) & (newest.number == ReportRow.readings))
        .outerjoin(IndexedReportRow, IndexedReportRow.report_id == ReportRow.id)
        .where(or_(_lacks, IndexedReportRow.made_with != made_with))
        .limit(limit)
    )
    with store.database.reading() as session:
        return [
            Indexable(
                id=row.id, revision=row.revision, organ=row.organ, region=row.region, year=row.year,
                failed=row.failed_checks > 0, content=content,
            )
            for row, content in session.execute(query)
        ]  # fmt: skip


def is_behind(store: Store, made_with: str) -> bool:
    """Whether the index lacks anything, or has anything that is gone."""
    reports = (
        select(ReportRow.id)
        .outerjoin(IndexedReportRow, IndexedReportRow.report_id == ReportRow.id)
        .where(or_(_lacks, IndexedReportRow.made_with != made_with))
        .limit(1)
    )
    loaded = select(LoadedPassageRow.id).where(_unmade(made_with)).limit(1)
    with store.database.reading() as session:
        if session.scalar(reports) is not None or session.scalar(loaded) is not None:
            return True
    return bool(gone(store, 1))


def gone(store: Store, limit: int) -> list[str]:
    """Reports that the index has and that are deleted."""
    query = (
        select(IndexedReportRow.report_id)
        .outerjoin(ReportRow, ReportRow.id == IndexedReportRow.report_id)
        .where(ReportRow.id.is_(None))
        .limit(limit)
    )
    with store.database.reading() as session:
        return list(session.scalars(query))


def mark(store: Store, made_with: str, done: Sequence[tuple[Indexable, int]]) -> None:
    """Say of reports that the index has them, each in so many passages."""
    at = datetime.now(UTC)
    values = [
        {"report_id": one.id, "revision": one.revision, "made_with": made_with, "passages": count, "indexed_at": at}
        for one, count in done
    ]
    with store.database.writing() as session:
        _delete(session, [one.id for one, _ in done])
        insert_rows(session, IndexedReportRow, values)


def forget(store: Store, report_ids: Sequence[str]) -> None:
    """Say of reports that the index does not have them: those that are there have to be indexed."""
    with store.database.writing() as session:
        _delete(session, report_ids)


def forget_all(store: Store) -> None:
    """Everything has to be indexed."""
    with store.database.writing() as session:
        session.execute(delete(IndexedReportRow))
        session.execute(update(LoadedPassageRow).where(LoadedPassageRow.made_with.is_not(None)).values(made_with=None))


def differing(store: Store, made_with: str, held: Mapping[str, int]) -> list[str]:
    """Reports of which the index holds another number of passages than it should, and those that nobody knows.

    What has still to be put in or taken out is no difference.
    """
    settled = (
        select(IndexedReportRow.report_id, IndexedReportRow.passages)
        .join(ReportRow, (ReportRow.id == IndexedReportRow.report_id) & ~_lacks)
        .where(IndexedReportRow.made_with == made_with)
    )
    with store.database.reading() as session:
        wanted = {row.report_id: row.passages for row in session.execute(settled)}
        known = {*session.scalars(select(ReportRow.id)), *session.scalars(select(IndexedReportRow.report_id))}
    unknown = held.keys() - known - {""}
    return sorted(unknown.union(one for one, count in wanted.items() if held.get(one, 0) != count))


def counts(store: Store, made_with: str | None = None) -> Counts:
    """How far the index is; None: whatever it is made with."""
    other = [] if made_with is None else [IndexedReportRow.made_with != made_with]
    waiting = (
        select(func.count())
        .select_from(ReportRow)
        .outerjoin(IndexedReportRow, IndexedReportRow.report_id == ReportRow.id)
        .where(or_(_lacks, *other))
    )
    with store.database.reading() as session:
        return Counts(
            reports=session.scalar(select(func.count()).select_from(ReportRow)) or 0,
            reports_waiting=session.scalar(waiting) or 0,
            passages=session.scalar(select(func.coalesce(func.sum(IndexedReportRow.passages), 0))) or 0,
            loaded=session.scalar(select(func.count()).select_from(LoadedPassageRow)) or 0,
            loaded_waiting=session.scalar(select(func.count()).where(_unmade(made_with))) or 0,
        )


def _unmade(made_with: str | None) -> ColumnElement[bool]:
    """Of a loaded passage: that the index does not have it, made with this. Three ranges of the column's index."""
    column = LoadedPassageRow.made_with
    return column.is_(None) if made_with is None else or_(column.is_(None), column < made_with, column > made_with)


def _delete(session: Session, report_ids: Sequence[str]) -> None:
    for start in range(0, len(report_ids), _MANY):
        some = report_ids[start : start + _MANY]
        session.execute(delete(IndexedReportRow).where(IndexedReportRow.report_id.in_(some)))
