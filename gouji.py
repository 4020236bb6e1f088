"""Gouji (勾稽): annual reports on government information disclosure as data.

    >>> import gouji
    >>> report = gouji.read("report.txt")
    >>> report.tables["requests"]["new_received"]["total"].value
    93
    >>> [check.id for check in report.checks if check.status == "failed"]
    []

This module is a door and no more: what lies behind it is ``service.pipeline``, and the types of a
report are those of ``reports.report``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.tagger import Tagger
    from reports.errors import ReadError
    from reports.report import Report

__version__ = "0.1.0"
__all__ = ["ReadError", "Report", "__version__", "read"]


def read(source: str | Path | bytes, *, name: str | None = None, tagger: Tagger | None = None) -> Report:
    """Read one report.

    ``source`` is a path, or the bytes of a file. ``name`` is what ``report.source.name`` says; without it
    the file's name. ``tagger`` takes the place of the shipped one.

    Raises ``ReadError`` (``.code``, ``.message``) where the bytes are no text that can be read, and
    ``OSError`` where the file cannot be opened. A text that is no such report gives a report with every
    cell missing and the warning ``not_a_report``.
    """
    from service.pipeline import read as read_source

    return read_source(source, name=name, tagger=tagger)


def __getattr__(name: str) -> Any:
    # The types are loaded when somebody asks for them: `import gouji` alone stays quick.
    if name == "Report":
        from reports.report import Report

        return Report
    if name == "ReadError":
        from reports.errors import ReadError

        return ReadError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
