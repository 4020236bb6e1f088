"""The pool of reading processes: what hangs, dies or eats memory costs itself and nothing else."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from reports.report import Report
from service.pipeline import Failure
from service.reading.pool import ReadingPool
from tests.service.fakes import source_of
from tests.service.reading.conftest import MakePool
from tests.service.reading.waiting import LONG, failure, gone, needs_processes, until


def test_reports_and_failures_come_back(shared_pool: ReadingPool) -> None:
    pool = shared_pool
    report = pool.submit(source_of("甲局", 2020), "甲.txt").result(LONG)
    assert isinstance(report, Report)
    assert (report.organ, report.year, report.source.name) == ("甲局", 2020, "甲.txt")
    assert failure(pool.submit(b"", "空.txt")) == Failure("空.txt", 0, "empty", "文件是空的")
    assert (pool.waiting, pool.busy, pool.replaced, pool.ready) == (0, 0, 0, True)


def test_what_hangs_is_ended_and_the_next_is_read(make_pool: MakePool, tmp_path: Path) -> None:
    pool = make_pool(seconds=3)
    where = tmp_path / "where"
    hanging = pool.submit(f"hang-with-file {where}".encode(), "a")
    after = pool.submit(source_of(), "b")
    assert failure(hanging) == Failure("a", 15 + len(str(where)), "timeout", "读这个文件超过 3 秒，已停止")
    assert isinstance(after.result(LONG), Report)
    assert pool.replaced == 1
    pid, folder = where.read_text().split()
    assert gone(int(pid)) and not Path(folder).exists()


@pytest.mark.parametrize(("command", "how"), [(b"die", "SIGKILL"), (b"exit", "status 7")])
def test_what_dies_fails_itself_only(make_pool: MakePool, command: bytes, how: str) -> None:
    pool = make_pool()
    dying, after = pool.submit(command, "a"), pool.submit(source_of(), "b")
    assert failure(dying).code == "crashed" and how in (failure(dying).details or "")
    assert isinstance(after.result(LONG), Report)
    assert pool.replaced == 1


def test_an_error_of_ours_needs_no_new_process(shared_pool: ReadingPool) -> None:
    outcome = failure(shared_pool.submit(b"raise key", "a"))
    assert outcome.code == "internal" and "LookupError" in outcome.message and "Traceback" in (outcome.details or "")
    assert isinstance(shared_pool.submit(source_of(), "b").result(LONG), Report)
    assert shared_pool.replaced == 0


@needs_processes
def test_memory_is_bounded(make_pool: MakePool) -> None:
    pool = make_pool(memory=1_000_000_000)
    assert failure(pool.submit(b"eat 2000000000", "a")).code == "memory"
    assert isinstance(pool.submit(b"eat 1000000", "b").result(LONG), Report)
    assert pool.replaced == 1


def test_what_is_printed_while_reading_goes_nowhere(make_pool: MakePool, capfd: pytest.CaptureFixture[str]) -> None:
    assert isinstance(make_pool().submit(b"print", "a").result(LONG), Report)
    assert capfd.readouterr() == ("", "")


def test_urgent_sources_go_first_and_the_others_in_turn(shared_pool: ReadingPool, tmp_path: Path) -> None:
    pool, gate, order = shared_pool, tmp_path / "gate", list[str]()
    first = pool.submit(f"wait {gate}".encode(), "first")
    until(lambda: pool.busy == 1)
    futures = [pool.submit(source_of(), name, urgent=name.startswith("u")) for name in ("a", "b", "u1", "c", "u2")]
    for name, future in zip(("a", "b", "u1", "c", "u2"), futures, strict=True):
        future.add_done_callback(lambda _, name=name: order.append(name))
    assert pool.waiting == 5
    gate.touch()
    for future in (first, *futures):
        future.result(LONG)
    assert order == ["u1", "u2", "a", "b", "c"]


def test_what_is_cancelled_is_not_read(shared_pool: ReadingPool, tmp_path: Path) -> None:
    pool, gate = shared_pool, tmp_path / "gate"
    first = pool.submit(f"wait {gate}".encode(), "first")
    until(lambda: pool.busy == 1)
    unwanted, after = pool.submit(b"die", "unwanted"), pool.submit(source_of(), "after")
    assert unwanted.cancel()
    gate.touch()
    assert isinstance(first.result(LONG), Report) and isinstance(after.result(LONG), Report)
    assert pool.replaced == 0


def test_one_that_hangs_does_not_hold_up_the_others(make_pool: MakePool) -> None:
    pool = make_pool(2)
    pool.submit(b"hang", "a")
    others = [pool.submit(source_of(), str(number)) for number in range(5)]
    assert all(isinstance(other.result(LONG), Report) for other in others)
    assert pool.busy == 1


def test_each_process_has_a_folder_of_its_own(make_pool: MakePool) -> None:
    pool = make_pool()
    first = failure(pool.submit(b"process", "a")).message.split()
    assert failure(pool.submit(b"process", "a")).message.split() == first
    pool.submit(b"die", "b").result(LONG)
    second = failure(pool.submit(b"process", "a")).message.split()
    assert first[0] != second[0] and first[1] != second[1]
    assert not Path(first[1]).exists() and Path(second[1]).exists()
    pool.close()
    assert not Path(second[1]).exists()


@needs_processes
def test_a_process_that_dies_with_nothing_to_do_costs_no_source(make_pool: MakePool) -> None:
    pool = make_pool()
    pid = int(failure(pool.submit(b"process", "a")).message.split()[0])
    os.kill(pid, signal.SIGKILL)
    until(lambda: gone(pid))
    assert isinstance(pool.submit(source_of(), "b").result(LONG), Report)
    assert pool.replaced == 1
