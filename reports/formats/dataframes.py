"""Data frames as pandas and R print them: a counted row a line, columns aligned, in bands where the page is too narrow.

Each band holds some of the columns, under their names, and all rows, under their numbers::

                  0           1  \\
    0      信息内容  本年制发件数
    1          规章           3

                  2
    0  现行有效件数
    1            20

A table can only be read with its rows in one piece, so they are written out side by side, a tab between cells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from reports.formats.widths import MEASURES, Measure

_ROW = re.compile(r" {0,3}(\d{1,3})(?=\s|\Z)")
_FIRST_ROW = re.compile(r"^ {0,3}[01](?:[ \t][^\n]*)?$", re.MULTILINE)
_GOES_ON = re.compile(r"[ \t]*\\?[ \t\r]*\Z")  # at the end of the names of a band that is not the last
_MADE = re.compile(
    r"(?:V?\d{1,3}|X\d{0,3}(?:\.\d+)?|Unnamed: \d+(?:_level_\d+)?)\Z", re.ASCII
)  # names that no one gave
_AGAIN = re.compile(r"\.\d{1,2}\Z")  # after a name that stands there for the second time
_NOTHING = {"NaN", "NA", "<NA>", "None", "NaT"}
_TYPES = re.compile(r"\s*(?:<\w{3,5}>\s*)+\Z")  # of a tibble's columns, below their names
_MOST_NAME_LINES, _MOST_BLANK_LINES = 4, 4
_FEWEST_COLUMNS = 3
_SEPARATORS = (2, 1)  # blanks between columns: pandas', R's


class _Band(NamedTuple):
    """Lines ``[first, last)``: ``numbers`` of the rows, ``names`` of the columns in lines, ``cells`` of each row."""

    first: int
    last: int
    numbers: list[int]
    names: list[list[str]]
    cells: list[list[str]]


def contents(text: str) -> str | None:
    """A text whose printed data frames are written out a row a line; None where it has none."""
    if _FIRST_ROW.search(text) is None:
        return None
    lines = text.split("\n")
    frames = _frames(lines, _bands(lines))
    if not frames:
        return None
    written: list[str] = []
    at = 0
    for frame in frames:
        written += [*lines[at : frame[0].first], *_rows(frame)]
        at = frame[-1].last
    return "\n".join([*written, *lines[at:]])


def _bands(lines: Sequence[str]) -> list[_Band]:
    found: list[_Band] = []
    at = 0
    while at < len(lines):
        number = _ROW.match(lines[at])
        if number is None or int(number[1]) > 1:
            at += 1
            continue
        last = at + 1
        while last < len(lines) and _number(lines[last]) == int(number[1]) + last - at:
            last += 1
        first = _names_above(lines, at, found[-1].last if found else 0)
        band = _band(lines, first, at, last)
        if band is not None:
            found.append(band)
        at = last
    return found


def _number(line: str) -> int | None:
    match = _ROW.match(line)
    return int(match[1]) if match else None


def _names_above(lines: Sequence[str], at: int, floor: int) -> int:
    first = at
    while first > floor and at - first < _MOST_NAME_LINES and _may_name(lines[first - 1]):
        first -= 1
    return first


def _may_name(line: str) -> bool:
    """Whether a line may hold columns' names: a row of a list (3 补正后仍不明确  2) does not, numbers of columns do."""
    if line[:1] != " " or not line.strip():
        return False
    return _ROW.match(line.lstrip()) is None or all(map(_MADE.match, _GOES_ON.sub("", line).split()))


def _band(lines: Sequence[str], first: int, at: int, last: int) -> _Band | None:
    """The band whose names stand in lines ``[first, at)``; None where columns and names do not go together."""
    names = [_GOES_ON.sub("", line) for line in lines[first:at] if not _TYPES.match(line)]
    body = [line.rstrip() for line in lines[at:last]]
    if not names:
        return None
    best: list[list[str]] = []
    for separator in _SEPARATORS:
        ways = [_cells([*names, *body], measure, separator) for measure in MEASURES]
        best = max((way for way in ways if _is_whole(way, len(names))), key=lambda way: len(way[0]), default=[])
        if best:
            break
    if not best:
        return None
    numbers = [int(row[0]) for row in best[len(names) :]]
    return _Band(first, last, numbers, [row[1:] for row in best[: len(names)]], [row[1:] for row in best[len(names) :]])


