"""Lines with bars: finding the tables of pipes, Markdown and box drawing, and taking them to their readers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.formats import boxes, markdown, pipes, spaced
from reports.formats.blocks import Block, Line, is_blank, is_heading, is_prose, is_value, trim
from reports.formats.piece import BARS, Row, are_doubled, is_rule, split_bars

_BAR = re.compile(f"(?<!\\\\)[{BARS}]")
_LONGEST_BROKEN_LABEL = 40


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of bars among ``lines``."""
    if not lines or _BAR.search(text, lines[0].start, lines[-1].end) is None:
        return []
    kinds = [_kind(text, line) for line in lines]
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if kinds[at] == " ":
            at += 1
            continue
        last = _extend(text, lines, kinds, at)
        block = _build(text, lines, at, last)
        if block is not None:
            blocks.append(block)
        at = last
    return blocks


def _kind(text: str, line: Line) -> str:
    """ "|" for a line with bars, "-" for a rule line, " " for any other."""
    content = text[line.start : line.end].strip()
    if not content:
        return " "
    if is_rule(content):
        return "-"
    pieces = _BAR.split(content, maxsplit=3)
    return "|" if len(pieces) > 3 or (len(pieces) > 1 and not is_prose(max(pieces, key=len))) else " "


def _extend(text: str, lines: Sequence[Line], kinds: Sequence[str], first: int) -> int:
    """The end of the table that begins in line ``first``: single empty lines and broken labels do not end it."""
    end = first + 1
    at = end
    while at < len(lines):
        line = lines[at]
        if kinds[at] != " ":
            end = at + 1
        elif at > end or at + 1 >= len(lines) or kinds[at + 1] == " ":
            break
        elif is_blank(text, line.start, line.end):
            if kinds[at - 1] == "-" == kinds[at + 1]:  # one table's lower rule and the next one's upper
                break
        else:
            content = text[line.start : line.end].strip()
            if len(content) > _LONGEST_BROKEN_LABEL or is_heading(content):
                break
        at += 1
    return end


def _build(text: str, lines: Sequence[Line], first: int, last: int) -> Block | None:
    doubled = are_doubled(text, lines[first:last])
    rows = [
        Row(line, split_bars(text, line, doubled=doubled), is_rule(text[line.start : line.end].strip()))
        for line in lines[first:last]
        if not is_blank(text, line.start, line.end)
    ]
    barred = [row for row in rows if len(row.pieces) > 1 and not row.rule]
    if not _is_table(text, barred, has_rule=any(row.rule for row in rows)):
        return None
    if boxes.applies(text, rows):
        cells, aligned, marks = boxes.build(text, rows)
    else:
        rows = spaced.part(text, rows)
        cells, aligned, marks = (markdown if markdown.applies(rows) else pipes).build(text, rows)
    return Block(first, last, cells, aligned, marks)


def _is_table(text: str, barred: Sequence[Row], *, has_rule: bool) -> bool:
    if not barred or max(len(row.pieces) for row in barred) < (2 if has_rule else 3):
        return False
    contents = [text[slice(*trim(text, *piece))] for row in barred for piece in row.pieces]
    values = sum(is_value(content) for content in contents)
    if len(barred) == 1:
        return values >= 3
    return has_rule or values > 0 or sum(not content for content in contents) >= len(barred)
