"""Plain text as a Document: its tables in whatever form they were kept, and everything else as lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.document import Document, Grid, Mark, Segment
from reports.encodings import Decoded
from reports.formats import bars, bells, columns, commas, flat, html_tables, markdown, marks
from reports.formats.blocks import Block, Line, split_lines

# In this order: a kind of table is looked for in the lines that no kind before it has claimed.
_FINDERS: tuple[Callable[[str, Sequence[Line]], list[Block]], ...] = (
    bells.find_blocks,
    flat.find_blocks,
    bars.find_blocks,
    commas.find_blocks,
    columns.find_blocks,
)


def read_text(decoded: Decoded) -> Document:
    """The Document of a decoded text. Every character that is no blank, delimiter or markup is in a segment."""
    text = decoded.text
    tables = html_tables.find_tables(text) if "<" in text else []
    gaps = html_tables.gaps(tables, len(text))
    reader = _Reader(text)
    for number, (start, end) in enumerate(gaps):
        if number:
            table = tables[number - 1]
            reader.add(Block(0, 0, table.rows, table.aligned, table.marks, table.loose))
        if start < end or not tables:
            reader.read(split_lines(text, start, end), 0)
    return reader.document(decoded)


class _Reader:
    """Collects segments in text order while the regions of a text are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.segments: list[Segment] = []
        self.grids: list[Grid] = []
        self.marks: list[Mark] = []

    def read(self, lines: Sequence[Line], kind: int) -> None:
        """The tables of ``_FINDERS[kind:]`` and the lines between them."""
        if kind == len(_FINDERS):
            for line in lines:
                self.segments.append(Segment(*markdown.line_content(self.text, line.start, line.end, self.marks)))
            return
        at = 0
        for block in _FINDERS[kind](self.text, lines):
            if block.first > at:
                self.read(lines[at : block.first], kind + 1)
            self.add(block)
            at = block.last
        if at < len(lines):
            self.read(lines[at:], kind + 1)

    def add(self, block: Block) -> None:
        """A table's cells, and the lines within it that are none of its rows."""
        grid = len(self.grids)
        self.grids.append(Grid(block.aligned))
        self.marks.extend(block.marks)
        found = [
            Segment(cell.start, cell.end, grid, row, cell.column)
            for row, cells in enumerate(block.rows)
            for cell in cells
        ]
        if block.loose:
            found.extend(Segment(*markdown.line_content(self.text, *line, self.marks)) for line in block.loose)
            found.sort(key=lambda segment: segment.start)
        self.segments.extend(found)

    def document(self, decoded: Decoded) -> Document:
        lines = [Line(segment.start, segment.end) for segment in self.segments if segment.grid is None]
        found = {*self.marks, *marks.find_debris(self.text), *marks.find_page_furniture(self.text, lines)}
        return Document(
            text=self.text,
            segments=tuple(self.segments),
            grids=tuple(self.grids),
            marks=tuple(_disjoint(sorted(found, key=lambda mark: (mark.start, -mark.end)))),
            encoding=decoded.encoding,
            warnings=decoded.notices,
        )


def _disjoint(found: Sequence[Mark]) -> list[Mark]:
    """Marks in text order; one that lies within another says nothing more."""
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
