"""How quick the index is at a size: made-up passages and vectors, each size in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from reports.themes import THEMES
from service.search.index import PassageIndex
from service.search.records import IndexedPassage, PassageFilter, Term, ThemeScore, Vectors, passage_id

SIZES = (10_000, 100_000)
DIMENSIONS = 160
_BATCH, _PER_REPORT, _WORDS, _QUERIES, _DEPTH = 5_000, 20, 20_000, 60, 200
_ENCODER = "random"
_ALL = PassageFilter()


@dataclass(frozen=True, slots=True)
class SearchMeasures:
    """``kinds``: p50 and p95 in milliseconds of each kind of query. Memory in MB, of a process that only reads."""

    passages: int
    adding_seconds: float
    compacting_seconds: float
    insert_to_found_ms: float
    opening_ms: float
    memory_mb: int
    disk_mb: int
    kinds: Mapping[str, tuple[float, float]]


class _Made:
    """Passages of words of one to four characters, as frequent as words are: the n-th a n-th as often as the first."""

    def __init__(self, seed: int) -> None:
        self._chance, self._drawn = random.Random(seed), np.random.default_rng(seed)
        self.words = [self._word() for _ in range(_WORDS)]
        self._weights = list(accumulate(1 / (place + 5) for place in range(_WORDS)))

    def _word(self) -> str:
        length = self._chance.choice((1, 2, 2, 2, 3, 4))
        return "".join(chr(0x4E00 + min(3000, int(self._chance.expovariate(1 / 600)))) for _ in range(length))

    def some(self, count: int) -> list[str]:
        return self._chance.choices(self.words, cum_weights=self._weights, k=count)

    def vectors(self, count: int) -> Vectors:
        drawn = self._drawn.standard_normal((count, DIMENSIONS), np.float32)
        vectors: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return vectors

    def passages(self, start: int, count: int) -> list[IndexedPassage]:
        return [self._passage(place) for place in range(start, start + count)]

    def _passage(self, place: int) -> IndexedPassage:
        report, number = f"{place // _PER_REPORT:064x}", place % _PER_REPORT + 1
        county = place // _PER_REPORT % 300
        themes = self._chance.sample(list(THEMES), self._chance.choice((0, 1, 1, 2)))
        return IndexedPassage(
            id=passage_id(report, number), report_id=report, number=number,
            text="".join(self.some(self._chance.randint(15, 80))),
            organ=f"{self.words[county]}县{self.words[place // _PER_REPORT % 40]}局", region=f"{self.words[county]}县",
            level="county", year=2015 + place // _PER_REPORT % 10, form="2021", section="problems", under=None,
            role=self._chance.choice(("problem", "measure", "context")),
            themes=tuple(ThemeScore(theme, self._chance.uniform(0.5, 1.0)) for theme in themes), failed=False,
        )  # fmt: skip


def measure_sizes(sizes: Sequence[int], folder: Path | None = None) -> Iterator[SearchMeasures]:
    """One after the other. ``folder``: where the indices are for as long as they are measured."""
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder, prefix="gouji-search-") as url:
            added, compacted = _alone(_fill, url, size)
            opened, found, memory, kinds = _alone(_ask, url, size)
            disk = sum(path.stat().st_size for path in Path(url).rglob("*") if path.is_file()) >> 20
            yield SearchMeasures(size, added, compacted, found, opened, memory, disk, kinds)


def as_json(measures: SearchMeasures) -> dict[str, object]:
    """As it is written to a file."""
    return asdict(measures)


def _alone(work: Callable[[str, int], Any], url: str, size: int) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, url, size).result()


def _fill(url: str, size: int) -> tuple[float, float]:
    async def fill() -> tuple[float, float]:
        made, adding = _Made(0), 0.0
        index = await PassageIndex.open(url, encoder=_ENCODER, dimensions=DIMENSIONS, writable=True)
        for start in range(0, size, _BATCH):
            passages = made.passages(start, min(_BATCH, size - start))
            vectors = made.vectors(len(passages))
            began = time.perf_counter()
            await index.replace({str(one.report_id) for one in passages}, passages, vectors)
            adding += time.perf_counter() - began
        began = time.perf_counter()
        await index.compact(wholly=True)
        return adding, time.perf_counter() - began

    return asyncio.run(fill())


def _ask(url: str, size: int) -> tuple[float, float, int, dict[str, tuple[float, float]]]:
    async def ask() -> tuple[float, float, int, dict[str, tuple[float, float]]]:
        made, began = _Made(1), time.perf_counter()
        index = await PassageIndex.open(url, encoder=_ENCODER, dimensions=DIMENSIONS)
        await _hybrid(index, made)()
        opened = (time.perf_counter() - began) * 1000
        kinds = {name: await _timed(kind) for name, kind in _kinds(index, made).items()}
        memory = _memory()
        await index.close()
        return opened, await _insert_to_found(url, made, size), memory, kinds

    return asyncio.run(ask())


def _kinds(index: PassageIndex, made: _Made) -> dict[str, Callable[[], Awaitable[object]]]:
    themed = PassageFilter(themes=(next(iter(THEMES)),), roles=("problem",))
    years = PassageFilter(years=(2020, 2021))
    return {
        "words": lambda: index.by_words([Term(word) for word in made.some(8)], _ALL, _DEPTH),
        "words, two years": lambda: index.by_words([Term(word) for word in made.some(8)], years, _DEPTH),
        "meaning": lambda: index.nearest(made.vectors(1)[0], _ALL, _DEPTH),
        "meaning, two years": lambda: index.nearest(made.vectors(1)[0], years, _DEPTH),
        "theme": lambda: index.listed(themed, sort="-theme", limit=_DEPTH),
        "text": lambda: index.containing(made.some(2), _ALL, 20),
        "facets": lambda: index.facets(_ALL),
        "words, meaning and theme at once": _hybrid(index, made),
    }


def _hybrid(index: PassageIndex, made: _Made) -> Callable[[], Awaitable[object]]:
    themed = PassageFilter(themes=(next(iter(THEMES)),), roles=("problem",))
    return lambda: asyncio.gather(
        index.by_words([Term(word) for word in made.some(8)], _ALL, _DEPTH),
        index.nearest(made.vectors(1)[0], _ALL, _DEPTH),
        index.listed(themed, sort="-theme", limit=_DEPTH),
    )


async def _timed(kind: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    took = []
    for _ in range(_QUERIES):
        began = time.perf_counter()
        await kind()
        took.append((time.perf_counter() - began) * 1000)
    return float(np.percentile(took, 50)), float(np.percentile(took, 95))


async def _insert_to_found(url: str, made: _Made, size: int) -> float:
    index = await PassageIndex.open(url, encoder=_ENCODER, dimensions=DIMENSIONS, writable=True)
    passages, vectors = made.passages(size, _PER_REPORT), made.vectors(_PER_REPORT)
    began = time.perf_counter()
    await index.replace({str(one.report_id) for one in passages}, passages, vectors)
    found = await index.nearest(vectors[0], _ALL, 1)
    took = (time.perf_counter() - began) * 1000
    await index.close()
    if found[0].passage != passages[0]:
        raise RuntimeError("a passage that was added was not found")
    return took


def _memory() -> int:
    """Megabytes that the process has now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def measure_text(one: SearchMeasures) -> str:
    """A line for the terminal."""
    kinds = "; ".join(f"{name} {p50:.1f}/{p95:.1f} ms" for name, (p50, p95) in one.kinds.items())
    return f"{one.passages} passages: {kinds}; {one.memory_mb} MB"


