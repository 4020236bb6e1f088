"""What the OpenAPI document shows is what the API gives: every example is valid."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from reports.report import Cell, Check, Report
from service.api import examples, search_examples
from service.api.routes.checks import COLUMNS
from service.messages import CheckOfReport, LongRow, Page, PassageOfReport, ReadingSummary, ReportSummary, Statistics
from service.search import exporting
from service.search.messages import PassageInfo, SearchAnswer, SimilarAnswer, ThemeInfo


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        (Report, examples.REPORT),
        (ReportSummary, examples.SUMMARY),
        (Page[ReportSummary], examples.SUMMARIES),
        (list[ReadingSummary], examples.READINGS),
        (list[PassageOfReport], examples.PASSAGES),
        (list[Check], [examples.CHECK]),
        (Page[CheckOfReport], examples.CHECKS),
        (dict[str, dict[str, Cell]], examples.TABLE),
        (Statistics, examples.STATISTICS),
        (PassageInfo, search_examples.PASSAGE),
        (SearchAnswer, search_examples.ANSWER),
        (SimilarAnswer, search_examples.SIMILAR),
        (list[ThemeInfo], search_examples.THEMES),
    ],
)
def test_examples_are_valid_and_whole(kind: Any, example: object) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    shown = adapter.dump_python(adapter.validate_python(example), mode="json", by_alias=True)
    assert shown == example


def test_examples_are_valid_without_their_nulls() -> None:
    """FastAPI leaves nulls out of examples."""
    for kind, example in ((Report, examples.REPORT), (ReportSummary, examples.SUMMARY), (Check, examples.CHECK)):
        kind.model_validate(_without_nulls(example))


def _without_nulls(example: Any) -> Any:
    if isinstance(example, dict):
        return {key: _without_nulls(value) for key, value in example.items() if value is not None}
    return [_without_nulls(value) for value in example] if isinstance(example, list) else example


def test_tables_of_the_examples_have_the_columns_that_there_are() -> None:
    assert tuple(examples.LONG_COLUMNS.split(",")) == tuple(LongRow.model_fields)
    assert tuple(examples.CHECKS_TABLE.splitlines()[0].split(",")) == COLUMNS
    assert tuple(search_examples.TABLE.splitlines()[0].split(",")) == exporting.COLUMNS
