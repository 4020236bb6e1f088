"""The narrative: the stretches of prose in which a report may state counts, in all its sections and before them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from reports.document import Document, Mark, Segment, Span
from reports.report import Section
from reports.tags import Tag, Tags

_PARAGRAPH = 80  # code points from which on a cell with a whole sentence is text that was only laid out in a table


def narrative(document: Document, tags: Tags, sections: Sequence[Section], end: int | None = None) -> tuple[Span, ...]:
    """The prose of a report in reading order, each line apart as the text has it.

    ``end`` is where a second report begins (see ``reports.sections.Found``); without it the narrative ends with the
    last section. Official tables, labels, notes, headings and running heads are no prose, nor are the cells of other
    tables.
    """
    if end is None:
        end = max((section.span[1] for section in sections), default=len(document.text))
    foreign = _ForeignCells(document)
    marks = sorted(document.marks)
    spans = []
    for stretch in tags.stretches:
        if stretch.tag is not Tag.PROSE or stretch.start == stretch.end or stretch.start >= end:
            continue
        if foreign.holds(stretch.start) or _is_marked(marks, stretch.start, stretch.end):
            continue
        spans.append(Span(stretch.start, min(stretch.end, end)))
    return tuple(spans)


def noise(document: Document, tags: Tags, start: int, end: int) -> tuple[Span, ...]:
    """What stands in ``[start, end)`` and is no prose: page furniture, debris, the cells of tables; in text order."""
    foreign = _ForeignCells(document)
    found = {Span(*mark[:2]) for mark in document.marks}
    found |= {Span(*stretch[:2]) for stretch in tags.stretches if stretch.tag is Tag.RUNNING_HEAD}
    found |= {Span(cell.start, cell.end) for cell in foreign.cells if foreign.holds(cell.start)}
    return tuple(sorted(span for span in found if start <= span.start < span.end <= end))


class _ForeignCells:
    """The cells of tables with several columns."""

    def __init__(self, document: Document) -> None:
        self.document = document
        cells = [segment for segment in document.segments if segment.is_cell]
        widths: defaultdict[int | None, int] = defaultdict(int)
        for (grid, _), count in Counter((cell.grid, cell.row) for cell in cells).items():
            widths[grid] = max(widths[grid], count)
        self.filled = Counter((cell.grid, cell.row) for cell in cells if not cell.is_empty)
        self.cells = [cell for cell in cells if widths[cell.grid] > 1 and not cell.is_empty]
        self.starts = [cell.start for cell in self.cells]

    def holds(self, position: int) -> bool:
        index = bisect_right(self.starts, position) - 1
        return index >= 0 and position < self.cells[index].end and not self._is_paragraph(self.cells[index])

    def _is_paragraph(self, cell: Segment) -> bool:
        """Whether a cell holds running text: alone in its row, or long and of whole sentences."""
        text = self.document.text[cell.start : cell.end]
        alone = self.filled[cell.grid, cell.row] == 1
        return "。" in text and (alone or len(text) >= _PARAGRAPH)


def _is_marked(marks: Sequence[Mark], start: int, end: int) -> bool:
    index = bisect_right(marks, start, key=lambda mark: mark.start) - 1
    return index >= 0 and end <= marks[index].end
