"""Working on jobs: everything is done once, whoever dies, whatever the queue loses, and whatever is in an archive."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from reports.report import Report
from service.jobs import enqueuing, tasks, unpacking
from service.jobs.enqueuing import Upload, enqueue_batch, enqueue_read, enqueue_reread
from service.jobs.working import JobWorker
from service.messages import Given, Job, JobItem
from service.pipeline import Failure
from service.services import Services
from service.storage import accepting, job_items, jobs, views, workers
from service.storage.originals import Originals
from service.storage.schema import OriginalRow, ReportRow, WorkerRow
from service.storage.workers import Worker
from tests.service.fakes import BROKEN, FakePool, outcome_of, source_of

PATIENCE = 30.0  # seconds after which something does not happen any more


@contextmanager
def working(services: Services) -> Iterator[JobWorker]:
    """A worker of jobs."""
    worker = JobWorker(services, beat_seconds=0.1)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(PAUSE)


PAUSE = 5.0


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def job(services: Services, job_id: str) -> Job:
    found = jobs.found(services.store, job_id)
    assert found is not None
    return found.job


def over(services: Services, job_id: str) -> Job:
    """The job when it is over."""
    until(lambda: job(services, job_id).over)
    return job(services, job_id)


def items(services: Services, job_id: str) -> list[JobItem]:
    return jobs.items(services.store, job_id, limit=500) or []


def uploads(folder: Path, **files: bytes) -> list[Upload]:
    """Files as they come with a batch; a double underscore in a keyword is the dot of the name."""
    found = []
    for number, (key, data) in enumerate(files.items()):
        path = folder / f"upload-{number}"
        path.write_bytes(data)
        found.append(Upload(key.replace("__", "."), path))
    return found


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def hashes(services: Services) -> tuple[set[str], set[str]]:
    """The originals that the database knows, and the reports."""
    with services.store.database.reading() as session:
        return set(session.scalars(select(OriginalRow.sha256))), set(session.scalars(select(ReportRow.id)))


def lose_queue(services: Services) -> None:
    """Forget all announcements, as a lost queue file does."""
    services.queue._huey.storage.flush_queue()


def test_a_batch_is_read_and_one_bad_file_fails_alone(services: Services, tmp_path: Path) -> None:
    files = uploads(tmp_path, a__txt=source_of(year=2020), b__txt=BROKEN, c__txt=source_of(year=2021), d__txt=b"")
    made = enqueue_batch(services, files, Given(region="云岭县"))
    assert (made.state, made.total) == ("queued", 4)
    with working(services):
        done = over(services, made.id)
    assert (done.state, done.items["done"], done.items["failed"]) == ("finished", 2, 2)
    assert [item.error and item.error.code for item in items(services, made.id)] == [None, "broken", None, "empty"]
    first = items(services, made.id)[0]
    assert first.created is True
    stored = views.stored(services.store, first.report_id or "")
    assert stored is not None and stored.summary.region == "云岭县"
    assert views.original(services.store, first.report_id or "")[1] == source_of(year=2020)  # type: ignore[index]


def test_an_archive_becomes_the_reports_in_it(services: Services, tmp_path: Path) -> None:
    inner = packed({"内.txt": source_of(year=2022), "坏.txt": BROKEN})
    outer = packed(
        {"县/甲.txt": source_of(year=2020), "县/乙.txt": source_of(year=2021), "更.zip": inner, "说明.exe": b""}
    )
    made = enqueue_batch(services, uploads(tmp_path, all__zip=outer, e__txt=source_of(year=2023)), Given())
    assert made.total == 2
    with working(services):
        done = over(services, made.id)
    assert done.items["done"] == 4 and done.total == 5
    found = [(item.name, item.state) for item in items(services, made.id)]
    assert found == [
        ("e.txt", "done"), ("all.zip/县/乙.txt", "done"), ("all.zip/县/甲.txt", "done"),
        ("all.zip/更.zip/内.txt", "done"), ("all.zip/更.zip/坏.txt", "failed"),
    ]  # fmt: skip
    originals, reports = hashes(services)
    assert len(reports) == 4
    assert originals - reports == {accepting.sha256_of(BROKEN)}  # the archive itself is gone


def test_an_archive_that_cannot_be_unpacked_fails_as_itself(services: Services, tmp_path: Path) -> None:
    whole = packed({"a.txt": source_of()})
    files = uploads(tmp_path, empty__zip=packed({"a.exe": b"1"}), cut__zip=whole[: len(whole) // 2])
    made = enqueue_batch(services, files, Given())
    with working(services):
        done = over(services, made.id)
    assert done.items["failed"] == 2
    codes = {item.name: item.error.code for item in items(services, made.id) if item.error}
    assert codes == {"empty.zip": "empty_archive", "cut.zip": "broken"}
    assert hashes(services) == (set(), set())


def test_an_archive_whose_unpacking_is_cancelled_leaves_nothing(services: Services, tmp_path: Path) -> None:
    archive = packed({"a.txt": source_of(year=2020), "b.txt": source_of(year=2021)})
    made = enqueue_batch(services, uploads(tmp_path, a__zip=archive), Given())
    (claim,) = job_items.claim(services.store, made.id, "w", 1, idle=True)
    jobs.cancel(services.store, made.id)
    unpacking.unpack(services, claim)
    assert hashes(services)[0] == {claim.original}
    jobs.remove(services.store, made.id)
    assert hashes(services)[0] == set() == set(services.store.originals)


def test_the_same_report_twice_is_one_report(services: Services, tmp_path: Path) -> None:
    files = uploads(tmp_path, a__txt=source_of(), b__txt=source_of())
    with working(services):
        first = enqueue_batch(services, files, Given())
        over(services, first.id)
        second = enqueue_read(services, source_of(), "c.txt", Given(organ="另一个局"))
        over(services, second.id)
    assert sorted(item.created is True for item in items(services, first.id)) == [False, True]
    assert [item.created for item in items(services, second.id)] == [False]
    (report_id,) = hashes(services)[1]
    stored = views.stored(services.store, report_id)
    assert stored is not None and stored.summary.organ == "另一个局"
    assert stored.summary.readings == 1


def test_a_report_is_read_again(services: Services) -> None:
    report_id = accepting.accept(services.store, source_of(), _report(source_of()), Given()).id
    made = enqueue_reread(services, [report_id, "0" * 64])
    with working(services):
        done = over(services, made.id)
    assert (done.kind, done.items["done"], done.items["failed"]) == ("reread", 1, 1)
    assert items(services, made.id)[0].name == "report.txt"
    assert items(services, made.id)[1].error.code == "report_not_found"  # type: ignore[union-attr]
    assert [reading.number for reading in views.readings(services.store, report_id) or []] == [1, 2]


def _report(data: bytes) -> Report:
    outcome = outcome_of(data, "report.txt")
    assert isinstance(outcome, Report)
    return outcome


def test_a_reading_that_comes_too_late_is_not_added(services: Services) -> None:
    report_id = accepting.accept(services.store, source_of(), _report(source_of()), Given()).id
    made = enqueue_reread(services, [report_id])
    (late,) = job_items.claim(services.store, made.id, "slow", 1, idle=True)
    job_items.release(services.store, late, counted=True)
    with pytest.raises(tasks.ClaimLost):
        tasks.reread(services, late)
    assert len(views.readings(services.store, report_id) or []) == 1


def test_what_a_dead_worker_left_is_finished_though_the_queue_is_lost(services: Services, tmp_path: Path) -> None:
    files = uploads(tmp_path, **{f"f{year}__txt": source_of(year=year) for year in range(2010, 2016)})
    made = enqueue_batch(services, files, Given())
    dead = Worker(pid=2**22 + 1)
    workers.seen(services.store, dead)
    job_items.claim(services.store, made.id, dead.id, 2, idle=True)
    lose_queue(services)
    with working(services):
        done = over(services, made.id)
    assert done.items["done"] == 6
    assert len(hashes(services)[1]) == 6


def test_an_announcement_that_is_lost_later_is_missed_by_nobody(services: Services) -> None:
    with working(services):
        made = enqueue_read(services, source_of(), "a.txt", Given())
        lose_queue(services)
        assert over(services, made.id).items["done"] == 1


def test_two_workers_share_a_job(services: Services, tmp_path: Path) -> None:
    files = uploads(tmp_path, **{f"f{number}__txt": source_of(organ=f"第{number}局") for number in range(30)})
    with working(services), working(services):
        made = enqueue_batch(services, files, Given())
        services.queue.announce(made.id)
        done = over(services, made.id)
    assert done.items["done"] == 30
    assert len(hashes(services)[1]) == 30
    assert all(item.created for item in items(services, made.id))


def test_jobs_take_turns(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.jobs.working._TURN", 3)
    monkeypatch.setattr("service.jobs.working._JOBS_AT_A_TIME", 1)
    files = uploads(tmp_path, **{f"f{number}__txt": source_of(organ=f"第{number}局") for number in range(12)})
    large = enqueue_batch(services, files, Given())
    small = enqueue_read(services, source_of(), "small.txt", Given())
    with working(services):
        over(services, large.id)
        over(services, small.id)
    names = [name for name, _ in _pool(services).submitted]
    assert names.index("small.txt") < 6


def _pool(services: Services) -> FakePool:
    assert isinstance(services.pool, FakePool)
    return services.pool


def test_a_worker_that_stops_gives_back_what_it_reads(services: Services) -> None:
    pool = _pool(services)
    pool.held = True
    made = enqueue_read(services, source_of(), "a.txt", Given())
    worker = JobWorker(services)
    worker.start()
    until(lambda: pool.waiting == 1)
    worker.stop(0)
    assert job(services, made.id).items["waiting"] == 1
    with services.store.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WorkerRow)) == 0
    pool.release()  # too late: but what was read may well be kept
    pool.held = False
    with working(services):
        assert over(services, made.id).items["done"] == 1


def test_a_worker_that_stops_finishes_what_it_reads_in_time(services: Services) -> None:
    pool = _pool(services)
    pool.held = True
    made = enqueue_read(services, source_of(), "a.txt", Given())
    worker = JobWorker(services)
    worker.start()
    until(lambda: pool.waiting == 1)
    services.stopping.set()
    pool.release()
    worker.stop(PATIENCE)
    assert job(services, made.id).state == "finished"


def test_nothing_is_taken_on_as_long_as_nothing_can_be_read(services: Services) -> None:
    pool = _pool(services)
    pool.ready = False
    made = enqueue_read(services, source_of(), "a.txt", Given())
    with working(services):
        time.sleep(0.5)
        assert job(services, made.id).state == "queued"
        pool.ready = True
        assert over(services, made.id).items["done"] == 1


def test_a_failure_of_all_reading_is_no_failure_of_the_report(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs.working._PAUSE_SECONDS", 0.01)
    pool = _pool(services)

    def refuse(data: bytes, name: str) -> Report | Failure:
        pool.ready = False
        return Failure(name, len(data), "model_broken", "模型已损坏")

    pool.outcome_for = refuse
    made = enqueue_read(services, source_of(), "a.txt", Given())
    with working(services):
        until(lambda: not pool.ready and job(services, made.id).items["waiting"] == 1)
        pool.outcome_for, pool.ready = outcome_of, True
        assert over(services, made.id).items["done"] == 1


def test_a_database_that_fails_for_a_while_costs_no_report(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.jobs.working._PAUSE_SECONDS", 0.01)
    real, failures = accepting.accept, iter(range(5))

    def accept(*args: Any, **kwargs: Any) -> Any:
        if next(failures, None) is not None:
            raise OperationalError("insert", {}, Exception("the disk is full"))
        return real(*args, **kwargs)

    monkeypatch.setattr(accepting, "accept", accept)
    with working(services):
        made = enqueue_read(services, source_of(), "a.txt", Given())
        assert over(services, made.id).items["done"] == 1


def test_what_always_fails_is_given_up(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(accepting, "accept", accept)
    with working(services):
        made = enqueue_read(services, source_of(), "a.txt", Given())
        over(services, made.id)
    (item,) = items(services, made.id)
    assert item.error is not None and item.error.code == "gave_up"


def test_an_original_that_is_gone_is_said(services: Services) -> None:
    made = enqueue_read(services, source_of(), "a.txt", Given())
    services.store.originals.remove(accepting.sha256_of(source_of()))
    with working(services):
        over(services, made.id)
    (item,) = items(services, made.id)
    assert item.error is not None and item.error.code == "original_missing"


def test_what_is_swept_while_a_job_is_made_is_kept_again(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    real, sweeps = accepting.keep, iter(range(2))

    def keep(store: Any, data: bytes) -> str:
        sha256 = real(store, data)
        if next(sweeps, None) is not None:
            accepting.sweep(store, sha256)
        return sha256

    monkeypatch.setattr(enqueuing.accepting, "keep", keep)
    made = enqueue_read(services, source_of(), "a.txt", Given())
    assert made.total == 1
    assert hashes(services)[0] == {accepting.sha256_of(source_of())}


def test_a_job_that_cannot_be_made_leaves_no_bytes(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(*_: Any) -> Any:
        raise OperationalError("insert", {}, Exception("locked"))

    monkeypatch.setattr(jobs, "create", create)
    with pytest.raises(OperationalError):
        enqueue_read(services, source_of(), "a.txt", Given())
    assert hashes(services) == (set(), set())


def test_an_archive_in_an_object_store_is_unpacked(services: Services, tmp_path: Path) -> None:
    far = Originals("memory://jobs-test")
    object.__setattr__(services.store, "originals", far)
    made = enqueue_batch(services, uploads(tmp_path, a__zip=packed({"a.txt": source_of()})), Given())
    with working(services):
        assert over(services, made.id).items["done"] == 1
    assert list(far) == [accepting.sha256_of(source_of())]
    far.remove(accepting.sha256_of(source_of()))
