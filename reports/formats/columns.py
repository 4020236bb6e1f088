"""Tables whose columns are aligned by blanks, as ``pdftotext -layout`` and mainframe listings write them.

Cells are stretches between runs of two or more blanks. A column is where values of several rows stand one below
another; blanks in such a column are empty cells, so they stay visible. Where the values agree on no columns, rows
keep their cells and the grid is not aligned: no place is made up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.formats.blocks import Block, Cell, Line, is_blank, is_heading, is_prose, is_value, numbered, trim
from reports.formats.marks import is_page_number, is_rule
from reports.formats.placing import Piece, Placing, place
from reports.formats.widths import MEASURES, Measure

_GAP = re.compile("(?:[ \u00a0\u2002-\u200a]{2,}|[ \u00a0]*\u3000[ \u00a0\u3000]*)+")
_CANDIDATE = re.compile("\\S(?:[ \u00a0\u2002-\u200a]{2,}|[ \u00a0]*\u3000)[ \u00a0\u3000]*\\S")
_INDENTED = re.compile("[ \u00a0\u3000]{8,}\\S")
# Labels that begin a row, and those of the lowest level: numbered ones, and the short ones of table two.
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）、.．，]|(?:规章|行政(?:许可|处罚|强制))\Z")
_LEAF = re.compile(r"\d[.．、](?!\d)|(?:规章|行政(?:许可|处罚|强制))\Z")
# Headers over several columns of table four and table three.
_GROUP_LABEL = re.compile("行政复议|行政诉讼|起诉|情况|法人")
_MOST_BLANK_LINES = 3
_MOST_LABEL_LINES = 6  # of one-piece lines between two lines with columns
_LONGEST_LABEL = 44
_SINGLE, _FEWEST_SINGLE = 0.3, 2  # gaps of one blank between values, as a share and a number, that tell a separator
_FEWEST_LENGTHS, _CONSTANT = 5, 0.8  # lengths of labels, and the share of rows with the same gap after them
_DIGITS_APART = re.compile(r"\d(?: \d)+\Z")
_FEWEST_SPREAD, _USUAL = 3, 0.7  # rows, numbers a row and different lengths; the share of rows with one length
_MOST_LINES = 2000  # no report's table is longer, and placing is the dearest of the readers' steps


@dataclass(slots=True)
class _LineOfPieces:
    line: Line
    spans: list[tuple[int, int]]


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables aligned by blanks among ``lines``."""
    if not lines or _CANDIDATE.search(text, lines[0].start, lines[-1].end) is None:
        return []
    candidates = [_is_candidate(text, line) for line in lines]
    blocks: list[Block] = []
    at = floor = 0
    while at < len(lines):
        if not candidates[at]:
            at += 1
            continue
        last = _extend(text, lines, candidates, at)
        first = _header_above(text, lines, at, floor)
        block = _build(text, lines, first, last)
        if block is not None:
            blocks.append(block)
        at = floor = last
    return blocks


def _is_candidate(text: str, line: Line) -> bool:
    if line.end - line.start < 4 or _CANDIDATE.search(text, line.start, line.end) is None:
        return False
    content = text[line.start : line.end].strip()
    return not is_prose(_GAP.sub("", content[:400])) and not is_heading(content) and len(content) < 2000


def _is_label_line(text: str, line: Line) -> bool:
    content = text[line.start : line.end].strip()
    return len(content) <= _LONGEST_LABEL and "。" not in content and not is_heading(content)


def _extend(text: str, lines: Sequence[Line], candidates: Sequence[bool], first: int) -> int:
    """The end of the table that begins in line ``first``; pieces of broken labels stand between its rows."""
    end = first + 1
    blank = labels = 0
    for at in range(end, len(lines)):
        line = lines[at]
        if candidates[at]:
            end, blank, labels = at + 1, 0, 0
        elif is_blank(text, *line):
            blank += 1
        elif is_page_number(text[line.start : line.end].strip()):
            blank = 0
        elif _is_label_line(text, line):
            labels += 1
        else:
            break
        if blank > _MOST_BLANK_LINES or labels > _MOST_LABEL_LINES:
            break
    while end < len(lines) and end - first < len(lines):  # the last label's lines below its values
        line = lines[end]
        if is_blank(text, *line) or not _is_label_line(text, line) or is_page_number(text[slice(*line)].strip()):
            break
        if line.end - line.start - len(text[slice(*line)].lstrip()) > 12 or labels < 0:
            break
        end, labels = end + 1, -1
    return end


