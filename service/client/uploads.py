"""What is sent: a report's bytes and name, and many files as one body that is never in memory as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

Source = str | Path | bytes
"""A report to send: a file's path, or a file's bytes."""

NamedSource = Source | tuple[str, bytes]
"""A report among others: a path, or bytes, with a name of their own where there is one."""

FIELD = "files"
BYTES = "application/octet-stream"  # the service sees for itself what it is

Part = tuple[str, tuple[str, "bytes | FileBody", str]]


def content_and_name(source: Source, name: str | None) -> tuple[bytes, str | None]:
    """A report's bytes and what it is to be called. Raises OSError where a file cannot be read."""
    if isinstance(source, bytes):
        return source, name
    path = Path(source)
    return path.read_bytes(), name or path.name


def parts(sources: Iterable[NamedSource]) -> list[Part]:
    """The parts of a multipart body. Raises OSError at once where a file is not there."""
    return [(FIELD, _part(source, number)) for number, source in enumerate(sources, 1)]


def _part(source: NamedSource, number: int) -> tuple[str, bytes | FileBody, str]:
    if isinstance(source, tuple):
        return *source, BYTES
    if isinstance(source, bytes):
        return f"report-{number}", source, BYTES
    path = Path(source)
    return path.name, FileBody(path), BYTES


class FileBody:
    """A file that is open only while it is sent, so that thousands of them can be in one body."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:  # refuses here what would break off the sending
            self._size = os.fstat(stream.fileno()).st_size
        self._path = path
        self._stream: BinaryIO | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes; at the end of the file it is closed."""
        if self._stream is None:
            self._stream = self._path.open("rb")
        piece = self._stream.read(size)
        if not piece:
            self._close()
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Back to the start, or (for the length) to the end; nothing else is asked for."""
        self._close()
        return self._size if whence == os.SEEK_END else offset

    def tell(self) -> int:
        """The start: it is asked before anything is read."""
        return 0

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
