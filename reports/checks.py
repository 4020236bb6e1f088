"""The sums of the form, computed over the tables that were read.

The rules are those of the contract: both sides are computed with every cell that holds no number counted
as 0, and the status says whether the report contradicts itself, does not say enough, or is in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from reports.forms import Form, Sum, Table, load_form
from reports.report import Cell, Check, CheckStatus, Number

Tables = Mapping[str, Mapping[str, Mapping[str, Cell]]]

_TOTALS = frozenset({"total", "total_processed"})  # the terms whose absence excuses a difference
MISSING = Cell(value=None, raw=None, state="missing", span=None, confidence=0.0)
_TOLERANCE = 1e-6


def run_checks(form: Form | str, tables: Tables) -> tuple[Check, ...]:
    """Every sum of the form, for each row or column, in the form's order."""
    form = load_form(form) if isinstance(form, str) else form
    return tuple(
        _check(table, rule, place, tables.get(table.name, {}))
        for table in form.tables.values()
        for rule in table.sums
        for place in _places(table, rule)
    )


@cache
def check_terms(form: str) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The formula and the cells of every check of an edition, by the check's id."""
    return {check.id: (check.formula, check.cells) for check in run_checks(form, {})}


def _places(table: Table, rule: Sum) -> Iterator[str]:
    """The rows or columns that a sum is computed for."""
    if rule.for_each == "row":
        yield from (row.key for row in table.rows)
    else:
        yield from (column.key for column in table.blocks[0].columns)


def _check(table: Table, rule: Sum, place: str, cells: Mapping[str, Mapping[str, Cell]]) -> Check:
    def at(term: str) -> tuple[str, str]:
        return (place, term) if rule.for_each == "row" else (term, place)

    def side(terms: Sequence[str]) -> list[Cell]:
        return [cells.get(row, {}).get(column, MISSING) for row, column in map(at, terms)]

    left_terms, right_terms = rule.sides
    left, right = side(left_terms), side(right_terms)
    left_sum, right_sum = _total(left), _total(right)
    difference = tidy(left_sum - right_sum)
    names = [".".join((table.name, *at(term))) for term in (*left_terms, *right_terms)]
    is_total = [term in _TOTALS for term in (*left_terms, *right_terms)]
    return Check(
        id=f"{table.name}.{rule.id}.{place}",
        formula=rule.formula,
        left=left_sum,
        right=right_sum,
        difference=difference,
        status=status_of(left, right, difference, is_total),
        cells=tuple(names),
    )


def status_of(left: Sequence[Cell], right: Sequence[Cell], difference: Number, is_total: Sequence[bool]) -> CheckStatus:
    """The contract's status of a check; ``is_total`` says of each term, left ones first, whether it is a total."""
    numbers_left = any(cell.state == "reported" for cell in left)
    numbers_right = any(cell.state == "reported" for cell in right)
    if abs(difference) < _TOLERANCE:
        return "passed" if numbers_left and numbers_right else "skipped"
    cells = [*left, *right]
    total_silent = any(total and cell.state != "reported" for total, cell in zip(is_total, cells, strict=True))
    unsure = any(cell.state in {"unreadable", "missing"} for cell in cells)
    if total_silent or unsure or not (numbers_left and numbers_right):
        return "incomplete"
    return "failed"


def _total(cells: list[Cell]) -> Number:
    return tidy(sum(cell.value or 0 for cell in cells))


def tidy(number: Number) -> Number:
    """Without the noise of binary fractions, and a whole number as an int."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
