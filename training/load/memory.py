"""The memory of a process and of all below it, over time."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import psutil

_INTERVAL = 2.0


class MemoryWatch:
    """Takes a sample every two seconds while it is entered: (seconds since the start, bytes)."""

    def __init__(self, pid: int) -> None:
        """Raises psutil.NoSuchProcess."""
        self.samples: list[tuple[float, int]] = []
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        started = time.monotonic()
        while True:
            self.samples.append((time.monotonic() - started, tree_memory(self._process)))
            if self._over.wait(_INTERVAL):
                return


def tree_memory(process: psutil.Process) -> int:
    """The memory of a process and its descendants; what they share is counted once where the system can tell."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(map(_memory, family))


def _memory(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(info, "pss", 0) or info.rss)


def mean_of(samples: Sequence[tuple[float, int]], begin: float, end: float) -> int | None:
    """The mean of the samples of a stretch of time; None where there are none."""
    values = [value for moment, value in samples if begin <= moment <= end]
    return sum(values) // len(values) if values else None