def page(facts: Mapping[str, object], measured: Sequence[SearchMeasures]) -> str:
    """The page ``search-bench.md``. ``facts``: the machine, the versions, the call."""
    known = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
    rows = [
        ("adding, s", [f"{one.adding_seconds:.1f}" for one in measured]),
        ("bringing the indices up to date, s", [f"{one.compacting_seconds:.1f}" for one in measured]),
        ("opening and the first query, ms", [f"{one.opening_ms:.0f}" for one in measured]),
        ("a report from insert to found, ms", [f"{one.insert_to_found_ms:.0f}" for one in measured]),
        ("memory of a reader, MB", [str(one.memory_mb) for one in measured]),
        ("on disk, MB", [str(one.disk_mb) for one in measured]),
        *(
            (f"{kind}, p50 / p95 ms", ["{:.1f} / {:.1f}".format(*one.kinds[kind]) for one in measured])
            for kind in (measured[0].kinds if measured else ())
        ),
    ]
    table = [f"| passages | {' | '.join(f'{one.passages:,}' for one in measured)} |", "|---|" + "---:|" * len(measured)]
    table += [f"| {name} | {' | '.join(values)} |" for name, values in rows]
    parts = ["# Bench of the search 检索性能", "Written by `gouji bench --search`.", known + ".", "\n".join(table)]
    parts.append(
        f"Made-up passages, random vectors of {DIMENSIONS} dimensions, up to {_DEPTH} hits; encoding not counted."
    )
    parts.append("![Growth](search-bench.svg)")
    return "\n\n".join(parts) + "\n"
