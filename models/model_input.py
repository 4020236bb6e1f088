"""What the tagger's model sees of a Document: one token sequence with borders, blanks and number shapes.

The Document's segments are joined into a *view*: a string in which widths are folded, numbers stand as one
shape mark, an empty cell is a mark, and the middle of long running text is left out. A fast tokenizer cuts
the view into pieces; every token keeps its ``[start, end)`` in ``Document.text``. Borders cost no tokens: a
token's *type* says what stands before it (nothing, a space, a newline, a line's or a cell's border) and, at
a cell's beginning, the cell's column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reports.document import Document, Mark

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EMPTY = "\ue000"  # an empty segment
ELIDED = "\ue001"  # the middle of long running text
MARKED = "\ue002"  # a segment that the reader marked as furniture or debris
LATIN = "\ue003"  # two or more Latin letters
ZERO, ZEROS = "\ue010", "\ue011"  # 0; 00, 000, ...
ONE_DIGIT, TWO_DIGITS, THREE_DIGITS, FOUR_DIGITS, MANY_DIGITS = "\ue012", "\ue013", "\ue014", "\ue015", "\ue016"
YEAR = "\ue017"  # 19xx, 20xx
DECIMAL, GROUPED = "\ue018", "\ue019"  # 12.50; 1,234
VIEW_MARKS = (
    EMPTY, ELIDED, MARKED, LATIN, ZERO, ZEROS, ONE_DIGIT, TWO_DIGITS, THREE_DIGITS, FOUR_DIGITS, MANY_DIGITS,
    YEAR, DECIMAL, GROUPED,
)  # fmt: skip
INPUT_VERSION = 1  # goes up with every change of what a model sees: older weights are refused then
BORDER = "\u2029"  # between segments in the view; white space, so no tokenizer keeps it

# Token types. A token inside a segment: what stands between it and the token before it.
ATTACHED, SPACED, GAPPED, BROKEN = 0, 1, 2, 3  # nothing; one space; a tab or several spaces; a newline
IN_CELL = 4  # added to the four above inside a cell
LINE_START = 8
COLUMNS = 16  # columns from here on share the last type
CELL_START, ALIGNED_CELL_START = 16, 16 + COLUMNS  # plus the column
TYPE_COUNT = 48

ELISION_MINIMUM, ELISION_HEAD, ELISION_TAIL = 28, 12, 6  # code points
MAX_TOKENS = 120_000  # about 80 times an ordinary report; what follows is not shown to the model

_SPACE, _NEWLINE = " ", "\n"
_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff"
_PIECES = re.compile(
    r"(?P<number>[0-9]+(?:,[0-9]{3})*(?![0-9])(?:\.[0-9]+)?|[0-9]+)"
    r"|(?P<latin>[A-Za-z]{2,})"
    rf"|(?P<run>[{_HAN},、]{{{ELISION_MINIMUM},}})"
    r"|(?P<repeated>([^\w\s\ue000-\uf8ff])\5{2,})"
)
# Words whose neighbourhood may hold a border that the source lost: never left out of the view.
_PROTECTED = re.compile(
    "[一二三四五六七八九十][、,]|总体情况|主动公开政府|收到和处理|复议|诉讼|存在的|需要报告|信息内容|第二十|申请人情况"
    "|自然人|行政许可|行政处罚|行政强制|收费|年度报告|结果|总计|新收|结转|予以公开|部分公开|不予|无法提供|其他处理"
)


class PieceEncoding(Protocol):
    """What an encoding of the ``tokenizers`` library offers."""

    @property
    def ids(self) -> list[int]: ...
    @property
    def offsets(self) -> list[tuple[int, int]]: ...


class PieceTokenizer(Protocol):
    """A ``tokenizers.Tokenizer``: offsets are in code points of the string it was given."""

    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> PieceEncoding: ...


@dataclass(frozen=True, slots=True)
class View:
    """The model's view: ``start[i]``, ``end[i]`` are the stretch of Document.text behind ``text[i]``;
    ``segment[i]`` its segment's index (-1 for a border)."""

    text: str
    start: Ints
    end: Ints
    segment: Ints


@dataclass(frozen=True, slots=True)
class ModelInput:
    """A Document as tokens, in text order. All arrays have one entry per token.

    ``ids`` and ``types`` go into the model; ``start``, ``end`` are the token's ``[start, end)`` in
    Document.text (zero-width for an empty segment), ``segment`` the index of its segment, ``spaced``
    whether white space stands between it and the token before it in the same segment.
    """

    ids: Ints
    types: Ints
    start: Ints
    end: Ints
    segment: Ints
    spaced: Bools

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def empty(self) -> Bools:
        """Which tokens stand for an empty segment."""
        return np.asarray(self.start == self.end)


