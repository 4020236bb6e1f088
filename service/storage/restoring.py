"""Restoring a backup into an empty database and an empty store of originals, whichever kinds of these it came from.

Originals are made durable first; all rows, and the tables themselves, come in one transaction. What goes wrong before
its end leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, inspect, text, update
from sqlalchemy.exc import DBAPIError

from service.storage.backup_format import (
    CONTENTS,
    MANIFEST,
    ORIGINALS,
    TABLE_SUFFIX,
    TABLES,
    BackupError,
    Contents,
    Manifest,
    Progress,
    TableFacts,
    TableHead,
    silent,
)
from service.storage.filling import Row, fill, set_counters
from service.storage.reasons import first_line, reason_of
from service.storage.schema import LoadedPassageRow
from service.storage.store import Store
from service.storage.upgrading import alone, is_known, migrate, revision_of

_ROWS_AT_A_TIME = 500
_BYTES_AT_A_TIME = 8_000_000
_LONGEST_JSON = 100_000_000  # bytes of the manifest and of the contents

Model = TypeVar("Model", bound=BaseModel)


class NotEmpty(BackupError):
    """There is something already where a backup was to be restored."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. ``lost`` are originals that were lost before the backup was made."""

    manifest: Manifest
    reports: int
    originals: int
    lost: tuple[str, ...]


