"""ZIP archives of reports: what is in them, under which names, and a report's bytes when they are asked for.

An archive is opened by its path and never loaded whole; nothing of it is written to disk but an archive within it,
into a temporary file without a name. ``zipfile`` does the reading; what is added here are the names of Chinese Windows,
the limits, and that a damaged archive is a ReadError whatever zipfile makes of it.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import tempfile
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from reports.errors import ReadError
from reports.formats.detecting import Kind, package_kind
from reports.limits import Limits

Chain = tuple[int, ...]
"""Where a report is: its place in the archive, or the place of an archive in there and its place in that."""

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRIES_A_REPORT = 10  # folders, pictures and all else that may be packed beside a report
_ENTRY_BYTES = 512  # of the directory, for a name and what belongs to it; few take a third of this
_CHUNK = 1 << 16
_UTF8_NAME = 0x0800  # the flags of an entry
_ENCRYPTED = 0x0001 | 0x0040
_UNICODE_NAME = 0x7075  # Info-ZIP's extra field
_DISK_IN_EXTRA_FIELD = 0xFFFF

# Deflate is what ZIP files of offices are packed with. zipfile unpacks bzip2 and LZMA too, but whatever it has read of
# them at once, and some 600 bytes of bzip2 can be 600 MB.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# What zipfile raises for damage: RuntimeError with NotImplementedError for flags and versions that make no sense,
# ValueError with UnicodeDecodeError for names that say they are in UTF-8 and are not.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, RuntimeError)


class Archive:
    """An archive that is open. ``names`` are those of ``entries``.

    Raises ReadError where it is damaged, a part of a split archive or has too many entries.
    """

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        most = limits.archive_files * _ENTRIES_A_REPORT
        too_many = ReadError("too_large", f"压缩包里的文件超过 {most:,} 个")
        with _damage_told("压缩包或文档已损坏或不完整，请重新下载或解压后再试"):
            self._zip = zipfile.ZipFile(_Bounded(stream, max(most * _ENTRY_BYTES, _CHUNK), too_many))
            self.entries = self._zip.infolist()
            if len(self.entries) > most:
                raise too_many
            _check_whole(self.entries)
        self.names = _decoded(self.entries)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._stream.close()

    def kind(self) -> Kind:
        """What the package is: "zip", or the format that its entries show ("docx", "odt")."""
        mimetype = b""
        if "mimetype" in self.names:
            with suppress(ReadError):
                mimetype = self.read(self.names.index("mimetype"), 200)
        return package_kind(self.names, mimetype)

    def read(self, place: int, limit: int) -> bytes:
        """The bytes of an entry; ReadError where they are broken, encrypted or more than the limit."""
        return b"".join(self._unpacked(place, limit))

    def head(self, place: int) -> bytes:
        """The first bytes of an entry, enough to tell its format; ReadError where there are none."""
        return next(self._unpacked(place, self._limits.source_bytes), b"")

    def nested(self, place: int) -> Archive:
        """An archive that is an entry of this one."""
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryFile())
            for piece in self._unpacked(place, self._limits.archive_bytes):
                file.write(piece)
            archive = Archive(file, self._limits)
            stack.pop_all()  # from here on it is the archive's to close
        return archive

    def _unpacked(self, place: int, limit: int) -> Iterator[bytes]:
        """An entry's bytes, piece by piece, and a ReadError in place of the one that goes beyond the limit."""
        entry = self.entries[place]
        if entry.flag_bits & _ENCRYPTED:
            raise ReadError("encrypted", "压缩包有密码，请去掉密码或解压后再试")
        if entry.compress_type not in _METHODS:
            raise ReadError(
                "unsupported_format", f"压缩方式（编号 {entry.compress_type}）不支持，请改用普通 ZIP 格式或解压后再试"
            )
        size = 0
        with _damage_told("压缩包里的这个文件已损坏或不完整，请重新下载或解压后再试"), self._zip.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if max(size, entry.file_size) > limit:
                    raise ReadError("too_large", f"文件过大：解压后超过 {limit:,} 字节")
                yield piece


class _Bounded:
    """A file that is never read by more than ``most`` bytes at once: zipfile takes in a directory of any size."""

    def __init__(self, stream: BinaryIO, most: int, refusal: ReadError) -> None:
        self._stream, self._most, self._refusal = stream, most, refusal

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise self._refusal
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return self._stream.seekable()