def _fold_character(code: int) -> str | None:
    """The model's view of one character: always one character, so that positions stay; None if unchanged."""
    character = chr(code)
    category = unicodedata.category(character)
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return _NEWLINE
    if character == "\t":
        return None
    if character.isspace() or category in ("Cc", "Cf", "Zs"):
        return _SPACE
    if category in ("Co", "Cs"):  # private use: bullets of symbol fonts; our own marks live there
        return "□"
    if category == "Pd" or character in "─━−﹣－":
        return "-"
    for group, folded in (("“”„‟〝〞「」『』＂", '"'), ("‘’‚‛＇", "'"), ("〔【［﹝", "["), ("〕】］﹞", "]")):
        if character in group:
            return folded
    normal = unicodedata.normalize("NFKC", character)
    if len(normal) > 1:  # ⑴ ⒈ ㈠: a numbering in one character
        normal = normal.strip("().")
    return normal if len(normal) == 1 and normal != character else None


def _fold_table() -> dict[int, str]:
    ranges = ((0x00, 0x20), (0x7F, 0x100), (0x1680, 0x1681), (0x2000, 0x3400), (0xD800, 0xFB00), (0xFE00, 0x10000))
    folded = ((code, _fold_character(code)) for low, high in ranges for code in range(low, high))
    return {code: character for code, character in folded if character is not None and chr(code) != character}


_FOLD = _fold_table()


def fold(text: str) -> str:
    """``text`` with widths, quotes, dashes and white space unified, every character at its old position."""
    return text.translate(_FOLD)


def number_shape(number: str) -> str:
    """The mark of a number written with ASCII digits, "," between thousands and a decimal point."""
    if "." in number:
        return DECIMAL
    if "," in number:
        return GROUPED
    if not number.strip("0"):
        return ZERO if len(number) == 1 else ZEROS
    if len(number) == 4:
        return YEAR if number.startswith(("19", "20")) else FOUR_DIGITS
    return (ONE_DIGIT, TWO_DIGITS, THREE_DIGITS, FOUR_DIGITS, FOUR_DIGITS, FOUR_DIGITS, MANY_DIGITS)[
        min(len(number), 7) - 1
    ]


def _substitute(text: str, codes: NDArray[np.uint32], end: Ints) -> Bools:
    """Put marks for numbers, letters and long running text into ``codes``; which characters stay."""
    drops: list[tuple[int, int]] = []
    for match in _PIECES.finditer(text):
        start, stop = match.span()
        kind = match.lastgroup
        if kind == "number":
            codes[start] = ord(number_shape(match.group()))
            keep = start + 1
        elif kind == "latin":
            codes[start] = ord(LATIN)
            keep = start + 1
        elif kind == "repeated":
            keep = start + 2
        else:
            start, stop = start + ELISION_HEAD, stop - ELISION_TAIL
            if _PROTECTED.search(text, start - 2, stop + 2):
                continue
            codes[start] = ord(ELIDED)
            keep = start + 1
        if keep < stop:
            end[keep - 1] = end[stop - 1]
            drops.append((keep, stop))
    kept = np.ones(len(text) + 1, dtype=np.int64)
    if drops:
        edges = np.asarray(drops)
        change = np.zeros(len(text) + 1, dtype=np.int64)
        change[edges[:, 0]] += 1
        change[edges[:, 1]] -= 1  # distinct edges: the matches are disjoint and each keeps a character
        kept = np.cumsum(change) == 0
    return kept[:-1].astype(bool)