def restore(store: Store, source: IO[bytes], *, progress: Progress = silent) -> Restored:
    """Restore a backup. Raises BackupError and then has changed nothing; so does any other exception."""
    if next(iter(store.originals), None) is not None:
        raise NotEmpty("原件存储不是空的：备份只能恢复到空的数据库和空的原件存储")
    with ExitStack() as opened:
        with _reading():
            archive = opened.enter_context(tarfile.open(fileobj=source, mode="r|*"))
        work = _Restoring(store, archive, progress)
        try:
            with alone(store.database) as connection:
                restored = work.run(connection)
        except BaseException as error:
            work.undo()
            if isinstance(error, DBAPIError):
                raise BackupError(f"数据库没有接受备份中的数据：{reason_of(error)}") from error
            raise
    work.forget_unlisted()
    return restored


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever the libraries say of a file that is damaged, broken off or something else, said once."""
    try:
        yield
    except (tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BackupError(
            f"备份文件读不出：不是 Gouji 的备份，或者已损坏、不完整（{first_line(str(error)) or type(error).__name__}）"
        ) from error


class _Restoring:
    """A backup being restored."""

    def __init__(self, store: Store, archive: tarfile.TarFile, progress: Progress) -> None:
        self._store, self._archive, self._progress = store, archive, progress
        self._put: set[str] = set()  # originals that came into the store
        self._listed: set[str] = set()  # originals that there are rows of
        self._filled: dict[str, TableFacts] = {}

    def run(self, connection: Connection) -> Restored:
        """Take everything in, in a transaction of the database."""
        manifest = self._manifest()
        _prepare(connection, manifest)
        contents = self._take_all(connection, manifest)
        self._verify(connection, manifest, contents)
        set_counters(connection, manifest.tables)
        migrate(connection)
        connection.execute(update(LoadedPassageRow).values(made_with=None))  # no index here has them
        return Restored(manifest, self._filled["reports"].rows, contents.originals, contents.lost)

    def undo(self) -> None:
        """Remove the originals that came into the store."""
        for sha256 in self._put:
            self._store.originals.remove(sha256)

    def forget_unlisted(self) -> None:
        """Remove the originals whose reports were deleted while the backup was made."""
        for sha256 in self._put - self._listed:
            self._store.originals.remove(sha256)

    def _next(self) -> tarfile.TarInfo:
        with _reading():
            member = self._archive.next()
        if member is None:
            raise BackupError("备份文件不完整：它在中途断了")
        if not member.isreg():
            raise _damaged(member)
        return member

    def _manifest(self) -> Manifest:
        member = self._next()
        if member.name != MANIFEST:
            raise BackupError("这不是 Gouji 的备份")
        manifest = self._json(member, Manifest)
        if not is_known(manifest.revision):
            raise BackupError(f"这份备份由更新版本的 Gouji（{manifest.gouji}）所做，请先升级程序")
        return manifest

    def _take_all(self, connection: Connection, manifest: Manifest) -> Contents:
        while (member := self._next()).name != CONTENTS:
            if member.name.startswith(ORIGINALS):
                self._take_original(member)
            else:
                self._take_table(connection, manifest, member)
        return self._json(member, Contents)

    def _take_original(self, member: tarfile.TarInfo) -> None:
        sha256 = member.name.removeprefix(ORIGINALS)
        with _reading():
            data = self._stream(member).read()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise _damaged(member)
        self._put.add(sha256)
        self._store.originals.put(data, sha256)
        self._progress("原件", len(self._put), 0)

    def _take_table(self, connection: Connection, manifest: Manifest, member: tarfile.TarInfo) -> None:
        name = member.name.removeprefix(TABLES).removesuffix(TABLE_SUFFIX)
        known = name in manifest.tables and member.name == f"{TABLES}{name}{TABLE_SUFFIX}"
        if not known or name in self._filled:
            raise _damaged(member)
        digest, rows = hashlib.sha256(), 0
        lines = self._lines(member)
        try:
            first = next(lines, b"")
            digest.update(first)
            columns = TableHead.model_validate_json(first).columns
            if {each.name for each in columns} != {each["name"] for each in inspect(connection).get_columns(name)}:
                raise _damaged(member)
            for portion in _portions(lines):
                for line in portion:
                    digest.update(line)
                fill(connection, name, columns, [_row(line) for line in portion])
                rows += len(portion)
                self._progress(f"数据表 {name}", rows, 0)
        except (ValueError, TypeError) as error:  # no JSON, or values that are none of their columns
            raise _damaged(member) from error
        self._filled[name] = TableFacts(rows=rows, sha256=digest.hexdigest())

    def _verify(self, connection: Connection, manifest: Manifest, contents: Contents) -> None:
        """What has come is what was written, and every original that a row tells of is there, or is known as lost."""
        if contents.tables != self._filled or self._filled.keys() != set(manifest.tables):
            raise BackupError("备份文件已损坏：数据表与清单不符")
        self._listed = set(connection.scalars(text("SELECT sha256 FROM originals")))
        if self._listed - self._put != set(contents.lost):
            raise BackupError("备份文件已损坏：原件与清单不符")

    def _json(self, member: tarfile.TarInfo, model: type[Model]) -> Model:
        if member.size > _LONGEST_JSON:
            raise _damaged(member)
        with _reading():
            data = self._stream(member).read()
        try:
            return model.model_validate_json(data)
        except ValidationError as error:
            raise BackupError(f"备份中的 {member.name} 本程序看不懂：它已损坏，或由别的版本所做") from error

    def _lines(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        with _reading():
            stream = self._stream(member)
            while line := stream.readline():
                yield line

    def _stream(self, member: tarfile.TarInfo) -> IO[bytes]:
        stream = self._archive.extractfile(member)
        if stream is None:
            raise _damaged(member)
        return stream


def _prepare(connection: Connection, manifest: Manifest) -> None:
    """All tables as the backup has them, and empty; nobody else writes to them until the end."""
    found = revision_of(connection)
    if found is None:
        migrate(connection, manifest.revision)
    elif found != manifest.revision:
        raise NotEmpty(f"数据库的版本是 {found}，备份的是 {manifest.revision}：请恢复到一个还没有建表的数据库")
    quote = connection.dialect.identifier_preparer.quote
    there = inspect(connection).get_table_names()
    for name in manifest.tables:
        if name not in there:
            raise BackupError(f"备份中的数据表 {name!r} 本程序不认识")
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {quote(name)} IN EXCLUSIVE MODE"))
        if connection.execute(text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).first() is not None:
            raise NotEmpty(f"数据库不是空的（表 {name} 里有数据）：备份只能恢复到空的数据库和空的原件存储")


def _portions(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines, as many as are inserted at a time."""
    portion: list[bytes] = []
    size = 0
    for line in lines:
        portion.append(line)
        size += len(line)
        if len(portion) == _ROWS_AT_A_TIME or size > _BYTES_AT_A_TIME:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _row(line: bytes) -> Row:
    row = json.loads(line)
    if not isinstance(row, list):
        raise TypeError("a row is a list")
    return row


def _damaged(member: tarfile.TarInfo) -> BackupError:
    return BackupError(f"备份文件已损坏：{member.name!r} 不是应有的内容")
