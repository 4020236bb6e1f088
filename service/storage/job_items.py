"""The items of jobs as those see them who work on them: claimed, and settled by whoever holds the claim.

A claim is a short transaction, and so is its end; nothing is locked while an item is worked on. A worker that is
taken for dead loses its claims, and what it brings afterwards changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service.messages import Given, ItemError
from service.storage.jobs import NewItem, changed, hold_originals, insert_items, locked
from service.storage.schema import JobItemRow, JobRow
from service.storage.store import Store

MOST_ATTEMPTS = 5  # how often the process that works on an item may die of whatever, before the item is suspected
_GAVE_UP = ItemError(
    code="gave_up", message=f"处理这个文件时程序 {MOST_ATTEMPTS} 次意外中断，不再尝试；请单独检查这个文件"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An item that a worker has taken on itself."""

    item_id: int
    job_id: str
    worker: str
    task: str
    name: str
    original: str | None
    report_id: str | None
    given: Given


def claim(store: Store, job_id: str, worker: str, count: int, *, idle: bool) -> list[Claim]:
    """Take on up to ``count`` waiting items of a job, in order.

    One that was taken on before and lost, as its worker died, comes last and alone, when the worker is ``idle``:
    it may be what has killed it, and nothing else is to be lost with it. After MOST_ATTEMPTS it fails.
    """
    with store.database.writing() as session:
        job = locked(session, job_id)
        if job is None:
            return []
        rows = _waiting(session, job_id, count, fresh=True)
        gave_up = False
        if not rows and idle:
            gave_up = _give_up(session, job_id)
            rows = _waiting(session, job_id, 1, fresh=False)
        now = datetime.now(UTC)
        for row in rows:
            row.state, row.worker, row.updated_at = "working", worker, now
            row.attempts += 1
        if rows and job.started_at is None:
            job.state, job.started_at = "running", now
        if gave_up:
            changed(session, job)
        elif rows:
            job.revision += 1
        return [_claim(row, worker) for row in rows]


def settle(
    session: Session,
    claim: Claim,
    *,
    report_id: str | None = None,
    created: bool | None = None,
    error: ItemError | None = None,
) -> bool:
    """In a transaction, say what became of a claimed item; whether the claim still holds. If not, nothing changes."""
    return _end(
        session,
        claim,
        state="failed" if error else "done",
        report_id=report_id or claim.report_id,
        created=created,
        code=error and error.code,
        message=error and error.message,
    )


def fail(store: Store, claim: Claim, error: ItemError) -> bool:
    """Say that an item has failed; whether the claim still holds."""
    with store.database.writing() as session:
        return settle(session, claim, error=error)


def release(store: Store, claim: Claim, *, counted: bool) -> bool:
    """Give an item back, to wait again; ``counted``: this attempt counts. Whether the claim still holds."""
    with store.database.writing() as session:
        return _end(session, claim, state="waiting", attempts=_attempts(counted))


def replace(store: Store, claim: Claim, items: Sequence[NewItem]) -> bool:
    """Put the reports of an archive in the archive's place; whether the claim still holds. If not, nothing changes.

    Raises OriginalMissing where one of them was swept since it was kept.
    """
    with store.database.writing() as session:
        hold_originals(session, items)
        job = locked(session, claim.job_id)
        row = session.scalar(_held(select(JobItemRow), claim))
        if job is None or row is None:
            return False
        session.delete(row)
        session.flush()
        last = session.scalar(select(func.max(JobItemRow.place)).where(JobItemRow.job_id == claim.job_id))
        insert_items(session, claim.job_id, (last or 0) + 1, items)
        changed(session, job)
        return True


def _end(session: Session, claim: Claim, **values: Any) -> bool:
    job = locked(session, claim.job_id)
    if job is None:
        return False
    ended = session.connection().execute(
        _held(update(JobItemRow), claim).values(worker=None, updated_at=datetime.now(UTC), **values)
    )
    if not ended.rowcount:
        return False
    changed(session, job)
    return True


def _held(statement: Any, claim: Claim) -> Any:
    return statement.where(
        JobItemRow.id == claim.item_id, JobItemRow.state == "working", JobItemRow.worker == claim.worker
    )


def _give_up(session: Session, job_id: str) -> bool:
    tired = session.connection().execute(
        update(JobItemRow)
        .where(JobItemRow.job_id == job_id, JobItemRow.state == "waiting", JobItemRow.attempts >= MOST_ATTEMPTS)
        .values(state="failed", code=_GAVE_UP.code, message=_GAVE_UP.message, updated_at=datetime.now(UTC))
    )
    return bool(tired.rowcount)


def _waiting(session: Session, job_id: str, count: int, *, fresh: bool) -> list[JobItemRow]:
    attempts = JobItemRow.attempts == 0 if fresh else JobItemRow.attempts > 0
    query = select(JobItemRow).where(JobItemRow.job_id == job_id, JobItemRow.state == "waiting", attempts)
    return list(session.scalars(query.order_by(JobItemRow.attempts, JobItemRow.place).limit(count)))


def _claim(row: JobItemRow, worker: str) -> Claim:
    given = Given(organ=row.given_organ, year=row.given_year, region=row.given_region)
    return Claim(row.id, row.job_id, worker, row.task, row.name, row.original, row.report_id, given)


def wait_again(session: Session, job: JobRow, items: ColumnElement[bool], *, counted: bool) -> int:
    """Let items of a locked job that are worked on wait again, and say how many; ``counted``: their attempts count."""
    returned = session.connection().execute(
        update(JobItemRow)
        .where(JobItemRow.job_id == job.id, JobItemRow.state == "working", items)
        .values(state="waiting", worker=None, attempts=_attempts(counted), updated_at=datetime.now(UTC))
    )
    if returned.rowcount:
        changed(session, job)
    return int(returned.rowcount)


def _attempts(counted: bool) -> ColumnElement[int]:
    return JobItemRow.attempts + 0 if counted else JobItemRow.attempts - 1
