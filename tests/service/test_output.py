"""Where outcomes go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from reports.report import Report, Warning
from service.output import complaint, passes, saved
from service.pipeline import Failure

MakeReport = Callable[..., Report]


def test_what_is_complained_of(make_report: MakeReport) -> None:
    failure = Failure("a.txt", 3, "internal", "程序内部错误", "Traceback …")
    assert complaint(failure) == "a.txt：程序内部错误"
    assert complaint(failure, debug=True) == "a.txt：程序内部错误\nTraceback …"
    assert complaint(make_report(rest="0")) is None
    no_report = make_report(warnings=(Warning(code="not_a_report", message="不是年度报告"),))
    assert complaint(no_report) == "report.txt：不是年度报告"


def test_what_passes(make_report: MakeReport) -> None:
    good = make_report(rest="0")
    failing = make_report({"reviews.reconsideration.total": "1"}, rest="0")
    incomplete = make_report({"reviews.reconsideration.upheld": "1"})
    warned = make_report(rest="0", warnings=(Warning(code="row_missing", message="未找到该行"),))
    assert [passes(report, strict=False) for report in (good, failing, incomplete, warned)] == [True, False, True, True]
    assert [passes(report, strict=True) for report in (good, failing, incomplete, warned)] == [
        True,
        False,
        False,
        False,
    ]


def test_outcomes_pass_while_they_are_saved(make_report: MakeReport, tmp_path: Path) -> None:
    outcomes = [make_report(rest="0"), Failure("b/x.txt", None, "not_found", "没有这个文件")]
    assert list(saved(outcomes, tmp_path / "new")) == outcomes
    assert json.loads((tmp_path / "new/report.txt.json").read_text(encoding="utf-8"))["year"] == 2023
    assert json.loads((tmp_path / "new/b/x.txt.json").read_text(encoding="utf-8"))["error"]["code"] == "not_found"
