"""What is stated, held against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from reports.checks import Tables, tidy
from reports.claims.counts import Count
from reports.claims.heads import Statement
from reports.forms import edition_of_year, editions, load_form
from reports.report import Cell, ClaimStatus, Number

_TOLERANCE = 0.1  # an approximate number never differs by less than this share
_YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
_SPLIT = re.compile(r"^([^.]+)\.(.+)\.([^.]+)$")


class Ledger:
    """The cells of the tables, by the names of quantities."""

    def __init__(self, tables: Tables, form: str | None, year: int | None) -> None:
        if form not in editions():
            form = edition_of_year(year) if year else editions()[-1]
        self.known = _keys(form, tuple(sorted((table, tuple(rows)) for table, rows in tables.items())))
        self.tables = tables

    def cells(self, quantity: str) -> list[Cell | None]:
        """The cells that a quantity names; none where the form has no such quantity."""
        return [self._cell(key) for key in _matching(self.known, quantity)]

    def _cell(self, key: str) -> Cell | None:
        match = _SPLIT.match(key)
        assert match is not None
        table, row, column = match.groups()
        return self.tables.get(table, {}).get(row, {}).get(column)


@lru_cache(maxsize=1024)
def _matching(known: tuple[str, ...], quantity: str) -> tuple[str, ...]:
    pattern = re.compile(re.escape(quantity).replace(r"\*", "[^.]*"))
    return tuple(key for key in known if pattern.fullmatch(key))


@lru_cache(maxsize=16)
def _keys(form: str, shape: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """The cells of the form; of a table that is of another edition, those of that edition."""
    rows = dict(shape)
    keys: list[str] = []
    for name, table in load_form(form).tables.items():
        own = {row.key for row in table.rows}
        given = set(rows.get(name, ()))
        best = max(editions(), key=lambda e: (_fit(e, name, given), e == form)) if given - own else form
        keys += [f"{name}.{row.key}.{column.key}" for row, column in load_form(best).tables[name].cells()]
    return tuple(keys)


def _fit(edition: str, name: str, given: set[str]) -> int:
    return len(given & {row.key for row in load_form(edition).tables[name].rows})


# What a figure may take in beside the row that it names, or leave out of it: "收到97件" with those carried in,
# "同意公开(含部分公开)", "答复" without what was withdrawn.
_WITH = {
    "requests.new_received": ("requests.carried_in",),
    "requests.total_processed": ("requests.carried_out",),
    "requests.granted": ("requests.partly_granted",),
    "requests.refused.*": ("requests.partly_granted",),
}
_WITHOUT = {
    "requests.total_processed": ("requests.other", "requests.other.*", "requests.not_processed.*"),
    "requests.new_received": ("requests.not_processed.*", "requests.carried_out"),
}


def judge(statement: Statement, ledger: Ledger) -> tuple[str, Number, ClaimStatus] | None:
    """The quantity that is meant, its value and its status; None where the form has no such quantity."""
    verdicts: list[tuple[str, Number, ClaimStatus]] = []
    for quantity in statement.quantities:
        cells = ledger.cells(quantity)
        if not cells:
            continue
        verdict = _verdict(quantity, statement.count, cells)
        if verdict[2] == "agrees":
            return verdict
        verdicts.append(verdict)
    if not verdicts or not statement.sure:
        return None
    quantity, value, status = verdicts[0]
    if status == "differs" and (
        _is_explained(statement, quantity, value, ledger) or _is_part(statement, quantity, value, ledger)
    ):
        return None
    return verdicts[0]


def _is_part(statement: Statement, quantity: str, value: Number, ledger: Ledger) -> bool:
    return statement.part and value < _total(ledger, quantity)


def _is_explained(statement: Statement, quantity: str, value: Number, ledger: Ledger) -> bool:
    """Whether a figure is the table's number with or without a row that it may take in."""
    row, _, column = quantity.rpartition(".")
    total = _total(ledger, quantity)
    more = [_total(ledger, f"{other}.{column}") for other in _WITH.get(row, ()) if not statement.settled]
    less = [_total(ledger, f"{other}.{column}") for other in _WITHOUT.get(row, ())]
    return value in [total + number for number in more] + [total - number for number in less]


def _total(ledger: Ledger, quantity: str) -> Number:
    return tidy(sum(cell.value or 0 for cell in ledger.cells(quantity) if cell is not None))


def _verdict(quantity: str, count: Count, cells: Iterable[Cell | None]) -> tuple[str, Number, ClaimStatus]:
    held = list(cells)
    numbers = [cell for cell in held if cell is not None and cell.value is not None]
    value = _in_unit(count, numbers)
    if not numbers:
        return quantity, value, "unmatched"
    total = tidy(sum(cell.value or 0 for cell in numbers))
    if agree(count, value, total):
        return quantity, value, "agrees"
    if count.kind == "money" and agree(count, count.value, total):
        return quantity, count.value, "agrees"
    unread = any(cell is None or cell.state in ("unreadable", "missing") for cell in held)
    return quantity, value, "unmatched" if unread else "differs"


def _in_unit(count: Count, cells: list[Cell]) -> Number:
    """A value in the unit of the table's cell: amounts are in 万元 where the cell does not say otherwise."""
    if count.kind != "money":
        return count.value
    unit = next((cell.unit for cell in cells if cell.unit in _YUAN), "万元")
    return tidy(count.value / _YUAN[unit or "万元"])


def agree(count: Count, value: Number, total: Number) -> bool:
    """Whether a number as it is written can be the table's."""
    if abs(value - total) < 1e-6:
        return True
    scale = value / count.value if count.value else 1
    step = count.step * scale
    if count.approximate:
        within = abs(value - total) < _TOLERANCE * max(abs(value), abs(total))
        return within or (count.more and 0 <= total - value < step)
    rounded = step > 1 or count.kind == "money"
    return rounded and abs(value - total) < step
