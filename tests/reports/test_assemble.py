"""A whole text put together: each test changes one thing in a report and says what has to come of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from reports.forms import editions
from reports.tags import SECTION_KINDS

if TYPE_CHECKING:
    from tests.reports.conftest import Draft, Reading

    Read = Callable[[str], Reading]
    MakeDraft = Callable[..., Draft]

LAYOUTS = {"tabs": "\t", "pipes": " | ", "a cell a line": "\n", "columns": "    ", "blanks": " "}
DOUBT = 0.9


@pytest.mark.parametrize("separator", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("edition", editions())
def test_a_clean_report_is_read_whole(draft: MakeDraft, read: Read, edition: str, separator: str) -> None:
    report = draft(edition)
    reading = read(report.text(separator))
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()
    assert all(cell.value == float(cell.raw or "nan") for _, cell in reading.cells())
    # Columns that are not quite below one another are a little less sure.
    assert min(cell.confidence for _, cell in reading.cells()) >= (0.85 if separator == "    " else DOUBT)
    assert set(reading.statuses().values()) == {"passed"}
    assert {section.kind: section.heading for section in reading.assembled.sections} == report.headings
    assert (reading.assembled.title, reading.assembled.organ) == (report.title, "云岭县水务局")
    assert (reading.assembled.year, reading.assembled.form) == (2020 if edition == "2019" else 2023, edition)
    assert reading.assembled.warnings == ()


@pytest.mark.parametrize("separator", ["\t", " | ", "\n"])
def test_a_blank_is_a_blank_and_a_stroke_is_not_applicable(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    report.row("requests.granted")[1] = ""
    report.row("requests.carried_in")[3] = "/"
    reading = read(report.text(separator))
    blank, stroke = reading.cell("requests.granted.natural_person"), reading.cell("requests.carried_in.research")
    assert (blank.state, blank.value, blank.raw) == ("blank", None, None)
    assert (stroke.state, stroke.value, stroke.raw) == ("not_applicable", None, "/")
    assert reading.raws("requests.granted")[1:] == report.row("requests.granted")[2:]


@pytest.mark.parametrize("separator", ["\t", " | ", "\n", "    "])
@pytest.mark.parametrize("at", [3, 9, 15])
def test_a_label_broken_over_lines(draft: MakeDraft, read: Read, separator: str, at: int) -> None:
    report = draft()
    row = report.row("requests.not_processed.reissue")
    values, row[0] = row[1:], row[0][:at] + "\n" + row[0][at:]
    reading = read(report.text(separator))
    assert reading.raws("requests.not_processed.reissue") == values
    assert reading.raws("requests.other.not_corrected") == report.row("requests.other.not_corrected")[1:]


@pytest.mark.parametrize("separator", ["\t", " | ", "\n", "    "])
def test_a_lost_label_is_inferred_and_said(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    row = report.row("requests.not_processed.repeated")
    row[0] = ""
    reading = read(report.text(separator))
    assert reading.raws("requests.not_processed.repeated") == row[1:]
    assert all(cell.confidence < DOUBT for cell in reading.row("requests.not_processed.repeated"))
    assert ("row_inferred", "requests.not_processed.repeated") in reading.warnings()
    assert reading.raws("requests.not_processed.publication") == report.row("requests.not_processed.publication")[1:]


@pytest.mark.parametrize("separator", ["\t", " | ", "    "])
@pytest.mark.parametrize("edition", editions())
def test_a_foreign_row_in_table_two_is_not_taken(draft: MakeDraft, read: Read, edition: str, separator: str) -> None:
    report = draft(edition)
    rows = report.tables["proactive"]
    width = len(report.row("proactive.penalty")) - 1
    expected = report.written()
    rows.insert(rows.index(report.row("proactive.penalty")) + 1, ["行政检查", *["77"] * width])
    reading = read(report.text(separator))
    assert {key: cell.raw for key, cell in reading.cells()} == expected


@pytest.mark.parametrize("key", ["refused.process_information", "granted", "carried_out"])
@pytest.mark.parametrize("separator", ["\t", " | ", "\n", "    "])
def test_a_row_that_was_left_out_is_missing(draft: MakeDraft, read: Read, separator: str, key: str) -> None:
    report = draft()
    report.tables["requests"].remove(report.row(f"requests.{key}"))
    reading = read(report.text(separator))
    assert reading.states(f"requests.{key}") == {"missing"}
    assert ("row_missing", f"requests.{key}") in reading.warnings()
    left = {k: cell.raw for k, cell in reading.cells() if cell.raw is not None}
    assert left == {k: raw for k, raw in draft().written().items() if not k.startswith(f"requests.{key}.")}


def test_columns_left_out_are_missing(draft: MakeDraft, read: Read) -> None:
    report = draft()
    for row in report.tables["requests"]:
        del row[3:5]
    reading = read(report.text("\t"))
    row = reading.assembled.tables["requests"]["granted"]
    assert (row["research"].state, row["public_interest"].state) == ("missing", "missing")
    assert [cell.raw for key, cell in row.items() if key not in ("research", "public_interest")] == report.row(
        "requests.granted"
    )[1:]
    assert "columns_left_out" in reading.codes()


def test_digits_of_a_row_run_together(draft: MakeDraft, read: Read) -> None:
    report = draft()
    row = report.row("requests.refused.enforcement_files")
    row[1:] = ["7", "0", "0", "0", "0", "2", "9"]
    row[1:] = ["".join(row[1:])]
    reading = read(report.text(" "))
    for cell in reading.row("requests.refused.enforcement_files"):
        assert cell.value is None or reading.is_doubted("requests.refused.enforcement_files.total")
    assert "requests.refused.enforcement_files" in {where for _, where in reading.warnings()}


def test_a_wrong_total_fails_its_checks_and_stays_as_it_is_written(draft: MakeDraft, read: Read) -> None:
    report = draft()
    report.row("requests.total_processed")[1] = "1"
    reading = read(report.text())
    assert reading.cell("requests.total_processed.natural_person").value == 1
    failed = {id_ for id_, status in reading.statuses().items() if status == "failed"}
    assert failed == {
        "requests.row_total.total_processed",
        "requests.processed_total.natural_person",
        "requests.balance.natural_person",
    }


@pytest.mark.parametrize("separator", ["\t", " | ", "\n"])
def test_a_table_given_twice_is_read_once(draft: MakeDraft, read: Read, separator: str) -> None:
    report, other = draft(), draft()
    for row in other.tables["requests"][1:]:
        row[1:] = ["9"] * 7
    text = report.text(separator)
    body = other.section("requests", separator).split("\n", 1)[1]
    section = report.section("requests", separator)
    reading = read(text.replace(section, section + "附：上一年度情况\n" + body))
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()
    assert ("table_repeated", "requests") in reading.warnings()


def test_table_two_of_the_other_edition(draft: MakeDraft, read: Read) -> None:
    report = draft("2021")
    report.tables["proactive"] = draft("2019").tables["proactive"]
    reading = read(report.text())
    assert reading.assembled.form == "2021"
    assert ("mixed_editions", "proactive") in reading.warnings()
    assert "procurement" in reading.assembled.tables["proactive"]
    assert "fee_unpaid" in "".join(reading.assembled.tables["requests"])


@pytest.mark.parametrize("edition", editions())
def test_the_table_tells_the_edition_against_the_year(draft: MakeDraft, read: Read, edition: str) -> None:
    report = draft(edition)
    report.title = f"云岭县水务局{2020 if edition == '2021' else 2022}年政府信息公开工作年度报告"
    reading = read(report.text())
    assert reading.assembled.form == edition
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()


@pytest.mark.parametrize("separator", ["\t", " | ", "\n"])
def test_a_text_cut_off_in_table_three(draft: MakeDraft, read: Read, separator: str) -> None:
    text = draft().text(separator)
    cut = text.index("7.属于行政执法案卷")
    expected = draft().written()
    reading = read(text[:cut])
    assert reading.states("requests.refused.enforcement_files") == {"missing"}
    assert reading.states("requests.carried_out") == {"missing"}
    assert {cell.state for key, cell in reading.cells() if key.startswith("reviews.")} == {"missing"}
    assert reading.raws("requests.refused.process_information") == [
        raw for key, raw in expected.items() if key.startswith("requests.refused.process_information.")
    ]
    assert ("section_missing", "reviews") in reading.warnings()
    assert "failed" not in reading.statuses().values()


@pytest.mark.parametrize("separator", ["\t", " | ", "\n"])
def test_of_two_reports_the_first_is_read(draft: MakeDraft, read: Read, separator: str) -> None:
    report, other = draft(), draft()
    other.title = "云岭县水务局2022年政府信息公开工作年度报告"
    for row in other.tables["requests"][1:]:
        row[1:] = ["9"] * 7
    reading = read(report.text(separator) + "\n" + other.text(separator))
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()
    assert reading.assembled.title == report.title
    assert len(reading.kinds()) == 6
    assert "second_report" in reading.codes()


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "今日天气晴朗，适合散步。\n",
        "云岭县水务局2023年法治政府建设情况报告\n一、总体情况\n工作平稳。\n二、存在的问题\n人手不足。\n三、其他事项\n无。\n",
        "| 项目 | 数量 |\n|---|---|\n| 桌子 | 3 |\n| 椅子 | 12 |\n",
        "12 3 0 0 0 0 15\n1 0 0 0 0 0 1\n",
    ],
)
def test_what_is_no_report_has_nothing_but_missing_cells(read: Read, text: str) -> None:
    reading = read(text)
    assert {cell.state for _, cell in reading.cells()} == {"missing"}
    assert reading.codes() == {"not_a_report"}
    assert reading.kinds() == []
    assert (reading.assembled.title, reading.assembled.organ, reading.assembled.year) == (None, None, None)
    assert reading.assembled.form is None
    assert set(reading.statuses().values()) == {"skipped"}


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_sections_in_another_order(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    order = ["overview", "problems", "reviews", "requests", "proactive", "other"]
    reading = read(report.text(separator, order))
    assert reading.kinds() == order
    assert [section.number for section in reading.assembled.sections] == [1, 5, 4, 3, 2, 6]
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()


def test_a_sentence_that_repeats_the_heading_is_no_part_of_it(draft: MakeDraft, read: Read) -> None:
    text = draft().text().replace("说明完毕。", "没有其他需要报告的事项。")
    assert read(text).assembled.sections[-1].heading == "六、其他需要报告的事项"


def test_sections_numbered_anew(draft: MakeDraft, read: Read) -> None:
    report = draft()
    for number, kind in enumerate(SECTION_KINDS, 2):
        report.headings[kind] = f"{number}、{report.headings[kind][2:]}"
    reading = read(report.text())
    assert reading.kinds() == list(SECTION_KINDS)
    assert [section.number for section in reading.assembled.sections] == [1, 2, 3, 4, 5, 6]
    assert [section.heading for section in reading.assembled.sections] == list(report.headings.values())


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_tables_under_a_heading_that_was_lost(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    for kind in ("proactive", "requests"):
        report.headings[kind] = ""
    reading = read(report.text(separator))
    found = {key: cell.raw for key, cell in reading.cells() if cell.raw is not None}
    expected = report.written()
    assert all(expected[key] == raw or reading.is_doubted(key) for key, raw in found.items())
    assert {("section_missing", "proactive"), ("section_missing", "requests")} <= reading.warnings()


@pytest.mark.parametrize("dots", ["……", " ", "\t", "..............."])
def test_contents_at_the_top(draft: MakeDraft, read: Read, dots: str) -> None:
    report = draft()
    contents = "".join(f"{heading}{dots}{page}\n" for page, heading in enumerate(report.headings.values(), 1))
    title, rest = report.text().split("\n", 1)
    reading = read(f"{title}\n目录\n{contents}{rest}")
    assert reading.kinds() == list(SECTION_KINDS)
    assert {key: cell.raw for key, cell in reading.cells()} == report.written()
    assert reading.assembled.sections[0].heading_span[0] > len(title) + len(contents)
