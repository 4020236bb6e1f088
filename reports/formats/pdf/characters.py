"""The characters of a PDF's text layer, and the words that they make."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from reports.formats.pages.content import Box, Rule, Word
from reports.formats.pdf.geometry import Matrix

_TOUCHING = 0.12  # of a character's size: a gap within a word
_OVERLAP = 0.5  # how far a character may reach back into the one before
_SAME_LINE = 0.5  # of the lower of two characters: how far they overlap
_STACKED = 0.35  # of a character's size: a gap between two that stand one below the other
_TWICE, _TWICE_DOWN = 0.35, 0.2  # of its width and height: a second one this near is the same, drawn again for bold
_SLANT = 0.1  # quarters of a turn: text that stands slanted is a watermark
_CROSSING = 0.6  # points: characters nearer than this touch; a line this far inside a character's box is beside it


_SAME_BOX = 0.01  # points
_DESCENT = 0.12  # of a font's size: what stands below the line
_HYPHENS = "\x02\u00ad"  # as the library gives one at a line's end
_UNKNOWN = ("\ufffd", "\uffff")


class Char(NamedTuple):
    """A character and its box. ``turns``: by how many times 90° clockwise it stands turned. ``spaced``: after a
    space."""

    text: str
    box: Box
    turns: int
    spaced: bool
    unknown: bool  # the file does not say which character its shape stands for


class TextLayer(NamedTuple):
    """The characters that a page shows, in the order in which it draws them, and how many stand slanted."""

    chars: list[Char]
    slanted: int


def read_chars(text_page: Any, matrix: Matrix, page_turns: int, shown: Box, limit: int) -> TextLayer:
    """The visible characters within ``shown``; blanks between them show in ``spaced``."""
    boxes = _Boxes(text_page, matrix)
    chars: list[Char] = []
    spaced = True
    slanted = 0
    for index, code in _codes(text_page, limit):
        text = _clean(chr(code)) if code else "\ufffd"
        if not text:
            spaced = spaced or code in (0x20, 0xA0, 0x3000) or pdfium.FPDFText_IsGenerated(text_page, index) == 1
            continue
        quarters = pdfium.FPDFText_GetCharAngle(text_page, index) / (math.pi / 2)
        box = boxes.of(index, text)
        if abs(quarters - round(quarters)) > _SLANT:
            slanted += 1
        elif _is_within(box, shown):
            turns = (page_turns + round(quarters)) % 4  # the library counts clockwise
            unknown = text in _UNKNOWN or unicodedata.category(text[0]) in ("Co", "Cn")
            unknown = unknown or pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1
            chars.append(Char(text, box, turns, spaced, unknown))
            spaced = False
    return TextLayer(chars, slanted)


def _codes(text_page: Any, limit: int) -> Iterator[tuple[int, int]]:
    """Each character's index and code point; the halves of one beyond the basic plane are put together."""
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text_page), limit)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        yield index, code


def _is_within(box: Box, shown: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return shown.left <= x <= shown.right and shown.top <= y <= shown.bottom


_Corners = tuple[float, float, float, float]  # left, bottom, right, top, as PDF counts


class _Boxes:
    """The boxes of characters: as wide as they advance, as high as their font."""

    def __init__(self, text_page: Any, matrix: Matrix) -> None:
        self._page, self._matrix = text_page, matrix
        self._loose, self._font = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def of(self, index: int, text: str) -> Box:
        left, right, bottom, top = self._tight
        pdfium.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        tight = left.value, bottom.value, right.value, top.value
        loose = tight
        if pdfium.FPDFText_GetLooseCharBox(self._page, index, self._loose):
            loose = self._loose.left, self._loose.bottom, self._loose.right, self._loose.top
        if max(abs(edge - other) for edge, other in zip(tight, loose, strict=True)) < _SAME_BOX:
            loose = self._from_font(index, text, tight)
        return self._matrix.box(*loose)

    def _from_font(self, index: int, text: str, tight: _Corners) -> _Corners:
        """For some fonts the library knows no more than the ink, and a dash or 一 is hardly any."""
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        known = pdfium.FPDFText_GetMatrix(self._page, index, self._font)
        if not known or abs(self._font.b) + abs(self._font.c) > 0.01 * abs(self._font.a) or self._font.d <= 0:
            return tight
        pdfium.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        width, height = size * self._font.a, size * self._font.d
        left, base = self._x.value, self._y.value
        wide = unicodedata.east_asian_width(text[0]) in "WF"
        right = left + width if wide else max(tight[2], left)
        box = min(left, tight[0]), base - _DESCENT * height, max(right, tight[2]), base + (1 - _DESCENT) * height
        # A font of size 1 within a scaled matrix, and whatever else does not fit the ink: the ink it is.
        return box if box[1] <= tight[3] and tight[1] <= box[3] and tight[3] - tight[1] <= 1.5 * height else tight


def _clean(char: str) -> str:
    """A character as text: blanks and control characters are nothing, radicals are the characters they look like."""
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char)
    if unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc", "Cf"):
        return "-" if char in _HYPHENS else ""
    return char


def page_turns(chars: Sequence[Char]) -> int:
    """How the text of a page stands: by how many times 90° clockwise most of its characters are turned."""
    counts = Counter(char.turns for char in chars)
    turns, times = counts.most_common(1)[0] if counts else (0, 0)
    return turns if 2 * times > len(chars) else 0


