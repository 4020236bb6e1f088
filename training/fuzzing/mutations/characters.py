"""Damage to the characters of a text: what Unicode has beyond letters and digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from random import Random

_COMBINING = "\u0300\u0301\u0308\u20dd\u20e3\u3099\u0338\ufe0f\U000e0100"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_SURROGATES = "\ud800\udbff\udc00\udfff\ud83d"
_PRIVATE = "\ue000\ue001\ue002\ue003\ue010\ue017\uf8ff\U000f0000\U0010ffff"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u115f\u3164\u2800"
_CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x1b\x1c\x1d\x1e\x1f\x7f\x80\x85\u2028\u2029\ufffd\ufffe\uffff"
_SPACES = "\u00a0\u1680\u2000\u2003\u2009\u202f\u205f\u3000\t "
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("0123456789", "OlZ3456T89", strict=True)),
        **{"一": "⼀", "二": "⼆", "行": "⾏", "政": "政", "、": "､", "（": "(", "）": ")", "总": "總", "计": "計"},
        **{"|": "∣", "\t": "␉", "结": "結", "开": "開", "请": "請"},
    }
)


def _sprinkle(text: str, rng: Random, characters: str) -> str:
    """Characters of a sort strewn over the text."""
    share = rng.choice((0.002, 0.02, 0.3))
    return "".join(c + rng.choice(characters) if rng.random() < share else c for c in text)


def combining(text: str, rng: Random) -> str:
    """Marks over characters; or a heap of them over one."""
    place = rng.randrange(len(text) + 1)
    heap = rng.choice(_COMBINING) * rng.choice((0, 500))
    return _sprinkle(text[:place] + heap + text[place:], rng, _COMBINING)


def bidi(text: str, rng: Random) -> str:
    """Turns of the direction of writing."""
    return _sprinkle(text, rng, _BIDI)


def surrogates(text: str, rng: Random) -> str:
    """Halves of characters."""
    return _sprinkle(text, rng, _SURROGATES)


def private(text: str, rng: Random) -> str:
    """Characters of private use, among them those that the tagger's input gives a meaning of its own."""
    return _sprinkle(text, rng, _PRIVATE)


def invisible(text: str, rng: Random) -> str:
    """Characters without width."""
    return _sprinkle(text, rng, _INVISIBLE)


def controls(text: str, rng: Random) -> str:
    """Control characters and line ends of other sorts."""
    return _sprinkle(text, rng, _CONTROLS)


def spaces(text: str, rng: Random) -> str:
    """Spaces of every width, between any two characters."""
    return _sprinkle(text, rng, _SPACES)


def lookalikes(text: str, rng: Random) -> str:
    """Characters that look like the right ones."""
    share = rng.choice((0.05, 1.0))
    return "".join(c.translate(_LOOKALIKES) if rng.random() < share else c for c in text)


def normalized(text: str, rng: Random) -> str:
    """Another normal form of Unicode."""
    return unicodedata.normalize(rng.choice(("NFC", "NFD", "NFKC", "NFKD")), text)


def widths(text: str, rng: Random) -> str:
    """ASCII in full width."""
    share = rng.choice((0.1, 1.0))
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < share else c for c in text)


def exotic(text: str, rng: Random) -> str:
    """Characters from anywhere in Unicode in place of others."""
    share = rng.choice((0.01, 0.2))
    return "".join(chr(rng.randrange(0x110000)) if rng.random() < share else c for c in text)


CHARACTERS: Mapping[str, Callable[[str, Random], str]] = {
    function.__name__: function
    for function in (
        *(combining, bidi, surrogates, private, invisible),
        *(controls, spaces, lookalikes, normalized, widths, exotic),
    )
}
