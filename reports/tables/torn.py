"""Torn tables: all labels first, then all numbers, as text comes out of a PDF in its drawing order.

Nothing but their order tells which number belongs to which label, so every cell placed here is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reports.document import Document
from reports.tables.placement import is_total, value_of
from reports.tables.rows import Slot, ValueRow


def stranded_chains(rows: Sequence[ValueRow]) -> list[list[int]]:
    """Runs of two and more rows whose labels stand together before them; a single one belongs to the nearest."""
    chains: list[list[int]] = []
    for k, row in enumerate(rows):
        if not row.stranded:
            continue
        if row.before or not chains:
            chains.append([])
        chains[-1].append(k)
    return [chain for chain in chains if len(chain) > 1]


def regroup(
    document: Document, rows: list[ValueRow], named: Callable[[ValueRow], Sequence[int]], width: int
) -> list[ValueRow]:
    """Numbers that stand one on a line put into rows again, row by row or column by column as their sums say.

    ``named`` gives the form's rows whose labels stand before a row.
    """
    for chain in stranded_chains(rows):
        count = len(named(rows[chain[0]]))
        singles = [slot for k in chain for slot in rows[k].known]
        if len(singles) != len(chain) or len(chain) != count * width or width < 3:
            continue
        by_row = [singles[i * width : (i + 1) * width] for i in range(count)]
        by_column = [singles[i::count] for i in range(count)]
        best = max((by_row, by_column), key=lambda grouped: sum(_holds(document, slots) for slots in grouped))
        first = rows[chain[0]]
        made = [replace(first, slots=slots, before=first.before if i == 0 else []) for i, slots in enumerate(best)]
        rows = [*rows[: chain[0]], *made, *rows[chain[-1] + 1 :]]
        break  # a table has one such chain
    return rows


def _holds(document: Document, slots: Sequence[Slot]) -> bool:
    return is_total([value_of(document, slot) for slot in slots])
