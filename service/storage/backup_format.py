"""What a backup is: a tar file with these members, in this order.

- ``manifest.json``: the format, who made it when, the revision of the database and the names of its tables.
- ``originals/<sha256>``: the originals, each under its hash. There may be more of them than the tables tell of: the
  reports of these were deleted while the backup was made.
- ``tables/<name>.jsonl``: a table; first its columns with their kinds, then a row a line. A table comes after those
  that it refers to.
- ``contents.json``: what was written, with the hash of each table. A file without it is not whole.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, LargeBinary
from sqlalchemy.types import TypeEngine

from service.storage.schema import Instant

MANIFEST = "manifest.json"
CONTENTS = "contents.json"
ORIGINALS = "originals/"
TABLES = "tables/"
TABLE_SUFFIX = ".jsonl"
# Who is at work is of the moment, not of the data, and the search index is made anew from what is restored.
LEFT_OUT = frozenset({"workers", "leases", "indexed_reports"})

Kind = Literal["plain", "instant", "bytes", "json"]
Progress = Callable[[str, int, int], None]
"""Is told what is done now, how much of it is done and how much there is, 0 where that is not known."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class BackupError(RuntimeError):
    """A backup that cannot be made or used; its text is one line of Chinese, fit to be shown as it is."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class Manifest(_Data):
    """Where a backup comes from."""

    format: Literal["gouji/backup/1"] = "gouji/backup/1"
    gouji: str
    revision: str
    made_at: datetime
    tables: tuple[str, ...]


class TableFacts(_Data):
    """How many rows a table has, and the SHA-256 of its member."""

    rows: int
    sha256: str


class Contents(_Data):
    """What a backup holds. ``lost`` are originals that the tables tell of and that were missing or broken in the store
    already; ``originals`` counts the others.
    """

    tables: dict[str, TableFacts]
    originals: int
    lost: tuple[str, ...] = ()


class Column(_Data):
    """A column of a table in a backup."""

    name: str
    kind: Kind


class TableHead(_Data):
    """The first line of a table in a backup."""

    columns: tuple[Column, ...]


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """How a column's values are written."""
    if isinstance(column_type, Instant):
        return "instant"
    if isinstance(column_type, LargeBinary):
        return "bytes"
    return "json" if isinstance(column_type, JSON) else "plain"


def encoded(row: Sequence[Any], kinds: Sequence[Kind]) -> list[Any]:
    """A row's values as JSON has them."""
    return [_encode(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _encode(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind == "instant":
        return value.astimezone(UTC).isoformat()
    if kind == "bytes":
        return base64.b64encode(value).decode("ascii")
    return value
