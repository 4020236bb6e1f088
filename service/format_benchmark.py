"""How fast each format is read, where its time goes and what memory it takes, each in a process of its own."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from models.shipping import ModelError
from reports.assemble import assemble
from reports.errors import ReadError
from reports.formats import read_document
from service.pipeline import analyse, build_report, default_classifier, default_tagger, read
from service.settings import settings


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file took, in seconds: ``total`` from bytes to Report, and its four stages; medians of the runs."""

    total: float
    reader: float
    tagger: float
    assembler: float
    narrative: float


@dataclass(frozen=True, slots=True)
class FormatMeasures:
    """The measures of a format; memory in bytes, None where the platform cannot tell or nothing was converted."""

    format: str
    runs: int
    readings: tuple[Reading, ...]
    peak_memory: int | None
    converter_memory: int | None

    @property
    def per_second(self) -> float:
        """Files a second, one after the other in one process."""
        return len(self.readings) / sum(reading.total for reading in self.readings)

    def latency(self, part: float) -> float:
        """The time that this part of the files does not exceed, in seconds."""
        totals = sorted(reading.total for reading in self.readings)
        return totals[max(0, math.ceil(part * len(totals)) - 1)]

    def shares(self) -> tuple[float, ...]:
        """The parts of the time that reader, tagger, assembler and narrative take, as fractions of their sum."""
        stages = ("reader", "tagger", "assembler", "narrative")
        sums = [sum(getattr(reading, stage) for reading in self.readings) for stage in stages]
        return tuple(part / sum(sums) for part in sums)


def measure_format(name: str, files: Sequence[Path], *, runs: int) -> FormatMeasures:
    """Measure a format with files of it. Raises ValueError (one line) where one of them cannot be read."""
    command = [sys.executable, "-m", "service.format_benchmark", str(runs), *map(str, files)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, env=environment, encoding="utf-8", errors="replace")
    if done.returncode:
        raise ValueError(done.stderr.strip().rpartition("\n")[2] or f"exit status {done.returncode}")
    measured = json.loads(done.stdout)
    readings = tuple(Reading(**reading) for reading in measured["readings"])
    return FormatMeasures(name, runs, readings, measured["peak_memory"], measured["converter_memory"])


def _measure_here(runs: int, files: Sequence[Path]) -> dict[str, object]:
    """The measures of this process: every file ``runs`` times, after a first one that is not counted."""
    sources = [path.read_bytes() for path in files]
    default_tagger()
    default_classifier()
    if runs > 1:
        with _named(files[0]):
            read(sources[0])  # loads the format's libraries, which is not worth it for what is read once
    readings = []
    for path, data in zip(files, sources, strict=True):
        with _named(path):
            taken = [_reading(data) for _ in range(runs)]
        readings.append(Reading(*(statistics.median(times) for times in zip(*taken, strict=True))))
    return {
        "readings": [asdict(reading) for reading in readings],
        "peak_memory": _peak_memory(),
        "converter_memory": _converter_memory(),
    }


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """End this process with a line that names the file where it cannot be read."""
    try:
        yield
    except (ReadError, ModelError) as error:
        raise SystemExit(f"{path.name}：{error.message}") from error


def _reading(data: bytes) -> tuple[float, ...]:
    """The times of one reading, step by step as ``service.pipeline.read`` goes: as a whole, and of its stages."""
    clock = [time.perf_counter()]
    document = read_document(data, limits=settings().limit)
    clock.append(time.perf_counter())
    tagger, notices = default_tagger()
    tags = tagger.tag(document)
    clock.append(time.perf_counter())
    assembled = assemble(document, tags)
    clock.append(time.perf_counter())
    analysis = analyse(document, tags, assembled)
    clock.append(time.perf_counter())
    build_report(data, "", document, tags, assembled, analysis, notices)
    return time.perf_counter() - clock[0], *(after - before for before, after in pairwise(clock))


def _peak_memory() -> int | None:
    """This process's own peak; what ``getrusage`` says counts the process that started it as well."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return _usage("RUSAGE_SELF")


def _converter_memory() -> int | None:
    """The peak of the largest process that was started from here; None where there was none."""
    return _usage("RUSAGE_CHILDREN") or None


def _usage(whose: str) -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak: int = resource.getrusage(getattr(resource, whose)).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


_SHARES = ("reader %", "tagger %", "assembler %", "narrative %")
HEAD = ("format", "files", "runs", "files/s", "median ms", "p95 ms", *_SHARES, "memory MB")


def rows(measured: Sequence[FormatMeasures]) -> Iterator[tuple[str, ...]]:
    """The measures as a table's cells, under ``HEAD``. Memory: the process, and its converter behind a "+"."""
    for one in measured:
        memory = "?" if one.peak_memory is None else f"{one.peak_memory / 1e6:.0f}"
        if one.converter_memory:
            memory += f" + {one.converter_memory / 1e6:.0f}"
        times = (f"{one.latency(part) * 1000:,.0f}" for part in (0.5, 0.95))
        shares = (f"{share * 100:.0f}" for share in one.shares())
        yield (one.format, str(len(one.readings)), str(one.runs), f"{one.per_second:.3g}", *times, *shares, memory)


if __name__ == "__main__":
    json.dump(_measure_here(int(sys.argv[1]), [Path(name) for name in sys.argv[2:]]), sys.stdout)
