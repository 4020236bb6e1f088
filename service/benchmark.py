"""Speed, latency, start-up time, memory and size, measured on the machine at hand."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.shipping import SHIPPED
from service.pipeline import Failure, Input, read, read_many
from service.workers import processors

_STARTS = 5  # cold starts, of which the median counts


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured. Times in seconds, sizes in bytes; ``peak_memory`` None where the platform cannot tell."""

    reports: int
    characters: int
    jobs: int
    per_second: float
    latency_median: float
    latency_p95: float
    cold_start: float
    peak_memory: int | None
    weights: int

    def rows(self) -> Iterator[tuple[str, str]]:
        """Each measure's name and value, in words."""
        yield "机器 machine", f"{platform.machine()}，可用处理器 {processors()}，Python {platform.python_version()}"
        yield "报告 reports", f"{self.reports}，平均 {self.characters // max(self.reports, 1)} 字"
        yield "吞吐 throughput", f"{self.per_second:.1f} 份/秒（{self.jobs} 进程，启动除外 start-up excluded）"
        yield "单份延迟 latency", f"中位 {self.latency_median * 1000:.0f} ms，p95 {self.latency_p95 * 1000:.0f} ms"
        yield "冷启动 gouji read", f"{self.cold_start:.2f} s"
        memory = "未知" if self.peak_memory is None else f"{self.peak_memory / 1e6:.0f} MB"
        yield "内存峰值 peak memory", f"{memory}（单个进程 one process）"
        yield "模型权重 weights", f"{self.weights / 1e6:.1f} MB"


def measure(sources: Sequence[bytes], *, jobs: int) -> Measures:
    """Measure with the bytes of reports; ValueError if one of them cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        items = []
        for number, source in enumerate(sources):
            path = Path(folder, f"{number:05}.txt")
            path.write_bytes(source)
            items.append(Input(path, path.name))
        per_second = _throughput(items, jobs)
        cold_start, peak_memory = _cold_start(items[0])
    latencies = _latencies(sources)
    return Measures(
        reports=len(sources),
        characters=sum(len(source.decode("utf-8", "replace")) for source in sources),
        jobs=jobs,
        per_second=per_second,
        latency_median=statistics.median(latencies),
        latency_p95=statistics.quantiles(latencies, n=20)[-1],
        cold_start=cold_start,
        peak_memory=peak_memory,
        weights=sum(path.stat().st_size for path in SHIPPED.glob("*/*.onnx")),
    )


def _throughput(items: Sequence[Input], jobs: int) -> float:
    """Reports a second after the workers' first outcome, with which their start ends."""
    outcomes = read_many(items, jobs=jobs)
    _checked(next(outcomes))
    started = time.perf_counter()
    count = sum(_checked(outcome) for outcome in outcomes)
    return count / (time.perf_counter() - started)


def _checked(outcome: object) -> int:
    if isinstance(outcome, Failure):
        raise ValueError(f"{outcome.name}: {outcome.message}")
    return 1


def _latencies(sources: Sequence[bytes]) -> list[float]:
    read(sources[0])  # loads the model
    latencies = []
    for source in sources:
        started = time.perf_counter()
        read(source)
        latencies.append(time.perf_counter() - started)
    return latencies


def _cold_start(item: Input) -> tuple[float, int | None]:
    """Median wall time of ``gouji read`` of one file in a process of its own, and that process's peak memory."""
    command = [sys.executable, "-m", "service.cli", "read", str(item.path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    times = []
    for _ in range(_STARTS):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, env=environment)
        times.append(time.perf_counter() - started)
        if done.returncode not in (0, 1):  # 1: a held-out report so damaged that it is none
            raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    return statistics.median(times), _children_peak()


def _children_peak() -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
