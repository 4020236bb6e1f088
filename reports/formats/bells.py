"""Tables of raw .doc text: cells and rows both end in U+0007, Word's cell mark.

``a\\x07b\\x07\\x07`` is a row of two cells and the row's own mark. Where a text is taken out of a .doc file without
a converter, the marks are all that is left of its tables, and rows do not begin on lines of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.formats.blocks import Block, Line, is_heading, is_value, numbered, rows_of_values, split_lines, trim

_LONGEST_CELL = 150
_UNEVEN = 1.8  # times the marks of most rows; a row with more is two, whose end no line end shows


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of cell marks among ``lines``."""
    if not lines or text.find("\x07", lines[0].start, lines[-1].end) < 0:
        return []
    marked = ["\x07" in text[line.start : line.end] for line in lines]
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if not marked[at]:
            at += 1
            continue
        last = _extend(text, lines, marked, at)
        blocks.extend(_build(text, lines, at, last, blocks[-1].last if blocks else 0))
        at = last
    return blocks


def _extend(text: str, lines: Sequence[Line], marked: Sequence[bool], first: int) -> int:
    """Lines without a mark inside a table (Word writes a paragraph's end before the mark) are short and no heading."""
    end = first + 1
    at = end
    while at < len(lines) and at - end <= 3:
        content = text[lines[at].start : lines[at].end].strip()
        if marked[at]:
            end = at + 1
        elif len(content) > _LONGEST_CELL or is_heading(content):
            break
        at += 1
    return end


def _build(text: str, lines: Sequence[Line], first: int, last: int, floor: int) -> list[Block]:
    """The block of lines ``[first, last)``; the first cell may begin in the line before its mark."""
    if not text[lines[first].start : lines[first].end].split("\x07")[0].strip() and first > floor:
        before = lines[first - 1]
        content = text[before.start : before.end].strip()
        if content and len(content) <= _LONGEST_CELL and not is_heading(content):
            first -= 1
    own_lines = [line for line in lines[first:last] if line.end > line.start]
    for written in (own_lines, _ended_by_marks(text, own_lines)):
        counts = sorted(text.count("\x07", *row) for row in written)
        if len(written) > 2 and counts[0] > 1 and counts[-1] <= _UNEVEN * counts[len(counts) // 2]:
            ends = [text[max(line.start, line.end - 2) : line.end].count("\x07") for line in written]
            rows = [numbered(_line_cells(text, line, min(ends))) for line in written]
            return [Block(first, last, rows, False)]
    block = Block(first, last, [], False)
    for cells in _sequences(text, lines[first].start, lines[last - 1].end, block.loose):
        row_marks = any(start == end for start, end in cells)
        block.rows.extend(numbered(row) for row in _rows(text, cells, row_marks) if row)
    return [block]


def _ended_by_marks(text: str, lines: Sequence[Line]) -> list[Line]:
    """Rows over several lines, as cells with paragraphs have them: each ends where a line ends in two marks.

    [] where some line ends in a single mark.
    """
    rows: list[Line] = []
    start: int | None = None
    for line in lines:
        start = line.start if start is None else start
        content = text[line.start : line.end].rstrip(" ")
        if content.endswith("\x07\x07"):
            rows.append(Line(start, line.start + len(content)))
            start = None
        elif content.endswith("\x07"):
            return []
    return rows if start is None else []


def _line_cells(text: str, line: Line, end_marks: int) -> list[tuple[int, int]]:
    """The cells of a line that is a row and ends in ``end_marks`` marks."""
    cells: list[tuple[int, int]] = []
    at = line.start
    for part in text[line.start : line.end - end_marks].split("\x07"):
        cells.append(trim(text, at, at + len(part)))
        at += len(part) + 1
    return cells


def _sequences(text: str, start: int, end: int, loose: list[Line]) -> list[list[tuple[int, int]]]:
    """The cells between marks, begun anew after a section heading; what is no cell goes to ``loose``."""
    sequences: list[list[tuple[int, int]]] = [[]]
    at = start
    while (mark := text.find("\x07", at, end)) >= 0:
        parts = split_lines(text, at, mark)
        heading = max((n for n, part in enumerate(parts) if is_heading(text[slice(*part)].strip())), default=-1)
        if heading >= 0 and len(parts) > 1:
            loose.extend(Line(*trim(text, *part)) for part in parts[: heading + 1])
            at = parts[heading].end
            sequences.append([])
        sequences[-1].append(trim(text, at, mark))
        at = mark + 1
    if at < end:
        loose.extend(Line(*trim(text, *part)) for part in split_lines(text, at, end))
    return [cells for cells in sequences if cells]


def _rows(text: str, cells: list[tuple[int, int]], row_marks: bool) -> list[list[tuple[int, int]]]:
    if not any(is_value(text[start:end]) for start, end in cells):
        return [cells]
    return rows_of_values(text, cells, row_marks=row_marks)
