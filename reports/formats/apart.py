"""Tables whose cells stand apart: a browser's text of cells that hold paragraphs, a tab between empty lines.

One line of a tab alone, with an empty line before and behind it, parts two cells of a row; the next row begins on
the line right below the last cell of a row. An empty cell is one more empty line, or one more tab; where it ends
its row, the next row begins right below the tab.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.formats.blocks import Block, Line, has_cells_below, is_blank, is_heading, is_prose, numbered, trim

_FEWEST_TABS = 4  # in a table
_MOST_LINES = 4  # between two tabs: the last cell of a row and the first of the next, of a paragraph or two
_FEWEST_CELLS = 0.5  # share of the gaps between tabs that hold one cell; rows of lines have several in each


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of cells that stand apart among ``lines``."""
    if text.find("\n\t\n") < 0 or has_cells_below(text, lines):
        return []
    tabs = [at for at in range(2, len(lines) - 2) if _is_tab(text, lines, at)]
    blocks: list[Block] = []
    first = 0
    for number, at in enumerate(tabs):
        following = tabs[number + 1] if number + 1 < len(tabs) else None
        if following is None or _ends(text, lines, at, following):
            if number + 1 - first >= _FEWEST_TABS and _are_cells(text, lines, tabs[first : number + 1]):
                blocks.append(_build(text, lines, tabs[first : number + 1]))
            first = number + 1
    return blocks


def _is_tab(text: str, lines: Sequence[Line], at: int) -> bool:
    start, end = lines[at]
    if end <= start or text[start:end].replace(" ", "").strip("\t") or "\t" not in text[start:end]:
        return False
    return is_blank(text, *lines[at - 1])


def _ends(text: str, lines: Sequence[Line], at: int, following: int) -> bool:
    """Whether a table ends between two tabs: a heading or prose stands there, or more than two cells' lines."""
    between = _between(text, lines, at, following)
    if following - at < 3 or len(between) > _MOST_LINES:
        return True
    return any(is_heading(line) or is_prose(line) for line in between)


def _between(text: str, lines: Sequence[Line], at: int, following: int) -> list[str]:
    """The written lines between two tabs."""
    return [line for start, end in lines[at + 1 : following - 1] if (line := text[start:end].strip())]


def _are_cells(text: str, lines: Sequence[Line], tabs: Sequence[int]) -> bool:
    gaps = [len(_between(text, lines, at, following)) for at, following in pairwise(tabs)]
    return sum(count <= 1 for count in gaps) >= _FEWEST_CELLS * len(gaps)


def _build(text: str, lines: Sequence[Line], tabs: Sequence[int]) -> Block:
    """The table from the line above its first tab's empty line to the one below its last tab's."""
    first, end = tabs[0] - 2, tabs[-1] + 2
    last = end + 1 if is_blank(text, *lines[end - 1]) else end - 1
    rows = [[trim(text, *lines[first])]]
    for at, following in pairwise((*tabs, last + 1)):
        place = lines[at].end
        rows[-1].extend([(place, place)] * (text.count("\t", *lines[at]) - 1))
        ends_row = not is_blank(text, *lines[at + 1])
        cells = [trim(text, *line) for line in lines[at + (1 if ends_row else 2) : following - 1]]
        cells = [(place, place), *cells] if ends_row or not cells else cells
        rows[-1].append(cells[0])
        rows.extend([cell] for cell in cells[1:])
    return Block(first, last, [numbered(row) for row in rows], False)
