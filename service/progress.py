"""A display on the terminal, on standard error, of how far reading is and which file it is at."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from service.pipeline import Outcome

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_PATIENCE = 2.0  # seconds without an outcome after which it is shown however few the files
_MANY = 20  # files from which it is shown at once
_LONGEST_NAME = 40  # characters


def with_progress(
    outcomes: Iterator[Outcome],
    names: Sequence[str],
    *,
    shared: bool = False,
    patience: float = _PATIENCE,
    console: Console | None = None,
) -> Iterator[Outcome]:
    """Pass outcomes on, and show the count and the file in work where it takes long: a scan takes half a minute.

    ``shared``: outcomes are printed on the same terminal, so that the display makes room for each of them.
    """
    display = _Display(_progress(len(names), console), 0 if len(names) >= _MANY and not shared else patience)
    try:
        for name in names:
            display.show(name)
            outcome = next(outcomes)
            display.advance(hide=shared)
            yield outcome
    finally:
        display.hide()


def _progress(total: int, console: Console | None) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("读取"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    # Standard output stays what it is: it may be a file, and rich would send it to the terminal.
    progress = Progress(*columns, console=console or Console(stderr=True), transient=True, redirect_stdout=False)
    progress.add_task("", total=total)
    return progress


class _Display:
    """Shows itself from a timer's thread, as this one is reading then."""

    def __init__(self, progress: Progress, patience: float) -> None:
        self._progress, self._patience = progress, patience
        self._task = progress.task_ids[0]
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown = False

    def show(self, name: str) -> None:
        """The file that is read now."""
        from rich.markup import escape

        short = name if len(name) <= _LONGEST_NAME else "…" + name[1 - _LONGEST_NAME :]
        self._progress.update(self._task, description=escape(short))
        if not self._shown and self._timer is None:
            self._timer = threading.Timer(self._patience, self._start)
            self._timer.daemon = True
            self._timer.start()

    def advance(self, *, hide: bool) -> None:
        """It has been read."""
        self._progress.advance(self._task)
        if hide:
            self.hide()

    def hide(self) -> None:
        """Take the display away until the next file takes long."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._shown:
                self._shown = False
                self._progress.stop()

    def _start(self) -> None:
        with self._lock:
            if self._timer is not None and not self._shown:
                self._shown = True
                self._progress.start()
