"""Tables as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from reports.forms import load_form
from reports.report import Report, Source
from service.export import COLUMNS, write_csv, write_xlsx
from service.pipeline import Failure

MakeReport = Callable[..., Report]
FAILURE = Failure("空.txt", 0, "empty", "文件是空的")
TOTAL = "reviews.reconsideration.total"


def _csv(*outcomes: Report | Failure) -> list[dict[str, str]]:
    stream = io.StringIO()
    write_csv(outcomes, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


def test_a_row_for_every_cell_of_the_form(make_report: MakeReport) -> None:
    rows = _csv(make_report(rest="0"), FAILURE, make_report(edition="2019"))
    counts = [len(list(load_form(edition).cell_keys())) for edition in ("2021", "2019")]
    assert len(rows) == sum(counts)
    assert set(rows[0]) == set(COLUMNS)


def test_values_raw_text_and_states(make_report: MakeReport) -> None:
    cells = {TOTAL: "7", "reviews.reconsideration.upheld": "", "reviews.reconsideration.other": "/"}
    rows = {row["column"]: row for row in _csv(make_report(cells)) if row["row"] == "reconsideration"}
    assert [rows["total"][name] for name in ("value", "raw", "state", "column_label")] == ["7", "7", "reported", "总计"]
    assert [rows["upheld"][name] for name in ("value", "raw", "state")] == ["", "", "blank"]
    assert [rows["other"][name] for name in ("value", "raw", "state")] == ["", "/", "not_applicable"]
    assert rows["pending"]["state"] == "missing"


def test_cells_of_failed_checks_are_marked(make_report: MakeReport) -> None:
    rows = _csv(make_report({TOTAL: "7"}, rest="0"))
    assert {row["row"] for row in rows if row["in_failed_check"] == "1"} == {"reconsideration"}


@pytest.mark.parametrize("raw", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
def test_nothing_is_run_as_a_formula(raw: str, make_report: MakeReport) -> None:
    report = make_report({TOTAL: raw}, source=Source(name=raw, media_type="text/plain", bytes=1))
    assert {row["raw"] for row in _csv(report) if row["column"] == "total" and row["raw"]} == {f"'{raw}"}
    target = io.BytesIO()
    write_xlsx([report], target)
    book = load_workbook(target)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("raw", ["-", "—", "-2", "+3", "−5"])
def test_dashes_and_signed_numbers_stay_as_they_are(raw: str, make_report: MakeReport) -> None:
    assert raw in {row["raw"] for row in _csv(make_report({TOTAL: raw}))}


def test_the_workbook_has_all_sheets(make_report: MakeReport) -> None:
    target = io.BytesIO()
    write_xlsx([make_report({TOTAL: "7"}, rest="0"), FAILURE, make_report(rest="1", edition="2019")], target)
    book = load_workbook(target)
    assert book.sheetnames == ["单元格", "主动公开", "依申请公开", "复议诉讼", "勾稽", "未读出"]
    reviews = list(book["复议诉讼"].iter_rows())
    assert [cell.value for cell in reviews[0]][3:] == ["row", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert [cell.value for cell in reviews[1]][3:] == ["行政复议", 0, 0, 0, 0, 7]
    assert reviews[1][-1].fill.fgColor.rgb == "FFFFC7CE"
    assert reviews[2][-1].fill.fgColor.rgb != "FFFFC7CE"
    assert [cell.value for cell in list(book["未读出"].iter_rows())[1]] == ["空.txt", "empty", "文件是空的"]
    assert any("表中 7，各列之和 0" in str(row[-1].value) for row in book["勾稽"].iter_rows())


def test_characters_that_excel_cannot_hold_are_replaced(make_report: MakeReport) -> None:
    target = io.BytesIO()
    write_xlsx([make_report({TOTAL: "a\x01b"})], target)
    values = {cell.value for row in load_workbook(target)["单元格"].iter_rows() for cell in row}
    assert "a\ufffdb" in values
