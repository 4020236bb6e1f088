"""Tables that run over pages: which parts are one table, and which rows were broken between two pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.formats.blocks import is_value
from reports.formats.pages.lines import is_broken, join_text
from reports.formats.pages.parts import LinePart, PlacedCell, TablePart

_SAME_EDGE = 6.0
_MOST_HEADS = 5
_BULLETS = "-－–—·•●○■□◆◇▪*"
_CONTINUED = re.compile(r"[（(]?(?:续表|续上表|接上表|接上页|续前表)")
# What begins a row of an official table, however narrow the column above it is.
_ROW_START = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．，]|规章|行政(?:规范|许可|处罚|强制|事业|复议|诉讼)"
    r"|其他|总计|合计|结果|尚未|自然人|法人|信息内容|第二十条"
)


def is_continued_label(line: LinePart) -> bool:
    """Whether a line only says that a table goes on."""
    return _CONTINUED.match(line.line.text) is not None and len(line.line.text) < 12


def continues(table: TablePart, part: TablePart, *, anywhere: bool = False) -> bool:
    """Whether a part that begins a page goes on with the table that ends the page before.

    ``anywhere``: whether its columns do, wherever the two stand.
    """
    if part.page.number == table.page.number and not anywhere:
        return False
    width, other = (one.box.right - one.box.left for one in (table, part))
    return abs(width - other) <= _SAME_EDGE and _share_a_column(table, part)


def _share_a_column(table: TablePart, part: TablePart) -> bool:
    """Whether some column ends at the same place in both; a part without columns of its own goes with any."""
    inner = [[edge - one.box.left for edge in one.edges[1:-1]] for one in (table, part)]
    return not all(inner) or any(abs(edge - other) <= _SAME_EDGE for edge in inner[0] for other in inner[1])


def join_parts(parts: Sequence[TablePart]) -> None:
    """Put together what page breaks have torn: repeated headers are counted, broken rows get their text back."""
    first = parts[0]
    for before, part in pairwise(parts):
        shift = first.box.left - part.box.left
        if shift:
            _move(part, shift)
        part.heads = _repeated(first, part)
        _join_broken(before, part)


def _move(part: TablePart, shift: float) -> None:
    """Shift the columns of a part to those of its table: margins differ between left and right pages."""
    part.edges = [edge + shift for edge in part.edges]
    part.shift = shift


def _repeated(table: TablePart, part: TablePart) -> int:
    """How many rows at the part's top repeat the table's first rows; rows of values never do."""
    count = 0
    for above, row in zip(table.rows[:_MOST_HEADS], part.rows, strict=False):
        texts = [cell.text for cell in row]
        if texts != [cell.text for cell in above] or any(_is_value(text) for text in texts):
            break
        count += 1
    return count if any(cell.text for row in part.rows[:count] for cell in row) else 0


def _join_broken(before: TablePart, part: TablePart) -> None:
    """Join the first row of a part with the last of the part before, where it is the rest of it."""
    if part.heads >= len(part.rows):
        return
    pairs = [(_above(cell, before, part), cell) for cell in part.rows[part.heads]]
    for above, cell in pairs:
        tall = above is not None and (above.rows > 1 or cell.rows > 1)
        tall = tall and (cell.rows > 1 or _names_a_group(cell, part.rows[part.heads]))
        if tall and above is not None and not _ROW_START.match(cell.text) and _is_rest(above, cell):
            _append(above, cell)
    own = [
        (above, cell) for above, cell in pairs if cell.rows == 1 and (above is None or above.text != "" or cell.text)
    ]
    if not _is_rest_row(own, [cell for _, cell in pairs if cell.rows > 1], before):
        return
    for above, cell in own:
        if above is not None and cell.text:
            _append(above, cell)
    part.rest, part.rows[part.heads] = part.rows[part.heads], []


def _above(cell: PlacedCell, before: TablePart, part: TablePart) -> PlacedCell | None:
    """The cell that ends the page before and stands above a cell: it has the same edges."""
    for other in before.cells:
        if other.row + other.rows < len(before.rows):
            continue
        left = abs(other.box.left + before.shift - cell.box.left - part.shift)
        right = abs(other.box.right + before.shift - cell.box.right - part.shift)
        if max(left, right) <= _SAME_EDGE:
            return other
    return None


def _names_a_group(cell: PlacedCell, row: Sequence[PlacedCell]) -> bool:
    """Whether a label of the row stands to the right of a cell."""
    return any(other.box.left >= cell.box.right - 1 and other.text and not _is_value(other.text) for other in row)


def _is_value(text: str) -> bool:
    """Whether a text is a value, wherever its line is broken."""
    return is_value("".join(text.split()))


def _is_rest(above: PlacedCell, cell: PlacedCell) -> bool:
    """Whether a cell's text goes on with that of the cell above, whose last line is full."""
    if not above.lines or not cell.lines or _is_value(cell.text) or _is_value(above.text):
        return False
    if cell.text[0] in _BULLETS and cell.text[0] == above.text[0]:  # each is an item of one list
        return False
    return is_broken(above.lines[-1], cell.lines[0], cell.box.right - cell.box.left)


def _append(above: PlacedCell, cell: PlacedCell) -> None:
    above.text += join_text(above.text, cell.text) + cell.text
    above.lines = [*above.lines, *cell.lines]
    cell.text, cell.lines = "", []


def _is_rest_row(
    pairs: Sequence[tuple[PlacedCell | None, PlacedCell]], tall: Sequence[PlacedCell], before: TablePart
) -> bool:
    """Whether a row is the rest of the one above: its texts go on, and only one of the two holds the values."""
    if any(above is None for above, _ in pairs) or any(cell.text for cell in tall):
        return False
    both = [(above, cell) for above, cell in pairs if above is not None and above.text and cell.text]
    if not both or _ROW_START.match(both[0][1].text) or not all(_is_rest(above, cell) for above, cell in both):
        return False
    upper = any(above is not None and _is_value(above.text) for above, _ in pairs)
    lower = any(_is_value(cell.text) for _, cell in pairs)
    return not (upper and lower)
