"""Reading with several processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import service.workers as workers
from reports.report import Report
from service.pipeline import Failure, Input, read_many

COMMANDED = "tests.service.reading.readers:commanded"


def test_outcomes_come_in_order_and_failures_in_their_place(tmp_path: Path) -> None:
    items = []
    for number in range(12):
        path = tmp_path / f"{number}.txt"
        path.write_text("" if number % 4 == 1 else f"第{number}份\n", encoding="utf-8")
        items.append(Input(path, path.name))
    outcomes = list(read_many(items, jobs=2))
    names = [outcome.name if isinstance(outcome, Failure) else outcome.source.name for outcome in outcomes]
    assert names == [item.name for item in items]
    assert [number for number, outcome in enumerate(outcomes) if isinstance(outcome, Failure)] == [1, 5, 9]
    assert all(outcome.text for outcome in outcomes if isinstance(outcome, Report))


def test_a_worker_that_dies_fails_its_own_file_only() -> None:
    sources = {"a": b"", "deadly": b"die", "b": b"", "c": b""}
    items: list[Input | Failure] = [Input(None, name, data=data) for name, data in sources.items()]
    items.insert(1, Failure("before", None, "not_found", "没有这个文件"))
    outcomes = list(workers.read_in_workers(items, 2, reader=COMMANDED))
    assert [(outcome.name, outcome.code) for outcome in outcomes if isinstance(outcome, Failure)] == [
        ("a", "empty"), ("before", "not_found"), ("deadly", "crashed"), ("b", "empty"), ("c", "empty"),
    ]  # fmt: skip


def test_no_more_is_taken_from_the_source_than_needed() -> None:
    taken = []

    def source() -> Iterator[Input]:
        for number in range(100):
            taken.append(number)
            yield Input(None, str(number), data=b"")

    outcomes = workers.read_in_workers(source(), 2, reader=COMMANDED)
    for _ in range(3):
        next(outcomes)
    del outcomes
    assert len(taken) <= 3 + 2 * workers._AHEAD


def test_nothing_to_read_starts_nothing() -> None:
    assert list(workers.read_in_workers([], 2, reader="none:none")) == []


def test_a_processor_at_least() -> None:
    assert workers.processors() >= 1
