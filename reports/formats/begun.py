"""Tables whose cells hold paragraphs, each cell but a row's first begun by a tab: what browsers put on the clipboard.

An empty line ends each paragraph, so it stands between cells and between rows alike; the tab alone tells them apart.
It stands before the cell's text (``规章``, nothing, ``→3``, nothing, ``→5``), or on a line of its own right above it
(``规章``, nothing, ``→``, ``3``, nothing, ``→``, ``5``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.formats.blocks import Block, Line, has_cells_below, is_blank, is_heading, is_prose, numbered, trim

_FEWEST_TABS = 4  # in a table
_MOST_LINES = 4  # with text between two tabs: a row's last cell, captions, and the first cell of the next row
_MOST_APART = 0.5  # share of the tabs that stand between empty lines; with more it is another layout


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables among ``lines`` whose cells tabs begin."""
    if text.find("\n\n\t") < 0 or has_cells_below(text, lines):
        return []
    tabs = [at for at in range(2, len(lines)) if _begins_cell(text, lines, at)]
    blocks: list[Block] = []
    for run in _runs(text, lines, tabs):
        apart = sum(_is_bare(text, lines[at]) and at + 1 < len(lines) and _is_empty(lines[at + 1]) for at in run)
        if len(run) >= _FEWEST_TABS and apart <= _MOST_APART * len(run):
            blocks.append(_build(text, lines, run))
    return blocks


def _begins_cell(text: str, lines: Sequence[Line], at: int) -> bool:
    """A tab at the beginning of a line and no other in it, below an empty line or below another empty cell."""
    content = text[slice(*lines[at])].lstrip(" ")
    if not content.startswith("\t") or "\t" in content[1:]:
        return False
    return _is_empty(lines[at - 1]) or _is_bare(text, lines[at - 1])


def _is_bare(text: str, line: Line) -> bool:
    return text[slice(*line)].strip(" ") == "\t"


def _is_empty(line: Line) -> bool:
    return line.start == line.end


def _runs(text: str, lines: Sequence[Line], tabs: Sequence[int]) -> Iterator[list[int]]:
    """Tabs of one table: few lines between two of them, none with a tab, and neither a heading nor prose."""
    run: list[int] = []
    for at in tabs:
        if run and _parts(text, lines[run[-1] + 1 : at]):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _parts(text: str, between: Sequence[Line]) -> bool:
    """Whether lines between two tabs are no part of a table: too many, a heading, prose, or cells that tabs begin
    right below each other, as in tables from Word.
    """
    filled = [content for line in between if (content := text[slice(*line)].strip(" ")).strip()]
    return (
        len(filled) > _MOST_LINES
        or any(is_heading(content.strip()) or is_prose(content.strip()) for content in filled)
        or any("\t" in text[slice(*line)] for line in between)
    )


def _build(text: str, lines: Sequence[Line], tabs: Sequence[int]) -> Block:
    """The table from the line with its first row's first cell to its last tab's cell."""
    first = tabs[0] - 1
    while first and is_blank(text, *lines[first]):
        first -= 1
    begun, below = set(tabs), -1  # below: the line whose text is the cell of the tab above it
    rows: list[list[tuple[int, int]]] = []
    last = first
    for at in range(first, len(lines)):
        line = lines[at]
        if at > tabs[-1] and at != below:
            break
        last = at + 1
        if at in begun:
            if not rows:  # nothing stands before the first tab: the first cell is empty
                rows.append([trim(text, *lines[first])])
            rows[-1].append(trim(text, *line))
            below = at + 1 if _is_bare(text, line) else -1
        elif at == below and not _is_empty(line):
            rows[-1][-1] = trim(text, *line)
        elif not _is_empty(line):
            rows.append([trim(text, *line)])
    return Block(first, last, [numbered(row) for row in rows], aligned=False)
