"""Gouji (勾稽): annual reports on government information disclosure as data.

    >>> import gouji
    >>> report = gouji.read("report.docx")
    >>> report.tables["requests"]["new_received"]["total"].value
    93
    >>> [check.id for check in report.checks if check.status == "failed"]
    []

This module is a door and no more: what lies behind it is ``service.pipeline``, and the types of a
report are those of ``reports.report``. ``gouji.Client`` asks a service that runs elsewhere, see docs/client.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.tagger import Tagger
    from models.themes import Classifier
    from reports.errors import ReadError
    from reports.report import Report
    from service.client import AsyncClient, Client, ServiceError
    from service.pipeline import Failure

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "Client",
    "Failure",
    "ReadError",
    "Report",
    "ServiceError",
    "__version__",
    "read",
    "read_many",
]


def read(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    tagger: Tagger | None = None,
    classifier: Classifier | None = None,
) -> Report:
    """Read one report.

    ``source`` is a path, or the bytes of a file. ``name`` is what ``report.source.name`` says; without it
    the file's name. ``tagger`` and ``classifier`` take the place of the shipped ones.

    Raises ``ReadError`` (``.code``, ``.message``) where the bytes cannot be read, and ``OSError`` where the
    file cannot be opened. A text that is no such report gives a report with every cell missing and the
    warning ``not_a_report``. A ZIP archive of reports is for ``read_many``.
    """
    from service.pipeline import read as read_source

    return read_source(source, name=name, tagger=tagger, classifier=classifier)


def read_many(sources: str | Path | Iterable[str | Path], *, jobs: int = 1) -> Iterator[Report | Failure]:
    """Read many reports: those of files, of folders with all below them, and of ZIP archives.

    What cannot be read is a ``Failure`` (``.name``, ``.code``, ``.message``) in its place. With ``jobs`` over 1
    that many processes read.
    """
    from service.inputs import expand
    from service.pipeline import read_many as read_inputs

    paths = [sources] if isinstance(sources, str | Path) else sources
    yield from read_inputs(expand([str(path) for path in paths]).items, jobs=jobs)


def __getattr__(name: str) -> Any:
    # The types are loaded when somebody asks for them: `import gouji` alone stays quick.
    if name == "Report":
        from reports.report import Report

        return Report
    if name == "Failure":
        from service.pipeline import Failure

        return Failure
    if name == "ReadError":
        from reports.errors import ReadError

        return ReadError
    if name in ("AsyncClient", "Client", "ServiceError"):
        import service.client

        return getattr(service.client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
