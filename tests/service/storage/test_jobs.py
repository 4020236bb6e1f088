"""Jobs in the database: claimed once, settled by who holds the claim, taken back from the dead, never half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from service.messages import Given, ItemError
from service.storage import accepting, job_items, jobs, workers
from service.storage.job_items import Claim
from service.storage.jobs import NewItem
from service.storage.originals import OriginalMissing
from service.storage.schema import JobItemRow, OriginalRow, WorkerRow
from service.storage.store import Store
from service.storage.workers import Worker
from tests.service.fakes import make_report, source_of

ERROR = ItemError(code="broken", message="文件已损坏")


def job_of(store: Store, count: int = 3, **fields: Any) -> str:
    """A job that reads so many reports; returns its id."""
    items = [
        NewItem("read", f"{number}.txt", accepting.keep(store, source_of(year=2020 + number)), **fields)
        for number in range(count)
    ]
    return jobs.create(store, "batch", items).id


def found(store: Store, job_id: str) -> Any:
    stored = jobs.found(store, job_id)
    assert stored is not None
    return stored


def counts(store: Store, job_id: str) -> dict[str, int]:
    """The states that some item is in."""
    return {state: count for state, count in found(store, job_id).job.items.items() if count}


def claim(store: Store, job_id: str, worker: str = "w", count: int = 10, *, idle: bool = True) -> list[Claim]:
    return job_items.claim(store, job_id, worker, count, idle=idle)


def settle(store: Store, claim: Claim, **said: Any) -> bool:
    with store.database.writing() as session:
        return job_items.settle(session, claim, **said)


def test_a_job_goes_from_queued_to_finished(store: Store) -> None:
    job_id = job_of(store, 2, given=Given(organ="云岭县水务局"))
    before = found(store, job_id)
    assert (before.job.state, before.job.total, before.job.started_at) == ("queued", 2, None)
    first, second = claim(store, job_id)
    assert (first.name, first.given.organ) == ("0.txt", "云岭县水务局")
    assert found(store, job_id).job.state == "running"
    assert settle(store, first, report_id="a" * 64, created=True)
    assert job_items.fail(store, second, ERROR)
    after = found(store, job_id)
    assert (after.job.state, after.job.over) == ("finished", True)
    assert after.job.started_at <= after.job.finished_at
    assert after.revision > before.revision
    items = jobs.items(store, job_id) or []
    assert [(item.state, item.report_id, item.created, item.error) for item in items] == [
        ("done", "a" * 64, True, None),
        ("failed", None, None, ERROR),
    ]


def test_a_job_of_nothing_but_failures_is_finished_at_once(store: Store) -> None:
    job = jobs.create(store, "batch", [NewItem("read", "a.exe", error=ERROR)])
    assert (job.state, job.items["failed"]) == ("finished", 1)
    assert job.finished_at is not None


def test_an_item_is_claimed_by_one_only(store: Store) -> None:
    job_id = job_of(store, 12)
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda number: claim(store, job_id, f"w{number}", 2), range(8)))
    ids = [claim.item_id for claims in taken for claim in claims]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 12


def test_whoever_has_lost_a_claim_settles_nothing(store: Store) -> None:
    job_id = job_of(store, 1)
    (late,) = claim(store, job_id, "slow")
    assert job_items.release(store, late, counted=True)
    (now,) = claim(store, job_id, "quick")
    assert not settle(store, late, report_id="b" * 64)
    assert not job_items.release(store, late, counted=True)
    assert counts(store, job_id) == {"working": 1}
    assert settle(store, now, report_id="a" * 64, created=False)
    assert not settle(store, now, report_id="c" * 64)
    assert [item.report_id for item in jobs.items(store, job_id) or []] == ["a" * 64]


def test_what_was_lost_before_is_tried_last_and_alone_and_not_for_ever(store: Store) -> None:
    job_id = job_of(store, 3)
    (suspect,) = claim(store, job_id, count=1)
    job_items.release(store, suspect, counted=True)
    others = claim(store, job_id)
    assert [item.name for item in others] == ["1.txt", "2.txt"]
    assert claim(store, job_id, idle=False) == []
    for other in others:
        settle(store, other, report_id="a" * 64, created=True)
    for _ in range(job_items.MOST_ATTEMPTS - 1):
        (suspect,) = claim(store, job_id)
        job_items.release(store, suspect, counted=True)
    assert claim(store, job_id) == []
    assert found(store, job_id).job.state == "finished"
    (item,) = jobs.items(store, job_id, state="failed") or []
    assert item.error is not None and item.error.code == "gave_up"


def test_what_is_given_back_uncounted_may_be_tried_as_often_as_you_like(store: Store) -> None:
    job_id = job_of(store, 1)
    for _ in range(job_items.MOST_ATTEMPTS + 2):
        (held,) = claim(store, job_id, idle=False)
        assert job_items.release(store, held, counted=False)


def test_an_archive_makes_room_for_its_reports_at_once(store: Store) -> None:
    archive = accepting.keep(store, b"PK archive")
    job_id = jobs.create(store, "batch", [NewItem("unpack", "a.zip", archive), NewItem("read", "b.txt", archive)]).id
    unpacking, _ = claim(store, job_id)
    one = NewItem("read", "a.zip/1.txt", accepting.keep(store, b"1"))
    two = NewItem("read", "a.zip/2.txt", error=ERROR)
    assert job_items.replace(store, unpacking, [one, two])
    assert not job_items.replace(store, unpacking, [one, two])
    items = jobs.items(store, job_id) or []
    assert [(item.place, item.name, item.state) for item in items] == [
        (2, "b.txt", "working"), (3, "a.zip/1.txt", "waiting"), (4, "a.zip/2.txt", "failed"),
    ]  # fmt: skip


def test_a_job_names_only_originals_that_are_there(store: Store) -> None:
    swept = accepting.keep(store, b"1")
    accepting.sweep(store, swept)
    with pytest.raises(OriginalMissing):
        jobs.create(store, "read", [NewItem("read", "1.txt", swept)])
    archive = accepting.keep(store, b"PK")
    job_id = jobs.create(store, "batch", [NewItem("unpack", "a.zip", archive)]).id
    (unpacking,) = claim(store, job_id)
    with pytest.raises(OriginalMissing):
        job_items.replace(store, unpacking, [NewItem("read", "1.txt", swept)])
    assert counts(store, job_id) == {"working": 1}
    assert not accepting.sweep(store, archive)


def test_cancelling_keeps_what_is_being_read(store: Store) -> None:
    job_id = job_of(store, 3)
    (held,) = claim(store, job_id, count=1)
    cancelled = jobs.cancel(store, job_id)
    assert cancelled is not None
    assert cancelled.job.state == "running"
    assert counts(store, job_id) == {"working": 1, "cancelled": 2}
    assert settle(store, held, report_id="a" * 64, created=True)
    assert found(store, job_id).job.state == "cancelled"
    again = jobs.cancel(store, job_id)
    assert again is not None and again.job.state == "cancelled"


def test_cancelling_stops_the_unpacking_of_an_archive(store: Store) -> None:
    job_id = jobs.create(store, "batch", [NewItem("unpack", "a.zip", accepting.keep(store, b"PK"))]).id
    (unpacking,) = claim(store, job_id)
    cancelled = jobs.cancel(store, job_id)
    assert cancelled is not None and cancelled.job.state == "cancelled"
    assert not job_items.replace(store, unpacking, [NewItem("read", "1.txt", accepting.keep(store, b"1"))])


def test_a_finished_job_cannot_be_cancelled(store: Store) -> None:
    job_id = job_of(store, 1)
    settle(store, claim(store, job_id)[0], report_id="a" * 64)
    with pytest.raises(jobs.JobOver):
        jobs.cancel(store, job_id)
    assert jobs.cancel(store, "0" * 32) is None


def test_a_removed_job_leaves_reports_and_takes_what_was_not_read(store: Store) -> None:
    job_id = job_of(store, 2)
    read, unread = claim(store, job_id)
    with pytest.raises(jobs.JobNotOver):
        jobs.remove(store, job_id)
    data = source_of(year=2020)
    accepting.accept(
        store, data, make_report(year=2020, data=data), Given(),
        also=lambda session, accepted: job_items.settle(session, read, report_id=accepted.id, created=True),
    )  # fmt: skip
    job_items.fail(store, unread, ERROR)
    assert jobs.remove(store, job_id)
    assert not jobs.remove(store, job_id)
    with store.database.reading() as session:
        assert list(session.scalars(select(OriginalRow.sha256))) == [read.original]
        assert session.scalars(select(JobItemRow)).all() == []


def test_jobs_are_listed_the_newest_first(store: Store) -> None:
    made = [job_of(store, 1) for _ in range(5)]
    settle(store, claim(store, made[2])[0], report_id="a" * 64)
    newest = [job.id for job in jobs.listed(store, limit=3)]
    rest = [job.id for job in jobs.listed(store, after=newest[-1])]
    assert sorted([*newest, *rest]) == sorted(made)
    assert newest + rest == sorted(made, reverse=True)
    assert [job.id for job in jobs.listed(store, state="finished")] == [made[2]]


def test_items_come_in_pages(store: Store) -> None:
    job_id = job_of(store, 3)
    claim(store, job_id, count=1)
    assert [item.place for item in jobs.items(store, job_id, limit=2) or []] == [1, 2]
    assert [item.place for item in jobs.items(store, job_id, after=2) or []] == [3]
    assert [item.place for item in jobs.items(store, job_id, state="waiting") or []] == [2, 3]
    assert jobs.items(store, "0" * 32) is None


def _born_earlier(store: Store, worker: Worker, seconds: float) -> None:
    """Let a worker have been seen last so many seconds ago."""
    with store.database.writing() as session:
        row = session.get_one(WorkerRow, worker.id)
        session.execute(update(WorkerRow).values(seen_at=row.seen_at - timedelta(seconds=seconds)))


def test_the_items_of_a_worker_that_was_not_seen_wait_again(store: Store) -> None:
    me, other = Worker(host="here"), Worker(host="there")
    job_id = job_of(store, 2)
    for worker in (me, other):
        workers.seen(store, worker)
    claim(store, job_id, other.id, 1)
    claim(store, job_id, me.id, 1)
    held = {job_items_of(store, me)[0]}
    assert workers.recover(store, me, held, lost_seconds=60) == 0
    _born_earlier(store, other, 100)
    assert workers.recover(store, me, held, lost_seconds=60) == 1
    assert counts(store, job_id) == {"waiting": 1, "working": 1}
    workers.seen(store, other)  # it was only slow, and has lost its claim
    assert claim(store, job_id, me.id)[0].name == "0.txt"


def job_items_of(store: Store, worker: Worker) -> list[int]:
    with store.database.reading() as session:
        return list(session.scalars(select(JobItemRow.id).where(JobItemRow.worker == worker.id)))


@pytest.mark.parametrize("dead", [Worker(pid=2**22 + 1), Worker(pid=1, host="there")], ids=["gone", "elsewhere"])
def test_a_process_that_is_gone_from_this_machine_is_dead_at_once(store: Store, dead: Worker) -> None:
    me = Worker()
    job_id = job_of(store, 1)
    workers.seen(store, dead)
    claim(store, job_id, dead.id)
    assert workers.recover(store, me, (), lost_seconds=60) == (1 if dead.host == me.host else 0)


def test_a_claim_that_its_worker_does_not_know_of_is_taken_back(store: Store) -> None:
    me = Worker()
    job_id = job_of(store, 2)
    workers.seen(store, me)
    known, _ = claim(store, job_id, me.id)
    assert workers.recover(store, me, {known.item_id}, lost_seconds=60) == 1
    assert counts(store, job_id) == {"waiting": 1, "working": 1}


def test_a_worker_that_leaves_gives_back_what_it_has(store: Store) -> None:
    me = Worker()
    job_id = job_of(store, 2)
    workers.seen(store, me)
    claim(store, job_id, me.id, 1)
    workers.leave(store, me)
    assert len(claim(store, job_id, idle=False)) == 2  # it was not its fault, so that both are like new


def test_a_job_that_nobody_works_on_is_found(store: Store) -> None:
    quiet, busy, over = job_of(store, 2), job_of(store, 2), job_of(store, 1)
    claim(store, busy, count=1)
    settle(store, claim(store, over)[0], report_id="a" * 64)
    assert workers.neglected(store) == [quiet]
