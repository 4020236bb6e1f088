"""Numbers that two tables claim: where the numbers stand apart from all labels, either may count them as its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from reports.report import Cell


class Claim(NamedTuple):
    """A cell's text, and the cell that claims it."""

    start: int
    end: int
    table: str
    row: str
    column: str
    confidence: float


def lost_claims(tables: Mapping[str, Mapping[str, Mapping[str, Cell]]]) -> list[Claim]:
    """The claims to give up, so that no text is in two cells: those of the table that is less sure of what is shared.

    A text holds one number of one table; read twice, at least one of its readings is wrong.
    """
    claims = sorted(_claims(tables))
    lost: list[Claim] = []
    while shared := [(one, other) for one, other in pairwise(claims) if other.start < one.end]:
        sure: defaultdict[str, float] = defaultdict(float)
        for one, other in shared:
            sure[one.table] += one.confidence
            sure[other.table] += other.confidence
        given_up = {min(pair, key=lambda claim: (sure[claim.table], claim.confidence, claim)) for pair in shared}
        lost += sorted(given_up)
        claims = [claim for claim in claims if claim not in given_up]
    return lost


def _claims(tables: Mapping[str, Mapping[str, Mapping[str, Cell]]]) -> Iterator[Claim]:
    for table, rows in tables.items():
        for row, cells in rows.items():
            for column, cell in cells.items():
                if cell.span is not None and cell.span[0] < cell.span[1]:
                    yield Claim(*cell.span, table, row, column, cell.confidence)
