"""Which way a sequence of cells runs: row after row, or column after column, as the cells themselves tell.

A row's last cell is the sum of the others where the form has a total; and nothing but a change may be negative.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from reports.numbers import read_cell
from reports.tables.placement import is_total

_T = TypeVar("_T")

WITHOUT_TOTAL = 3  # columns of the widest row that has no total (table 二)
_SURE = 0.8  # share of the rows with numbers whose totals hold the right way; reports have mistakes of their own
_CLEARLY = 0.3  # more than the other way


def in_rows(cells: Sequence[_T], texts: Sequence[str], width: int, signed: Collection[int]) -> list[list[_T | None]]:
    """A table's cells, of which ``texts`` are the texts, row by row or column by column, as ``_turned`` says.

    Where nothing tells, only those cells that hold the same either way; None stands for the others.
    """
    count = len(cells) // width
    places = [*range(count * width)]
    by_row = [places[n * width : (n + 1) * width] for n in range(count)]
    by_column = [places[n::count] for n in range(count)]
    down = _turned(texts, width, signed)
    if down is not None:
        return [[cells[place] for place in row] for row in (by_column if down else by_row)]
    return [
        [cells[a] if texts[a] == texts[b] else None for a, b in zip(one, other, strict=True)]
        for one, other in zip(by_row, by_column, strict=True)
    ]


def _turned(texts: Sequence[str], width: int, signed: Collection[int]) -> bool | None:
    """Whether a table's cells, as many as fill its rows of ``width``, run column after column; None if none tells.

    ``signed``: the columns in which a number may be negative.
    """
    count = len(texts) // width
    by_row = [texts[n * width : (n + 1) * width] for n in range(count)]
    by_column = [texts[n::count] for n in range(count)]
    if by_row == by_column:
        return False
    if width > WITHOUT_TOTAL:
        shares = holding(by_row), holding(by_column)
        told = max(shares) >= _SURE and abs(shares[0] - shares[1]) >= _CLEARLY
        return shares[1] > shares[0] if told else None
    possible = [_signs_fit(way, signed) for way in (by_row, by_column)]
    return possible[1] if possible[0] != possible[1] else None


def holding(rows: Sequence[Sequence[str]]) -> float:
    """The share of the rows that hold a number other than 0 whose total is the sum of its parts; 0 where none does."""
    values = [[read_cell(text).value or 0 for text in row] for row in rows]
    told = [is_total(row) for row in values if any(row)]
    return sum(told) / len(told) if told else 0.0


def _signs_fit(rows: Sequence[Sequence[str]], signed: Collection[int]) -> bool:
    """Whether no number is negative, or has a sign at all, but in a signed column."""
    return all(n in signed or not _has_sign(text) for row in rows for n, text in enumerate(row))


def _has_sign(text: str) -> bool:
    return text.strip()[:1] in tuple("+-−＋－增减↑↓") and read_cell(text, signed=True).state == "reported"
