"""A view of text in which titles, organs and years can be matched, with every position kept.

White space and invisible characters are left out, full-width forms become half-width, traditional forms
simplified; each remaining character stands for exactly one of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.identity_data import TITLE_END, TRADITIONAL

NO_GAP, SPACE, BORDER, FAR = range(4)
_ENDS_AS_TITLE = re.compile(rf"(?:{TITLE_END.pattern})\Z")
_NUMBERED = re.compile(r"\(?[一二三四五六七八九十\d]{1,3}[、.)]|第[一二三四五六七八九十]+部分|\|")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f")
_OTHER_FORMS = {
    "【": "(", "】": ")", "﹙": "(", "﹚": ")", "﹑": "、", "–": "-", "─": "—", "━": "—", "‐": "-", "・": "·",
}  # fmt: skip


@cache
def fold_char(char: str) -> str:
    """The folded form of one character: one character, or "" for white space."""
    if char.isspace() or char in _INVISIBLE:
        return ""
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    return _OTHER_FORMS.get(char) or TRADITIONAL.get(char, char)


def nearest_end(line: str, wanted: str) -> tuple[int, int]:
    """Fewest edits that make an end of ``line`` into ``wanted`` (semi-global Levenshtein), and where it begins."""
    row = [(0, i) for i in range(len(line) + 1)]
    for depth, letter in enumerate(wanted, 1):
        new = [(depth, 0)]
        for i, char in enumerate(line, 1):
            exchanged = (row[i - 1][0] + (char != letter), row[i - 1][1])
            new.append(min(exchanged, (row[i][0] + 1, row[i][1]), (new[i - 1][0] + 1, new[i - 1][1])))
        row = new
    return row[-1]


def fold(text: str) -> str:
    """The folded text alone."""
    return "".join(map(fold_char, text))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text``; ``at[i]`` is the source position of its character i, ``gap[i]`` what stood before it.

    ``gap`` is NO_GAP, SPACE, BORDER (a line's or cell's border) or FAR (several empty lines); it has one
    item more than the text, for the end.
    """

    text: str
    at: list[int]
    gap: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of ``text[start:end]``, which must not be empty."""
        return self.at[start], self.at[end - 1] + 1


def fold_stretches(source: str, stretches: list[tuple[int, int, int]]) -> Folded:
    """Fold the given stretches ``(start, end, gap before)`` of a source as one text."""
    chars: list[str] = []
    at: list[int] = []
    gap: list[int] = []
    pending = BORDER
    for start, end, before in stretches:
        pending = max(pending, before)
        for position in range(start, end):
            char = source[position]
            folded = fold_char(char)
            if not folded:
                if char.isspace():
                    pending = max(pending, BORDER if char in "\n\r" else SPACE)
                continue
            chars.append(folded)
            at.append(position)
            gap.append(pending)
            pending = NO_GAP
    gap.append(BORDER)
    return Folded("".join(chars), at, gap)


def unwrapped(lines: list[str]) -> str:
    """Folded lines joined by newlines, except where a paragraph is broken at the width of a page.

    A title has no full stop either, and yet no paragraph goes on behind it.
    """
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        goes_on = len(before) >= 16 and before[-1] not in "。;!?:" and not _NUMBERED.match(line)
        goes_on = goes_on and not _ENDS_AS_TITLE.search(before) and not _is_bar(before)
        parts.append(line if goes_on or not parts else "\n" + line)
    return "".join(parts)


def _is_bar(line: str) -> bool:
    """Whether a line holds nothing but labels and what they say: 主题分类：综合政务 有效性：有效."""
    return line.count(":") > 1 and not re.search("[。,;]", line)
