"""The display of how far reading is."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import pytest
from rich.console import Console

from reports.report import Report
from service.pipeline import Failure, Outcome
from service.progress import with_progress

MakeReport = Callable[..., Report]


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100)


def _shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _failures(*names: str, wait: Callable[[], bool] = lambda: True) -> Iterator[Outcome]:
    for name in names:
        until = time.monotonic() + 5
        while not wait() and time.monotonic() < until:
            time.sleep(0.01)
        yield Failure(name, None, "empty", "文件是空的")


@pytest.mark.parametrize("shared", [False, True])
def test_nothing_changes_on_the_way(shared: bool, make_report: MakeReport, console: Console) -> None:
    outcomes = [make_report(rest="0")] * 25
    assert list(with_progress(iter(outcomes), ["a"] * 25, shared=shared, console=console)) == outcomes


def test_the_file_in_work_is_shown_while_it_takes_long(console: Console) -> None:
    slow = _failures("[慢].pdf", wait=lambda: "[慢].pdf" in _shown(console))
    assert len(list(with_progress(slow, ["[慢].pdf"], patience=0, console=console))) == 1
    assert "[慢].pdf" in _shown(console) and "0/1" in _shown(console)


def test_what_is_quick_is_not_shown(console: Console) -> None:
    list(with_progress(_failures("a", "b"), ["a", "b"], patience=60, console=console))
    assert _shown(console) == ""


def test_on_a_shared_terminal_it_makes_room_for_each_outcome(console: Console) -> None:
    waiting = iter(["a", "b"])
    name = next(waiting)
    outcomes = with_progress(
        _failures("a", "b", wait=lambda: name in _shown(console)), ["a", "b"], shared=True, patience=0, console=console
    )
    for _ in outcomes:
        before = _shown(console)
        time.sleep(0.15)  # longer than the display waits between two drawings
        assert _shown(console) == before
        name = next(waiting, "")
