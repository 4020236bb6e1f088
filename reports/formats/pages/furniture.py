"""Page numbers and running heads: what stands at the same place on several pages, above or below all else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from reports.formats.blocks import is_value
from reports.formats.marks import is_page_number
from reports.formats.pages.parts import LinePart, Part

_EDGE_LINES = 2  # lines at a page's top and foot that may be furniture
_ZONE = 0.16  # of a page's height: where they stand
_SAME_PLACE = 12.0  # points
_ALONE = 1.2  # of a line's height: the room around a number that stands alone
_BARE_NUMBER = re.compile(r"\W{0,3}(?:页码)?\W{0,2}(\d{1,3})\W{0,3}\Z")
_DIGITS = re.compile(r"\d+")
_HAN_NUMBER = re.compile(r"第[一二三四五六七八九十百]{1,4}页\Z")


def mark_furniture(pages: Sequence[Sequence[Part]]) -> None:
    """Mark the page numbers and running heads among the lines; ``pages`` are the parts of each."""
    edges = [line for parts in pages for line in (*_edge(parts, top=True), *_edge(parts, top=False))]
    _mark_numbers(edges)
    _mark_bare_numbers(pages)
    _mark_heads([line for line in edges if line.mark is None])
    # What was hidden below a page number comes to the edge once that is marked.
    _mark_heads([line for parts in pages for top in (True, False) for line in _edge(parts, top=top) if not line.mark])


def _edge(parts: Sequence[Part], *, top: bool) -> list[LinePart]:
    """The lines above or below all else that is not marked, in the zone of running heads."""
    found: list[LinePart] = []
    for part in parts if top else reversed(parts):
        if not isinstance(part, LinePart):
            break
        height = part.page.height
        inside = part.box.bottom > _ZONE * height if top else part.box.top < (1 - _ZONE) * height
        if inside:
            break
        if part.mark is None:
            found.append(part)
        if len(found) == _EDGE_LINES:
            break
    return found


def _mark_numbers(lines: Iterable[LinePart]) -> None:
    for line in lines:
        if is_page_number(line.line.text) or _HAN_NUMBER.match(line.line.text.replace(" ", "")):
            line.mark = "page_number"


def _mark_bare_numbers(pages: Sequence[Sequence[Part]]) -> None:
    """Numbers that count the pages. One that does on a single page only has to stand by itself."""
    for top in (False, True):
        found = [(line, number) for parts in pages for line, number in _bare_numbers(parts, top=top)]
        steps = Counter(number - line.page.number for line, number in found)
        for line, number in found:
            step = number - line.page.number
            if steps[step] >= 2 or (-2 <= step <= 0 and _is_alone(line, pages)):
                line.mark = "page_number"


def _bare_numbers(parts: Sequence[Part], *, top: bool) -> list[tuple[LinePart, int]]:
    edge = _edge(parts, top=top)[:1]
    texts = [(line, _BARE_NUMBER.match(line.line.text)) for line in edge]
    return [(line, int(found[1])) for line, found in texts if found]


def _is_alone(line: LinePart, pages: Sequence[Sequence[Part]]) -> bool:
    room = _ALONE * line.line.height
    others = [part for parts in pages for part in parts if part.box is not line.box and part.page is line.page]
    return all(
        other is line or other.box.bottom < line.box.top - room or other.box.top > line.box.bottom + room
        for other in others
    )


def _mark_heads(lines: Sequence[LinePart]) -> None:
    """Lines that say the same but for their numbers, at the same height of at least two pages."""
    groups: dict[str, list[LinePart]] = {}
    for line in lines:
        if not _is_row(line):
            groups.setdefault(_DIGITS.sub("#", line.line.text), []).append(line)
    for group in groups.values():
        for line in group:
            if any(_same_place(line, other) for other in group):
                line.mark = "running_head"


def _is_row(line: LinePart) -> bool:
    """Whether a line looks like a row of an unruled table."""
    values = sum(is_value(word.text) for word in line.line.words)
    return values > 1 and len(line.line.words) - values <= values


def _same_place(line: LinePart, other: LinePart) -> bool:
    top = abs(line.box.top - other.box.top)
    foot = abs((line.page.height - line.box.top) - (other.page.height - other.box.top))
    return line.page is not other.page and min(top, foot) <= _SAME_PLACE
