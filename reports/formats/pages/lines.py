"""From words to lines of text, on a page and in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.formats.pages.content import Box, Word

_SAME_LINE = 0.5  # of the lower of two heights: how far words of one line overlap
_SPACE = 0.25  # of the height of the line: a gap that is a space
_DIGIT_SPACE = 0.15  # between digits: two numbers must not become one
_WIDE_SPACE = 0.7  # between Chinese characters, which stand apart in justified lines
_UPRIGHT = 1.5  # height to width of a word that is written downwards
_PADDING = 12.0  # points that a cell keeps free at both sides together, at most
_HAN = re.compile("[\u2e80-\u2fff\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·]")
_NUMBER_END = re.compile(r"[\d０-９.,，．]\Z")
_NUMBER_START = re.compile(r"[\d０-９.,，．]")


@dataclass(slots=True)
class TextLine:
    """Words side by side, from left to right; or ``downward``, from top to bottom."""

    words: list[Word]
    downward: bool = False

    @property
    def box(self) -> Box:
        return around(word.box for word in self.words)

    @property
    def certainty(self) -> float:
        return min(word.certainty for word in self.words)

    @property
    def height(self) -> float:
        """The height of its characters."""
        return max(_size(word) for word in self.words)

    @property
    def text(self) -> str:
        parts = [self.words[0].text]
        for before, word in pairwise(self.words):
            parts += [join_text(before.text, word.text) if self.downward else _between(before, word), word.text]
        return "".join(parts).strip()


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around ``boxes``."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def is_upright(word: Word) -> bool:
    """Whether a word is written downwards."""
    left, top, right, bottom = word.box
    return len(word.text) > 1 and bottom - top > _UPRIGHT * (right - left)


def _size(word: Word) -> float:
    left, top, right, bottom = word.box
    return right - left if is_upright(word) else bottom - top


def is_han(char: str) -> bool:
    """Whether a character is written without spaces between words."""
    return _HAN.match(char) is not None


def _between(before: Word, word: Word) -> str:
    gap = word.box.left - before.box.right
    size = min(_size(before), _size(word))
    ends = before.text[-1:], word.text[:1]
    share = _WIDE_SPACE if all(map(is_han, ends)) else _DIGIT_SPACE if all(map(str.isdigit, ends)) else _SPACE
    return " " if gap > share * size else ""


def make_lines(words: Iterable[Word]) -> list[TextLine]:
    """Words as lines, from top to bottom. Small ones (a raised figure) go to the line that they stand in."""
    lines: list[TextLine] = []
    boxes: list[Box] = []
    for word in sorted(words, key=lambda word: (word.box.top + word.box.bottom, word.box.left)):
        place = next(
            (i for i in range(len(lines) - 1, max(len(lines) - 4, -1), -1) if _stands_in(word, boxes[i])), None
        )
        if place is None:
            lines.append(TextLine([word]))
            boxes.append(word.box)
        else:
            lines[place].words.append(word)
    for line in lines:
        line.words.sort(key=lambda word: word.box.left)
    return lines


def _stands_in(word: Word, box: Box) -> bool:
    shared = min(word.box.bottom, box.bottom) - max(word.box.top, box.top)
    return shared >= _SAME_LINE * min(word.box.bottom - word.box.top, box.bottom - box.top)


def cell_lines(words: Sequence[Word]) -> list[TextLine]:
    """The words of a cell as lines; text that is written downwards as one line."""
    downwards = [word for word in words if is_upright(word)]
    if downwards and len(downwards) >= len(words) - len(downwards):
        return [TextLine(_in_order(words), downward=True)]
    return make_lines(words)


def cell_text(lines: Sequence[TextLine], box: Box) -> str:
    """The text of a cell: lines that were broken for want of room are joined, other breaks stay."""
    if not lines:
        return ""
    parts = [lines[0].text]
    for before, line in pairwise(lines):
        together = is_broken(before, line, box.right - box.left)
        parts += [join_text(before.text, line.text) if together else "\n", line.text]
    return "".join(parts)


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Columns of text that is written downwards, in the order in which the source writes them."""
    ordered: list[Word] = []
    for word in words:
        below = ordered and word.box.left < ordered[-1].box.right and ordered[-1].box.left < word.box.right
        ordered.insert(len(ordered) - bool(below and word.box.top < ordered[-1].box.top), word)
    return ordered


def is_broken(before: TextLine, line: TextLine, width: float) -> bool:
    """Whether a line ends because the next one's beginning has no room in it."""
    room = width - (before.box.right - before.box.left)
    first = line.words[0]
    needed = line.height if is_han(first.text[0]) else first.box.right - first.box.left
    return before.downward or line.downward or room < needed + _PADDING


def join_text(before: str, after: str) -> str:
    """What stands where a line was broken: nothing within Chinese text, a space within Latin. Numbers stay apart."""
    if _NUMBER_END.search(before) and _NUMBER_START.match(after):
        return "\n"
    return "" if is_han(before[-1:]) or is_han(after[:1]) else " "
