"""A line of bars as pieces between them, and what rule lines look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from reports.document import Mark
from reports.formats.blocks import Line, trim

# The pipe, its full-width form, and the vertical strokes of box drawing with their junctions.
BARS = "|｜│┃║┆┇┊┋├┤┝┞┟┠┡┢┣┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛╒╓╔╕╖╗╘╙╚╛╜╝"
_STROKES = "─━═┄┅┈┉"
_SPLIT = re.compile(f"(?<!\\\\)[{BARS}]")
_SPLIT_PAIRS = re.compile(r"(?<!\\)[|｜]{1,2}")
_BAR_RUN = re.compile(r"[|｜]+")
_DOUBLED = 0.6  # share of pairs among a table's runs of bars
_MOST_SINGLE = 0.1  # share of single bars between two cells: with more, a pair is two bars around an empty cell
_BOX_RULE = re.compile(f"[{BARS}{_STROKES}\\s]*[{_STROKES}][{BARS}{_STROKES}\\s]*\\Z")
_ASCII_RULE = re.compile(r"[+|][-=+|: ]*[-=]{2,}[-=+|: ]*\Z")
_MARKDOWN_RULE = re.compile(r"[|｜]?(?:\s*:?-+:?\s*[|｜])+(?:\s*:?-*:?\s*)\Z")
_WIKI_RULE = re.compile(r"\{\|(?:\s.*)?\Z|\|\}\Z|\|-+\Z")  # a wiki's marks of a table's ends and of a row
_TEXTILE = re.compile(r"(?:_|<>|[<>=^~]|[\\/]\d{1,2})+\.(?=[ \t])")  # what Textile writes after a bar
# What a wiki writes before a cell's content, with a bar of its own: colspan="3" | 1,318
_ATTRIBUTES = re.compile(
    r"\s*(?:(?:colspan|rowspan|style|class|align|valign|width|scope|bgcolor)\s*=\s*(?:\"[^\"]*\"|[^\s\"]+)\s*)+\Z"
)
_RULE_PIECE = re.compile(f"[{_STROKES}]{{2,}}\\Z")
# What stands around a cell's content and is none of it: Markdown's emphasis, HTML's blanks and line breaks.
_MARKUP = re.compile(r"<br\s*/?>|&(?:nbsp|emsp|ensp|#160|#12288|#x3000|#xa0);", re.IGNORECASE)


class Row(NamedTuple):
    """A physical line of a table of bars: its pieces between the bars, and whether it is a rule line."""

    line: Line
    pieces: list[tuple[int, int]]
    rule: bool


def are_doubled(text: str, lines: Iterable[Line]) -> bool:
    """Whether a table's bars come in pairs ("a || b || c", as wikis write them), each pair one delimiter.

    The first and the last bar of a line may be single.
    """
    found = [(run, trim(text, *line)) for line in lines for run in _BAR_RUN.finditer(text, *line)]
    pairs = sum(len(run[0]) == 2 for run, _ in found)
    single = sum(len(run[0]) == 1 and start < run.start() and run.end() < end for run, (start, end) in found)
    return pairs >= _DOUBLED * len(found) > 0 and single <= _MOST_SINGLE * len(found)


def split_bars(text: str, line: Line, *, doubled: bool = False) -> list[tuple[int, int]]:
    """The stretches between a line's bars, the ones before the first and after the last included."""
    start, end = trim(text, *line)
    pieces: list[tuple[int, int]] = []
    at = start
    for bar in (_SPLIT_PAIRS if doubled else _SPLIT).finditer(text, start, end):
        pieces.append((at, bar.start()))
        styled = _TEXTILE.match(text, bar.end(), end)
        at = styled.end() if styled else bar.end()
    pieces.append((at, end))
    return [piece for piece in pieces if "=" not in text[slice(*piece)] or not _ATTRIBUTES.match(text, *piece)]


def is_rule(content: str) -> bool:
    """True for a line that only draws: box drawing, ``+---+``, Markdown's ``|---|---|``.

    Dashes are also what clerks write for nothing: a line of single or double dashes set off by blanks is a row of
    values unless it carries Markdown's colons.
    """
    if _WIKI_RULE.match(content):
        return True
    if not content or content[0] not in "|｜+-:" + BARS + _STROKES:
        return False
    if _BOX_RULE.match(content) or ("+" in content and _ASCII_RULE.match(content)):
        return True
    if not any(character in content for character in "|｜") or _MARKDOWN_RULE.match(content) is None:
        return False
    return ":" in content or "---" in content or re.search(r"[|｜]\s+-|-\s+[|｜]", content) is None


def is_rule_piece(content: str) -> bool:
    """True for the stretch of a rule that crosses only some columns."""
    return _RULE_PIECE.match(content) is not None


def cell(text: str, start: int, end: int, marks: list[Mark]) -> tuple[int, int]:
    """A cell's content without blanks and markup around it; the markup inside it is marked as debris."""
    first, last = trim(text, start, end)
    if first == last:
        return first, last
    content = text[first:last]
    if "<" in content or "&" in content:
        for match in _MARKUP.finditer(text, first, last):
            marks.append(Mark(match.start(), match.end(), "debris"))
        first, last = _trim_markup(text, first, last)
        content = text[first:last]
    if len(content) > 4 and content[:2] == content[-2:] in ("**", "__"):
        first, last = trim(text, first + 2, last - 2)
    return (first, last) if first < last else (start, start)


def _trim_markup(text: str, first: int, last: int) -> tuple[int, int]:
    matches = list(_MARKUP.finditer(text, first, last))
    for match in matches:
        if match.start() == first:
            first = trim(text, match.end(), last)[0]
    for match in reversed(matches):
        if match.end() == last and match.start() >= first:
            last = max(first, trim(text, first, match.start())[1])
    return first, last
