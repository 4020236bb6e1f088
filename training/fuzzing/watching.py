"""Cases tried in a process of their own, which may die or hang without taking the run with it.

The process sends a Trial for each number, in order. One that dies, or takes much more CPU time than the signal of
``training.fuzzing.trying`` allows, is ended; the case that it was at has failed, and a new process takes the next one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

import psutil

from training.fuzzing.cases import make_case
from training.fuzzing.reading import Reader
from training.fuzzing.sources import load_sources
from training.fuzzing.trying import MOST_SECONDS, Trial, attempt

DEADLINE = 6 * MOST_SECONDS
"""CPU seconds without a trial after which a process is ended: it starts, loads the models and reads in less."""
_STANDSTILL = 600.0  # seconds on the wall without a trial: a process that waits for something uses no CPU
_LOOK = 1.0  # seconds between two looks at the process's clock

Work = Callable[[Connection, str, Sequence[int]], None]


def try_numbers(sender: Connection, seed: str, numbers: Sequence[int]) -> None:
    """Try the cases of a seed and send their trials: what a process does."""
    sources, reader = load_sources(), Reader()
    # The first reading loads what is loaded once; its memory is nobody's growth.
    reader.read(sources["text"][0].data, "shipped")
    for number in numbers:
        sender.send(attempt(make_case(sources, seed, number), reader.read))


def watched(
    seed: str, numbers: Sequence[int], *, work: Work = try_numbers, deadline: float = DEADLINE
) -> Iterator[Trial]:
    """The trials of a seed's cases, one for each number in their order, whatever becomes of the process."""
    left = list(numbers)
    while left:
        for trial in _until_it_ends(seed, tuple(left), work, deadline):
            yield trial
            left.remove(trial.number)


def _until_it_ends(seed: str, numbers: Sequence[int], work: Work, deadline: float) -> Iterator[Trial]:
    """The trials of one process; where it does not come to the end, the last one says of what it died."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(sender, seed, numbers), daemon=True)
    process.start()
    sender.close()  # so that the end of the process is the end of what can be received
    done = 0
    try:
        while done < len(numbers):
            if not _has_news(receiver, process.pid or 0, deadline):
                yield _lost(numbers[done], "hang", f"no answer within {deadline:g} s of CPU time")
                return
            try:
                trial = receiver.recv()
            except EOFError:
                process.join()
                yield _lost(numbers[done], "death", f"the process ended with {process.exitcode}")
                return
            yield trial
            done += 1
    finally:
        process.kill()
        process.join()
        receiver.close()


def _has_news(receiver: Connection, pid: int, deadline: float) -> bool:
    """Whether there is something to receive (the end, too) before the process has used up its time."""
    used, since = _cpu_seconds(pid), time.monotonic()
    while not receiver.poll(_LOOK):
        if _cpu_seconds(pid) - used > deadline or time.monotonic() - since > _STANDSTILL:
            return False
    return True


def _cpu_seconds(pid: int) -> float:
    with contextlib.suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0


def _lost(number: int, signature: str, fault: str) -> Trial:
    return Trial(number, "failed", 0.0, 0, faults=(fault,), signature=signature)
