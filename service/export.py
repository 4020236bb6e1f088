"""The tables of many reports as one long table, in CSV or in an Excel workbook.

A row a cell: the value as a number, the raw text as it stands. The workbook has further sheets: one for
each of the three tables, one for the checks that did not pass, one for the files that were not read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from reports.report import Cell, Report
from service.phrasing import TABLE_NAMES, describe_check, named_cells, row_label, table_form
from service.pipeline import Failure, Outcome
from service.rendering import failed_cells
from service.safe_cells import Value, csv_value, sheet_text, sheet_value

if TYPE_CHECKING:
    from openpyxl import Workbook

COLUMNS = (
    "file", "organ", "year", "form", "table", "row", "column", "row_label", "column_label",
    "value", "raw", "unit", "state", "confidence", "in_failed_check",
)  # fmt: skip
_RED_FILL = "FFFFC7CE"


def cell_rows(report: Report) -> Iterator[tuple[Value, ...]]:
    """The long table's rows of a report, in the form's order; see COLUMNS."""
    failed = failed_cells(report)
    for name in report.tables:
        for place, labels, cell in named_cells(report, name):
            yield (
                report.source.name, report.organ, report.year, report.form, *place, *labels,
                cell.value, cell.raw, cell.unit, cell.state, cell.confidence, int(".".join(place) in failed),
            )  # fmt: skip


def write_csv(outcomes: Iterable[Outcome], stream: IO[str]) -> None:
    """Write the long table as CSV. Files that were not read have no row: the caller reports them."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for outcome in outcomes:
        if isinstance(outcome, Report):
            writer.writerows([csv_value(value) for value in row] for row in cell_rows(outcome))


def write_xlsx(outcomes: Iterable[Outcome], target: Path | IO[bytes]) -> None:
    """Write the workbook; cells of failed checks are red."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cells = book.create_sheet("单元格")
    cells.append(list(COLUMNS))
    tables = {name: book.create_sheet(title) for name, title in zip(TABLE_NAMES, _SHEET_TITLES, strict=True)}
    heads: dict[str, tuple[Value, ...]] = {}
    checks, failures = book.create_sheet("勾稽"), book.create_sheet("未读出")
    checks.append(["file", "organ", "year", "check", "status", "left", "right", "difference", "说明"])
    failures.append(["file", "code", "message"])
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failures.append([sheet_text(text) for text in (outcome.name, outcome.code, outcome.message)])
            continue
        for row in cell_rows(outcome):
            cells.append([sheet_value(value) for value in row])
        for name, sheet in tables.items():
            _append_table(sheet, outcome, name, heads)
        for check_row in _check_rows(outcome):
            checks.append([sheet_value(value) for value in check_row])
    _save(book, target)


_SHEET_TITLES = ("主动公开", "依申请公开", "复议诉讼")


def _check_rows(report: Report) -> Iterator[tuple[Value, ...]]:
    for check in report.checks:
        if check.status in {"failed", "incomplete"}:
            yield (
                report.source.name, report.organ, report.year, check.id, check.status,
                check.left, check.right, check.difference, describe_check(report, check),
            )  # fmt: skip


def _append_table(sheet: Any, report: Report, name: str, heads: dict[str, tuple[Value, ...]]) -> None:
    """A report's table as on paper; a line of labels whenever the columns change."""
    for line in paper_lines(report, name):
        if line.is_head:
            if heads.get(name) != line.values:
                sheet.append(["file", "organ", "year", "row", *line.values])
                heads[name] = line.values
            continue
        source = (sheet_value(report.source.name), sheet_value(report.organ), report.year)
        sheet.append([*source, line.label, *styled_cells(sheet, line)])


class PaperLine(NamedTuple):
    """A line of a table as on paper: a row, or the labels of the columns below it (then ``key`` is "row")."""

    is_head: bool
    key: str
    label: str
    values: tuple[Value, ...]
    failed: tuple[bool, ...]


def paper_lines(report: Report, name: str) -> Iterator[PaperLine]:
    """A report's table, a line a row of the form, with a line of labels above each block."""
    failed = failed_cells(report)
    for block in table_form(report, name).blocks if name in report.tables else ():
        labels = tuple(column.label for column in block.columns)
        yield PaperLine(True, "row", "", labels, (False,) * len(labels))
        for row in block.rows:
            cells = report.tables[name].get(row.key, {})
            values = tuple(_shown(cells.get(column.key)) for column in block.columns)
            marks = tuple(f"{name}.{row.key}.{column.key}" in failed for column in block.columns)
            yield PaperLine(False, row.key, row_label(row), values, marks)


def styled_cells(sheet: Any, line: PaperLine) -> Iterator[Any]:
    """A line's values as cells of a sheet; those of failed checks are red."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    red = PatternFill("solid", fgColor=_RED_FILL)
    for value, is_failed in zip(line.values, line.failed, strict=True):
        cell = WriteOnlyCell(sheet, sheet_value(value))
        if is_failed:
            cell.fill = red
        yield cell


def _shown(cell: Cell | None) -> Value:
    if cell is None or cell.state == "missing":
        return "·"
    return cell.value if cell.state == "reported" else cell.raw


def _save(book: Workbook, target: Path | IO[bytes]) -> None:
    book.save(target)
    book.close()
