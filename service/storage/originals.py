"""The originals: bytes under their own hash, in a directory or, through fsspec, in an object store.

What ``put`` has returned from is durable: in a directory the file and the folder that names it are synced to disk; an
object store answers when it has the object. A file never has its final name before it is whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from service.storage.durable import sync_folder

_TEMPORARY = ".part"


class OriginalMissing(LookupError):
    """The store has no bytes under a hash that should have some."""


class OriginalBroken(ValueError):
    """The bytes under a hash are not the ones that were stored there."""


class Originals:
    """A content-addressed store: ``ab/cd/abcd…`` below a root, which is a path or a URL that fsspec knows."""

    def __init__(self, url: str | Path) -> None:
        self._files, self._root = fsspec.core.url_to_fs(str(url), use_listings_cache=False)  # others write too
        self._root = self._root.rstrip("/")
        self._is_local = isinstance(self._files, LocalFileSystem)

    def put(self, data: bytes, sha256: str | None = None) -> str:
        """Keep bytes; returns their hash. Bytes that are there already are not written again."""
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        if self.size(sha256) == len(data):
            return sha256
        if self._is_local:
            _write_durably(Path(self._path(sha256)), data)
        else:
            self._files.pipe_file(self._path(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash. Raises OriginalMissing, OriginalBroken."""
        try:
            data = cast(bytes, self._files.cat_file(self._path(sha256)))
        except FileNotFoundError as error:
            raise OriginalMissing(sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OriginalBroken(sha256)
        return data

    @contextmanager
    def as_file(self, sha256: str) -> Iterator[Path]:
        """A file with the bytes under a hash, to be read and not changed, for what is too large to be held in memory.

        Raises OriginalMissing. Whether the bytes are the right ones is for the reader to see.
        """
        if self._is_local:
            path = Path(self._path(sha256))
            if not path.is_file():
                raise OriginalMissing(sha256)
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
            path = Path(folder, sha256)
            try:
                self._files.get_file(self._path(sha256), str(path))
            except FileNotFoundError as error:
                raise OriginalMissing(sha256) from error
            yield path

    def size(self, sha256: str) -> int | None:
        """How many bytes there are under a hash; None where there are none."""
        try:
            return cast(int, self._files.size(self._path(sha256)))
        except FileNotFoundError:
            return None

    def remove(self, sha256: str) -> None:
        """Forget the bytes under a hash, if there are any."""
        try:
            self._files.rm_file(self._path(sha256))
        except FileNotFoundError:
            return

    def check(self) -> None:
        """Find out whether bytes can be kept. Raises OSError where they cannot, or another error of an object store."""
        if self._is_local:
            Path(self._root).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._root) as probe:
                probe.write(b"\0")
        else:
            self._files.exists(self._root)

    def __iter__(self) -> Iterator[str]:
        """All hashes, sorted."""
        found = cast(Any, self._files.find(self._root)) if self._files.exists(self._root) else []
        yield from sorted(name for path in found if len(name := path.rsplit("/", 1)[-1]) == 64)

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _write_durably(path: Path, data: bytes) -> None:
    for folder in reversed([path.parent, *path.parent.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}{_TEMPORARY}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
