"""Where tables without ruled cells begin and end among the lines of pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.formats.blocks import is_heading, is_value
from reports.formats.pages.lines import is_han
from reports.formats.pages.loose_labels import is_caption
from reports.formats.pages.loose_pieces import Piece
from reports.formats.pages.loose_rows import ROW_START
from reports.formats.pages.loose_tables import Line, LooseTable, build_tables, make_line
from reports.formats.pages.parts import LinePart

_GAP = 0.9  # heights of a line: what sets a value apart from what stands beside it
_MOST_BETWEEN = 60  # lines of labels between two lines with values
_MOST_ABOVE = 40  # lines of a header, and of rows whose values are all blank
_WIDEST_STEP = 4.5  # heights of a line between two lines of a table
_WIDEST_PITCH = 2.0  # heights of a line between two lines of a remark
_ROW_LINES = 4  # lines of a row's label and values that may stand level with those of its remark
_LONGEST_LABEL = 46
_MANY_VALUES = 5
_HEADED = 5  # lines after a caption that belong to it
_MOST_LINES = 600  # no report's table is longer
_STOPS = ("；", "：", ":", "，", "！")
_SECTION = re.compile(
    r"第[一二三四五六七八]部分|[（(]?[一二三四五六七八][)）、.．，]\s*.{2,30}(?:情况|问题|事项|措施|工作|不足)[：:]?\Z"
)
_SAME_SIZE = 1.15


def find_tables(parts: Sequence[LinePart]) -> list[LinePart | LooseTable]:
    """The lines, with the tables that they make in their place. Marked lines stand before the table they stand in."""
    plain = [part for part in parts if part.mark is None]
    lines = [make_line(part) for part in plain]
    regions = _regions(lines)
    if not regions:
        return list(parts)
    found: list[LinePart | LooseTable] = []
    order = {id(part): index for index, part in enumerate(parts)}
    at = 0
    for first, last in regions:
        begin, end = order[id(plain[first])], order[id(plain[last - 1])] + 1
        found += [*parts[at:begin], *(part for part in parts[begin:end] if part.mark)]
        found += list(build_tables(lines[first:last]))
        at = end
    return [*found, *parts[at:]]


def _regions(lines: Sequence[Line]) -> list[tuple[int, int]]:
    regions: list[tuple[int, int]] = []
    at = floor = 0
    while at < len(lines):
        if not _is_row(lines[at]):
            at += 1
            continue
        last = _end(lines, at)
        rows = [line for line in lines[at:last] if _is_row(line)]
        most = max(sum(piece.is_value for piece in line.pieces) for line in rows)
        if (len(rows) >= 2 or most >= _MANY_VALUES) and last - at <= _MOST_LINES:
            first = _begin(lines, at, floor)
            regions.append((first, last))
            floor = last
        at = last
    return regions


def _is_row(line: Line) -> bool:
    """Whether values stand apart in a line, beside a label or each other."""
    pieces = line.pieces
    if len(pieces) < 2 or not all(_is_short(piece.text) for piece in pieces):
        return False
    height = line.part.line.height
    return (
        any(
            (before.is_value or piece.is_value) and piece.box.left - before.box.right >= _GAP * height
            for before, piece in pairwise(pieces)
        )
        and pieces[-1].is_value
    )


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and "。" not in text


def _is_label(line: Line) -> bool:
    text = line.part.line.text
    if is_heading(text) or _SECTION.match(text):
        return False
    if text.endswith(_STOPS) and text.count("（") <= text.count("）"):  # what is in brackets may go on
        return False
    return all(_is_short(piece.text) for piece in line.pieces)


def _is_as_high(line: Line, other: Line) -> bool:
    """Whether the Chinese text of two lines is of the same size: a heading's is not that of a table."""
    heights = [_height(line), _height(other)]
    return min(heights) == 0.0 or max(heights) <= _SAME_SIZE * min(heights)


def _height(line: Line) -> float:
    return max((word.box.bottom - word.box.top for word in line.part.line.words if is_han(word.text[0])), default=0.0)


def _is_near(before: Line, line: Line) -> bool:
    step = line.y - before.y
    return before.part.page is not line.part.page or step <= _WIDEST_STEP * line.part.line.height


def _end(lines: Sequence[Line], first: int) -> int:
    """The line after the table whose first row of values is ``first``."""
    end = first + 1
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if not _is_near(lines[at - 1], line) or not _is_label(line) or at - end > _MOST_BETWEEN:
            break
        if not _is_as_high(line, lines[first]):
            break
        if _is_row(line) or (len(line.pieces) == 1 and is_value(line.part.line.text)):
            end = at + 1
    return _with_labels_below(lines, first, end)


def _with_labels_below(lines: Sequence[Line], first: int, end: int) -> int:
    """The rest of the last label below its values, and rows whose values are all blank."""
    rows = [line for line in lines[first:end] if _is_row(line)]
    edge = max(_label_end(line.pieces) for line in rows)
    height = rows[-1].part.line.height
    steps = [after.y - before.y for before, after in pairwise(lines[first:end]) if after.part.page is before.part.page]
    widest = max((step for step in steps if step <= _WIDEST_STEP * height), default=1.5 * height)
    headed = 0  # lines that a caption promises: a header, and rows
    while end < len(lines):
        line = lines[end]
        if line.part.page is not lines[end - 1].part.page or line.y - lines[end - 1].y > 1.15 * widest:
            break
        if not _is_label(line) or not _is_as_high(line, rows[-1]):
            break
        headed = _HEADED if is_caption(line.part.line.text) else headed - 1
        if headed <= 0 and line.part.box.right > edge + height and not _is_rest_of_remark(line, lines[first:end]):
            break
        if headed <= 0 and ROW_START.match(line.part.line.text) and not _goes_on(line, rows):
            break
        end += 1
    return end


def _is_rest_of_remark(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line goes on with a text to the right of all values."""
    box, height = line.part.box, line.part.line.height
    values = [piece.box.right for one in above for piece in one.pieces if piece.is_value]
    return box.left >= max(values) and any(
        line.y - one.y <= _WIDEST_PITCH * height and piece.box.left < box.right and box.left < piece.box.right
        for one in above[-_ROW_LINES:]
        for piece in one.pieces
    )


def _goes_on(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a numbered line stands where the labels of the table's rows do."""
    return any(abs(piece.box.left - line.part.box.left) <= 2 for row in rows for piece in row.pieces[:2])


def _label_end(pieces: Sequence[Piece]) -> float:
    return max((piece.box.right for piece in pieces if not piece.is_value), default=0.0)


def _begin(lines: Sequence[Line], first: int, floor: int) -> int:
    """The first line of the table's header, above its first row of values."""
    begin = first
    height = lines[first].part.line.height
    margin = min(line.part.box.left for line in lines)
    while begin > floor and first - begin < _MOST_ABOVE:
        line = lines[begin - 1]
        if line.part.page is not lines[begin].part.page or not _is_near(line, lines[begin]) or not _is_label(line):
            break
        if not _is_as_high(line, lines[first]):
            break
        begin -= 1
    # What stands above the first line with several pieces at the left margin is text.
    while begin < first and len(lines[begin].pieces) == 1 and lines[begin].part.box.left < margin + 3 * height:
        if any(len(line.pieces) > 1 and not _is_row(line) for line in lines[begin:first]):
            begin += 1
        else:
            break
    return begin
