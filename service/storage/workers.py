"""Who works on jobs: each process has a row and says from time to time that it is alive.

The claims of one that is dead are taken back: of one that was not seen for a while, and at once of one whose process
is gone from this machine. What nobody works on is found here, too, so that the queue may lose whatever it likes.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from service.storage.job_items import wait_again
from service.storage.jobs import OVER, locked
from service.storage.schema import JobItemRow, JobRow, WorkerRow
from service.storage.store import Store, insert_new

_BORN = datetime.now(UTC)  # of this process, or shortly after


def _machine() -> str:
    """What process ids are unique in: a machine or, where there are such, a container on it."""
    try:
        return f"{socket.gethostname()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return socket.gethostname()


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that works on jobs."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    host: str = field(default_factory=_machine)
    pid: int = field(default_factory=os.getpid)


def seen(store: Store, worker: Worker) -> None:
    """Say that a worker is alive."""
    with store.database.writing() as session:
        now = shared_time(session)
        values = {"host": worker.host, "pid": worker.pid, "started_at": now, "seen_at": now}
        if not insert_new(session, WorkerRow, id=worker.id, **values):
            session.execute(update(WorkerRow).where(WorkerRow.id == worker.id).values(seen_at=now))


def leave(store: Store, worker: Worker) -> None:
    """Forget a worker that stops. What it has not finished waits again, as if it had not been begun."""
    _take_back(store, JobItemRow.worker == worker.id, counted=False)
    _forget(store, [worker.id])


def recover(store: Store, me: Worker, held: Collection[int], lost_seconds: float) -> int:
    """Let the items of dead workers wait again, and those that ``me`` has claimed without holding them any more.

    How many there were. ``me`` must make no claim meanwhile.
    """
    with store.database.reading() as session:
        workers = list(session.scalars(select(WorkerRow)))
        latest = shared_time(session) - timedelta(seconds=lost_seconds)
        claimed = session.execute(select(JobItemRow.id, JobItemRow.worker).where(JobItemRow.state == "working")).all()
    dead = [row.id for row in workers if row.id != me.id and _is_dead(row, me, latest)]
    alive = {row.id for row in workers}.difference(dead) | {me.id}
    lost = {worker for _, worker in claimed}.difference(alive)
    dropped = [item for item, worker in claimed if worker == me.id and item not in held]
    returned = 0
    if lost or dropped:
        mine = (JobItemRow.worker == me.id) & JobItemRow.id.in_(dropped)
        returned = _take_back(store, JobItemRow.worker.in_(lost) | mine, counted=True)
    _forget(store, dead)
    return returned


def neglected(store: Store) -> list[str]:
    """Jobs in which something waits and nothing is worked on, the oldest first."""
    waiting, working = (
        exists().where(JobItemRow.job_id == JobRow.id, JobItemRow.state == state) for state in ("waiting", "working")
    )
    query = select(JobRow.id).where(JobRow.state.not_in(OVER), waiting, ~working).order_by(JobRow.id)
    with store.database.reading() as session:
        return list(session.scalars(query))


def _is_dead(row: WorkerRow, me: Worker, latest: datetime) -> bool:
    if row.seen_at < latest:
        return True
    if row.host != me.host:
        return False
    if row.pid == me.pid:  # one that had this number before us, in this container or before a restart
        return row.started_at < _BORN
    return not runs(row.pid)


def runs(pid: int) -> bool:
    """Whether there is such a process on this machine."""
    if os.name == "nt":  # there, signal 0 is no question
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _take_back(store: Store, lost: ColumnElement[bool], *, counted: bool) -> int:
    """Let items wait again, job by job; how many there were."""
    returned = 0
    with store.database.reading() as session:
        query = select(JobItemRow.job_id).where(JobItemRow.state == "working", lost).distinct()
        job_ids = sorted(session.scalars(query))
    for job_id in job_ids:
        with store.database.writing() as session:
            job = locked(session, job_id)
            if job is not None:
                returned += wait_again(session, job, lost, counted=counted)
    return returned


def _forget(store: Store, workers: Collection[str]) -> None:
    if workers:
        with store.database.writing() as session:
            session.execute(delete(WorkerRow).where(WorkerRow.id.in_(workers)))


def shared_time(session: Session) -> datetime:
    """The time by the clock that all workers share."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.scalars(select(func.now())).one()
    return now
