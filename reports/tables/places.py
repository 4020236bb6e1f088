"""Where a table's cells stand on their pages, and which of them recognition could not read for sure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from reports.document import SURE, Document, Place
from reports.forms import load_form
from reports.report import Cell, Warning
from reports.tables.build import BuiltTables


def add_places(document: Document, built: BuiltTables) -> None:
    """Give each cell its page and bounding box, for a document whose format has pages.

    A cell of a scan whose recognition is less than ``SURE`` is unreadable: it keeps its raw text and loses its
    number, because a number that is only guessed must not look like one that was read.
    """
    if not document.places:
        return
    starts = [segment.start for segment in document.segments]
    for name, rows in built.tables.items():
        for row, cells in rows.items():
            unsure = []
            for column, cell in cells.items():
                places = _places(document, starts, cell)
                if not places:
                    continue
                cells[column] = _placed(cell, places)
                if cells[column].state == "unreadable" != cell.state:
                    unsure.append(column)
            if unsure:
                labels = "、".join(_labels(built, name, row, unsure))
                message = f"扫描件识别把握不足，以下单元格按无法辨认处理：{labels}"
                built.warnings.append(Warning(code="recognition_unsure", message=message, where=f"{name}.{row}"))


def _places(document: Document, starts: Sequence[int], cell: Cell) -> list[Place]:
    """The places of the segments that a cell's text is in."""
    if cell.span is None:
        return []
    start, end = cell.span
    number = max(bisect_right(starts, start) - 1, 0)
    found = []
    while number < len(starts) and (starts[number] < end or starts[number] <= start):
        place = document.places[number]
        if place is not None:
            found.append(place)
        number += 1
    return found


def _placed(cell: Cell, places: Sequence[Place]) -> Cell:
    certainty = min(place.certainty for place in places)
    changes: dict[str, object] = {"page": places[0].page, "bbox": tuple(round(edge, 1) for edge in places[0].bbox)}
    if certainty < 1.0:
        changes["confidence"] = round(min(cell.confidence, certainty), 4)
    if certainty < SURE and cell.state != "missing":
        changes |= {"state": "unreadable", "value": None, "unit": None}
    return cell.model_copy(update=changes)


def _labels(built: BuiltTables, table: str, row: str, columns: Sequence[str]) -> list[str]:
    """The columns' labels; their keys where the table is of an edition other than the report's."""
    form = load_form(built.form).tables[table]
    known = {column.key: column.label for column in form.columns(row)} if row in {r.key for r in form.rows} else {}
    return [known.get(column, column) for column in columns]