def _header_above(text: str, lines: Sequence[Line], first: int, floor: int) -> int:
    """The first line of the table: a spanning header far indented may stand alone above the first columns."""
    at = first
    while at > floor and first - at < 2:
        line = lines[at - 1]
        if is_blank(text, *line) or not _is_label_line(text, line) or not _INDENTED.match(text, line.start, line.end):
            break
        at -= 1
    return at


def _pieces(text: str, line: Line) -> list[tuple[int, int]]:
    """A line's stretches between gaps. Values also part at a single blank, among themselves and from a label."""
    content = text[line.start : line.end]
    start = line.start + len(content) - len(content.lstrip())
    end = line.start + len(content.rstrip())
    spans: list[tuple[int, int]] = []
    at = start
    for gap in _GAP.finditer(text, start, end):
        spans.extend(_split_values(text, at, gap.start()))
        at = gap.end()
    if at < end:
        spans.extend(_split_values(text, at, end))
    return spans


def _stretches(text: str, line: Line) -> list[tuple[int, int]]:
    """A line's stretches between gaps."""
    start, end = trim(text, *line)
    stops = [gap.span() for gap in _GAP.finditer(text, start, end)]
    return list(zip([start, *(after for _, after in stops)], [*(before for before, _ in stops), end], strict=True))


def _split_values(text: str, start: int, end: int) -> list[tuple[int, int]]:
    values: list[tuple[int, int]] = []
    while (blank := text.rfind(" ", start, end)) >= 0 and is_value(text[blank + 1 : end]):
        values.append((blank + 1, end))
        end = blank
    return [(start, end), *reversed(values)]


def _build(text: str, lines: Sequence[Line], first: int, last: int) -> Block | None:
    if last - first > _MOST_LINES:
        return None
    rows: list[_LineOfPieces] = []
    loose: list[Line] = []
    for line in lines[first:last]:
        if is_blank(text, *line):
            continue
        if is_page_number(content := text[line.start : line.end].strip()) or is_rule(content):
            loose.append(line)
        else:
            rows.append(_LineOfPieces(line, _pieces(text, line)))
    if not _is_table(text, rows):
        return None
    if _is_separated(text, rows):
        return _of_digits_apart(text, first, last, rows, loose)
    placings = [placing for measure in MEASURES if (placing := place([_measured(text, row, measure) for row in rows]))]
    if not placings:
        return Block(first, last, [numbered(row.spans) for row in rows], False, loose=loose)
    best = min(placings, key=lambda placing: placing.spread)
    filled = _rows_with_values(text, rows, best)
    cells = [_cells(row, best, number, number in filled) for number, row in enumerate(rows)]
    return Block(first, last, cells, True, loose=loose)


def _measured(text: str, row: _LineOfPieces, measure: Measure) -> list[Piece]:
    pieces: list[Piece] = []
    for start, end in row.spans:
        left = measure(text[row.line.start : start])
        content = text[start:end]
        pieces.append(Piece(left, left + measure(content), is_value(content), _is_column_label(content)))
    return pieces


def _is_column_label(content: str) -> bool:
    """Short header texts that stand over one column; those over several name a group of columns."""
    return len(content) <= 6 and _GROUP_LABEL.search(content) is None


def _is_table(text: str, rows: Sequence[_LineOfPieces]) -> bool:
    """Two rows of values with labels or columns, or one row of many values under a header."""
    counts = [sum(is_value(text[start:end]) for start, end in row.spans) for row in rows]
    wide = sum(1 for row, count in zip(rows, counts, strict=True) if count and len(row.spans) > 1)
    return wide >= 2 or (max(counts, default=0) >= 5 and len(rows) >= 2)


def _is_separated(text: str, rows: Sequence[_LineOfPieces]) -> bool:
    """Whether values are set off by single blanks, so that a wider gap is a blank cell and no distance."""
    gaps = [
        text[before[1] : after[0]]
        for row in rows
        for before, after in pairwise(row.spans)
        if is_value(text[slice(*before)]) and is_value(text[slice(*after)])
    ]
    single = sum(len(gap) == 1 for gap in gaps)
    if single >= _FEWEST_SINGLE and single >= _SINGLE * len(gaps):
        return True
    # Columns keep the same distance from the margin; what keeps the same distance from labels of any length does not.
    after_label = _after_labels(text, rows)
    distances = Counter(distance for _, distance in after_label)
    lengths = {length for length, _ in after_label}
    return len(lengths) >= _FEWEST_LENGTHS and distances.most_common(1)[0][1] >= _CONSTANT * len(after_label)


