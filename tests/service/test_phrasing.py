"""Cells and checks in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.forms import editions, load_form
from reports.report import Report
from service.phrasing import (
    CellName,
    cell_label,
    describe_check,
    number,
    place_label,
    plain_label,
    short_label,
    table_form,
)

MakeReport = Callable[..., Report]


def _said(report: Report, check_id: str) -> str:
    return describe_check(report, next(check for check in report.checks if check.id == check_id))


def test_a_total_that_differs_is_said_with_both_sides(make_report: MakeReport) -> None:
    report = make_report({"requests.total_processed.natural_person": "1"}, rest="0")
    assert _said(report, "requests.processed_total.natural_person") == "（七）总计 自然人：表中 1，各项之和 0"


def test_a_row_total_names_its_row_and_group(make_report: MakeReport) -> None:
    report = make_report({"requests.refused.state_secret.total": "3"}, rest="0")
    assert _said(report, "requests.row_total.refused.state_secret") == "不予公开·属于国家秘密 总计：表中 3，各列之和 0"


def test_a_balance_names_what_stands_on_each_side(make_report: MakeReport) -> None:
    report = make_report({"requests.new_received.business": "5"}, rest="0")
    assert _said(report, "requests.balance.business") == (
        "商业企业：“本年新收政府信息公开申请数量”加“上年结转政府信息公开申请数量” 5，“总计”加“结转下年度继续办理” 0"
    )


def test_a_side_without_a_number_says_what_stands_there(make_report: MakeReport) -> None:
    report = make_report({"requests.total_processed.total": "", "requests.granted.total": "2"}, rest="0")
    assert _said(report, "requests.processed_total.total") == "（七）总计 总计：表中 空白，各项之和 2"


@pytest.mark.parametrize("edition", editions())
def test_every_check_can_be_said(edition: str, make_report: MakeReport) -> None:
    report = make_report(rest="1", edition=edition)
    assert report.checks
    for check in report.checks:
        assert "requests." not in describe_check(report, check)


def test_a_check_over_years_is_said_by_its_id(make_report: MakeReport) -> None:
    check = (
        make_report(rest="0")
        .checks[0]
        .model_copy(update={"id": "cross_year.carried_in.total", "formula": "carried_in = carried_out", "cells": ()})
    )
    assert describe_check(make_report(), check).startswith("cross_year.carried_in.total：")


@pytest.mark.parametrize("edition", editions())
def test_every_cell_has_a_label_of_its_own(edition: str, make_report: MakeReport) -> None:
    report = make_report(edition=edition)
    form = load_form(edition)
    for name in form.tables:
        keys = [key for key in form.cell_keys() if key.startswith(f"{name}.")]
        labels = {cell_label(report, key) for key in keys}
        assert len(labels) == len(keys)
        assert not labels & set(keys)


def test_an_unknown_cell_is_called_by_its_key(make_report: MakeReport) -> None:
    assert cell_label(make_report(), "requests.nothing.total") == "requests.nothing.total"
    assert cell_label(make_report(), "elsewhere.a.b") == "elsewhere.a.b"


def test_places_of_warnings(make_report: MakeReport) -> None:
    report = make_report()
    assert place_label(report, None) is None
    assert place_label(report, "reviews") == "行政复议、行政诉讼情况"
    assert place_label(report, "requests.carried_in") == "二、上年结转政府信息公开申请数量"
    assert place_label(report, "requests.carried_in.total") == "二、上年结转政府信息公开申请数量 总计"
    assert place_label(report, "overview") == "overview"


def test_a_table_of_the_other_edition_is_found_by_its_cells(make_report: MakeReport) -> None:
    old, new = make_report(edition="2019"), make_report(edition="2021")
    mixed = new.model_copy(update={"tables": new.tables | {"proactive": old.tables["proactive"]}})
    assert table_form(mixed, "proactive") == load_form("2019").tables["proactive"]
    assert table_form(mixed, "requests") == load_form("2021").tables["requests"]


def test_labels_without_what_a_sentence_does_not_need() -> None:
    assert short_label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == "（二）部分公开"
    assert plain_label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == "部分公开"
    assert plain_label("5.属于三类内部事务信息") == "属于三类内部事务信息"


def test_keys_with_dots_in_the_row() -> None:
    assert CellName.parse("requests.refused.state_secret.total") == ("requests", "refused.state_secret", "total")


def test_numbers_are_never_written_with_an_exponent() -> None:
    assert [number(value) for value in (0, 12, 1e15, 12.5, -2)] == ["0", "12", "1000000000000000", "12.5", "-2"]
