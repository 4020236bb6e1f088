"""A pool of worker processes in which one poisonous file costs one request.

Each worker has a thread that hands it one source at a time and, where it hangs or dies, puts another in its place.
No pool at hand can end a single worker: those of the standard library and of joblib give all of them up at once.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from types import TracebackType

from reports.report import Report
from service.pipeline import Failure, Input, Outcome, unexpected
from service.reading.options import SHIPPED_READER, Options
from service.reading.process import NotBegunError, StartError, WorkerProcess

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())

_DELAYS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds before the next start after one failed start, two, …


class PoolClosed(RuntimeError):
    """The pool is closed: what waited or was being read has come to nothing, and may be read again by another."""

    def __init__(self) -> None:
        super().__init__("the reading pool is closed")


@dataclass(order=True, slots=True)
class _Task:
    rank: tuple[bool, int]  # what is not urgent comes later; among its like, in turn
    item: Input = field(compare=False)
    future: Future[Outcome] = field(compare=False)
    claimed: bool = field(default=False, compare=False)
    again: bool = field(default=False, compare=False)  # its worker was dead before it began

    def claim(self) -> bool:
        """Whether somebody still waits for the outcome; who does can no longer cancel it."""
        self.claimed = self.claimed or self.future.set_running_or_notify_cancel()
        return self.claimed


class ReadingPool:
    """``workers`` processes that read, each with ``seconds`` for a document and ``memory_bytes`` of memory.

    Without a limit on memory that is 0. ``reader`` names what makes the function that they read with (see
    service.reading.options).
    """

    def __init__(self, workers: int, *, seconds: float, memory_bytes: int = 0, reader: str = SHIPPED_READER) -> None:
        if workers < 1:
            raise ValueError("a pool needs a worker")
        self.workers = workers
        self.busy = 0  # workers that are reading
        self.replaced = 0  # workers that hung or died, and others took their place
        self._options = Options(reader, seconds, memory_bytes, tagger_threads=1 if workers > 1 else 0)
        self._changed = threading.Condition()
        self._tasks: list[_Task] = []  # a heap
        self._numbers = itertools.count()
        self._processes: set[WorkerProcess] = set()
        self._started = False  # some worker was ready at some time
        self._failing: set[int] = set()  # threads whose worker fails to start, again and again
        self._refusal: Failure | None = None  # why it does
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name=f"reading-{number}", daemon=True) for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many sources no worker has begun."""
        return len(self._tasks)

    @property
    def ready(self) -> bool:
        """Whether what is submitted will be read: workers have started, and not all have failed to since."""
        return self._started and not self._refusing and not self._closed

    @property
    def _refusing(self) -> bool:
        return len(self._failing) == self.workers

    @property
    def refusal(self) -> str | None:
        """Why no worker starts, for people; None where workers do."""
        return self._refusal.message if self._refusal is not None and self._refusing else None

    def wait_ready(self, seconds: float) -> bool:
        """Waits until the pool is ready or certain not to be; whether it is."""
        with self._changed:
            self._changed.wait_for(lambda: self.ready or self._refusing or self._closed, seconds)
            return self.ready

    def submit(self, data: bytes, name: str, *, urgent: bool = False) -> Future[Outcome]:
        """The outcome of a source to come; what is urgent goes first. See ``submit_input``."""
        return self.submit_input(Input(None, name, data=data), urgent=urgent)

    def submit_input(self, item: Input, *, urgent: bool = False) -> Future[Outcome]:
        """The outcome of a source to come. A file is opened by the worker that reads it.

        The future may be cancelled while it waits. PoolClosed, and nothing else, is raised: here where the pool is
        closed already, by the future where it is closed before the outcome is there.
        """
        future: Future[Outcome] = Future()
        with self._changed:
            if self._closed:
                raise PoolClosed
            heapq.heappush(self._tasks, _Task((not urgent, next(self._numbers)), item, future))
            self._changed.notify_all()
        return future

    def close(self) -> None:
        """Ends all workers at once, whatever they are at, and waits until they are gone."""
        with self._changed:
            self._closed = True
            tasks, self._tasks = self._tasks, []
            for process in self._processes:
                process.kill()
            self._changed.notify_all()
        for task in tasks:
            if task.claim():
                task.future.set_exception(PoolClosed())
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        """A worker's thread: keeps a process that reads."""
        failures = 0
        while not self._closed:
            try:
                with self._process() as process:
                    failures = 0
                    self._serve(process)
                continue
            except StartError as error:
                failure = error.failure
            except Exception as error:
                failure = unexpected("", None, error)
            failures += 1
            self._stand_down(failure, _DELAYS[min(failures, len(_DELAYS)) - 1])

    @contextlib.contextmanager
    def _process(self) -> Iterator[WorkerProcess]:
        """A process that is ready to read. Raises StartError."""
        process = WorkerProcess(self._options)
        try:
            with self._changed:
                self._processes.add(process)
                if self._closed:
                    process.kill()
            process.wait_started()
            with self._changed:
                self._started = True
                self._failing.discard(threading.get_ident())
                self._changed.notify_all()
            yield process
        finally:
            with self._changed:
                self._processes.discard(process)
            process.end()

    def _serve(self, process: WorkerProcess) -> None:
        """Has a process read until it is no more or the pool is closed."""
        while process.alive and (task := self._take()) is not None:
            outcome = _read(process, task)
            self._settle(process, task, outcome)
            del task, outcome  # nothing is kept while waiting

    def _take(self) -> _Task | None:
        """The next task that somebody still waits for; None where the pool is closed."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._tasks or self._closed)
                if self._closed:
                    return None
                task = heapq.heappop(self._tasks)
                if task.claim():
                    self.busy += 1
                    return task

    def _settle(self, process: WorkerProcess, task: _Task, outcome: Outcome | None) -> None:
        """Gives an outcome to who waits for it; where there is none, the task comes again."""
        lost = not process.alive
        with self._changed:
            self.busy -= 1
            closed = self._closed
            self.replaced += lost and not closed
            if outcome is None and not closed:
                heapq.heappush(self._tasks, task)
                self._changed.notify_all()
        if lost and not closed:
            why = outcome.code if isinstance(outcome, Failure) else "idle" if outcome is None else "timeout"
            _log.warning("reading process %d is replaced: %s", process.pid, why)
        if closed and lost and not isinstance(outcome, Report):
            task.future.set_exception(PoolClosed())
        elif outcome is not None:
            task.future.set_result(outcome)

    def _stand_down(self, failure: Failure, delay: float) -> None:
        """Waits before the next start. While no worker at all can be started, what is submitted fails."""
        if self._closed:
            return
        _log.error("a reading process cannot be started: %s %s", failure.message, failure.details or "")
        until = time.monotonic() + delay
        if delay:
            with self._changed:
                self._failing.add(threading.get_ident())
                self._refusal = failure
                self._changed.notify_all()
        while (refused := self._refused(until)) is not None:
            for task in refused:
                if task.claim():
                    task.future.set_result(replace(failure, name=task.item.name, bytes=_size(task.item)))

    def _refused(self, until: float) -> list[_Task] | None:
        """Waits for tasks that no worker will read; None when that time has come or the pool is closed."""
        with self._changed:
            while not self._closed and (left := until - time.monotonic()) > 0:
                if self._refusing and self._tasks:
                    refused, self._tasks = self._tasks, []
                    return refused
                self._changed.wait(left)
        return None


def _read(process: WorkerProcess, task: _Task) -> Outcome | None:
    """What comes of a task; None where its process was dead before, for the first time."""
    try:
        return process.read(task.item)
    except NotBegunError as error:
        first, task.again = not task.again, True
        return None if first else error.failure
    except Exception as error:  # no outcome in what it says, or no thread for its deadline
        process.end()
        return unexpected(task.item.name, _size(task.item), error)


def _size(item: Input) -> int | None:
    return None if item.data is None else len(item.data)
