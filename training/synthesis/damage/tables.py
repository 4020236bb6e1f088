"""Damage to whole tables and to the places in them: shifted rows, labels after numbers, copies, lost headers."""

from __future__ import annotations

from dataclasses import replace

from reports.tags import Tag
from training.synthesis.damage.rows import MARKED_UP, Row, cell_extent, is_border, rows_of, settle, ways, without
from training.synthesis.layouts.writer import Border, Chooser
from training.synthesis.pieces import Laid, Piece

_SHIFTING = frozenset({"tsv", "pipes", "markdown", "csv", "cells_x07", "flat_word"})
_TURNING = frozenset({"tsv", "space_row"})


def shifted_rows(laid: Laid, chooser: Chooser) -> Laid:
    """An empty cell put in before the numbers of some rows, so that they stand a column further on.

    Only in rows that show all their numbers: there the form's own columns tell which is which.
    """
    share = chooser.pick({0.05: 3, 0.2: 2, 0.6: 0.5})
    pieces = list(laid.pieces)
    for row in reversed(rows_of(laid.pieces)):
        values = [i for i in range(row.start, row.end) if pieces[i].tag is Tag.VALUE and pieces[i].key]
        whole = len(values) > 1 and len(values) == len(row.keys) and row.labels
        if not whole or row.way not in _SHIFTING or _lacks_cells(laid, row) or not chooser.chance(share):
            continue
        extent = cell_extent(pieces, values[0])
        copy = [
            replace(p, text="", tag=Tag.PROSE, key=None) if p.tag else p for p in pieces[extent.start : extent.stop]
        ]
        pieces[extent.start : extent.start] = copy
    return laid.with_(pieces=pieces)


def _lacks_cells(laid: Laid, row: Row) -> bool:
    """Whether the form has more cells in a row than the text."""
    return sum(key.rpartition(".")[0] in row.form_rows for key in laid.cells) != len(row.keys)


def late_labels(laid: Laid, chooser: Chooser) -> Laid:
    """Tables whose rows end in their labels, the numbers before them."""
    table = chooser.pick({"requests": 3, "proactive": 1})
    pieces = list(laid.pieces)
    for row in rows_of(laid.pieces):
        if row.way in _TURNING and row.labels == 1 and any(key.startswith(table) for key in row.keys):
            pieces[row.start : row.end] = _turned(pieces[row.start : row.end])
    return laid.with_(pieces=pieces)


def _turned(row: list[Piece]) -> list[Piece]:
    """A row with its label's cell moved behind its last number; the borders keep their places."""
    starts = [i for i, piece in enumerate(row) if is_border(piece, "cell")]
    cells = [row[a + 1 : b] for a, b in zip(starts, [*starts[1:], len(row) - 1], strict=True)]
    label = next(i for i, cell in enumerate(cells) if any(p.tag is Tag.ROW_LABEL and p.text for p in cell))
    last = max(i for i, cell in enumerate(cells) if any(p.key for p in cell))
    if label > last:
        return row
    cells = [*cells[:label], *cells[label + 1 : last + 1], cells[label], *cells[last + 1 :]]
    joined = [piece for at, cell in zip(starts, cells, strict=True) for piece in (row[at], *cell)]
    return [*row[: starts[0]], *joined, row[-1]]


def doubled_tables(laid: Laid, chooser: Chooser) -> Laid:
    """A table that stands twice, one copy after the other; the second holds no cell of the form."""
    borders = [i for i, piece in enumerate(laid.pieces) if is_border(piece, "table")]
    tables = [
        (first, last)
        for first, last in zip(borders[::2], borders[1::2], strict=False)
        if any(piece.key for piece in laid.pieces[first:last])
    ]
    if not tables:
        return laid
    first, last = chooser.rng.choice(tables)
    copy = [replace(p, key=None) for p in laid.pieces[first : last + 1] if not is_border(p, "hidden")]
    between = [Border(" " if laid.layout == "unbroken" else "\n", role="block")]
    return laid.with_(pieces=laid.pieces[: last + 1] + between + copy + laid.pieces[last + 1 :])


def lost_headers(laid: Laid, chooser: Chooser) -> Laid:
    """The rows of column labels left out, of one table or of all."""
    names = chooser.pick({("requests",): 3, ("requests", "reviews", "proactive"): 1, ("proactive",): 1})
    lost: set[int] = set()
    above: list[Row] = []
    for row in rows_of(laid.pieces):
        if row.way in MARKED_UP or (not row.keys and not row.headers):
            above = []
        elif not row.keys:
            above.append(row)
        else:
            if row.keys[0].partition(".")[0] in names:
                lost.update(i for head in above for i in range(head.start, head.end))
            above = []
    return without(laid, lost)


def truncated_start(laid: Laid, chooser: Chooser) -> Laid:
    """The text begins in the middle: all cells before the cut are missing, and who reports is told by the rest."""
    tables = [i for i, piece in enumerate(laid.pieces) if is_border(piece, "table")]
    end = tables[chooser.rng.randrange(len(tables))] if tables else len(laid.pieces) // 2
    if chooser.chance(0.3):
        rows = [row.start for row in rows_of(laid.pieces) if row.keys and row.keys[0].startswith("requests.")]
        end = chooser.rng.choice(rows) if rows else end
    cut = chooser.rng.randrange(max(1, end)) if chooser.chance(0.5) else end
    way = ways(laid.pieces)[cut - 1] if cut else ""
    pieces = laid.pieces[cut:]
    if way and sum(is_border(piece, "table") for piece in laid.pieces[:cut]) % 2:
        pieces = [Border("", role="table", way=way), *pieces]
    text = "".join(piece.text for piece in pieces)
    return settle(
        laid.with_(
            pieces=pieces,
            organ=laid.organ if laid.organ and laid.organ in text else None,
            year=laid.year if laid.year and str(laid.year) in text else None,
        )
    )
