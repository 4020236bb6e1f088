"""What the readers of text tables share: lines, cells, blocks, and what a value or a heading looks like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from reports.document import Mark

# White space and the characters that show as nothing: zero-width ones, the soft hyphen, the byte order mark.
BLANKS = (
    " \t\n\r\x07\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u00ad\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x2010)))
)

_FEWEST_BELOW = 3  # cells right below another that a tab begins, too
_UNITS = "万元|元|件|条|个|份|次|项|人|%|％"
_VALUE = re.compile(
    rf"(?:[-+−－＋增减]?[\d０-９](?:[\d０-９,，.．]*[\d０-９])?(?:{_UNITS})?"
    r"|[/／\\]|[-—–―－─_]{1,3}|无|零|〇|○|不适用|不涉及|[OoＯ])\Z"
)
# The sections of the annual report (Regulations, art. 50) as their headings write them, blanks removed.
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}|[1-9１-９])[、，,.．](?!属于)[^。；]{0,40}?(?:情况|主要问题|事项)[。:：]?\Z"
    r"|(?:[（(]?[一二三四五六七八九十1-9]{1,2}[)）]?[、，,.．]?)?[^。；]{0,24}"
    r"(?:总体情况|主动公开政府信息情况|政府信息公开申请情况|行政诉讼情况|存在的?(?:主要)?问题|需要报告的?(?:其他)?事项)[^。；]{0,12}\Z"
)


class Line(NamedTuple):
    """A physical line ``[start, end)`` without its newline, in code points of the text."""

    start: int
    end: int


class Cell(NamedTuple):
    """A cell's content ``[start, end)`` and its column; zero-width where the cell is empty."""

    start: int
    end: int
    column: int


@dataclass(slots=True)
class Block:
    """Lines ``[first, last)`` of a region that a reader takes for a table; ``loose`` are lines in it that are none."""

    first: int
    last: int
    rows: list[list[Cell]]
    aligned: bool
    marks: list[Mark] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)


def split_lines(text: str, start: int, end: int) -> list[Line]:
    """The physical lines of ``text[start:end]``; a last empty line counts, as in ``str.split``."""
    lines: list[Line] = []
    at = start
    for part in text[start:end].split("\n"):
        lines.append(Line(at, at + len(part)))
        at += len(part) + 1
    return lines


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without the blanks around it; a blank stretch becomes zero-width at ``start``."""
    content = text[start:end]
    left = content.lstrip(BLANKS)
    if not left:
        return start, start
    first = start + len(content) - len(left)
    return first, first + len(left.rstrip(BLANKS))


def spreadsheet_field(text: str, start: int, end: int) -> tuple[int, int]:
    """A spreadsheet's field without the blanks around it and the apostrophe before a number entered as text."""
    first, last = trim(text, start, end)
    return (
        (first + 1, last) if text.startswith("'", first, last) and is_value(text[first + 1 : last]) else (first, last)
    )


def is_blank(text: str, start: int, end: int) -> bool:
    return not text[start:end].strip(BLANKS)


def is_value(content: str) -> bool:
    """True for what may stand in a value cell: a number, or what clerks write for nothing."""
    return len(content) <= 20 and _VALUE.match(content) is not None


def is_heading(content: str) -> bool:
    """True where a line is surely the heading of a section, never a label of an official table."""
    if len(content) > 80:
        return False
    return _HEADING.match("".join(content.split()).lstrip("#*").rstrip("*")) is not None


def is_prose(content: str) -> bool:
    """True for running text. The longest label of the official tables has 38 characters and no full stop."""
    return len(content) > 120 or (len(content) > 45 and ("。" in content or "；" in content))


def numbered(cells: Iterable[tuple[int, int]]) -> list[Cell]:
    """A row's cells, each with its own count as column."""
    return [Cell(start, end, column) for column, (start, end) in enumerate(cells)]


def has_cells_below(text: str, lines: Sequence[Line]) -> bool:
    """Whether some lines are cells that tabs begin, right below each other, as tables from Word have them."""
    begun = [text.startswith("\t", start, end) and not is_blank(text, start, end) for start, end in lines]
    return sum(one and other for one, other in pairwise(begun)) >= _FEWEST_BELOW


def rows_of_values(text: str, cells: Sequence[tuple[int, int]], *, row_marks: bool) -> list[list[tuple[int, int]]]:
    """Rows of a cell sequence whose row ends do not show: a row ends where a label follows a value.

    Empty cells between the last value and the next label may be blanks of this row or merged cells of the next.
    The commonest number of values in the rows that show no such doubt decides. ``row_marks``: every row ends in
    an empty item more, the row's own mark, which is dropped.
    """
    runs: list[list[tuple[int, int]]] = []  # each: labels, then values and blanks
    seen_value = False
    for cell in cells:
        content = text[cell[0] : cell[1]]
        after_mark = row_marks and bool(runs) and len(runs[-1]) > 1 and runs[-1][-1][0] == runs[-1][-1][1]
        if not runs or (content and not is_value(content) and (seen_value or after_mark)):
            runs.append([])
            seen_value = False
        runs[-1].append(cell)
        seen_value = seen_value or bool(content and is_value(content))
    usual = _usual_value_count(text, runs)
    rows: list[list[tuple[int, int]]] = []
    carried: list[tuple[int, int]] = []
    for number, run in enumerate(runs):
        tail = len(run)
        while tail and run[tail - 1][0] == run[tail - 1][1]:
            tail -= 1
        first_value = next((at for at, (start, end) in enumerate(run) if is_value(text[start:end])), tail)
        keep = min(max(tail, first_value + usual), len(run)) if first_value < tail else tail
        if row_marks and tail < len(run):
            keep = min(keep, len(run) - 1)  # the mark is one of the empty items
        row = carried + run[:keep]
        rest = run[keep:]
        if row_marks and rest:
            rest = rest[1:]
        carried = rest if number + 1 < len(runs) else []
        if number + 1 == len(runs):
            row = row + rest
        rows.append(row)
    return rows


def _usual_value_count(text: str, runs: Sequence[Sequence[tuple[int, int]]]) -> int:
    counts: Counter[int] = Counter()
    for run in runs:
        places = [at for at, (start, end) in enumerate(run) if is_value(text[start:end])]
        if places:
            counts[places[-1] - places[0] + 1] += 1
    if not counts:
        return 0
    most = max(counts.values())
    return max(count for count, times in counts.items() if times == most)