@contextmanager
def _damage_told(message: str) -> Iterator[None]:
    """Whatever damage makes zipfile raise, as one ReadError; OSError of the disk goes through."""
    try:
        yield
    except _DAMAGE as error:
        raise ReadError("broken", message) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise ReadError("broken", message) from error  # a place that no file can have


def _check_whole(entries: Sequence[zipfile.ZipInfo]) -> None:
    """That the directory found is the file's own and all of it is there.

    An archive that is cut off within an archive in it ends in the directory of that one, and zipfile would give the
    files of the inner for those of the outer. Then something stands before its first file.
    """
    if any(entry.volume not in (0, _DISK_IN_EXTRA_FIELD) for entry in entries):
        raise ReadError("unsupported_format", "这是分卷压缩包的一部分，请合并或解压后再试")
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise zipfile.BadZipFile("the first file is not at the beginning")


def looks_like_archive(path: Path) -> bool:
    """Whether a file begins as ZIP files do, DOCX among them. Raises OSError where it cannot be opened."""
    if not stat.S_ISREG(path.stat().st_mode):
        return False  # a pipe gives its bytes only once
    with path.open("rb") as stream:
        return stream.read(4).startswith(_MAGIC)


def open_archive(path: Path, limits: Limits) -> Archive:
    """Open an archive. Raises ReadError or OSError."""
    if path.stat().st_size > limits.archive_bytes:
        raise ReadError("too_large", f"压缩包过大：超过 {limits.archive_bytes:,} 字节")
    with ExitStack() as stack:
        archive = Archive(stack.enter_context(path.open("rb")), limits)
        stack.pop_all()
    return archive


_lock = threading.Lock()
_shelf: dict[tuple[Path, int, int, Limits, Chain], Archive] = {}


def read_member(path: Path, chain: Chain, limits: Limits) -> bytes:
    """The bytes of a report in an archive, or in an archive within it. Raises ReadError or OSError."""
    with _lock:
        try:
            return _shelved(path, chain[:-1], limits).read(chain[-1], limits.source_bytes)
        except IndexError as error:
            raise ReadError("broken", "压缩包在读取期间改变了") from error


def _shelved(path: Path, chain: Chain, limits: Limits) -> Archive:
    """An open archive. The last one of each depth stays open: its reports are mostly asked for one after the other."""
    state = path.stat()
    key = path, state.st_mtime_ns, state.st_size, limits, chain
    if key not in _shelf:
        archive = _shelved(path, chain[:-1], limits).nested(chain[-1]) if chain else open_archive(path, limits)
        for old in [old for old in _shelf if len(old[-1]) == len(chain)]:
            _shelf.pop(old).close()
        _shelf[key] = archive
    return _shelf[key]


def _decoded(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names. Those that do not say their encoding are all in UTF-8, or else all in that of Chinese Windows."""
    undeclared = [_packed_name(entry) for entry in entries if not entry.flag_bits & _UTF8_NAME]
    local = "utf-8" if _is_utf8(undeclared) else "gb18030"
    return [unicodedata.normalize("NFC", _name(entry, local)) for entry in entries]


def _packed_name(entry: zipfile.ZipInfo) -> bytes:
    """A name's bytes. zipfile has decoded them as IBM's code page 437 where they do not say that they are in UTF-8."""
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")


def _name(entry: zipfile.ZipInfo, local: str) -> str:
    packed = _packed_name(entry)
    field = _extra_field(entry.extra, _UNICODE_NAME)
    if field[:1] == b"\x01" and int.from_bytes(field[1:5], "little") == zlib.crc32(packed):
        return field[5:].decode("utf-8", "replace")
    return packed.decode("utf-8" if entry.flag_bits & _UTF8_NAME else local, "replace")


def _extra_field(extra: bytes, wanted: int) -> bytes:
    """The content of an extra field, empty where there is none of this kind."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == wanted:
            return extra[4 : 4 + length]
        extra = extra[4 + length :]
    return b""


def _is_utf8(names: Sequence[bytes]) -> bool:
    """Whether names are in UTF-8. Short ones in GBK can be valid UTF-8 by chance, but then of no Han character."""
    try:
        text = "".join(name.decode("utf-8") for name in names)
    except UnicodeDecodeError:
        return False
    return text.isascii() or any(character >= "\u0800" for character in text)