def _visible(document: Document) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The view's parts and, for each, ``(text position of its first character, length, segment)``.

    A part begins with a border, placed at the character before its segment, save where a mark cut it off
    from the part before it."""
    text = fold(document.text)
    marks = document.marks
    parts: list[str] = []
    places: list[tuple[int, int, int]] = []
    next_mark = 0
    for index, segment in enumerate(document.segments):
        start, end = segment[0], segment[1]
        while next_mark < len(marks) and marks[next_mark].end <= start:
            next_mark += 1
        if start == end:
            parts.append(BORDER + EMPTY)
            places.append((start - 1, 2, index))
        elif next_mark < len(marks) and marks[next_mark].start < end:
            stretches = _unmarked(text, start, end, marks, next_mark)
            if not stretches:
                parts.append(BORDER + MARKED)
                places.append((start - 1, 2, index))
            for number, (low, high) in enumerate(stretches):
                border = "" if number else BORDER
                parts.append(border + text[low:high])
                places.append((low - len(border), high - low + len(border), index))
        else:
            parts.append(BORDER + text[start:end])
            places.append((start - 1, end - start + 1, index))
    return parts, places


def _unmarked(text: str, start: int, end: int, marks: tuple[Mark, ...], first: int) -> list[tuple[int, int]]:
    """The stretches of ``[start, end)`` outside of the marks, without those of white space only."""
    stretches: list[tuple[int, int]] = []
    at = start
    for mark in marks[first:]:
        if mark.start >= end:
            break
        if mark.start > at:
            stretches.append((at, mark.start))
        at = max(at, mark.end)
    if at < end:
        stretches.append((at, end))
    return [(low, high) for low, high in stretches if not text[low:high].isspace()]


def view(document: Document) -> View:
    """The model's view of a Document."""
    parts, places = _visible(document)
    text = "".join(parts)
    if not text:
        none = np.zeros(0, dtype=np.int64)
        return View("", none, none, none)
    table = np.asarray(places, dtype=np.int64)
    lengths = table[:, 1]
    first = np.cumsum(lengths) - lengths
    start = np.arange(len(text)) + np.repeat(table[:, 0] - first, lengths)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).copy()
    end = start + 1
    starts = np.fromiter((segment[0] for segment in document.segments), np.int64, len(document.segments))
    ends = np.fromiter((segment[1] for segment in document.segments), np.int64, len(document.segments))
    segment = np.repeat(table[:, 2], lengths)
    whole = (codes == ord(EMPTY)) | (codes == ord(MARKED))
    start[whole], end[whole] = starts[segment[whole]], ends[segment[whole]]
    kept = _substitute(text, codes, end)
    segment[codes == ord(BORDER)] = -1
    shown = codes[kept].tobytes().decode("utf-32-le")
    return View(shown, start[kept], end[kept], segment[kept])


def encode(document: Document, tokenizer: PieceTokenizer, *, limit: int = MAX_TOKENS) -> ModelInput:
    """A Document as the model's tokens; at most ``limit`` of them."""
    seen = view(document)
    if len(seen.text) > 4 * limit:  # more characters than that many tokens hold: no need to cut them all up
        part = slice(4 * limit)
        seen = View(seen.text[part], seen.start[part], seen.end[part], seen.segment[part])
    encoding = tokenizer.encode(seen.text, add_special_tokens=False)
    ids = np.asarray(encoding.ids, dtype=np.int64)[:limit]
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)[:limit]
    first, last = offsets[:, 0], offsets[:, 1] - 1
    segment = seen.segment[first]
    types, spaced = _types(document, seen, first, last, segment)
    return ModelInput(ids, types, seen.start[first], seen.end[last], segment, spaced)


def _types(document: Document, seen: View, first: Ints, last: Ints, segment: Ints) -> tuple[Ints, Bools]:
    """Token types and whether white space stands before each token inside its segment."""
    codes = np.frombuffer(seen.text.encode("utf-32-le"), dtype=np.uint32)
    # Up to 2 a space, 1000 a newline: one running sum tells both.
    weight = np.zeros(len(codes) + 1, dtype=np.int64)
    weight[1:] = (codes == ord(_SPACE)) + 2 * (codes == ord("\t")) + 1_000_000 * (codes == ord(_NEWLINE))
    total = np.cumsum(weight)
    before = np.zeros(len(first), dtype=np.int64)
    before[1:] = total[first[1:]] - total[last[:-1] + 1]
    types = np.minimum(before, 2)
    types[before >= 1_000_000] = BROKEN
    count = len(document.segments)
    column = np.fromiter((item[4] for item in document.segments), np.int64, count)
    grid = np.fromiter((-1 if item[2] is None else item[2] for item in document.segments), np.int64, count)
    aligned = np.asarray([grid_.aligned for grid_ in document.grids] + [False])
    cell = grid >= 0
    opening = np.where(
        cell, np.where(aligned[grid], ALIGNED_CELL_START, CELL_START) + np.clip(column, 0, COLUMNS - 1), LINE_START
    )
    starts = np.ones(len(segment), dtype=bool)
    starts[1:] = segment[1:] != segment[:-1]
    types = np.where(starts, opening[segment], types + IN_CELL * cell[segment])
    return types, (before > 0) & ~starts
