"""The official forms as data, one file per edition beside this module.

2019: 国办公开办函〔2019〕60号, for the reports on 2019 and 2020.
2021: 国办公开办函〔2021〕30号, for the reports on 2021 and later.
A new edition is a new file: no code names a row or a column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

TABLES = ("proactive", "requests", "reviews")


@dataclass(frozen=True)
class Column:
    """A column: ``signed`` cells tell a change (增3, 减2), ``decimal`` ones an amount in ``unit``."""

    key: str
    label: str
    variants: tuple[str, ...] = ()
    unit: str | None = None
    decimal: bool = False
    signed: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.label, *self.variants)


@dataclass(frozen=True)
class Row:
    """A row; ``under`` are the labels of the groups it stands in, outermost first."""

    key: str
    label: str
    under: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.label, *self.variants)


@dataclass(frozen=True)
class Block:
    """Rows that share their columns, under a heading of their own where the table has several."""

    heading: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sum:
    """A sum of the form, for each row or each column: ``formula`` reads "a + b = c + d"."""

    id: str
    for_each: str
    formula: str

    @cached_property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The terms left and right of the equals sign."""
        left, right = self.formula.split(" = ")
        return tuple(left.split(" + ")), tuple(right.split(" + "))


@dataclass(frozen=True)
class Table:
    """A table of the form. ``side_by_side``: on paper its rows lie beside each other in one line."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    sums: tuple[Sum, ...]
    side_by_side: bool = False

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for block in self.blocks for row in block.rows)

    @cached_property
    def _block_of(self) -> dict[str, Block]:
        return {row.key: block for block in self.blocks for row in block.rows}

    def columns(self, row_key: str) -> tuple[Column, ...]:
        """The columns of a row. KeyError for an unknown row."""
        return self._block_of[row_key].columns

    def cells(self) -> Iterator[tuple[Row, Column]]:
        """Every cell of the table, in the form's order."""
        for block in self.blocks:
            for row in block.rows:
                for column in block.columns:
                    yield row, column


@dataclass(frozen=True)
class Form:
    """An edition of the official forms."""

    edition: str
    basis: str
    first_year: int
    last_year: int | None
    tables: dict[str, Table]

    def cell_keys(self) -> Iterator[str]:
        """Every cell of the form as "table.row.column"."""
        for name, table in self.tables.items():
            for row, column in table.cells():
                yield f"{name}.{row.key}.{column.key}"


def _block(data: dict) -> Block:  # type: ignore[type-arg]
    columns = tuple(Column(**{**c, "variants": tuple(c.get("variants", ()))}) for c in data["columns"])
    rows = tuple(
        Row(r["key"], r["label"], tuple(r.get("under", ())), tuple(r.get("variants", ()))) for r in data["rows"]
    )
    return Block(data["heading"], columns, rows)


@lru_cache
def editions() -> tuple[str, ...]:
    """The editions there is a file for, oldest first."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@lru_cache
def load_form(edition: str) -> Form:
    """The form of an edition. KeyError if there is none of that name."""
    if edition not in editions():
        raise KeyError(edition)
    data = json.loads(resources.files(__name__).joinpath(f"{edition}.json").read_text(encoding="utf-8"))
    tables = {
        name: Table(
            name,
            table["title"],
            tuple(_block(block) for block in table["blocks"]),
            tuple(Sum(**s) for s in table["sums"]),
            table.get("side_by_side", False),
        )
        for name, table in data["tables"].items()
    }
    return Form(data["edition"], data["basis"], data["first_year"], data["last_year"], tables)


def edition_of_year(year: int) -> str:
    """The edition that the reports on a year have to use; the nearest one for years outside of all."""
    for edition in editions():
        form = load_form(edition)
        if form.last_year is None or year <= form.last_year:
            return edition
    return editions()[-1]
