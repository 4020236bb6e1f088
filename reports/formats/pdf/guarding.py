"""Streams of a PDF that unpack to more than anyone needs, found before the file is opened."""

from __future__ import annotations

import re
import zlib

from reports.errors import ReadError
from reports.limits import Limits

_STREAM = re.compile(rb"\bstream\r?\n")
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b")
_MOST_CONTENT = 20_000_000  # bytes of what draws the pages: each takes up to twenty times as much memory
_DICTIONARY = 2_000  # bytes before a stream in which its dictionary stands
_CHUNK = 1 << 20


def check_streams(data: bytes, limits: Limits) -> None:
    """Raise ReadError("too_large") for a file whose streams unpack to more than the limits.

    Images are left out: those of scans are large, and only what a page shows of them is ever unpacked.
    """
    left, content = limits.unpacked_bytes, min(limits.unpacked_bytes, _MOST_CONTENT)
    for found in _STREAM.finditer(data):
        dictionary = data[max(0, found.start() - _DICTIONARY) : found.start()].rpartition(b"obj")[2]
        if _IMAGE.search(dictionary):
            continue
        if _PACKED.match(data, found.end()):
            size = _unpacked_size(data, found.end(), left)
        else:
            size = max(data.find(b"endstream", found.end()) - found.end(), 0)
        left -= size
        content -= 0 if _FONT.search(dictionary) else size
        if min(left, content) < 0:
            raise ReadError("too_large", "PDF 的内容解压后过大，不像是一份年度报告")


def _unpacked_size(data: bytes, start: int, limit: int) -> int:
    """What a stream unpacks to, one packed twice included; little more than ``limit`` if it is more."""
    outer, inner = zlib.decompressobj(), zlib.decompressobj()
    packed_twice = None
    size = 0
    source = memoryview(data)
    at = start
    try:
        while (at < len(data) or outer.unconsumed_tail) and not outer.eof and size <= limit:
            rest = outer.unconsumed_tail or source[at : at + _CHUNK]
            at += 0 if outer.unconsumed_tail else len(rest)
            chunk = outer.decompress(rest, _CHUNK)
            size += len(chunk)
            packed_twice = chunk[:1] == b"\x78" if packed_twice is None else packed_twice
            while packed_twice and chunk and size <= limit:
                size += len(inner.decompress(chunk, _CHUNK))
                chunk = inner.unconsumed_tail
    except zlib.error:
        return size
    return size
