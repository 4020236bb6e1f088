"""Figures over many reports."""

from __future__ import annotations

import pytest

from reports.report import Passage, Theme
from service.filters import ReportFilter
from service.messages import Given, Statistics
from service.storage.accepting import accept, regive
from service.storage.statistics import FiguresCache, statistics
from service.storage.store import Store
from tests.service.fakes import make_report, source_of


def put(store: Store, organ: str | None, year: int | None, **made: object) -> str:
    data = source_of(organ, year)
    return accept(store, data, make_report(organ=organ, year=year, data=data, **made), Given()).id  # type: ignore[arg-type]


def point(theme: str) -> Passage:
    return Passage(section="problems", role="problem", text="…", span=(0, 1), themes=(Theme(theme=theme, score=1.0),))


@pytest.fixture
def three(store: Store) -> Store:
    cells = {"requests.new_received.total": "93", "reviews.litigation_direct.upheld": "2"}
    put(store, "云岭县水务局", 2023, cells=cells | {"reviews.reconsideration.total": "7"})
    put(store, "云岭县民政局", 2023, cells=cells, passages=(point("timeliness"), point("timeliness")))
    put(store, None, None, rest="", passages=(point("timeliness"), point("content")))
    return store


def test_counts(three: Store) -> None:
    found = statistics(three, ReportFilter())
    assert (found.reports, found.organs, found.with_failed_checks) == (3, 2, 2)
    assert [(group.key, group.reports, group.organs) for group in found.by_year] == [("2023", 2, 2), (None, 1, 0)]
    assert [(group.key, group.reports) for group in found.by_form] == [("2021", 3)]


def test_checks_by_kind(three: Store) -> None:
    found = {entry.check: entry.counts for entry in statistics(three, ReportFilter()).checks}
    assert set(found) == {"requests.row_total", "requests.processed_total", "requests.balance", "reviews.row_total"}
    assert found["requests.balance"] == {"failed": 2, "passed": 12, "skipped": 7}
    of_one = statistics(three, ReportFilter(organ_contains="水务")).checks
    assert sum(sum(entry.counts.values()) for entry in of_one) * 3 == sum(
        sum(counts.values()) for counts in found.values()
    )


def test_themes_by_year(three: Store) -> None:
    found = statistics(three, ReportFilter()).themes
    assert [(entry.year, entry.theme, entry.passages, entry.reports) for entry in found] == [
        (2023, "timeliness", 2, 1), (None, "content", 1, 1), (None, "timeliness", 1, 1)
    ]  # fmt: skip


def test_outcomes_are_added_up_by_year(three: Store) -> None:
    found = statistics(three, ReportFilter()).outcomes
    first = found[0]
    assert (first.year, first.table, first.row, first.column) == (2023, "requests", "new_received", "total")
    assert (first.sum, first.reports, first.label) == (186, 2, "一、本年新收政府信息公开申请数量")
    upheld = next(entry for entry in found if (entry.row, entry.column) == ("litigation_direct", "upheld"))
    assert (upheld.sum, upheld.reports) == (4, 2)
    assert "结果维持" in upheld.label
    assert {entry.year for entry in found} == {2023}  # the report of no year has no number


def test_of_no_report_there_is_nothing(store: Store) -> None:
    found = statistics(store, ReportFilter())
    assert (found.reports, found.with_failed_checks, found.by_year, found.outcomes) == (0, 0, (), ())


def test_figures_are_counted_once_until_a_report_changes(three: Store) -> None:
    counted: list[ReportFilter] = []

    def counting(store: Store, filters: ReportFilter) -> Statistics:
        counted.append(filters)
        return statistics(store, filters)

    cache = FiguresCache(counting)
    first = cache.get(three, ReportFilter())
    assert cache.get(three, ReportFilter()) == first
    assert len(counted) == 1
    cache.get(three, ReportFilter(year=[2023]))
    assert len(counted) == 2
    report_id = put(three, "云岭县教育局", 2024)
    assert cache.get(three, ReportFilter())[1].reports == 4
    regive(three, report_id, Given(year=2023))
    assert [group.key for group in cache.get(three, ReportFilter())[1].by_year] == ["2023", None]
