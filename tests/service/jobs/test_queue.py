"""The queue: announcements reach those who work, whatever it is kept in; what is lost in it is no loss."""

from __future__ import annotations

import pickle
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.jobs.queue import JobQueue
from service.settings import SettingsError


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of this test process."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis: redis-server is not installed here")
    folder = tmp_path_factory.mktemp("redis")
    path = folder / "r"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(path)
        yield f"unix://{path}"
    finally:
        server.kill()
        server.wait()


def _wait_for(path: Path) -> None:
    for _ in range(200):
        with socket.socket(socket.AF_UNIX) as client:
            if path.exists() and client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("redis-server does not answer")


@pytest.fixture(params=["memory", "sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a queue is, of each kind."""
    if request.param == "redis":
        return str(request.getfixturevalue("redis_url"))
    return "memory://" if request.param == "memory" else str(tmp_path / "queue" / "queue.db")


def test_what_is_announced_reaches_one_who_works(url: str) -> None:
    queue = JobQueue.open(url)
    done, heard = threading.Event(), []

    def work(job_id: str) -> None:
        heard.append(job_id)
        if len(heard) == 2:
            done.set()

    assert queue.announce("a")
    assert queue.announce("b")
    assert queue.announced() == {"a", "b"}
    consumer = queue.consumer(work, 1)
    consumer.start()
    try:
        assert done.wait(10)
    finally:
        consumer.stop(graceful=True)
        queue.close()
    assert heard == ["a", "b"]


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    one, other = JobQueue.open(tmp_path / "queue.db"), JobQueue.open(f"sqlite:///{tmp_path}/queue.db")
    one.announce("a")
    assert other.announced() == {"a"}
    one.close()
    other.close()


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "queue.db"
    path.write_bytes(b"no database at all" * 1000)
    queue = JobQueue.open(path)
    assert queue.announce("a")
    assert queue.announced() == {"a"}
    queue.close()
    assert (tmp_path / "queue.db.damaged").exists()


def test_messages_hold_nothing_that_can_be_run(tmp_path: Path) -> None:
    queue = JobQueue.open(tmp_path / "queue.db")
    queue.announce("a")
    (message,) = queue._huey.storage.enqueued_items()
    assert b'"a"' in bytes(message)
    with pytest.raises(ValueError):
        queue._huey.deserialize_task(pickle.dumps(("id", "work_on", ())))
    queue.close()


def test_a_queue_that_is_not_there_is_no_error_of_the_sender() -> None:
    queue = JobQueue.open("redis://127.0.0.1:1/0")
    assert not queue.announce("a")
    assert queue.announced() == set()
    queue.close()


def test_a_wrong_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        JobQueue.open("redis://127.0.0.1:port/0")
