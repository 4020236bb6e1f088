"""The tables of many reports as one long table, in CSV or in an Excel workbook.

A row a cell: the value as a number, the raw text as it stands. The workbook has further sheets: one for
each of the three tables, one for the checks that did not pass, one for the files that were not read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from reports.report import Cell, Report
from service.phrasing import TABLE_NAMES, describe_check, row_label, table_form
from service.pipeline import Failure, Outcome
from service.rendering import failed_cells

if TYPE_CHECKING:
    from openpyxl import Workbook

COLUMNS = (
    "file", "organ", "year", "form", "table", "row", "column", "row_label", "column_label",
    "value", "raw", "unit", "state", "confidence", "in_failed_check",
)  # fmt: skip
Value = str | int | float | None

# A spreadsheet takes these for formulas. A number with its sign and a lone dash are what they look like.
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d.,\s]*$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RED_FILL = "FFFFC7CE"


def cell_rows(report: Report) -> Iterator[tuple[Value, ...]]:
    """The long table's rows of a report, in the form's order; see COLUMNS."""
    failed = failed_cells(report)
    for name in report.tables:
        for row, column in table_form(report, name).cells():
            cell = report.tables[name].get(row.key, {}).get(column.key)
            if cell is None:
                continue
            yield (
                report.source.name, report.organ, report.year, report.form, name, row.key, column.key,
                row_label(row), column.label, cell.value, cell.raw, cell.unit, cell.state, cell.confidence,
                int(f"{name}.{row.key}.{column.key}" in failed),
            )  # fmt: skip


def write_csv(outcomes: Iterable[Outcome], stream: IO[str]) -> None:
    """Write the long table as CSV. Files that were not read have no row: the caller reports them."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for outcome in outcomes:
        if isinstance(outcome, Report):
            writer.writerows([_harmless(value) for value in row] for row in cell_rows(outcome))


def write_xlsx(outcomes: Iterable[Outcome], target: Path | IO[bytes]) -> None:
    """Write the workbook; cells of failed checks are red."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cells = book.create_sheet("单元格")
    cells.append(list(COLUMNS))
    tables = {name: book.create_sheet(title) for name, title in zip(TABLE_NAMES, _SHEET_TITLES, strict=True)}
    heads: dict[str, tuple[str, ...]] = {}
    checks, failures = book.create_sheet("勾稽"), book.create_sheet("未读出")
    checks.append(["file", "organ", "year", "check", "status", "left", "right", "difference", "说明"])
    failures.append(["file", "code", "message"])
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failures.append([_sheet_text(text) for text in (outcome.name, outcome.code, outcome.message)])
            continue
        for row in cell_rows(outcome):
            cells.append([_sheet_value(value) for value in row])
        for name, sheet in tables.items():
            _append_table(sheet, outcome, name, heads)
        for check_row in _check_rows(outcome):
            checks.append([_sheet_value(value) for value in check_row])
    _save(book, target)


_SHEET_TITLES = ("主动公开", "依申请公开", "复议诉讼")


def _check_rows(report: Report) -> Iterator[tuple[Value, ...]]:
    for check in report.checks:
        if check.status in {"failed", "incomplete"}:
            yield (
                report.source.name, report.organ, report.year, check.id, check.status,
                check.left, check.right, check.difference, describe_check(report, check),
            )  # fmt: skip


def _append_table(sheet: Any, report: Report, name: str, heads: dict[str, tuple[str, ...]]) -> None:
    """A report's table as on paper, a row a row of the form; a line of labels whenever the columns change."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    red = PatternFill("solid", fgColor=_RED_FILL)
    failed = failed_cells(report)
    for block in table_form(report, name).blocks if name in report.tables else ():
        head = tuple(column.label for column in block.columns)
        if heads.get(name) != head:
            sheet.append(["file", "organ", "year", "row", *head])
            heads[name] = head
        for row in block.rows:
            line: list[Any] = [
                _sheet_value(report.source.name),
                _sheet_value(report.organ),
                report.year,
                row_label(row),
            ]
            for column in block.columns:
                cell = report.tables[name].get(row.key, {}).get(column.key)
                shown = WriteOnlyCell(sheet, _sheet_value(_shown(cell)))
                if f"{name}.{row.key}.{column.key}" in failed:
                    shown.fill = red
                line.append(shown)
            sheet.append(line)


def _shown(cell: Cell | None) -> Value:
    if cell is None or cell.state == "missing":
        return "·"
    return cell.value if cell.state == "reported" else cell.raw


def _harmless(value: Value) -> Value:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front of it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _sheet_value(value: Value) -> Value:
    return _sheet_text(value) if isinstance(value, str) else value


def _sheet_text(text: str) -> str:
    """A text that Excel's format can hold and does not run."""
    return str(_harmless(_CONTROL.sub("\ufffd", text)[:32_000]))


def _save(book: Workbook, target: Path | IO[bytes]) -> None:
    book.save(target)
    book.close()