def _cells(lines: Sequence[str], measure: Measure, separator: int) -> list[list[str]]:
    """The lines' cells, [] for none: columns are what blanks part that stand below one another in all lines."""
    places = [_places(line, measure) for line in lines]
    covered = sorted({place for row in places for first, end in row for place in range(first, end)})
    starts = [place for k, place in enumerate(covered) if not k or place - covered[k - 1] > separator]
    return [_cut(line, row, starts) for line, row in zip(lines, places, strict=True)]


def _places(line: str, measure: Measure) -> list[tuple[int, int]]:
    """The places ``[first, end)`` that each character takes; none that a blank takes."""
    place = 0
    found = []
    for character in line:
        width = measure(character)
        found.append((place, place if character.isspace() else place + width))
        place += width
    return found


def _cut(line: str, places: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[str]:
    cells = [""] * len(starts)
    for character, (first, _) in zip(line, places, strict=True):
        column = bisect_right(starts, first) - 1
        if column >= 0:
            cells[column] += character
    return [cell.strip() for cell in cells]


def _is_whole(rows: Sequence[Sequence[str]], names: int) -> bool:
    """Whether each column has its name, rows nothing but their number in the first, and no cell two values."""
    if not rows or len(rows[0]) < 2:
        return False
    numbered = not any(row[0] for row in rows[:names]) and all(row[0].isdigit() for row in rows[names:])
    apart = not any(" " in cell for row in rows[names:] for cell in row)
    return numbered and apart and all(rows[names - 1][1:])


def _frames(lines: Sequence[str], bands: Sequence[_Band]) -> list[list[_Band]]:
    """Bands of one frame: with the same rows, right below one another. Few columns in all are no frame."""
    frames: list[list[_Band]] = []
    for band in bands:
        before = frames[-1][-1] if frames else None
        between = lines[before.last : band.first] if before else ()
        if (
            before is not None
            and before.numbers == band.numbers
            and len(between) <= _MOST_BLANK_LINES
            and not any(line.strip() for line in between)
        ):
            frames[-1].append(band)
        else:
            frames.append([band])
    return [frame for frame in frames if _is_frame(frame)]


def _is_frame(frame: Sequence[_Band]) -> bool:
    """Whether bands are a frame: several columns in all, and rows that may not just as well be a list's (1. 2. 3.)."""
    names = [name for band in frame for name in band.names[0]]
    counted = frame[0].numbers[0] == 0 or any(map(_MADE.match, names))
    return len(names) >= _FEWEST_COLUMNS and (len(frame) > 1 or counted)


def _rows(frame: Sequence[_Band]) -> list[str]:
    """A frame's rows, its names before them where they are the table's own."""
    levels = max(len(band.names) for band in frame)
    over = [[[""] * len(band.names[0])] * (levels - len(band.names)) + band.names for band in frame]
    names = [[name for band in over for name in band[level]] for level in range(levels)]
    rows = [[cell for band in frame for cell in band.cells[row]] for row in range(len(frame[0].cells))]
    own = [_own_names(level) for level in names]
    cells = [[("" if cell in _NOTHING else cell) for cell in row] for row in rows]
    return ["\t".join(row) for row in [*(level for level in own if any(level)), *cells]]


def _own_names(names: Sequence[str]) -> list[str]:
    bare = Counter(_AGAIN.sub("", name) for name in names)
    plain = [_AGAIN.sub("", name) if bare[_AGAIN.sub("", name)] > 1 else name for name in names]
    return ["" if _MADE.match(name) else name for name in plain]
