"""Lines into paragraphs: a line that fills the page's width goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from reports.formats.blocks import is_heading
from reports.formats.pages.lines import join_text
from reports.formats.pages.parts import LinePart

_FULL = 1.7  # of a character's size: what a full line may leave free, where a mark must not begin a line
_PARAGRAPH = (1.4, 2.7)  # of a character's size: how far the first line of a paragraph stands in
_RAGGED = 3.0  # of a character's size: by how much the ends of full lines differ
_LATIN = 0.55  # of a character's size: the width of a Latin letter or a digit
_INDENT = 0.8  # of a character's size: a line that stands in this far begins a paragraph
_FIRST_INDENT = 4.5  # of a character's size: what stands in farther is centred
_NARROWEST = 0.4  # of a page's width: how wide text is at least that goes over lines
_SAME_SIZE = 1.25
_WIDEST_LEADING = 1.6  # of the usual distance between lines
_LONG = 12  # characters: lines that say where the margins are
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")
_WORD = re.compile(r"[（(“\"]?[!-~]+")
_QUOTED = re.compile("[^“‘]?[“‘][^”’]{0,12}[”’]")  # which no line's end parts from what stands before it
_BRACKETED = re.compile("[（《〈【].[）》〉】，。、；：]?")
_WITHIN = ("；", "，", "、", ";", ",")  # after which no paragraph begins
_INDENTED = 0.1  # of the lines, where paragraphs begin with an indent
_END = ("。", "：", ":", "；", "！", "？", ".")

Paragraph = list[LinePart]


def make_paragraphs(lines: Sequence[LinePart]) -> list[Paragraph]:
    """Consecutive lines of text, which may run over pages, as paragraphs."""
    margins = _margins(lines)
    leading = _leading(lines)
    indented = sum(_is_indented(line, margins) for line in lines) >= _INDENTED * len(lines)
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, margins, leading, indented):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def paragraph_text(paragraph: Paragraph) -> str:
    """Its lines as one. A number at a line's end goes on in the next: in running text no two stand side by side."""
    text = paragraph[0].line.text
    for part in paragraph[1:]:
        after = part.line.text
        text += join_text(text, after).strip("\n") + after
    return text


Margins = dict[int, tuple[float, float]]


def _margins(lines: Sequence[LinePart]) -> Margins:
    """Where the lines of each page begin and end; pages without full lines are like others of their width."""
    pages: dict[int, list[LinePart]] = {}
    widths: dict[float, list[LinePart]] = {}
    for line in lines:
        pages.setdefault(line.page.number, []).append(line)
        widths.setdefault(line.page.width, []).append(line)
    usual = {width: _page_margins(found) for width, found in widths.items()}
    margins: Margins = {}
    for number, found in pages.items():
        left, right = _page_margins(found)
        others = usual[found[0].page.width]
        size = found[0].line.height
        full = right - left >= others[1] - others[0] - _RAGGED * size
        # A page whose lines all begin paragraphs shows only where these begin.
        indented = _PARAGRAPH[0] * size < left - others[0] < _PARAGRAPH[1] * size
        margins[number] = (others[0] if indented else left, right) if full else others
    return margins


def _page_margins(lines: Sequence[LinePart]) -> tuple[float, float]:
    long = [line for line in lines if len(line.line.text) >= _LONG] or lines
    edges = [(line.box.left, line.box.right) for line in long]
    return min(left for left, _ in edges), _right_margin(edges, lines[0].line.height)


def _right_margin(edges: Sequence[tuple[float, float]], size: float) -> float:
    """Where full lines end: some end earlier for want of room, some hang a mark into the margin."""
    farthest = max(right for _, right in edges)
    return median(right for _, right in edges if right >= farthest - _RAGGED * size)


def _leading(lines: Sequence[LinePart]) -> float:
    """The usual distance between the tops of lines, in heights of a line."""
    steps = [
        (line.box.top - before.box.top) / before.line.height
        for before, line in pairwise(lines)
        if line.page is before.page and line.box.top > before.box.top and before.line.height > 0
    ]
    return median(steps) if steps else 1.5


def _first_word(line: LinePart) -> float:
    """How many letters wide a line's beginning is that cannot be parted: a number, a Latin word, what is quoted."""
    quoted = _QUOTED.match(line.line.text)
    if quoted:
        return len(quoted[0]) / _LATIN
    found = _WORD.match(line.line.text)
    if found:
        return len(found[0])
    bracketed = _BRACKETED.match(line.line.text)
    return (len(bracketed[0]) - 1) / _LATIN if bracketed else 0


def _is_indented(line: LinePart, margins: Margins) -> bool:
    size = line.line.height
    return _PARAGRAPH[0] * size < line.box.left - margins[line.page.number][0] < _PARAGRAPH[1] * size


def _goes_on(paragraph: Paragraph, line: LinePart, margins: Margins, leading: float, indented: bool) -> bool:
    before = paragraph[-1]
    size = before.line.height
    left, right = margins[before.page.number]
    if right - left < _NARROWEST * before.page.width:
        return False
    room = right - before.box.right
    if room > (_FULL + _first_word(line) * _LATIN) * size or before.box.left > left + _FIRST_INDENT * size:
        return False
    if line.box.left > margins[line.page.number][0] + _INDENT * size:
        return False
    if max(size, line.line.height) > _SAME_SIZE * min(size, line.line.height):
        return False
    if line.page is before.page and line.box.top - before.box.top > _WIDEST_LEADING * leading * size:
        return False
    said, text = before.line.text, line.line.text
    if is_heading(said) or (is_heading(text) and not said.endswith(_WITHIN)):
        return False
    return not (said.endswith("。" if indented else _END) and _NUMBERED.match(text))
