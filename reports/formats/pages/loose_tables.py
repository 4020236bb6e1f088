"""Tables without ruled cells: rows and columns from where the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from reports.document import Place
from reports.formats.composing import TableCell, TableRow
from reports.formats.pages.content import Box
from reports.formats.pages.lines import around, join_text
from reports.formats.pages.loose_labels import is_caption, make_blobs, place_groups, sort_labels
from reports.formats.pages.loose_pieces import (
    Column,
    Piece,
    column_of,
    find_columns,
    line_pieces,
    pitch_of,
    spanned,
    split_by,
    split_words,
    with_header_columns,
)
from reports.formats.pages.loose_remarks import early_remarks, find_levels, with_remarks
from reports.formats.pages.loose_rows import LabelLine, Row, divide
from reports.formats.pages.parts import LinePart

_PAGE = 100_000.0  # points: pages stand one below the other
_SLACK = 0.2  # heights of a line


@dataclass(slots=True)
class Line:
    """A line of a table: its label pieces, and the pieces in the columns of values."""

    part: LinePart
    y: float
    pieces: list[Piece]
    labels: list[Piece] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)

    @property
    def has_values(self) -> bool:
        return any(piece.is_value for piece in self.rest)

    @property
    def is_header(self) -> bool:
        return bool(self.rest) and not self.has_values


def make_line(part: LinePart) -> Line:
    box = part.box
    y = part.page.number * _PAGE + (box.top + box.bottom) / 2
    return Line(part, y, line_pieces(part, y))


class LooseTable(NamedTuple):
    """A table's rows. ``aligned``: its header shows that these are all of its columns."""

    rows: list[TableRow]
    aligned: bool


def build_tables(lines: Sequence[Line]) -> Iterator[LooseTable]:
    """The tables that ``lines`` hold: one for each header with the rows below it."""
    height = _height(lines)
    whole = _border(lines, height)
    for part in _captioned(lines):
        border = _border(part, height) or whole
        for line in part:
            line.labels = [piece for piece in line.pieces if piece.middle < border]
            line.rest = [piece for piece in line.pieces if piece.middle >= border]
        for block in _blocks(part):
            yield _build(block, height)


