"""A passage as the theme classifier sees it: what says nothing folded away, and where each character came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

TEXT_VERSION = 1
"""Changes whenever a model that was trained on the old text would misread the new one."""

# A point's own number: which place it has in its list says nothing of what it is about.
_NUMBER = re.compile(
    r"(?:[#*>\-—–·•●▪◆■]+|[(（]?[一二三四五六七八九十]{1,3}(?:[)）、.]|是要?|要)|其[一二三四五六]是?|[(（]?\d{1,2}[)）、.](?!\d)"
    r"|[①-⑳]|第[一二三四五六七八九十]{1,2}[,、:.是]|(?:问题|措施|不足)[一二三四五六七八九十\d]{0,2}:|[,、:.])"
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


class FoldedText(NamedTuple):
    """``text`` and, for each of its characters, where in the passage it stands (``origin``)."""

    text: str
    origin: tuple[int, ...]


def fold_passage(passage: str) -> FoldedText:
    """The passage in half-width lower case without white space and without its own number; every number is "0"."""
    characters = [(c, place) for place, c in _folded(passage)]
    text = "".join(c for c, _ in characters)
    origin = [place for _, place in characters]
    start = _end_of_number(text)
    parts: list[str] = []
    places: list[int] = []
    for match in _DIGITS.finditer(text, start):
        parts += [text[start : match.start()], "0"]
        places += [*origin[start : match.start()], origin[match.start()]]
        start = match.end()
    return FoldedText("".join([*parts, text[start:]]), (*places, *origin[start:]))


def _folded(passage: str) -> Iterator[tuple[int, str]]:
    for place, character in enumerate(passage):
        if character in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
            yield place, character  # NFKC would make a digit of it, which then is no number of a point any more
            continue
        for c in unicodedata.normalize("NFKC", character).lower():
            if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"):
                yield place, c


def _end_of_number(text: str) -> int:
    """Where the words begin; numbers may stand one in another: "(一)1."."""
    end = 0
    while match := _NUMBER.match(text, end):
        end = match.end()
    return end if end < len(text) else 0
