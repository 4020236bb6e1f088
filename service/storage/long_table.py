"""Many reports as one long table, a row a cell: in the order in which they were received, in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select

from reports.report import Report
from service.filters import ReportFilter
from service.messages import LongRow
from service.phrasing import named_cells
from service.storage.contents import inflated
from service.storage.listing import Position, Sort, conditions
from service.storage.schema import ReadingRow, ReportRow
from service.storage.store import Store

_BATCH = 50  # reports in one short transaction, so that a long export holds nobody up and little in memory
_ORDER = Sort("received_at")  # what arrives meanwhile comes at the end, and an index serves it

LongTuple = tuple[str | int | float | None, ...]
COLUMNS = tuple(LongRow.model_fields)
"""The table's columns, in order."""


def report_rows(store: Store, table: str, filters: ReportFilter) -> Iterator[list[LongTuple]]:
    """The rows of one report after the other, each row in the order of COLUMNS, in the form's order."""
    for batch in _batches(store, filters):
        for row, report in batch:
            yield list(rows_of(row, report, table))


def rows_of(row: ReportRow, report: Report, table: str) -> Iterator[LongTuple]:
    """One report's rows; organ, year and region are those that count."""
    head = (row.id, row.organ, row.year, row.region, row.form)
    for name, labels, cell in named_cells(report, table):
        yield (*head, name.row, name.column, *labels, cell.value, cell.raw, cell.unit, cell.state, cell.confidence)


def _batches(store: Store, filters: ReportFilter) -> Iterator[Sequence[tuple[ReportRow, Report]]]:
    newest = and_(ReadingRow.report_id == ReportRow.id, ReadingRow.number == ReportRow.readings)
    query = select(ReportRow, ReadingRow.content).join(ReadingRow, newest).where(*conditions(filters))
    query = query.order_by(*_ORDER.order()).limit(_BATCH)
    after: Position | None = None
    while True:
        behind = query if after is None else query.where(_ORDER.behind(after))
        with store.database.reading() as session:
            found = list(session.execute(behind))
        yield [(row, inflated(content)) for row, content in found]
        if len(found) < _BATCH:
            return
        after = _ORDER.position(found[-1][0])