def without_doubles(chars: Iterable[Char]) -> list[Char]:
    """Characters without those drawn twice, which makes them look bold."""
    seen: dict[tuple[str, int, int], list[Box]] = {}
    kept: list[Char] = []
    for char in chars:
        box = char.box
        size = max(box.bottom - box.top, box.right - box.left, 1.0)
        x, y = int(box.left // size), int(box.top // size)
        near = (other for dx in (-1, 0, 1) for dy in (-1, 0, 1) for other in seen.get((char.text, x + dx, y + dy), ()))
        if any(_is_double(box, other) for other in near):
            continue
        seen.setdefault((char.text, x, y), []).append(box)
        kept.append(char)
    return kept


def _is_double(box: Box, other: Box) -> bool:
    across, down = abs(box.left - other.left), abs(box.top - other.top)
    return across <= _TWICE * (box.right - box.left) and down <= _TWICE_DOWN * (box.bottom - box.top)


class Walls:
    """The ruled lines of a page, to tell whether one stands between two characters."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        boxes = [rule.box for rule in rules if not rule.is_horizontal]
        self._posts = sorted(((box.left + box.right) / 2, box.top, box.bottom) for box in boxes)
        boxes = [rule.box for rule in rules if rule.is_horizontal]
        self._beams = sorted(((box.top + box.bottom) / 2, box.left, box.right) for box in boxes)

    def post_between(self, left: float, right: float, y: float) -> float | None:
        """Where an upright line crosses the level ``y`` between two places."""
        return _first(self._posts, left, right, y)

    def beam_between(self, top: float, bottom: float, x: float) -> float | None:
        return _first(self._beams, top, bottom, x)


def _first(lines: Sequence[tuple[float, float, float]], low: float, high: float, at: float) -> float | None:
    index = bisect_right(lines, (low,))
    while index < len(lines) and lines[index][0] <= high:
        if lines[index][1] <= at <= lines[index][2]:
            return lines[index][0]
        index += 1
    return None


def make_words(chars: Iterable[Char], walls: Walls, certainty: float = 1.0) -> tuple[list[Word], int]:
    """Words in the order in which the page draws them, and how many numbers run over a ruled line."""
    runs: list[list[Char]] = []
    downwards = False
    overruns = 0
    for char in chars:
        before = runs[-1][-1] if runs else None
        if before is not None and not char.spaced and before.turns == char.turns:
            single = len(runs[-1]) == 1
            if char.turns == 0 and (single or not downwards) and _follows(before, char):
                post = _post(before, char, walls)
                if post is None or _overruns(before, char, post):
                    overruns += post is not None and before.text.isdigit() and char.text.isdigit()
                    runs[-1].append(char)
                    downwards = False
                    continue
            elif (single or downwards) and _goes_down(before, char, walls):
                runs[-1].append(char)
                downwards = True
                continue
        runs.append([char])
        downwards = False
    return [_word(run, certainty) for run in runs], overruns


def _word(run: Sequence[Char], certainty: float) -> Word:
    lefts, tops, rights, bottoms = zip(*(char.box for char in run), strict=True)
    return Word("".join(char.text for char in run), Box(min(lefts), min(tops), max(rights), max(bottoms)), certainty)


def _follows(before: Char, char: Char) -> bool:
    """Whether a character stands right beside the one before it."""
    height = min(before.box.bottom - before.box.top, char.box.bottom - char.box.top)
    shared = min(before.box.bottom, char.box.bottom) - max(before.box.top, char.box.top)
    size = max(height, 1.0)
    gap = char.box.left - before.box.right
    return shared >= _SAME_LINE * height and -_OVERLAP * size <= gap <= _TOUCHING * size


def _post(before: Char, char: Char, walls: Walls) -> float | None:
    y = (max(before.box.top, char.box.top) + min(before.box.bottom, char.box.bottom)) / 2
    left = (before.box.left + before.box.right) / 2
    return walls.post_between(left, (char.box.left + char.box.right) / 2, y)


def _overruns(before: Char, char: Char, post: float) -> bool:
    """Whether a text that is too long for its cell runs over the line between two characters.

    Texts of two cells never touch each other, and a line never runs through one of them.
    """
    touching = char.box.left - before.box.right <= _CROSSING
    return touching or post < before.box.right - _CROSSING or post > char.box.left + _CROSSING


def _goes_down(before: Char, char: Char, walls: Walls) -> bool:
    """Whether a character stands right below the one before it (or above, in text that is turned to read upwards).

    Numbers one below the other are no text that is written downwards.
    """
    if before.turns == 0 and before.text.isdigit() and char.text.isdigit():
        return False
    first, second = (char, before) if char.turns == 3 else (before, char)
    size = max(char.box.right - char.box.left, before.box.right - before.box.left, 1.0)
    gap = second.box.top - first.box.bottom
    middles = [(box.left + box.right) / 2 for box in (before.box, char.box)]
    if abs(middles[0] - middles[1]) > _STACKED * size or not -_OVERLAP * size <= gap <= _STACKED * size:
        return False
    top, bottom = (first.box.top + first.box.bottom) / 2, (second.box.top + second.box.bottom) / 2
    return walls.beam_between(top, bottom, middles[0]) is None
