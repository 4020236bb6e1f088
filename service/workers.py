"""Reading with several processes: in order, and with one bad file never failing the others.

Workers are started afresh (spawn), so they carry over no thread and no state. Reports come back as their
JSON text.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from reports.report import Report
from service.pipeline import Failure, Input, Outcome, limit_tagger_threads, read_one

_AHEAD = 4  # files a worker may be ahead of the output: bounds what waits in memory
_Answer = str | Failure


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_in_workers(items: Iterable[Input | Failure], jobs: int) -> Iterator[Outcome]:
    """Read sources with ``jobs`` processes; outcomes come in the order of ``items``."""
    source = iter(items)
    waiting: deque[tuple[Input | Failure, Future[_Answer]]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            while len(waiting) < jobs * _AHEAD and (item := next(source, None)) is not None:
                waiting.append((item, _submit(pool, item)))
            if not waiting:
                return
            item, future = waiting.popleft()
            try:
                yield _outcome(future.result())
            except BrokenProcessPool:
                # A worker died (out of memory, killed). Which file it was at is unknown, so the oldest is read
                # again alone and the rest are handed to fresh workers.
                pool.shutdown(wait=False, cancel_futures=True)
                yield _read_alone(item)
                pool = _pool(jobs)
                waiting = deque((later, _submit(pool, later)) for later, _ in waiting)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    limit_tagger_threads(1)


def _submit(pool: ProcessPoolExecutor, item: Input | Failure) -> Future[_Answer]:
    if isinstance(item, Failure):
        failed: Future[_Answer] = Future()
        failed.set_result(item)
        return failed
    with suppress(BrokenProcessPool):
        return pool.submit(_read_in_worker, item)
    broken: Future[_Answer] = Future()
    broken.set_exception(BrokenProcessPool("a worker process died"))
    return broken


def _read_in_worker(item: Input | Failure) -> _Answer:
    outcome = read_one(item)
    return outcome if isinstance(outcome, Failure) else outcome.model_dump_json()


def _outcome(answer: _Answer) -> Outcome:
    return answer if isinstance(answer, Failure) else Report.model_validate_json(answer)


def _read_alone(item: Input | Failure) -> Outcome:
    with _pool(1) as pool:
        try:
            return _outcome(pool.submit(_read_in_worker, item).result())
        except BrokenProcessPool:
            return Failure(item.name, None, "internal", "读这个文件的进程异常终止，可能是内存不足")
