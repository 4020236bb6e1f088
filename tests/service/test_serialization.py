"""Outcomes as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

from reports.report import Cell, Report
from service.pipeline import Failure
from service.serialization import OutputNames, to_json

MakeReport = Callable[..., Report]


def test_a_report_is_one_line_of_the_contract(make_report: MakeReport) -> None:
    line = to_json(make_report(rest="0"))
    data = json.loads(line)
    assert len(line.splitlines()) == 1
    assert data["schema"] == "gouji/report/1"
    assert set(data) == {
        "schema", "id", "source", "title", "organ", "year", "form", "text", "sections", "tables", "checks",
        "passages", "claims", "warnings", "models",
    }  # fmt: skip
    assert set(data["tables"]["requests"]["granted"]["total"]) == {"value", "raw", "state", "span", "confidence"}
    assert set(data["sections"][0]) == {"number", "kind", "heading", "heading_span", "span", "subsections"}


def test_a_unit_is_named_only_where_there_is_one(make_report: MakeReport) -> None:
    report = make_report()
    fees = Cell(value=1.5, raw="1.5万元", state="reported", span=(0, 5), confidence=1.0, unit="万元")
    proactive = report.tables["proactive"] | {"fees": {"amount": fees}}
    data = json.loads(to_json(report.model_copy(update={"tables": report.tables | {"proactive": proactive}}), indent=1))
    assert data["tables"]["proactive"]["fees"]["amount"]["unit"] == "万元"
    assert "unit" not in data["tables"]["proactive"]["licensing"]["decisions"]


def test_a_text_that_looks_like_json_stays_as_it_is(make_report: MakeReport) -> None:
    text = 'a,"unit":null, \\"unit\\":null'
    assert json.loads(to_json(make_report(text=text)))["text"] == text


def test_line_ends_of_unicode_do_not_break_the_line(make_report: MakeReport) -> None:
    text = "一\u2028二\u2029三\x85四\x1c五\n六"
    line = to_json(make_report(text=text))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == text


def test_a_failure_has_source_and_error() -> None:
    failure = Failure("空.txt", 0, "empty", "文件是空的")
    assert json.loads(to_json(failure)) == {
        "source": {"name": "空.txt", "bytes": 0},
        "error": {"code": "empty", "message": "文件是空的"},
    }
    assert "空.txt" in to_json(failure)


def test_output_names_stay_in_the_folder_and_are_never_given_twice() -> None:
    names = OutputNames()
    given = [str(names.path_for(name)) for name in ("a.txt", "a.txt", "A.TXT", "b/a.txt", "../../etc/x", "/abs/y", "-")]
    assert given == [
        "a.txt.json",
        "a.txt-2.json",
        "A.TXT-3.json",
        "b/a.txt.json",
        "etc/x.json",
        "abs/y.json",
        "stdin.json",
    ]


def test_names_out_of_archives_fit_into_a_file_system() -> None:
    names = OutputNames()
    assert str(names.path_for("-/县/a.docx")) == "stdin/县/a.docx.json"
    path = names.path_for(f"x.zip/{'长' * 200}.docx")
    assert path.parts[0] == "x.zip"
    assert len(path.name.encode()) < 255
    assert names.path_for(f"x.zip/{'长' * 200}.docx") != path
