"""The figures of a load test as a Markdown table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from training.load.clients import Load, Request
from training.load.files import KINDS
from training.load.memory import mean_of

_PARTS = 5  # of the run's time, for the memory


def table(load: Load, clients: int, memory: Sequence[tuple[float, int]]) -> str:
    """All that was measured."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in _rows(load, clients, memory))]
    return "\n".join(lines) + "\n"


def _rows(load: Load, clients: int, memory: Sequence[tuple[float, int]]) -> Iterator[tuple[str, str]]:
    good = [request for request in load.requests if request.error is None]
    errors = Counter(request.error for request in load.requests if request.error is not None)
    named = "，".join(f"{name} × {count}" for name, count in errors.most_common())
    yield "客户端 clients", str(clients)
    yield "时间 time", f"{load.seconds:.0f} s" + ("（文件用完 files used up）" if load.exhausted else "")
    yield "报告 reports", f"{len(good):,}"
    yield "吞吐 throughput", f"{len(good) / load.seconds:.1f} 份/秒 reports/s"
    yield "延迟 latency", latencies(good)
    for kind in KINDS:
        yield f"延迟 latency, {kind}", latencies([request for request in good if request.kind == kind])
    yield "错误 errors", f"{errors.total()}（{named}）" if errors else "0"
    if memory:
        yield "内存 memory", _memory(load.seconds, memory)


def latencies(requests: Sequence[Request]) -> str:
    """Median, 95th and 99th percentile."""
    if not requests:
        return "–"
    times = sorted(request.seconds for request in requests)
    shown = (f"p{percent} {percentile(times, percent) * 1000:.0f} ms" for percent in (50, 95, 99))
    return "，".join(shown) + f"，max {times[-1] * 1000:.0f} ms"


def percentile(times: Sequence[float], percent: int) -> float:
    """The smallest of sorted values that so many percent do not exceed."""
    return times[max(0, -(-len(times) * percent // 100) - 1)]


def _memory(seconds: float, samples: Sequence[tuple[float, int]]) -> str:
    """The mean of each fifth of the time, and the peak."""
    step = seconds / _PARTS
    means = [mean_of(samples, part * step, (part + 1) * step) for part in range(_PARTS)]
    course = " → ".join("–" if mean is None else f"{mean / 1e6:.0f}" for mean in means)
    return f"{course} MB，peak {max(value for _, value in samples) / 1e6:.0f} MB"
