"""Tables of AsciiDoc: between two lines of ``|===``, a bar before every cell.

A span stands before the bar (``3+|``, ``.2+|``). The number of columns is what ``cols`` says, else the number of
cells in the first line; lines are no rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.formats.blocks import Block, Cell, Line, is_blank, trim

_FENCE = re.compile(r"[ \t]*\|={3,}[ \t]*\Z")
_CELL = re.compile(
    r"(?:(?<=\s)|(?<=\|)|^)(?:(?P<columns>\d{1,2})?(?:\.(?P<rows>\d{1,2}))?\+)?"
    r"(?:[<^>]?(?:\.[<^>])?[adehlmsv]?)\|",
    re.MULTILINE,
)
_COLS = re.compile(r"cols\s*=\s*(?:\"([^\"\n]*)\"|([^\],\n]*))")
_FEWEST_LINES = 3
_TIMES = re.compile(r"\s*(\d{1,2})\*")


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables between fences among ``lines``."""
    if not lines or text.find("|===", lines[0].start, lines[-1].end) < 0:
        return []
    fences = [number for number, line in enumerate(lines) if _FENCE.match(text, *line)]
    blocks: list[Block] = []
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        cells = list(_CELL.finditer(text, lines[first].end, lines[last].start))
        if cells:
            columns = _in_every_line(text, cells) or _columns(text, lines, first) or _in_first_line(text, cells)
            rows = _rows(text, cells, columns, lines[last].start)
            before = Line(*trim(text, lines[first].end, cells[0].start()))
            blocks.append(Block(first, last + 1, rows, True, loose=[before] if before.start < before.end else []))
    return blocks


def _columns(text: str, lines: Sequence[Line], fence: int) -> int | None:
    """The number of columns that the attributes in the line before the fence tell."""
    found = _COLS.search(text, *lines[fence - 1]) if fence else None
    if found is None:
        return None
    named = [_TIMES.match(part) for part in (found[1] or found[2] or "").split(",")]
    return sum(int(times[1]) if times else 1 for times in named)


def _in_every_line(text: str, cells: Sequence[re.Match[str]]) -> int | None:
    """The number of columns that every line shows, where each row has a line of its own, whatever ``cols`` says."""
    counts: Counter[int] = Counter()
    for cell in cells:
        if cell["rows"]:
            return None
        counts[text.rfind("\n", 0, cell.start())] += int(cell["columns"] or 1)
    found = set(counts.values())
    return found.pop() if len(found) == 1 and len(counts) >= _FEWEST_LINES and found != {1} else None


def _in_first_line(text: str, cells: Sequence[re.Match[str]]) -> int:
    end = text.find("\n", cells[0].start())
    return sum(int(cell["columns"] or 1) for cell in cells if cell.start() < end or end < 0)


def _rows(text: str, cells: Sequence[re.Match[str]], columns: int, end: int) -> list[list[Cell]]:
    """The cells in the rows and columns that are free for them."""
    rows: list[list[Cell]] = [[]]
    taken = [0] * columns  # for each column, how many rows from this one on a cell above covers
    column = 0
    for cell, after in zip(cells, [*(following.start() for following in cells[1:]), end], strict=True):
        while column < columns and taken[column]:
            column += 1
        if column >= columns:
            rows.append([])
            taken = [max(0, times - 1) for times in taken]
            column = next((number for number, times in enumerate(taken) if not times), 0)
        start, stop = trim(text, cell.end(), after)
        rows[-1].append(Cell(start, stop, column))
        width = int(cell["columns"] or 1)
        taken[column : column + width] = [int(cell["rows"] or 1)] * len(taken[column : column + width])
        column += width
    return [row for row in rows if row and not (len(row) == 1 and is_blank(text, row[0].start, row[0].end))]
