"""The table that the index is: its columns, and passages as rows of it.

Whole passages come out of one column of JSON, as reading many columns of scattered rows is slow; all others are there
to be searched and filtered by. A vector of zeros is kept as none, so that it is near to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic_core import from_json

from service.search.folding import FOLDING, fold, grams
from service.search.records import IndexedPassage, ThemeScore, Vectors

NAME = "passages"
LAYOUT = 1  # number of this layout
ENCODER, DIMENSIONS, TEXT_VERSION = b"gouji.encoder", b"gouji.dimensions", b"gouji.text"


def made_with(encoder: str, dimensions: int) -> dict[bytes, bytes]:
    """What an index has to be made with to be of use, as it stands in the schema's metadata."""
    return {
        ENCODER: encoder.encode(),
        DIMENSIONS: str(dimensions).encode(),
        TEXT_VERSION: f"{LAYOUT}.{FOLDING}".encode(),
    }


def schema(encoder: str, dimensions: int) -> pa.Schema:
    """Columns of the table. ``report`` is "" for loaded passages; ``scores`` stand beside ``themes``."""
    return pa.schema(
        [
            pa.field("id", pa.utf8(), nullable=False),
            pa.field("report", pa.utf8(), nullable=False),
            pa.field("number", pa.int32(), nullable=False),
            pa.field("organ", pa.utf8()),
            pa.field("region", pa.utf8()),
            pa.field("level", pa.utf8()),
            pa.field("year", pa.int32()),
            pa.field("form", pa.utf8()),
            pa.field("section", pa.utf8()),
            pa.field("role", pa.utf8()),
            pa.field("failed", pa.bool_()),
            pa.field("themes", pa.list_(pa.utf8())),
            pa.field("scores", pa.list_(pa.float32())),
            pa.field("folded", pa.utf8()),
            pa.field("grams", pa.utf8()),
            pa.field("vector", pa.list_(pa.float32(), dimensions)),
            pa.field("record", pa.utf8()),
        ],
        metadata=made_with(encoder, dimensions),
    )


def rows(passages: Sequence[IndexedPassage], vectors: Vectors, layout: pa.Schema) -> pa.Table:
    """Passages as rows. Raises ValueError where there is not one vector of the table's length for each."""
    dimensions = layout.field("vector").type.list_size
    if vectors.shape != (len(passages), dimensions):
        raise ValueError(f"vectors of shape {vectors.shape} for {len(passages)} passages of {dimensions} dimensions")
    folded = [fold(passage.text) for passage in passages]
    values: dict[str, Iterable[object]] = {
        "id": [one.id for one in passages],
        "report": [one.report_id or "" for one in passages],
        "number": [one.number for one in passages],
        "organ": [one.organ for one in passages],
        "region": [one.region for one in passages],
        "level": [one.level for one in passages],
        "year": [one.year for one in passages],
        "form": [one.form for one in passages],
        "section": [one.section for one in passages],
        "role": [one.role for one in passages],
        "failed": [one.failed for one in passages],
        "themes": [[each.theme for each in one.themes] for one in passages],
        "scores": [[each.score for each in one.themes] for one in passages],
        "folded": folded,
        "grams": [" ".join(grams(text)) for text in folded],
        "record": [_record(one) for one in passages],
    }
    arrays = {name: pa.array(column, layout.field(name).type) for name, column in values.items()}
    flat = pa.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
    arrays["vector"] = pa.FixedSizeListArray.from_arrays(flat, dimensions, mask=pa.array(~vectors.any(axis=1)))
    return pa.table([arrays[name] for name in layout.names], schema=layout)


def _record(passage: IndexedPassage) -> str:
    one = passage
    return json.dumps(
        [
            one.id, one.report_id, one.number, one.text, one.organ, one.region, one.level, one.year, one.form,
            one.section, one.under, one.role, one.themes, one.failed, one.last,
        ],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def passage_of(record: str) -> IndexedPassage:
    """The passage of a row, from its column ``record``."""
    values = from_json(record, cache_strings="none")
    values[12] = tuple(ThemeScore(*each) for each in values[12])
    return IndexedPassage(*values)


def vectors_of(column: pa.ChunkedArray) -> NDArray[np.float32]:
    """``[row, dimension]`` of the column ``vector``; zero where there is none."""
    joined = column.combine_chunks()
    known = joined.is_valid().to_numpy(zero_copy_only=False)
    vectors = np.zeros((len(joined), joined.type.list_size), np.float32)
    vectors[known] = joined.flatten().to_numpy(zero_copy_only=False).reshape(-1, joined.type.list_size)
    return vectors
