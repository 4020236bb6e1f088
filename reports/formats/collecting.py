"""Collecting a text's segments: the tables that are known, those that are found among the lines, and the lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.document import Grid, Mark, Segment
from reports.formats import (
    apart,
    asciidoc,
    bars,
    begun,
    bells,
    columns,
    commas,
    contents,
    dumps,
    ended,
    flat,
    latex,
    listed,
    markdown,
    marks,
    signs,
    wiki,
)
from reports.formats.blocks import Block, Line, trim

# In this order: a kind of table is looked for in the lines that no kind before it has claimed.
_FINDERS: tuple[Callable[[str, Sequence[Line]], list[Block]], ...] = (
    bells.find_blocks,
    dumps.find_blocks,
    latex.find_blocks,
    asciidoc.find_blocks,
    wiki.find_blocks,
    ended.find_blocks,
    begun.find_blocks,
    apart.find_blocks,
    flat.find_blocks,
    bars.find_blocks,
    listed.find_blocks,
    commas.find_blocks,
    signs.find_blocks,
    columns.find_blocks,
)


class Collector:
    """Collects segments in text order while the regions of a text are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.segments: list[Segment] = []
        self.grids: list[Grid] = []
        self.marks: list[Mark] = []

    def read(self, lines: Sequence[Line]) -> None:
        """The tables of contents, the tables and the lines among consecutive lines."""
        at = 0
        for first, last in contents.find_contents(self.text, lines):
            self._read(lines[at:first], 0)
            found = [Line(*trim(self.text, *line)) for line in lines[first:last]]
            self.add_lines(found, [Mark(*line, "navigation") for line in found if line.end > line.start])
            at = last
        self._read(lines[at:], 0)

    def _read(self, lines: Sequence[Line], kind: int) -> None:
        """The tables of ``_FINDERS[kind:]`` among consecutive lines, and the lines between them."""
        if not lines:
            return
        if kind == len(_FINDERS):
            for line in lines:
                self.segments.append(Segment(*markdown.line_content(self.text, line.start, line.end, self.marks)))
            return
        at = 0
        for block in _FINDERS[kind](self.text, lines):
            if block.first < at:
                continue  # a line that two damaged tables claim belongs to the first; other kinds may know the second
            if block.first > at:
                self._read(lines[at : block.first], kind + 1)
            self.add(block)
            at = block.last
        if at < len(lines):
            self._read(lines[at:], kind + 1)

    def add_lines(self, lines: Sequence[Line], marks: Sequence[Mark] = ()) -> None:
        """Lines that are no part of any table."""
        self.segments.extend(Segment(line.start, line.end) for line in lines)
        self.marks.extend(marks)

    def add(self, block: Block) -> None:
        """A table's cells, and the lines within it that are none of its rows."""
        grid = len(self.grids)
        self.grids.append(Grid(block.aligned))
        self.marks.extend(block.marks)
        self.marks.extend(marks.row_numbers(self.text, block.rows))
        self.marks.extend(marks.repeated_cells(self.text, block.rows))
        found = [
            Segment(cell.start, cell.end, grid, row, cell.column)
            for row, cells in enumerate(block.rows)
            for cell in cells
        ]
        if block.loose:
            found.extend(Segment(*markdown.line_content(self.text, *line, self.marks)) for line in block.loose)
            found.sort(key=lambda segment: segment.start)
        self.segments.extend(found)

    def all_marks(self) -> tuple[Mark, ...]:
        """The marks so far, and those of debris, page numbers and running heads among the lines."""
        lines = [Line(segment.start, segment.end) for segment in self.segments if segment.grid is None]
        found = {*self.marks, *marks.find_debris(self.text), *marks.find_page_furniture(self.text, lines)}
        return tuple(_disjoint(sorted(found, key=lambda mark: (mark.start, -mark.end))))


def _disjoint(found: Sequence[Mark]) -> list[Mark]:
    """Marks in text order; one that lies within another says nothing more."""
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
