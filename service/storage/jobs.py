"""Jobs: work that was accepted, its items, and what became of them.

The database is the whole truth about jobs; the queue only says where there is work. Whoever changes a job or one of
its items locks the job's row first, and raises its revision. An original's row is locked before a job's, never after.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.messages import Given, ItemError, ItemState, Job, JobItem, JobKind, JobState
from service.storage.accepting import sweep
from service.storage.originals import OriginalMissing
from service.storage.schema import JobItemRow, JobRow, OriginalRow, ReportRow
from service.storage.store import Store, insert_rows

OPEN: tuple[ItemState, ...] = ("waiting", "working")
OVER: tuple[JobState, ...] = ("finished", "cancelled")
_MANY = 500  # values in one statement


class JobOver(RuntimeError):
    """What was asked can only be done as long as a job is not over."""


class JobNotOver(RuntimeError):
    """What was asked can only be done when a job is over."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """A source of a job: kept bytes to read, an archive to unpack, a report to read again, or one that has failed."""

    task: str  # "read", "unpack", "reread"
    name: str
    original: str | None = None
    report_id: str | None = None
    given: Given = field(default_factory=Given)
    error: ItemError | None = None


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it is now; ``revision`` goes up whenever any of it changes."""

    job: Job
    revision: int


def create(store: Store, kind: JobKind, items: Sequence[NewItem]) -> Job:
    """Store a job. When this returns it is durable, and so are the bytes that its items name.

    Raises OriginalMissing where an item's original was swept since it was kept: keep it again.
    """
    if not items:
        raise ValueError("a job without items")
    job_id, now = _new_id(), datetime.now(UTC)
    with store.database.writing() as session:
        hold_originals(session, items)
        job = JobRow(id=job_id, kind=kind, state="queued", created_at=now, revision=1)
        session.add(job)
        session.flush()
        insert_items(session, job_id, 1, items)
        conclude(session, job)
        return _jobs(session, [job])[0]


def found(store: Store, job_id: str) -> StoredJob | None:
    """A job by its id; None where there is none."""
    with store.database.reading() as session:
        row = session.get(JobRow, job_id)
        return None if row is None else StoredJob(_jobs(session, [row])[0], row.revision)


def revision(store: Store, job_id: str) -> int | None:
    """Which state of a job is the present one; None where there is no such job."""
    with store.database.reading() as session:
        return session.scalar(select(JobRow.revision).where(JobRow.id == job_id))


def listed(store: Store, *, state: JobState | None = None, after: str | None = None, limit: int = 50) -> list[Job]:
    """Jobs, the newest first; ``after`` is the id of the last one of the page before."""
    query = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(JobRow.state == state)
    if after is not None:
        query = query.where(JobRow.id < after)
    with store.database.reading() as session:
        return _jobs(session, list(session.scalars(query)))


def items(
    store: Store, job_id: str, *, state: ItemState | None = None, after: int = 0, limit: int = 100
) -> list[JobItem] | None:
    """A job's items in order, from the one behind the place ``after``; None where there is no such job."""
    query = select(JobItemRow).where(JobItemRow.job_id == job_id, JobItemRow.place > after)
    if state is not None:
        query = query.where(JobItemRow.state == state)
    with store.database.reading() as session:
        if session.get(JobRow, job_id) is None:
            return None
        return [_item(row) for row in session.scalars(query.order_by(JobItemRow.place).limit(limit))]


def cancel(store: Store, job_id: str) -> StoredJob | None:
    """Cancel what has not begun, and the unpacking of archives; what is being read may finish. None: no such job.

    Raises JobOver where the job has finished. A cancelled one may be cancelled again.
    """
    with store.database.writing() as session:
        job = locked(session, job_id)
        if job is None:
            return None
        if job.state == "finished":
            raise JobOver(job_id)
        stoppable = (JobItemRow.state == "waiting") | ((JobItemRow.state == "working") & (JobItemRow.task == "unpack"))
        cancelled = session.connection().execute(
            update(JobItemRow)
            .where(JobItemRow.job_id == job_id, stoppable)
            .values(state="cancelled", worker=None, updated_at=datetime.now(UTC))
        )
        if cancelled.rowcount:
            changed(session, job)
        return StoredJob(_jobs(session, [job])[0], job.revision)


