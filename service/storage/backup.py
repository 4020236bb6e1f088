"""Making a backup while the service runs: all tables as of one moment, and every original that they tell of.

Originals are copied first and the tables after them, so that the database is held still only for a short while. What
arrives in between is added before the tables are written; what is deleted in between is in no table, and only its
bytes stay in the backup (restoring leaves them out).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

import gouji
from service.storage.backup_format import (
    CONTENTS,
    LEFT_OUT,
    MANIFEST,
    ORIGINALS,
    TABLE_SUFFIX,
    TABLES,
    BackupError,
    Column,
    Contents,
    Manifest,
    Progress,
    TableFacts,
    TableHead,
    encoded,
    kind_of,
    silent,
)
from service.storage.durable import sync_folder
from service.storage.originals import OriginalBroken, OriginalMissing
from service.storage.schema import Base, OriginalRow, ReportRow
from service.storage.store import Store
from service.storage.upgrading import head, require_current, revision_of

_ROWS_AT_A_TIME = 200
_FEW = 200  # originals that may be copied while the database is held still
_ATTEMPTS = 20  # to find a moment in which no original is deleted


@dataclass(frozen=True, slots=True)
class Made:
    """What is in a backup that was made. ``lost`` are the originals that should be in it and are not."""

    reports: int
    originals: int
    lost: tuple[str, ...]


def back_up(store: Store, target: IO[bytes], *, compress: bool = False, progress: Progress = silent) -> Made:
    """Write a backup. Raises BackupError, SchemaError."""
    require_current(store.database)
    with tarfile.open(fileobj=target, mode="w|gz" if compress else "w|", format=tarfile.PAX_FORMAT) as archive:
        names = tuple(table.name for table in _tables())
        manifest = Manifest(gouji=gouji.__version__, revision=head(), made_at=datetime.now(UTC), tables=names)
        _add_json(archive, MANIFEST, manifest.model_dump_json())
        return _Backup(store, archive, progress).run()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only once it is whole and on disk. Only its owner may read it: keys are in it."""
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


class _Backup:
    """A backup being made."""

    def __init__(self, store: Store, archive: tarfile.TarFile, progress: Progress) -> None:
        self._store, self._archive, self._progress = store, archive, progress
        self._copied: set[str] = set()
        self._lost: set[str] = set()

    def run(self) -> Made:
        while len(new := self._not_copied()) > _FEW:
            self._copy_all(new)
        for _ in range(_ATTEMPTS):
            with self._store.database.reading() as session:
                if not self._copy_all(self._not_copied(session)):
                    continue  # one was deleted after this moment: a later one is without it
                return self._write_tables(session)
        raise BackupError("备份期间不断有报告被删除，没有完成，请稍后再试")

    def _not_copied(self, session: Session | None = None) -> list[str]:
        if session is None:
            with self._store.database.reading() as own:
                return self._not_copied(own)
        listed = session.scalars(select(OriginalRow.sha256).order_by(OriginalRow.sha256))
        return [sha256 for sha256 in listed if sha256 not in self._copied and sha256 not in self._lost]

    def _copy_all(self, hashes: list[str]) -> bool:
        """Copy originals up to one that is deleted; whether there was none."""
        total = len(self._copied) + len(hashes)
        return all(self._copy(sha256, total) for sha256 in hashes)

    def _copy(self, sha256: str, total: int) -> bool:
        try:
            data = self._store.originals.get(sha256)
        except (OriginalMissing, OriginalBroken):
            found = self._look_again(sha256)
            if found is None:
                return sha256 in self._lost
            data = found
        _add(self._archive, ORIGINALS + sha256, io.BytesIO(data), len(data))
        self._copied.add(sha256)
        self._progress("原件", len(self._copied), total)
        return True

    def _look_again(self, sha256: str) -> bytes | None:
        """With the lock that deleting takes: the bytes; None where they were deleted or, then noted, are lost."""
        with self._store.database.writing() as session:
            if session.get(OriginalRow, sha256, with_for_update=True) is None:
                return None
            try:
                return self._store.originals.get(sha256)
            except (OriginalMissing, OriginalBroken):
                self._lost.add(sha256)
                return None

    def _write_tables(self, session: Session) -> Made:
        if revision_of(session.connection()) != head():
            raise BackupError("备份期间数据库被升级，没有完成，请重新备份")
        listed = set(session.scalars(select(OriginalRow.sha256)))
        tables = _tables()
        facts = {}
        for done, table in enumerate(tables):
            self._progress("数据表", done, len(tables))
            facts[table.name] = self._write_table(session, table)
        self._progress("数据表", len(tables), len(tables))
        lost = tuple(sorted(self._lost & listed))
        contents = Contents(tables=facts, originals=len(listed) - len(lost), lost=lost)
        _add_json(self._archive, CONTENTS, contents.model_dump_json())
        reports = session.scalar(select(func.count()).select_from(ReportRow)) or 0
        return Made(reports, contents.originals, lost)

    def _write_table(self, session: Session, table: Table) -> TableFacts:
        """A table, by way of a temporary file: a tar file says first how long a member is."""
        rows, digest = 0, hashlib.sha256()
        with tempfile.TemporaryFile() as spool:
            for line in _lines(session, table):
                spool.write(line)
                digest.update(line)
                rows += 1
            size = spool.tell()
            spool.seek(0)
            _add(self._archive, f"{TABLES}{table.name}{TABLE_SUFFIX}", spool, size)
        return TableFacts(rows=rows - 1, sha256=digest.hexdigest())


def _tables() -> list[Table]:
    """The tables that are in a backup, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    """The columns, then the rows in the order of their key."""
    kinds = [kind_of(column.type) for column in table.columns]
    columns = (Column(name=column.name, kind=kind) for column, kind in zip(table.columns, kinds, strict=True))
    yield TableHead(columns=tuple(columns)).model_dump_json().encode() + b"\n"
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_A_TIME)
    for row in session.execute(query):
        text = json.dumps(encoded(row, kinds), ensure_ascii=False, separators=(",", ":"))
        yield text.encode() + b"\n"


def _add_json(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    _add(archive, name, io.BytesIO(data), len(data))


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    archive.addfile(member, stream)
