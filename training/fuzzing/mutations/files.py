"""Damage to the bytes of a file, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

_LONGEST = 400  # bytes that are cut out or doubled at once
_TOKENS = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\x1a",
    b"\x0c",
    b"\x85",
    b"\x00" * 64,
    b"\xff" * 8,
    b"\x1b$B",
)
_CODECS = ("gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "big5", "utf-7", "latin-1", "shift_jis", "cp1252")


def _stretch(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randint(1, _LONGEST))


def flip(data: bytes, rng: Random) -> bytes:
    """Some bits the other way round."""
    changed = bytearray(data)
    for _ in range(min(len(data), rng.choice((1, 3, 20, 200)))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def overwrite(data: bytes, rng: Random) -> bytes:
    """A stretch of random bytes in place of as many others."""
    start, end = _stretch(data, rng)
    return data[:start] + rng.randbytes(end - start) + data[end:]


def delete(data: bytes, rng: Random) -> bytes:
    """A stretch cut out."""
    start, end = _stretch(data, rng)
    return data[:start] + data[end:]


def insert(data: bytes, rng: Random) -> bytes:
    """Bytes that mean something to a decoder, in a place where they do not belong."""
    for _ in range(rng.choice((1, 1, 5, 40))):
        start = rng.randrange(len(data) + 1)
        data = data[:start] + rng.choice(_TOKENS) + data[start:]
    return data


def duplicate(data: bytes, rng: Random) -> bytes:
    """A stretch several times."""
    start, end = _stretch(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 2, 20)) + data[end:]


def move(data: bytes, rng: Random) -> bytes:
    """A stretch in another place."""
    start, end = _stretch(data, rng)
    rest = data[:start] + data[end:]
    place = rng.randrange(len(rest) + 1)
    return rest[:place] + data[start:end] + rest[place:]


def truncate(data: bytes, rng: Random) -> bytes:
    """The beginning or the end alone."""
    place = rng.randrange(len(data) + 1)
    return data[:place] if rng.random() < 0.7 else data[place:]


def splice(data: bytes, other: bytes, rng: Random) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def reencode(data: bytes, rng: Random) -> bytes:
    """UTF-8 written in another encoding, in which not every character can be written."""
    return data.decode("utf-8", "replace").encode(rng.choice(_CODECS), "replace")


def mistake(data: bytes, rng: Random) -> bytes:
    """Read in a wrong encoding and written again: what a careless program leaves behind."""
    return data.decode(rng.choice(_CODECS[:6] + _CODECS[7:]), "replace").encode("utf-8", "surrogatepass")


def mix(data: bytes, rng: Random) -> bytes:
    """Two encodings in one file."""
    place = rng.randrange(len(data) + 1)
    return data[:place] + reencode(data[place:], rng)


def shift(data: bytes, rng: Random) -> bytes:
    """A byte lost or gained at the beginning: pairs of bytes are read across."""
    return data[1:] if rng.random() < 0.5 else rng.randbytes(1) + data


BYTES: Mapping[str, Callable[[bytes, Random], bytes]] = {
    function.__name__: function for function in (flip, overwrite, delete, insert, duplicate, move, truncate)
}
ENCODINGS: Mapping[str, Callable[[bytes, Random], bytes]] = {
    function.__name__: function for function in (reencode, mistake, mix, shift)
}
