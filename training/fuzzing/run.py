"""A run: the cases of a seed in chunks, each in a process of its own and kept in a file, so that it can be resumed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.fuzzing.cases import make_case
from training.fuzzing.results import Failure, Tally
from training.fuzzing.sources import Source, load_sources
from training.fuzzing.trying import Trial
from training.fuzzing.watching import Work, try_numbers, watched

CHUNK = 500
"""Cases of a chunk: some 20 seconds."""
_SAMPLED = 25  # every so many cases one is kept for the second reading
_READ_AGAIN = 400  # cases that are read a second time at the end, in another process

Say = Callable[[str], None]


@dataclass
class Run:
    """A run's settings. ``deadline`` is a moment of ``time.monotonic``; a chunk begun before it is read to its end."""

    seed: str
    mutations: int
    out: Path
    jobs: int = 1
    deadline: float = float("inf")
    say: Say = lambda line: None
    work: Work = try_numbers
    chunk: int = CHUNK
    sources: Mapping[str, Sequence[Source]] = field(default_factory=load_sources)

    def all(self) -> Tally:
        """Try every case that no file knows yet; the sums over all. Raises OSError."""
        total, started, before = Tally(), time.monotonic(), 0
        chunks = [
            range(first, min(first + self.chunk, self.mutations)) for first in range(0, self.mutations, self.chunk)
        ]
        for numbers in [one for one in chunks if self._file(one).is_file()]:
            total.merge(Tally.model_validate_json(self._file(numbers).read_text(encoding="utf-8")))
            before = total.cases
        waiting = [one for one in chunks if not self._file(one).is_file()]
        running: set[Future[Tally]] = set()
        with ThreadPoolExecutor(self.jobs) as pool:
            while running or (waiting and time.monotonic() < self.deadline):
                while waiting and len(running) < self.jobs and time.monotonic() < self.deadline:
                    running.add(pool.submit(self._chunk, waiting.pop(0)))
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    total.merge(future.result())
                pace = (time.monotonic() - started) / max(1, total.cases - before)
                self.say(f"{progress(total, self.mutations)}，{1000 * pace:.0f} ms")
        self._read_again(total)
        return total

    def _file(self, numbers: range) -> Path:
        return self.out / "chunks" / f"{self.seed}-{numbers.start}-{numbers.stop}.json"

    def _chunk(self, numbers: range) -> Tally:
        tally = Tally()
        said = time.monotonic()
        for trial in watched(self.seed, numbers, work=self.work):
            self._count(tally, trial)
            if trial.number % _SAMPLED == 0 and trial.digest:
                tally.digests[trial.number] = trial.digest
            if time.monotonic() - said > 5:
                said = time.monotonic()
                self.say(f"  {numbers.start}+{tally.cases}/{len(numbers)}，失败 failed {tally.failed.total()}")
        tally.write(self._file(numbers))
        return tally

    def _count(self, tally: Tally, trial: Trial) -> None:
        case = make_case(self.sources, self.seed, trial.number)
        failure = tally.add(case, trial)
        if failure is not None:
            failure.file = f"failures/{self.seed}-{trial.number}.{case.kind}"
            path = self.out / failure.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case.data)
            self.say(f"失败 failure {case.id}: {failure.signature}（{case.source}，{' '.join(case.mutations)}）")

    def _read_again(self, total: Tally) -> None:
        """Read a sample in another process, whose sets have another order: the same bytes must give the same."""
        numbers = sorted(total.digests)
        step = -(-len(numbers) // _READ_AGAIN) or 1
        for trial in watched(self.seed, numbers[::step], work=self.work):
            if trial.digest == total.digests[trial.number]:
                continue
            case = make_case(self.sources, self.seed, trial.number)
            total.failed["another reading"] += 1
            total.failures.append(
                Failure(
                    seconds=trial.seconds,
                    growth=trial.growth,
                    case=case.id,
                    source=case.source,
                    mutations=case.mutations,
                    tagging=case.tagging,
                    signature="another reading",
                    faults=("the same bytes give another reading in another process",),
                )
            )


def progress(total: Tally, mutations: int) -> str:
    """A line on how far a run is."""
    slowest = total.slowest[0].seconds if total.slowest else 0.0
    return (
        f"{total.cases:,}/{mutations:,}，失败 failed {total.failed.total()}，最慢 slowest {slowest:.1f} s，"
        f"内存增长 memory +{total.growth / 1e6:.0f} MB"
    )


def summary(total: Tally, facts: dict[str, Any], out: Path) -> Path:
    """Write the sums over all; where they are."""
    path = out / "result.json"
    total.model_copy(update={"digests": {}}).write(path, facts)
    return path
