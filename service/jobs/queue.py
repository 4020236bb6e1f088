"""The queue of jobs: it says in which jobs there is work, and wakes who does it.

It holds no truth. A message that is lost, or there twice, changes nothing: what nobody works on is found in the
database and announced again. Messages are JSON with a job's id, so that nothing in them can be run.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from service.settings import SettingsError

_NAME = "gouji"
_TASK = "work_on"
_POLL_SECONDS = 0.5  # how long work may wait for a worker that has slept
_REDIS = ("redis://", "rediss://", "unix://")
_SQLITE = "sqlite:///"

_log = logging.getLogger(__name__)


class JobQueue:
    """Announcements of jobs, and the threads that take them."""

    def __init__(self, huey: Huey) -> None:
        self._huey = huey
        self._work: Callable[[str], None] | None = None
        self._task = huey.task(name=_TASK)(self._do)

    @classmethod
    def open(cls, url: str | Path) -> JobQueue:
        """The queue at a redis:// URL or in an SQLite file; ``memory://`` is one for this process alone.

        Raises SettingsError where Redis is asked for and its library is not installed.
        """
        url = str(url)
        logging.getLogger("huey").setLevel(logging.WARNING)  # it tells of every message
        options = {"results": False, "serializer": _Json()}
        if url == "memory://":
            return cls(MemoryHuey(_NAME, **options))
        if url.startswith(_REDIS):
            return cls(_redis(url, options))
        return cls(_sqlite(Path(url.removeprefix(_SQLITE)), options))

    def announce(self, job_id: str) -> bool:
        """Say that there is work in a job; whether the queue took it. What it did not take is found later."""
        try:
            self._task(job_id)
        except Exception as error:  # each kind of queue has its own, and the job is safe without it
            _log.warning("queue_unavailable", extra={"error": type(error).__name__, "job": job_id})
            return False
        return True

    def announced(self) -> set[str]:
        """The jobs that are announced and not yet taken; none where the queue cannot be asked."""
        try:
            return {task.args[0] for task in self._huey.pending()}
        except Exception as error:
            _log.warning("queue_unavailable", extra={"error": type(error).__name__})
            return set()

    def consumer(self, work: Callable[[str], None], threads: int) -> Consumer:
        """Threads, not yet started, that call ``work`` with the id of each job that is announced."""
        self._work = work
        return _Consumer(self._huey, workers=threads, periodic=False, max_delay=_POLL_SECONDS, scheduler_interval=60)

    def close(self) -> None:
        """Close the connections."""
        storage = self._huey.storage
        storage.close()
        if hasattr(storage, "pool"):  # Redis has one, and leaves it open
            storage.pool.disconnect()

    def _do(self, job_id: str) -> None:
        if self._work is None:
            raise RuntimeError("this process takes no work")
        self._work(job_id)


class _Consumer(Consumer):  # type: ignore[misc]  # huey has no types
    """Huey's consumer within a process that has its own way of hearing signals."""

    def _set_signal_handlers(self) -> None:
        pass


class _Json(Serializer):  # type: ignore[misc]
    """Messages as JSON. Huey's own are pickles, and whoever can write to the queue could run code with those."""

    def serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name, *data.args]).encode()

    def deserialize(self, data: bytes) -> Message:
        task_id, name, job_id = cast(list[str], json.loads(bytes(data)))
        return Message(id=task_id, name=name, retries=0, retry_delay=0, args=(job_id,), kwargs={})


def _redis(url: str, options: dict[str, Any]) -> Huey:
    try:
        import redis  # noqa: F401
    except ImportError as error:
        raise SettingsError("设置 GOUJI_QUEUE_URL 要用 Redis，请安装 gouji[redis]") from error
    try:
        return RedisHuey(_NAME, url=url, **options)
    except ValueError as error:
        raise SettingsError("设置 GOUJI_QUEUE_URL 无效：应为文件路径或 redis://主机:端口/库") from error


def _sqlite(path: Path, options: dict[str, Any]) -> Huey:
    """The queue in a file. One that is damaged is put aside: what was in it is in the database, too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return SqliteHuey(_NAME, filename=str(path), timeout=30, **options)
    except sqlite3.OperationalError:  # locked, or no place to write
        raise
    except sqlite3.DatabaseError:
        _log.warning("queue_damaged", extra={"path": str(path)})
        path.replace(path.with_name(path.name + ".damaged"))
        for rest in ("-wal", "-shm"):
            path.with_name(path.name + rest).unlink(missing_ok=True)
        return SqliteHuey(_NAME, filename=str(path), timeout=30, **options)