def remove(store: Store, job_id: str) -> bool:
    """Forget a job that is over, and the originals that nothing else needs; whether there was one.

    Raises JobNotOver.
    """
    with store.database.writing() as session:
        job = locked(session, job_id)
        if job is None:
            return False
        if job.state not in OVER:
            raise JobNotOver(job_id)
        unread = ~select(ReportRow.id).where(ReportRow.id == JobItemRow.original).exists()
        query = select(JobItemRow.original).where(JobItemRow.job_id == job_id, unread).distinct()
        originals = [sha256 for sha256 in session.scalars(query) if sha256 is not None]
        session.execute(delete(JobRow).where(JobRow.id == job_id))
    for sha256 in originals:
        sweep(store, sha256)
    return True


def locked(session: Session, job_id: str) -> JobRow | None:
    """A job's row, locked for this transaction; None where there is no such job."""
    return session.get(JobRow, job_id, with_for_update=True)


def changed(session: Session, job: JobRow) -> None:
    """To be called when a locked job or an item of it was changed."""
    job.revision += 1
    conclude(session, job)


def conclude(session: Session, job: JobRow) -> None:
    """End a job that has no open item left."""
    if _has(session, job.id, OPEN):
        return
    job.state = "cancelled" if _has(session, job.id, ("cancelled",)) else "finished"
    job.finished_at = datetime.now(UTC)
    session.flush()


def hold_originals(session: Session, items: Iterable[NewItem]) -> None:
    """Lock the originals that items name, so that none is swept in this transaction. Raises OriginalMissing."""
    wanted = sorted({item.original for item in items if item.original is not None})
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        query = select(OriginalRow.sha256).where(OriginalRow.sha256.in_(some)).order_by(OriginalRow.sha256)
        missing = set(some).difference(session.scalars(query.with_for_update(read=True)))
        if missing:
            raise OriginalMissing(min(missing))


def insert_items(session: Session, job_id: str, place: int, items: Iterable[NewItem]) -> None:
    """Store items of a job, the first one at ``place``."""
    now = datetime.now(UTC)
    values = [
        {
            "job_id": job_id,
            "place": number,
            "task": item.task,
            "name": item.name,
            "original": item.original,
            "report_id": item.report_id,
            "given_organ": item.given.organ,
            "given_year": item.given.year,
            "given_region": item.given.region,
            "state": "waiting" if item.error is None else "failed",
            "code": item.error and item.error.code,
            "message": item.error and item.error.message,
            "attempts": 0,
            "updated_at": now,
        }
        for number, item in enumerate(items, place)
    ]
    insert_rows(session, JobItemRow, values)


def _new_id() -> str:
    """32 hex digits that sort by time: a job's id says when it was made."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def _has(session: Session, job_id: str, states: Sequence[ItemState]) -> bool:
    query = select(JobItemRow.id).where(JobItemRow.job_id == job_id, JobItemRow.state.in_(states)).limit(1)
    return session.scalar(query) is not None


def _jobs(session: Session, rows: Sequence[JobRow]) -> list[Job]:
    query = (
        select(JobItemRow.job_id, JobItemRow.state, func.count())
        .where(JobItemRow.job_id.in_([row.id for row in rows]))
        .group_by(JobItemRow.job_id, JobItemRow.state)
    )
    counts: dict[str, dict[str, int]] = {row.id: {} for row in rows}
    for job_id, state, count in session.execute(query):
        counts[job_id][state] = count
    return [_job(row, counts[row.id]) for row in rows]


def _job(row: JobRow, counts: dict[str, int]) -> Job:
    states: tuple[ItemState, ...] = ("waiting", "working", "done", "failed", "cancelled")
    return Job(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]  # the model checks it
        state=row.state,  # type: ignore[arg-type]
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        items={state: counts.get(state, 0) for state in states},
        total=sum(counts.values()),
    )


def _item(row: JobItemRow) -> JobItem:
    error = None if row.code is None else ItemError(code=row.code, message=row.message or "")
    return JobItem(
        place=row.place,
        name=row.name,
        state=row.state,  # type: ignore[arg-type]  # the model checks it
        report_id=row.report_id,
        created=row.created,
        error=error,
    )
