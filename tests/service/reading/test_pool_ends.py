"""How pools end, and how their workers end with them; pools whose workers do not start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reports.report import Report
from service.reading.pool import PoolClosed
from tests.service.fakes import source_of
from tests.service.reading.conftest import MakePool
from tests.service.reading.waiting import LONG, READERS, failure, gone, needs_processes, until


def test_closing_ends_what_is_read_and_what_waits(make_pool: MakePool, tmp_path: Path) -> None:
    pool, where = make_pool(2), tmp_path / "where"
    reading = [pool.submit(f"hang-with-file {where}{number}".encode(), "a") for number in range(2)]
    until(lambda: all(Path(f"{where}{number}").exists() for number in range(2)))
    waiting = pool.submit(source_of(), "b")
    pool.close()
    for future in (*reading, waiting):
        with pytest.raises(PoolClosed):
            future.result(LONG)
    with pytest.raises(PoolClosed):
        pool.submit(b"", "c")
    assert all(gone(int(Path(f"{where}{number}").read_text().split()[0])) for number in range(2))
    assert not pool.ready
    pool.close()


def test_closing_while_processes_start(make_pool: MakePool) -> None:
    pool = make_pool(2)
    future = pool.submit(b"", "a")
    pool.close()
    with pytest.raises(PoolClosed):
        future.result(LONG)


@pytest.mark.parametrize(("reader", "code"), [("deadly", "unavailable"), ("missing", "internal")])
def test_where_no_process_starts_everything_fails_at_once(make_pool: MakePool, reader: str, code: str) -> None:
    pool = make_pool(2, reader=reader)
    early = pool.submit(b"x", "a")
    assert not pool.wait_ready(LONG)
    assert (failure(early).code, failure(early).name, failure(early).bytes) == (code, "a", 1)
    assert failure(pool.submit(b"xy", "b")).code == code
    assert not pool.ready and pool.refusal == failure(early).message


def test_processes_start_when_what_they_lacked_is_there(
    make_pool: MakePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    monkeypatch.setenv("GOUJI_TEST_READER", str(there))
    pool = make_pool(reader="absent")
    assert failure(pool.submit(b"x", "a")).code == "internal"
    there.touch()
    until(lambda: pool.ready)
    assert isinstance(pool.submit(source_of(), "b").result(LONG), Report)
    assert pool.refusal is None


SCRIPT = f"""
import sys, time
from service.reading.pool import ReadingPool

pool = ReadingPool(1, seconds=60, reader="{READERS}:commanded")
pool.submit(sys.argv[1].encode(), "a")
time.sleep(600)
"""


def run_script(root: Path, command: str) -> subprocess.Popen[bytes]:
    """A process with a pool that reads one source; no ``if __name__ == "__main__"`` in it."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.Popen([sys.executable, "-c", SCRIPT, command], cwd=root, env=environment)


@needs_processes
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_process_that_started_them(root: Path, tmp_path: Path, way: signal.Signals) -> None:
    where = tmp_path / "where"
    parent = run_script(root, f"hang-with-file {where}")
    try:
        until(where.exists)
        pid, folder = where.read_text().split()
        assert not gone(int(pid))
    finally:
        parent.send_signal(way)
        parent.wait()
    until(lambda: gone(int(pid)) and not Path(folder).exists())


# Stands in for LibreOffice: it has a child, and writes until it is ended.
CONVERTER = """#!/bin/sh
while :; do mkdir -p "$HOME/deep"; : > "$HOME/deep/file"; sleep 0.001; done &
echo $$ $! "$HOME" > {0}.new
mv {0}.new {0}
wait
"""


@needs_processes
@pytest.mark.parametrize("way", ["its pool is closed", "its worker is killed", "its pool is killed"])
def test_a_conversion_ends_with_its_worker(
    root: Path, make_pool: MakePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    converter, where = tmp_path / "soffice", tmp_path / "where"
    converter.write_text(CONVERTER.format(where))
    converter.chmod(0o755)
    monkeypatch.setenv("GOUJI_SOFFICE", str(converter))
    if way == "its pool is killed":
        parent = run_script(root, "convert")
        try:
            until(where.exists)
        finally:
            parent.kill()
            parent.wait()
    else:
        pool = make_pool()
        pid = int(failure(pool.submit(b"process", "a")).message.split()[0])
        converting = pool.submit(b"convert", "b")
        until(where.exists)
        if way == "its worker is killed":
            os.kill(pid, signal.SIGKILL)
            assert failure(converting).code == "crashed"
        pool.close()
    shell, child, home = where.read_text().split()
    until(lambda: gone(int(shell)) and gone(int(child)) and not Path(home).parent.exists())
