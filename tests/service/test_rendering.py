"""Reports for people."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from reports.report import Report, Warning
from service.rendering import failed_cells, render_report

MakeReport = Callable[..., Report]


def _shown(report: Report, *, colour: bool = False, width: int = 110) -> str:
    system = "truecolor" if colour else None
    console = Console(file=io.StringIO(), width=width, color_system=system, force_terminal=colour, highlight=False)
    for part in render_report(report, colour=colour):
        console.print(part)
    output = console.file
    assert isinstance(output, io.StringIO)
    return output.getvalue()


def _line(text: str, beginning: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(beginning))


def test_head_sections_and_subsections(make_report: MakeReport) -> None:
    text = _shown(make_report(rest="0"))
    assert "云岭县水务局2023年政府信息公开工作年度报告" in text
    assert "云岭县水务局  2023 年度  2021 年版表格" in text
    assert "一、总体情况  overview\n    （一）主动公开\n" in text


def test_cells_are_shown_as_they_stand(make_report: MakeReport) -> None:
    cells = {
        "reviews.reconsideration.upheld": "12",
        "reviews.reconsideration.corrected": "",
        "reviews.reconsideration.other": "/",
        "reviews.reconsideration.pending": "O",
    }
    line = _line(_shown(make_report(cells)), "行政复议  ")
    assert line.split() == ["行政复议", "12", "/", "O!", "·"]


def test_doubted_cells_carry_a_question_mark(make_report: MakeReport) -> None:
    key = "reviews.reconsideration.upheld"
    text = _shown(make_report({key: "4"}, rest="0", confidence={key: 0.5}))
    assert "4?" in _line(text, "行政复议  ")
    assert "? 存疑" in text


def test_cells_of_failed_checks_are_red_or_starred(make_report: MakeReport) -> None:
    report = make_report({"reviews.reconsideration.total": "7"}, rest="0")
    assert "reviews.reconsideration.total" in failed_cells(report)
    assert "7*" in _line(_shown(report), "行政复议  ")
    assert "\x1b[1;31m7\x1b[0m" in _shown(report, colour=True)


def test_checks_and_warnings_are_said_in_words(make_report: MakeReport) -> None:
    warning = Warning(code="table_missing", message="没有找到表格", where="reviews")
    report = make_report({"requests.total_processed.natural_person": "1"}, rest="0", warnings=(warning,))
    text = _shown(report)
    assert "✗ 不符 （七）总计 自然人：表中 1，各项之和 0" in text
    assert "! 注意 没有找到表格（行政复议、行政诉讼情况）  [table_missing]" in text
    assert "不符 3" in text


def test_a_missing_table_is_said_once(make_report: MakeReport) -> None:
    text = _shown(make_report({"reviews.reconsideration.upheld": "1"}))
    assert text.count("没有读到这张表") == 2


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_screen(edition: str, width: int, make_report: MakeReport) -> None:
    from rich.cells import cell_len

    text = _shown(make_report(rest="123456", edition=edition), width=width)
    assert max(map(cell_len, text.splitlines())) <= width


def test_text_that_looks_like_markup_is_shown_as_text(make_report: MakeReport) -> None:
    report = make_report({"reviews.reconsideration.upheld": "[red]x"}, rest="0", title="[bold]标题[/nothing]")
    text = _shown(report)
    assert "[bold]标题[/nothing]" in text
    assert "[red]x!" in text
