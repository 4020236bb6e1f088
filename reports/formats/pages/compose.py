"""Pages into a Document: their parts in reading order, with tables and paragraphs that run over pages joined."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.document import Place
from reports.formats.blocks import is_heading
from reports.formats.composing import Composer, LooseLine, TableCell, TableRow
from reports.formats.pages.content import Box, PageContent
from reports.formats.pages.furniture import mark_furniture
from reports.formats.pages.joining import continues, is_continued_label, join_parts
from reports.formats.pages.loose_regions import find_tables
from reports.formats.pages.paragraphs import make_paragraphs, paragraph_text
from reports.formats.pages.parts import LinePart, Part, PlacedCell, TablePart, page_parts

_SAME_EDGE = 6.0


@dataclass(slots=True)
class _Table:
    """A table over one page or several, with the lines between its parts."""

    parts: list[Part]

    @property
    def tables(self) -> list[TablePart]:
        return [part for part in self.parts if isinstance(part, TablePart)]


@dataclass(slots=True)
class _Lines:
    """Lines without a table between them."""

    parts: list[LinePart]


def compose(pages: Sequence[PageContent], composer: Composer) -> None:
    """Give the pages' lines and tables to ``composer``."""
    parts = [page_parts(page) for page in pages]
    mark_furniture(parts)
    blocks = _blocks([part for found in parts for part in found])
    for block, edges in zip(blocks, _common_edges(blocks), strict=True):
        if isinstance(block, _Table):
            composer.table(_rows(block, edges))
        else:
            _give_lines(block.parts, composer)


def _give_lines(parts: Sequence[LinePart], composer: Composer) -> None:
    """Lines, and the tables without ruled cells among them."""
    lines: list[LinePart] = []
    for found in find_tables(parts):
        if isinstance(found, LinePart):
            lines.append(found)
            continue
        _give_text(lines, composer)
        composer.table(found.rows, aligned=found.aligned)
        lines = []
    _give_text(lines, composer)


def _blocks(parts: Sequence[Part]) -> list[_Table | _Lines]:
    """Parts as tables and the lines between them. What stands between two parts of a table is its own."""
    blocks: list[_Table | _Lines] = []
    for part in parts:
        if isinstance(part, LinePart):
            lines = blocks[-1] if blocks else None
            if isinstance(lines, _Lines):
                lines.parts.append(part)
            else:
                blocks.append(_Lines([part]))
            continue
        lines = blocks.pop() if blocks and isinstance(blocks[-1], _Lines) else None
        between = lines.parts if isinstance(lines, _Lines) else []
        table = blocks[-1] if blocks else None
        if isinstance(table, _Table) and _goes_on(table, between, part):
            table.parts += [*between, part]
        else:
            blocks += [lines, _Table([part])] if lines else [_Table([part])]
    return blocks


def _goes_on(table: _Table, between: Sequence[LinePart], part: TablePart) -> bool:
    furniture = all(line.mark or is_continued_label(line) for line in between)
    return furniture and continues(table.tables[-1], part)


def _give_text(parts: Sequence[LinePart], composer: Composer) -> None:
    """Lines as paragraphs. What stands between two pages follows the paragraph that it stands in."""
    for paragraph in _with_furniture(parts):
        first = paragraph[0]
        text = first.line.text if first.mark else paragraph_text(paragraph)
        composer.line(text, mark=first.mark, place=_line_place(paragraph))


def _with_furniture(parts: Sequence[LinePart]) -> Iterator[list[LinePart]]:
    waiting = [part for part in parts if part.mark]
    order = {id(part): number for number, part in enumerate(parts)}
    for paragraph in make_paragraphs([part for part in parts if not part.mark]):
        while waiting and order[id(waiting[0])] < order[id(paragraph[0])]:
            yield [waiting.pop(0)]
        yield paragraph
    yield from ([part] for part in waiting)


def _line_place(paragraph: Sequence[LinePart]) -> Place:
    """The place of a paragraph: its part on the page where it begins."""
    number = paragraph[0].page.number
    boxes = [part.box for part in paragraph if part.page.number == number]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    certainty = min(part.line.certainty for part in paragraph)
    return Place(number, _rounded(Box(min(lefts), min(tops), max(rights), max(bottoms))), certainty)


def _rounded(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def _rows(table: _Table, edges: Sequence[float]) -> list[TableRow | LooseLine]:
    rows: list[TableRow | LooseLine] = []
    for part in table.parts:
        if isinstance(part, LinePart):
            rows.append(LooseLine(part.line.text, part.mark, _line_place([part])))
            continue
        for number, row in enumerate(part.rows):
            if number < part.heads:
                rows.extend(_repeated_head(part, row))
            elif row:
                rows.append([_cell(cell, part, edges) for cell in row])
    return rows


def _repeated_head(part: TablePart, row: Sequence[PlacedCell]) -> Iterator[LooseLine]:
    """The cells of a header that a page repeats, as lines that say nothing new."""
    for cell in row:
        if cell.text:
            text = cell.text.replace("\n", "")
            yield LooseLine(text, "running_head", Place(part.page.number, _rounded(cell.box), cell.certainty))


def _common_edges(blocks: Sequence[_Table | _Lines]) -> list[list[float]]:
    """For each block the places where columns begin. Tables without a heading between them may be one table, torn:
    they have to count their columns alike."""
    groups: list[list[_Table]] = []
    parted = True
    numbers: list[int] = []
    for block in blocks:
        if isinstance(block, _Lines):
            parted = parted or any(is_heading(line.line.text) for line in block.parts if not line.mark)
        else:
            join_parts(block.tables)
            if parted or not continues(groups[-1][-1].tables[-1], block.tables[0], anywhere=True):
                groups.append([])
            groups[-1].append(block)
            parted = False
        numbers.append(len(groups) - 1)
    edges = [_all_edges([part for table in group for part in table.tables]) for group in groups]
    return [edges[number] if isinstance(block, _Table) else [] for number, block in zip(numbers, blocks, strict=True)]


def _all_edges(parts: Sequence[TablePart]) -> list[float]:
    edges: list[float] = []
    for edge in sorted(edge for part in parts for edge in part.edges):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _cell(cell: PlacedCell, part: TablePart, edges: Sequence[float]) -> TableCell:
    column = bisect_left(edges, cell.box.left + part.shift - _SAME_EDGE)
    return TableCell(cell.text, column, Place(part.page.number, _rounded(cell.box), cell.certainty))
