"""Tables of LaTeX: ``\\begin{tabular} … & … \\\\ … \\end{tabular}``.

Rules, commands and the braces around a cell's content are markup; ``\\multicolumn`` tells how many columns a cell has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.document import Mark
from reports.formats.blocks import Block, Cell, Line, trim

_BEGIN = re.compile(
    r"\\begin\{(tabular[xy*]?|longtable|longtabu|tabu|array)\}"
    r"(?:[ \t]*(?:\[[^\]\n]*\]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})){0,3}"
)
_TOKEN = re.compile(r"\\\\(?:\[[^\]\n]*\])?|\\.|[&{}]")
_RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot|centering"
    r"|(?:cline|cmidrule)(?:\([a-z]+\))?\{[^{}\n]*\})"
)
_SPAN = re.compile(r"\\multicolumn\{(\d{1,2})\}\{[^\n]*?\}\{")
_COMMAND = re.compile(
    r"\\multirow(?:\[[^\]\n]*\])?\{-?\d{1,2}\}\{[^{}\n]*\}\{|\\(?:text\w{2}|makecell(?:\[[^\]\n]*\])?)\{"
)
_WITHIN = re.compile(r"\\\\|\\(?=[%&_#$])")
_MOST_COLUMNS = 60


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of LaTeX among ``lines``."""
    if not lines or text.find("\\begin{", lines[0].start, lines[-1].end) < 0:
        return []
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        block = _read(text, lines, at)
        if block is not None:
            blocks.append(block)
        at = block.last if block is not None else at + 1
    return blocks


def _read(text: str, lines: Sequence[Line], first: int) -> Block | None:
    begin = _BEGIN.search(text, *lines[first])
    end = text.find(f"\\end{{{begin[1]}}}", begin.end(), lines[-1].end) if begin else -1
    if begin is None or end < 0:
        return None
    last = first + 1
    while lines[last - 1].end < end:
        last += 1
    marks: list[Mark] = []
    rows = [row for row in _rows(text, begin.end(), end, marks) if len(row) > 1 or row[0].start < row[0].end]
    if not rows:
        return None
    after = end + len(begin[1]) + len("\\end{}")
    around = (trim(text, lines[first].start, begin.start()), trim(text, after, lines[last - 1].end))
    loose = [Line(*span) for span in around if span[0] < span[1]]
    return Block(first, last, rows, True, marks, loose)


def _rows(text: str, start: int, end: int, marks: list[Mark]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[]]
    depth, at, column = 0, start, 0
    for token in _TOKEN.finditer(text, start, end):
        sign = token[0]
        depth = max(0, depth + (sign == "{") - (sign == "}"))
        if depth == 0 and (sign == "&" or sign.startswith("\\\\")):
            column += _add(text, at, token.start(), rows[-1], column, marks)
            at = token.end()
            if sign != "&":
                rows.append([])
                column = 0
    _add(text, at, end, rows[-1], column, marks)
    return rows


def _add(text: str, start: int, end: int, row: list[Cell], column: int, marks: list[Mark]) -> int:
    """Add a cell; its number of columns."""
    columns = 1
    start, end = trim(text, start, end)
    while start < end:
        rule = _RULE.match(text, start, end)
        span = _SPAN.match(text, start, end)
        opened = span or _COMMAND.match(text, start, end)
        if rule:
            start, end = trim(text, rule.end(), end)
        elif opened and text[end - 1] == "}":
            start, end = trim(text, opened.end(), end - 1)
            columns = min(int(span[1]), _MOST_COLUMNS) if span else columns
        else:
            break
    if text.find("\\", start, end) >= 0:
        marks.extend(Mark(*match.span(), "debris") for match in _WITHIN.finditer(text, start, end))
    row.append(Cell(start, end, column))
    return columns
