"""Reading with several processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import service.workers as workers
from reports.report import Report
from service.pipeline import Failure, Input, read_many


def _die_or_read(item: Input) -> workers._Answer:
    """A worker's task that kills its process for one name and fails for all others."""
    if item.name == "deadly":
        os._exit(9)
    return Failure(item.name, None, "empty", "文件是空的")


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


@pytest.mark.skipif(os.name == "nt", reason="no fork")
def test_a_worker_that_dies_fails_its_own_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    context = workers.multiprocessing.get_context("fork")
    monkeypatch.setattr(workers.multiprocessing, "get_context", lambda _: context)
    monkeypatch.setattr(workers, "_read_in_worker", _die_or_read)
    items = [Input(Path(name), name) for name in ("a", "deadly", "b", "c")]
    outcomes = list(workers.read_in_workers(items, 2))
    assert [(outcome.name, outcome.code) for outcome in outcomes if isinstance(outcome, Failure)] == [
        ("a", "empty"), ("deadly", "internal"), ("b", "empty"), ("c", "empty"),
    ]  # fmt: skip


def test_a_processor_at_least() -> None:
    assert workers.processors() >= 1
