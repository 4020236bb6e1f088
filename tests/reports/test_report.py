"""The report as data: the contract's keys, and nothing that can be changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from reports.report import SCHEMA, Cell, Report

MakeReport = Callable[..., Report]


def test_the_keys_are_the_contracts(make_report: MakeReport) -> None:
    data = json.loads(make_report({"proactive.licensing.decisions": "12"}).model_dump_json())
    assert data["schema"] == SCHEMA
    assert list(data) == [
        "schema", "id", "source", "title", "organ", "year", "form", "text", "sections", "tables", "checks",
        "passages", "claims", "warnings", "models",
    ]  # fmt: skip
    cell = data["tables"]["proactive"]["licensing"]["decisions"]
    assert list(cell) == ["value", "raw", "state", "span", "confidence"]
    assert list(data["sections"][0]) == ["number", "kind", "heading", "heading_span", "span", "subsections"]
    assert list(data["checks"][0]) == ["id", "formula", "left", "right", "difference", "status", "cells"]


def test_a_unit_stands_only_where_one_is_written() -> None:
    cell = Cell(value=3.5, raw="3.5万元", state="reported", span=(0, 5), confidence=0.9, unit="万元")
    assert json.loads(cell.model_dump_json())["unit"] == "万元"


def test_json_comes_back_as_the_same_report(make_report: MakeReport) -> None:
    report = make_report(rest="")
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_nothing_can_be_changed(make_report: MakeReport) -> None:
    with pytest.raises(ValidationError):
        make_report().title = "另一个标题"  # type: ignore[misc]


@pytest.mark.parametrize("state", ["zero", "", "Reported"])
def test_no_other_state_is_possible(state: str) -> None:
    with pytest.raises(ValidationError):
        Cell(value=None, raw=None, state=state, span=None, confidence=0.9)  # type: ignore[arg-type]