def _height(lines: Sequence[Line]) -> float:
    heights = sorted(line.part.line.height for line in lines)
    return max(heights[len(heights) // 2], 1.0)


def _border(lines: Sequence[Line], height: float) -> float:
    """Where the columns of values begin: left of the values of the rows that have most of them; 0 without values.

    What stands in the header to the right of all labels is a column as well, though all its values may be blank.
    """
    runs = [run for line in lines if (run := _last_values(line.pieces))]
    if not runs:
        return 0.0
    most = max(map(len, runs))
    border = min(run[0].box.left for run in runs if len(run) == most)
    labels = [piece for line in lines for piece in line.pieces if not piece.is_value and piece.middle < border]
    zone = max((p.box.right for p in labels if p.box.right <= border + _SLACK * height), default=border)
    border = min([border, *(p.box.left for run in runs for p in run if p.box.left >= zone)])
    first = next(index for index, line in enumerate(lines) if _last_values(line.pieces))
    body = [p.box.right for line in lines[first:] for p in line.pieces if not p.is_value and p.middle < border]
    if body:
        heads = [piece.box.left for line in lines[:first] for piece in line.pieces[1:]]
        border = min([border, *(left for left in heads if left >= max(body))])
    else:  # rows without labels, as table four has one
        border = min([border, *(piece.box.left for line in lines[:first] for piece in line.pieces)])
    return border - _SLACK * height


def _last_values(pieces: Sequence[Piece]) -> list[Piece]:
    """The values at a line's end."""
    run: list[Piece] = []
    for piece in reversed(pieces):
        if not piece.is_value:
            break
        run.insert(0, piece)
    return run


def _captioned(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines from one caption to the next: the parts of table two have columns of their own."""
    part: list[Line] = []
    for line in lines:
        if part and is_caption(line.part.line.text):
            yield part
            part = []
        part.append(line)
    yield part


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines from one header to the next. A header names several columns, or the one that follows its caption."""
    block: list[Line] = []
    filled = False
    for index, line in enumerate(lines):
        if line.is_header and filled and _names_columns(lines[index:], block):
            yield block
            block, filled = [], False
        filled = filled or line.has_values
        block.append(line)
    yield block


def _names_columns(lines: Sequence[Line], above: Sequence[Line]) -> bool:
    """Whether a header with a text for each column of values stands at the beginning of ``lines``."""
    first = next((index for index, line in enumerate(lines) if line.has_values), len(lines))
    values = find_columns(piece for line in lines[first:] for piece in line.rest if piece.is_value)
    # Beyond the last of the values stand remarks, and the header above them.
    end = max(piece.box.right for line in lines[first:] or above for piece in line.rest if piece.is_value)
    leaves = find_columns(piece for line in lines[:first] for piece in line.rest if piece.box.left < end)
    return len(leaves) >= max(len(values), 1)


def _build(lines: Sequence[Line], height: float) -> LooseTable:
    first = next((index for index, line in enumerate(lines) if line.has_values), len(lines))
    early = early_remarks([line.rest for line in lines[:first]], [line.rest for line in lines[first:]], height)
    heads = [index for index, line in enumerate(lines[:first]) if any(id(piece) not in early for piece in line.rest)]
    head_end = heads[-1] + 1 if heads else 0
    header, body = lines[:head_end], lines[head_end:]
    above = [part for line in header for piece in line.rest for part in split_words(piece)]
    found = find_columns(piece for line in body for piece in line.rest if piece.is_value)
    columns = with_header_columns(found, above) if found else find_columns(above)
    if not columns or not body:
        cells = [[TableCell(piece.text, at, _place([piece])) for at, piece in enumerate(line.pieces)] for line in lines]
        return LooseTable(list(cells), False)
    known = len(columns) > len(found) or len(find_columns(above)) >= len(columns)
    columns = with_remarks(columns, [piece for line in body for piece in line.rest if not piece.is_value])
    return LooseTable(_Rows(header, body, columns, height).all(), known)


class _Rows:
    """The rows of a table: its columns of labels first, then those of values."""

    def __init__(self, header: Sequence[Line], body: Sequence[Line], columns: Sequence[Column], height: float) -> None:
        self.header, self.columns, self.height = header, columns, height
        self.levels = find_levels([line.rest for line in body], height)
        self.pitch = pitch_of((piece for line in body for piece in line.labels), height)
        ys = [y for y, _ in self.levels]
        self.labels = sort_labels([line.labels for line in body if line.labels], ys, height, self.pitch)
        own = [LabelLine(p.text, p.y, p.box.right - p.box.left, p.part.page.number) for p in self.labels.own]
        self.rows = divide(own, ys, height, self.pitch)
        named = own or any(line.labels for line in header)
        self.first = len(self.labels.columns) + 1 if named else 0  # the first column of values

    def all(self) -> list[TableRow]:
        return [*self._header_rows(), *self._body_rows()]

    def _header_rows(self) -> Iterator[TableRow]:
        """Headers over several columns, and below them those of each column, their lines put together."""
        own: dict[int, list[Piece]] = {}
        corner = [piece for line in self.header for piece in line.labels]
        wide: list[tuple[int, list[Piece]]] = []
        for piece in (part for line in self.header for whole in line.rest for part in split_by(self.columns, whole)):
            over = spanned(self.columns, piece.box)
            if len(over) > 1:
                wide.append((over[0], [piece]))
            else:
                own.setdefault(over[0] if over else column_of(self.columns, piece.box), []).append(piece)
        pitch = pitch_of((piece for pieces in [corner, *own.values()] for piece in pieces), self.height)
        for at, pieces in own.items():
            *above, last = make_blobs(pieces, pitch)
            wide += [(at, blob.pieces) for blob in above]
            own[at] = last.pieces
        for _, level in groupby(sorted(wide, key=lambda cell: cell[1][0].y), key=lambda cell: cell[1][0].y):
            yield [_cell(pieces, at + self.first) for at, pieces in level]
        cells = [_cell(corner, 0)] if corner else []
        cells += [_cell(own[at], at + self.first) for at in sorted(own)]
        if cells:
            yield cells

    def _body_rows(self) -> Iterator[TableRow]:
        shown = [_shown(row, self.labels.own, self.levels) for row in self.rows]
        groups = place_groups(self.labels, shown)
        for index, row in enumerate(self.rows):
            pieces = self.labels.own[row.first : row.last]
            cells = [_cell(blob.pieces, at) for at, blob in groups.get(index, ())]
            if pieces:
                cells.append(_cell(pieces, self._label_column(pieces, {cell.column for cell in cells})))
            cells += self._values([] if row.level is None else self.levels[row.level][1], cells)
            yield cells

    def _label_column(self, pieces: Sequence[Piece], taken: set[int]) -> int:
        """Where a row's label begins: it may reach over the columns of groups."""
        box = around(piece.box for piece in pieces)
        over = [at for at, column in enumerate(self.labels.columns) if column.overlaps(box) and at not in taken]
        return min(over, default=self.first - 1)

    def _values(self, pieces: Sequence[Piece], labels: Sequence[TableCell]) -> list[TableCell]:
        """The cells of a row's values, with an empty one for each column in which nothing stands."""
        cells: dict[int, list[Piece]] = {}
        for piece in (part for whole in pieces for part in split_by(self.columns, whole)):
            cells.setdefault(column_of(self.columns, piece.box), []).append(piece)
        beside = next((cell.place for cell in labels if cell.place), None)
        return [
            _cell(cells[at], at + self.first)
            if at in cells
            else TableCell("", at + self.first, _blank(column, pieces, beside))
            for at, column in enumerate(self.columns)
        ]


def _cell(pieces: Sequence[Piece], column: int) -> TableCell:
    return TableCell(_joined(pieces), column, _place(pieces))


def _shown(
    row: Row, own: Sequence[Piece], levels: Sequence[tuple[float, list[Piece]]]
) -> tuple[str, Box | None, float]:
    pieces = own[row.first : row.last]
    if not pieces:
        assert row.level is not None
        return "", None, levels[row.level][0]
    return _joined(pieces), around(piece.box for piece in pieces), (pieces[0].y + pieces[-1].y) / 2


def _blank(column: Column, pieces: Sequence[Piece], beside: Place | None) -> Place | None:
    """The place of an empty cell: in its column, as high as what stands beside it."""
    if pieces:
        box = pieces[0].box
        return Place(pieces[0].part.page.number, _rounded(Box(column.left, box.top, column.right, box.bottom)))
    if beside is None:
        return None
    return Place(beside.page, _rounded(Box(column.left, beside.bbox[1], column.right, beside.bbox[3])))


def _joined(pieces: Sequence[Piece]) -> str:
    """Pieces of one cell as text, lines from top to bottom."""
    ordered = sorted(pieces, key=lambda piece: (piece.y, piece.box.left))
    text = ordered[0].text
    for before, piece in pairwise(ordered):
        joint = join_text(text, piece.text)
        text += (" " if before.y == piece.y and joint == "\n" else joint) + piece.text
    return text


def _place(pieces: Sequence[Piece]) -> Place:
    number = pieces[0].part.page.number
    box = around(piece.box for piece in pieces if piece.part.page.number == number)
    return Place(number, _rounded(box), min(word.certainty for piece in pieces for word in piece.words))


def _rounded(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
