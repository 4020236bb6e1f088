"""Damage to what is packed: the entries of a ZIP archive (DOCX), the objects and streams of a PDF."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random

DOCUMENT_PART = "word/document.xml"
_NAMES = (
    "word/document.xml",
    "../../x",
    "[Content_Types].xml",
    "word/",
    "_rels/.rels",
    "词/文.xml",
    "a" * 300,
    "/etc/x",
)
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_DIGITS = re.compile(rb"\d+")
_NUMBERS = (b"0", b"-1", b"1", b"65535", b"4294967296", b"99999999999999999999", b"0.00001")
_WORDS = re.compile(rb"endobj|endstream|stream|obj|xref|trailer|startxref|/Kids|/Count|/Length|/Type|/Parent|/Contents")
_MOST_UNPACKED = 5_000_000  # bytes of a stream


def unpack(data: bytes) -> dict[str, bytes]:
    """The entries of an archive by name, in its order. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive, always the same bytes for the same entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return stream.getvalue()


def _entries(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive with its entries changed; as it is where other damage has made it none."""
    try:
        entries = unpack(data)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return data
    change(entries)
    return pack(entries)


def lose_entry(data: bytes, rng: Random) -> bytes:
    """An entry lost."""

    def change(entries: dict[str, bytes]) -> None:
        entries.pop(rng.choice([*entries, ""]), None)

    return _entries(data, change)


def rename_entry(data: bytes, rng: Random) -> bytes:
    """An entry under another name."""

    def change(entries: dict[str, bytes]) -> None:
        if entries:
            entries[rng.choice(_NAMES)] = entries.pop(rng.choice(list(entries)))

    return _entries(data, change)


def swap_entries(data: bytes, rng: Random) -> bytes:
    """The contents of two entries in each other's places."""

    def change(entries: dict[str, bytes]) -> None:
        if entries:
            one, other = rng.choice(list(entries)), rng.choice(list(entries))
            entries[one], entries[other] = entries[other], entries[one]

    return _entries(data, change)


def damage_entry(data: bytes, rng: Random) -> bytes:
    """An entry cut off, emptied, or with another byte somewhere."""

    def change(entries: dict[str, bytes]) -> None:
        if not entries:
            return
        name = rng.choice(list(entries))
        content = entries[name]
        place = rng.randrange(len(content) + 1)
        entries[name] = rng.choice((b"", content[:place], content[:place] + rng.randbytes(1) + content[place + 1 :]))

    return _entries(data, change)


def streams(data: bytes, rng: Random) -> bytes:
    """The numbers inside a PDF's packed streams: where glyphs stand, and which."""
    share = rng.choice((0.01, 0.1))

    def number(found: re.Match[bytes]) -> bytes:
        return rng.choice(_NUMBERS) if rng.random() < share else found[0]

    def stream(found: re.Match[bytes]) -> bytes:
        if rng.random() < 0.5:
            return found[0]
        try:
            content = zlib.decompressobj().decompress(found[2], _MOST_UNPACKED)
        except zlib.error:
            return found[0]
        return found[1] + zlib.compress(_DIGITS.sub(number, content), 1) + found[3]

    return _STREAM.sub(stream, data)


def numbers(data: bytes, rng: Random) -> bytes:
    """Numbers outside of the streams: of objects, lengths, places, sizes."""
    return _outside(data, rng, _DIGITS, lambda _: rng.choice(_NUMBERS))


def words(data: bytes, rng: Random) -> bytes:
    """The words that hold a PDF together, lost, doubled or exchanged."""
    others = (b"", b"endobj", b"stream", b"/Kids", b"/Count", b"/Length", b"null", b"<<", b">>", b"[")
    return _outside(data, rng, _WORDS, lambda old: rng.choice((*others, old * 2)))


def _outside(data: bytes, rng: Random, pattern: re.Pattern[bytes], new: Callable[[bytes], bytes]) -> bytes:
    share = rng.choice((0.002, 0.02, 0.2))
    parts, at = [], 0
    for found in [*_STREAM.finditer(data), None]:
        between = data[at : found.start(2)] if found else data[at:]
        parts.append(pattern.sub(lambda hit: new(hit[0]) if rng.random() < share else hit[0], between))
        if found:
            parts.append(found[2])
            at = found.end(2)
    return b"".join(parts)


ZIP: Mapping[str, Callable[[bytes, Random], bytes]] = {
    function.__name__: function for function in (lose_entry, rename_entry, swap_entries, damage_entry)
}
PDF: Mapping[str, Callable[[bytes, Random], bytes]] = {
    function.__name__: function for function in (streams, numbers, words)
}
