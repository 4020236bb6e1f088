"""One case tried: read, held to its promises, its time and memory measured.

Time is the CPU time of the process, of all its threads: on a machine that is shared, the time on the wall says how
busy the others are. A signal of the CPU clock stops a reading that goes on for too long; where a library does not let
the signal through, whoever watches the process ends it (see ``training.fuzzing.watching``).
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from reports.errors import ReadError
from training.fuzzing.cases import Case
from training.fuzzing.reading import Reading
from training.fuzzing.soundness import broken_promises

MOST_SECONDS = 5.0
"""CPU seconds that a reading may take."""
MOST_GROWTH = 512_000_000
"""Bytes by which one reading may raise the peak of its process: a Word file may unpack to 40 MB of XML."""
_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss

Read = Callable[[bytes, str], Reading]


class TooSlowError(BaseException):
    """A reading that was stopped. No ``except Exception`` of a reader may take it for a broken file."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a case: ``outcome`` is "read" or the code of the ReadError, "failed" where ``faults`` are given.

    ``seconds`` of CPU time, ``growth`` of the process's peak in bytes; ``signature`` is the same for the same fault.
    """

    number: int
    outcome: str
    seconds: float
    growth: int
    digest: str = ""
    faults: tuple[str, ...] = ()
    signature: str = ""


def peak_memory() -> int:
    """The most bytes that this process ever held in memory."""
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * _UNIT


def attempt(case: Case, read: Read, most_seconds: float = MOST_SECONDS) -> Trial:
    """Read a case; whatever is raised is a fault but a ReadError."""
    memory, started = peak_memory(), time.process_time()
    reading, digest, outcome = None, "", "read"
    faults: dict[str, str] = {}  # by signature
    try:
        with _stopped_after(most_seconds):
            reading = read(case.data, case.tagging)
    except ReadError as error:
        outcome = digest = error.code
    except (TooSlowError, Exception) as error:  # MemoryError and RecursionError among them
        faults[_signature(error)] = "".join(traceback.format_exception(error, limit=-12))
    seconds, growth = time.process_time() - started, peak_memory() - memory
    if seconds > most_seconds:
        faults.setdefault(TooSlowError.__name__, f"{seconds:.1f} s of CPU time")
    if growth > MOST_GROWTH:
        faults["memory"] = f"{growth / 1e6:.0f} MB more in memory"
    if reading is not None:
        digest = reading.digest()
        for fault in broken_promises(reading):
            faults.setdefault(fault.split(":")[0], fault)
    return Trial(
        case.number,
        "failed" if faults else outcome,
        round(seconds, 4),
        growth,
        digest,
        tuple(faults.values()),
        next(iter(faults), ""),
    )


@contextlib.contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raises TooSlowError in the block as soon as it has taken so much CPU time."""

    def stop(number: int, frame: FrameType | None) -> Any:
        raise TooSlowError(f"more than {seconds:g} s of CPU time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _signature(error: BaseException) -> str:
    """The kind of an error and the last place of ours that it came through; of a slow reading the kind alone."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/site-packages/" not in frame.filename]
    if isinstance(error, TooSlowError) or not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} at {'/'.join(last.filename.split('/')[-2:])}:{last.lineno}"
