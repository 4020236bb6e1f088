"""The checks across years: what a report takes over from the year before, against that year's report.

Two sums of the contract: requests carried in are those that the year before carried out, column by column; documents
in force (form of 2021) are those in force a year before, and those issued this year, less those repealed this year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from reports.checks import MISSING, Tables, status_of, tidy
from reports.forms import load_form
from reports.report import Cell, Check

PREFIX = "cross_year."
_LAST = "last_year."


def cross_year_checks(tables: Tables, last: Tables) -> tuple[Check, ...]:
    """The checks of a year's tables against those of the year before of the same organ.

    ``cells`` of a check are those of this year; the terms of the year before stand in its formula as ``last_year.…``.
    A check is left out where one of the two forms has no such row or column.
    """
    return (*_carried_in(tables, last), *_in_force(tables, last))


@cache
def cross_year_terms() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The formula and the cells of every check across years, by the check's id."""
    documents = {row.key: {"in_force": MISSING} for row in load_form("2021").tables["proactive"].rows}
    tables = {"proactive": documents}
    return {check.id: (check.formula, check.cells) for check in cross_year_checks(tables, tables)}


def _carried_in(tables: Tables, last: Tables) -> Iterator[Check]:
    for column in load_form("2021").tables["requests"].blocks[0].columns:  # the same in both editions
        yield _check(
            f"carried_in.{column.key}",
            f"carried_in = {_LAST}carried_out",
            _cell(tables, "requests", "carried_in", column.key),
            [(1, _cell(last, "requests", "carried_out", column.key))],
            [f"requests.carried_in.{column.key}"],
        )


def _in_force(tables: Tables, last: Tables) -> Iterator[Check]:
    for row in load_form("2021").tables["proactive"].rows:
        # The rows of both blocks of the table have no such column, and neither has the form of 2019.
        if any("in_force" not in year.get("proactive", {}).get(row.key, {}) for year in (tables, last)):
            continue
        yield _check(
            f"in_force.{row.key}",
            f"in_force = {_LAST}in_force + issued - repealed",
            _cell(tables, "proactive", row.key, "in_force"),
            [
                (1, _cell(last, "proactive", row.key, "in_force")),
                (1, _cell(tables, "proactive", row.key, "issued")),
                (-1, _cell(tables, "proactive", row.key, "repealed")),
            ],
            [f"proactive.{row.key}.{column}" for column in ("in_force", "issued", "repealed")],
        )


def _check(name: str, formula: str, left: Cell, right: list[tuple[int, Cell]], cells: list[str]) -> Check:
    left_sum = tidy(left.value or 0)
    right_sum = tidy(sum(sign * (cell.value or 0) for sign, cell in right))
    difference = tidy(left_sum - right_sum)
    terms = [cell for _, cell in right]
    return Check(
        id=PREFIX + name,
        formula=formula,
        left=left_sum,
        right=right_sum,
        difference=difference,
        status=status_of([left], terms, difference, [False] * (1 + len(terms))),
        cells=tuple(cells),
    )


def _cell(tables: Tables, table: str, row: str, column: str) -> Cell:
    return tables.get(table, {}).get(row, {}).get(column, MISSING)
