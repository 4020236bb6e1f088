"""What the tests of reading processes share."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from service.pipeline import Failure, Outcome

READERS = "tests.service.reading.readers"
LONG = 60.0  # seconds after which a test that waits gives up

needs_processes = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes by /proc and signals")


def failure(future: Future[Outcome]) -> Failure:
    """The failure that a future gives."""
    outcome = future.result(LONG)
    assert isinstance(outcome, Failure)
    return outcome


def until(condition: Callable[[], bool]) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, "it has not come true"
        time.sleep(0.005)


def gone(pid: int) -> bool:
    """Whether a process runs no more; one that nobody has waited for yet does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
