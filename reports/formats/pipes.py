"""Tables of pipes as web crawls leave them: ``a | b | c ||``, with varying numbers of pipes.

Crawlers write a row a line and a bar after (or between) cells. Merged cells come out as extra bars at a row's end
or not at all, so columns are only counted, never places on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.document import Mark
from reports.formats.blocks import Cell, is_blank, numbered
from reports.formats.piece import Row, cell, is_rule_piece


def build(text: str, rows: Sequence[Row]) -> tuple[list[list[Cell]], bool, list[Mark]]:
    """The rows of a table of pipes; cells are trimmed, empty ones kept."""
    marks: list[Mark] = []
    body = [row for row in rows if not row.rule]
    cut_first, cut_last = borders(text, body)
    cells: list[list[Cell]] = []
    for row in body:
        pieces = inner_pieces(text, row.pieces, cut_first, cut_last)
        kept = [piece for piece in pieces if not is_rule_piece(text[piece[0] : piece[1]].strip())]
        cells.append(numbered(cell(text, *piece, marks) for piece in kept))
    return cells, False, marks


def borders(text: str, rows: Sequence[Row]) -> tuple[bool, bool]:
    """Whether a bar at a row's beginning and one at its end are the table's borders or stand after an empty cell.

    Bars that all rows have are borders. Where only some have one, rows with it are longer by one piece if it is a
    border, and as long as the others if an empty cell stands there.
    """
    barred = [row.pieces for row in rows if len(row.pieces) > 1]
    return (
        _is_border(barred, [is_blank(text, *pieces[0]) for pieces in barred]),
        _is_border(barred, [is_blank(text, *pieces[-1]) for pieces in barred]),
    )


def _is_border(rows: Sequence[Sequence[tuple[int, int]]], empty: Sequence[bool]) -> bool:
    share = sum(empty)
    if share == len(rows):
        return True
    if share < 0.6 * len(rows):
        return False
    with_bar = Counter(len(row) for row, blank in zip(rows, empty, strict=True) if blank).most_common(1)[0][0]
    without = Counter(len(row) for row, blank in zip(rows, empty, strict=True) if not blank).most_common(1)[0][0]
    return with_bar != without


def inner_pieces(
    text: str, pieces: Sequence[tuple[int, int]], cut_first: bool, cut_last: bool
) -> Sequence[tuple[int, int]]:
    """A row's pieces without what stands outside of the table's borders."""
    if len(pieces) < 2:
        return pieces
    first = 1 if cut_first and is_blank(text, *pieces[0]) else 0
    last = len(pieces) - (1 if cut_last and is_blank(text, *pieces[-1]) else 0)
    return pieces[first:last]
