"""Downloads: a file has its name only when all of it has arrived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from service.client.calls import LongTable, SearchTable

_FORMATS = ("csv", "xlsx", "parquet", "ndjson")


def table_format(wanted: str | None, path: Path) -> LongTable:
    """The format that is wanted, else the one of the file's suffix, else CSV. Raises ValueError."""
    suffix = path.suffix.lower().removeprefix(".")
    chosen = wanted or (suffix if suffix in _FORMATS else "csv")
    if chosen not in _FORMATS:
        raise ValueError(f"没有 {chosen!r} 这种格式，只有 {'、'.join(_FORMATS)}")
    return cast(LongTable, chosen)


def search_format(wanted: str | None, path: Path) -> SearchTable:
    """The same of found passages. Raises ValueError."""
    chosen = table_format(wanted, path)
    if chosen == "ndjson":
        raise ValueError("检索结果没有 'ndjson' 这种格式，只有 csv、xlsx、parquet")
    return chosen


@contextmanager
def saving(path: Path) -> Iterator[BinaryIO]:
    """A file to write into; what breaks off leaves nothing, and a file that was there before as it was."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
