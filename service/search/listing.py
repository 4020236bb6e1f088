"""Rows of the index put in order and counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

PLACE = [("report", "ascending"), ("number", "ascending"), ("id", "ascending")]
ORDERS: dict[str, list[tuple[str, str]]] = {
    "-theme": [("score", "descending")],
    "-year": [("year", "descending")],
    "year": [("year", "ascending")],
    "organ": [("organ", "ascending")],
    "place": [],
}
"""What decides first, by the name of the order; the place decides between equals."""

COLUMNS = {"-theme": ("themes", "scores"), "-year": ("year",), "year": ("year",), "organ": ("organ",), "place": ()}
"""What an order has to know of a row, beside id, report and number."""

FACETS = {
    "theme": "themes", "role": "role", "section": "section", "year": "year", "region": "region", "level": "level",
}  # fmt: skip
"""The column of each facet."""

Counts = list[tuple[str | int | None, int]]


def in_order(rows: pa.Table, sort: str, most: int, themes: Sequence[str] = ()) -> pa.Table:
    """The first rows of an order; what is not known comes last."""
    if sort == "-theme":
        rows = rows.append_column("score", pa.array(best_scores(rows, themes)))
    return first_by(rows, ORDERS[sort], most)


def first_by(rows: pa.Table, keys: Sequence[tuple[str, str]], most: int) -> pa.Table:
    """The first rows by these columns, then by their place."""
    if keys and most < len(rows) // 4:
        rows = rows.filter(_not_behind(rows[keys[0][0]], keys[0][1], most))
    places = pc.sort_indices(rows, sort_keys=[*keys, *PLACE])
    return rows.take(places[:most])


def _not_behind(column: pa.ChunkedArray, order: str, most: int) -> pa.ChunkedArray:
    """Rows that may be among the first by this column: sorting a few whole rows is quicker than sorting all."""
    values = column if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) else None
    if values is None or len(values) - values.null_count < most:
        return pa.chunked_array([pa.repeat(True, len(column))])
    kth = pc.array_sort_indices(values.combine_chunks(), order=order)[most - 1]
    bound = values[kth.as_py()]
    near = pc.greater_equal(values, bound) if order == "descending" else pc.less_equal(values, bound)
    return pc.fill_null(near, False)


def best_scores(rows: pa.Table, themes: Sequence[str]) -> NDArray[np.float32]:
    """``[row]``: the highest score of one of the themes, or of any where none is named; 0 without."""
    best = np.zeros(len(rows), np.float32)
    names, scores = rows["themes"].combine_chunks(), rows["scores"].combine_chunks()
    row = pc.list_parent_indices(names).to_numpy()
    flat = pc.list_flatten(scores).to_numpy()
    if themes:
        wanted = pc.is_in(pc.list_flatten(names), pa.array(themes, pa.utf8())).to_numpy(zero_copy_only=False)
        row, flat = row[wanted], flat[wanted]
    np.maximum.at(best, row, flat)
    return best


def counts(rows: pa.Table) -> dict[str, Counts]:
    """How many rows have each value, for every facet; the largest numbers first."""
    return {facet: _counted(rows[column]) for facet, column in FACETS.items()}


def _counted(column: pa.ChunkedArray) -> Counts:
    if pa.types.is_list(column.type):
        column = pc.list_flatten(column)
    counted = pc.value_counts(column)
    pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0] is None, str(pair[0])))
