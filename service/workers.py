"""Reading many sources with several processes: in order, and with one bad file never failing the others."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import chain, islice

from service.pipeline import Failure, Input, Outcome
from service.reading.options import SHIPPED_READER
from service.reading.pool import ReadingPool
from service.settings import settings

_AHEAD = 4  # files a worker may be ahead of the output: bounds what waits in memory


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_in_workers(items: Iterable[Input | Failure], jobs: int, *, reader: str = SHIPPED_READER) -> Iterator[Outcome]:
    """Read sources with ``jobs`` processes; outcomes come in the order of ``items``.

    ``reader`` names what makes the function that they read with (see service.reading.options).
    """
    source = iter(items)
    first = list(islice(source, jobs))
    if not first:
        return
    with _pool(min(jobs, len(first)), reader) as pool:
        waiting: deque[Failure | Future[Outcome]] = deque()
        for item in chain(first, source):
            waiting.append(item if isinstance(item, Failure) else pool.submit_input(item))
            if len(waiting) >= jobs * _AHEAD:
                yield _outcome(waiting.popleft())
        while waiting:
            yield _outcome(waiting.popleft())


def _pool(workers: int, reader: str) -> ReadingPool:
    chosen = settings()
    return ReadingPool(workers, seconds=chosen.read_seconds, memory_bytes=chosen.worker_memory_bytes, reader=reader)


def _outcome(answer: Failure | Future[Outcome]) -> Outcome:
    return answer if isinstance(answer, Failure) else answer.result()
