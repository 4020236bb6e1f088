"""Composing a Document from blocks: what the readers of structured formats (HTML, DOCX, PDF, OCR) build with.

These formats have no text of their own that positions could index into, so one is composed: a line a paragraph, a
line a table row with tabs between its cells. The grid that the format knows is kept as it is; lines outside of
tables go through the finders of text tables, because people paste flattened tables into any format.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reports.document import Document, Mark, MarkKind, Notice, Place
from reports.formats.blocks import BLANKS, Block, Cell, Line
from reports.formats.collecting import Collector

_LINE_ENDS = re.compile(r"\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff]")  # control characters and lone surrogates


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell that begins in a row. ``column`` counts the grid's columns from 0, spans resolved.

    A merged cell is given once, at its upper left place; the places that it covers are not given. An empty cell is
    given with an empty text: it is a cell. ``text`` may contain newlines where the source breaks lines.
    """

    text: str
    column: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class LooseLine:
    """A line that stands between rows of a table and is none of them: a page number, a running head, a caption."""

    text: str
    mark: MarkKind | None = None
    place: Place | None = None


TableRow = Sequence[TableCell]


class Composer:
    """Collects lines and tables in reading order, then gives the Document."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._regions: list[list[Line] | Block] = []
        self._marks: list[Mark] = []
        self._places: list[tuple[int, Place | None]] = []  # where a line or cell begins, and its place
        self._open = False  # whether the last region takes further lines

    def line(self, text: str, *, mark: MarkKind | None = None, place: Place | None = None) -> None:
        """A paragraph, or a line of it; one with newlines becomes several. An empty one stays an empty line."""
        for part in _LINE_ENDS.split(text):
            line = self._write_line(part, place)
            if mark is not None:
                if line.end > line.start:
                    self._marks.append(Mark(line.start, line.end, mark))
                # What is marked is no part of a table that lines may hold, and ends one.
                self._regions.append(Block(0, 0, [], True, loose=[line]))
                self._open = False
            elif self._open:
                self._lines().append(line)
            else:
                self._regions.append([line])
                self._open = True

    def table(self, rows: Sequence[TableRow | LooseLine], *, aligned: bool = True) -> None:
        """A table as the format knows it. Equal ``column`` means one below the other where it is ``aligned``."""
        block = Block(0, 0, [], aligned)
        for row in rows:
            if isinstance(row, LooseLine):
                for part in _LINE_ENDS.split(row.text):
                    line = self._write_line(part, row.place)
                    if line.end > line.start:
                        block.loose.append(line)
                        if row.mark is not None:
                            block.marks.append(Mark(line.start, line.end, row.mark))
                continue
            cells = []
            for number, cell in enumerate(sorted(row, key=lambda cell: cell.column)):
                if number:
                    self._write("\t")
                start = self._length
                self._places.append((start, cell.place))
                self._write(_cell_text(cell.text))
                cells.append(Cell(start, self._length, cell.column))
            self._write("\n")
            if cells:
                block.rows.append(cells)
        if block.rows or block.loose:
            self._regions.append(block)
            self._open = False

    def document(
        self,
        *,
        reader: str,
        media_type: str,
        encoding: str | None = None,
        pages: int | None = None,
        title: str | None = None,
        warnings: Sequence[Notice] = (),
    ) -> Document:
        """The Document of everything given so far."""
        text = "".join(self._parts)
        found = Collector(text)
        found.marks.extend(self._marks)
        for region in self._regions:
            if isinstance(region, Block):
                if region.rows:
                    found.add(region)
                else:
                    found.add_lines(region.loose, region.marks)
            else:
                found.read(region)
        starts = [start for start, _ in self._places]
        places = tuple(
            self._places[max(bisect_right(starts, segment.start) - 1, 0)][1] if starts else None
            for segment in found.segments
        )
        return Document(
            text=text,
            segments=tuple(found.segments),
            grids=tuple(found.grids),
            marks=found.all_marks(),
            reader=reader,
            media_type=media_type,
            encoding=encoding,
            pages=pages,
            places=places if any(place is not None for place in places) else (),
            title=title,
            warnings=tuple(warnings),
        )

    def _lines(self) -> list[Line]:
        last = self._regions[-1]
        assert isinstance(last, list)
        return last

    def _write_line(self, text: str, place: Place | None) -> Line:
        """Writes one physical line; its span is of the content without the blanks around it."""
        clean = _NOT_TEXT.sub("", text).strip(BLANKS)
        start = self._length
        self._places.append((start, place))
        self._write(clean)
        line = Line(start, self._length)
        self._write("\n")
        return line

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _cell_text(text: str) -> str:
    """A cell's text: tabs, which part cells, become spaces; blank lines and the blanks around lines go."""
    lines = (_NOT_TEXT.sub("", part).replace("\t", " ").strip(BLANKS) for part in _LINE_ENDS.split(text))
    return "\n".join(line for line in lines if line)