def _of_digits_apart(
    text: str, first: int, last: int, rows: Sequence[_LineOfPieces], loose: list[Line]
) -> Block | None:
    """The table whose numbers have blanks between their digits ("2 4 1 8"), if it is one.

    Then the stretches between gaps are equally many in most rows, and their digits are not; or a row of numbers has
    as many stretches as its header.
    """
    stretches = [_stretches(text, row.line) for row in rows]
    values = [sum(is_value(text[start:end].replace(" ", "")) for start, end in spans) for spans in stretches]
    spread = [
        number for number, spans in enumerate(stretches) if any(_DIGITS_APART.match(text, *span) for span in spans)
    ]
    usual, times = Counter(values[number] for number in spread).most_common(1)[0] if spread else (0, 0)
    digits = {sum(is_value(text[slice(*span)]) for span in rows[number].spans) for number in spread}
    headers = {len(spans) for spans, count in zip(stretches, values, strict=True) if not count}
    agree = usual >= _FEWEST_SPREAD and times >= max(_FEWEST_SPREAD, _USUAL * len(spread))
    headed = any(
        values[number] == len(stretches[number]) >= _FEWEST_LENGTHS for number in spread if values[number] in headers
    )
    if not headed and not (agree and len(digits) >= _FEWEST_SPREAD):
        return None
    return Block(first, last, [numbered(spans) for spans in stretches], False, loose=loose)


def _after_labels(text: str, rows: Sequence[_LineOfPieces]) -> list[tuple[int, int]]:
    """For rows of a label and values: the label's length, and how far from it the first value stands."""
    found = []
    for row in rows:
        places = [place for place, span in enumerate(row.spans) if is_value(text[slice(*span)])]
        if places and places[0] > 0:
            label, value = row.spans[places[0] - 1], row.spans[places[0]]
            found.append((label[1] - label[0], value[0] - label[1]))
    return found


def _rows_with_values(text: str, rows: Sequence[_LineOfPieces], placing: Placing) -> set[int]:
    """The lines that have values, and those whose values are all blank.

    Of the lines without values most are pieces of a label broken over lines. One is a row of blanks if it begins with
    the label of a lowest-level row and no value follows before the next numbered label.
    """
    found = {number for number, has_values in enumerate(placing.has_values) if has_values}
    waiting: int | None = None
    for number, row in enumerate(rows):
        labels = [text[slice(*span)] for span in row.spans if not is_value(text[slice(*span)])]
        begins = any(_NUMBERED.match(label) for label in labels)
        if begins and waiting is not None:
            found.add(waiting)
        if begins or placing.has_values[number]:
            leaf = bool(labels) and _LEAF.match(labels[-1]) is not None
            waiting = number if begins and leaf and not placing.has_values[number] else None
    if waiting is not None:
        found.add(waiting)
    return found


def _cells(row: _LineOfPieces, placing: Placing, number: int, has_values: bool) -> list[Cell]:
    """A line's cells, with empty ones where other rows have values, if the line is where its row's values stand.

    Empty cells stand in the blanks between their neighbours, in the order of their columns.
    """
    columns = placing.columns[number]
    cells = [Cell(start, end, column) for (start, end), column in zip(row.spans, columns, strict=True)]
    if not has_values:
        return cells
    own = set(columns)
    missing = [column for column in placing.value_columns if column not in own]
    filled: list[Cell] = []
    before = row.line.start
    at = 0
    for cell in cells:
        first = at
        while at < len(missing) and missing[at] < cell.column:
            at += 1
        filled.extend(_empty(missing[first:at], before, cell.start))
        filled.append(cell)
        before = cell.end
    return [*filled, *_empty(missing[at:], before, row.line.end)]


def _empty(columns: Sequence[int], start: int, end: int) -> list[Cell]:
    share = len(columns) + 1
    places = [start + (number + 1) * (end - start) // share for number in range(len(columns))]
    return [Cell(place, place, column) for place, column in zip(places, columns, strict=True)]
