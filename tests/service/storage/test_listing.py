"""Lists of reports: filters, orders and pages, the same in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import update

from reports.report import Passage, Theme
from service.filters import ReportFilter
from service.messages import Given, ReportSummary
from service.storage.accepting import accept, delete, regive
from service.storage.listing import Position, Sort, SortKey, list_reports, state_of
from service.storage.schema import ReportRow
from service.storage.store import Store
from tests.service.fakes import make_report, source_of

WRONG = {"reviews.reconsideration.total": "7"}
START = datetime(2026, 1, 1, tzinfo=UTC)


def put(store: Store, organ: str | None, year: int | None, *, region: str | None = None, **made: object) -> str:
    data = source_of(organ, year) + repr(sorted(made.items())).encode()
    report = make_report(organ=organ, year=year, data=data, **made)  # type: ignore[arg-type]
    return accept(store, data, report, Given(region=region)).id


def found(store: Store, **filters: object) -> list[tuple[str | None, int | None]]:
    reports, following = list_reports(store, ReportFilter.model_validate(filters), Sort("organ"), 100)
    assert following is None
    # Reports of one organ stand in the order of their ids, which are hashes.
    return sorted(((report.organ, report.year) for report in reports), key=lambda one: (one[0] or "", one[1] or 0))


@pytest.fixture
def four(store: Store) -> Store:
    """Reports of three organs, one of them of nobody knows whom and when."""
    passage = Passage(
        section="problems",
        role="problem",
        text="更新不及时",
        span=(0, 5),
        themes=(Theme(theme="timeliness", score=0.9),),
    )
    put(store, "云岭县水务局", 2023, region="青州市云岭县", cells=WRONG)
    put(store, "云岭县水务局", 2024, region="青州市云岭县", passages=(passage,))
    put(store, "安河县100%放心办", 2024, edition="2019")
    put(store, None, None)
    return store


WATER_23, WATER_24, OFFICE, NOBODY = (
    ("云岭县水务局", 2023), ("云岭县水务局", 2024), ("安河县100%放心办", 2024), (None, None)
)  # fmt: skip


def test_filters(four: Store) -> None:
    cases: list[tuple[dict[str, object], list[tuple[str | None, int | None]]]] = [
        ({}, [NOBODY, WATER_23, WATER_24, OFFICE]),
        ({"year": [2023]}, [WATER_23]),
        ({"year": [2023, 2024]}, [WATER_23, WATER_24, OFFICE]),
        ({"year_from": 2024}, [WATER_24, OFFICE]),
        ({"year_to": 2023}, [WATER_23]),
        ({"organ": ["云岭县水务局"]}, [WATER_23, WATER_24]),
        ({"organ": ["云岭县"]}, []),
        ({"organ_contains": "水务"}, [WATER_23, WATER_24]),
        ({"organ_contains": "100%放"}, [OFFICE]),
        ({"organ_contains": "1%放"}, []),  # a percent sign is no wildcard
        ({"region": "云岭县"}, [WATER_23, WATER_24]),
        ({"form": ["2019"]}, [OFFICE]),
        ({"edition": ["2021"], "form": ["2019"]}, [NOBODY, WATER_23, WATER_24, OFFICE]),
        ({"failed": True}, [WATER_23]),
        ({"failed": False, "year": [2024]}, [WATER_24, OFFICE]),
        ({"theme": ["timeliness"]}, [WATER_24]),
        ({"theme": ["timeliness", "staffing"]}, [WATER_24]),
        ({"theme": ["staffing"]}, []),
        ({"received_after": "2008-01-01"}, [NOBODY, WATER_23, WATER_24, OFFICE]),
        ({"received_before": "2008-01-01"}, []),
    ]
    for filters, expected in cases:
        assert found(four, **filters) == expected, filters


def test_what_was_given_counts(store: Store) -> None:
    report_id = put(store, "云岭县水务局", 2023)
    regive(store, report_id, Given(organ="云岭县水利局", year=2022))
    assert found(store, organ=["云岭县水利局"]) == found(store, year=[2022]) == [("云岭县水利局", 2022)]
    assert found(store, organ=["云岭县水务局"]) == found(store, year=[2023]) == []


def test_a_moment_without_a_zone_is_chinas() -> None:
    filters = ReportFilter.model_validate({"received_after": "2026-01-31"})
    assert filters.received_after == datetime(2026, 1, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "filters", [{"yeer": [2024]}, {"organ_contains": "a\x00b"}, {"received_after": "0001-01-01T00:00:00+08:00"}]
)
def test_filters_that_mean_nothing_are_refused(filters: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ReportFilter.model_validate(filters)


def pages(store: Store, sort: Sort, size: int) -> list[ReportSummary]:
    reports: list[ReportSummary] = []
    after: Position | None = None
    while True:
        page, after = list_reports(store, ReportFilter(), sort, size, after)
        assert len(page) == size or after is None
        reports += page
        if after is None:
            return reports


@pytest.fixture
def many(store: Store) -> Store:
    """Reports of which each order has ties, and unknown organs and years among them; received in pairs."""
    for number in range(10):
        organ = None if number % 4 == 3 else f"云岭县第{number % 3}局"
        report_id = put(store, organ, None if number % 5 == 4 else 2020 + number % 3, name=f"{number % 4}.txt")
        with store.database.writing() as session:
            received = START + timedelta(microseconds=number // 2)
            values = {"received_at": received, "failed_checks": number % 3}
            session.execute(update(ReportRow).where(ReportRow.id == report_id).values(values))
    return store


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", get_args(SortKey))
def test_pages_hold_every_report_once_in_order(many: Store, key: SortKey, descending: bool) -> None:
    def place(report: ReportSummary) -> tuple[object, str]:
        values = {
            "received_at": report.received_at,
            "year": report.year or 0,
            "organ": report.organ or "",
            "failed_checks": report.checks.failed,
            "name": report.source.name,
        }
        return values[key], report.id

    reports = pages(many, Sort(key, descending), 3)
    assert len(reports) == 10
    assert reports == sorted(reports, key=place, reverse=descending)


def test_a_page_stays_right_while_reports_come_and_go(many: Store) -> None:
    sort = Sort("received_at")
    first, after = list_reports(many, ReportFilter(), sort, 4)
    delete(many, first[-1].id)
    late = put(many, "云岭县水务局", 2024)
    second, _ = list_reports(many, ReportFilter(), sort, 100, after)
    assert len(second) == 7
    assert second[-1].id == late
    assert not {report.id for report in first} & {report.id for report in second}


def test_a_position_among_long_names_fits_into_an_address(store: Store) -> None:
    for number in range(3):
        put(store, "云岭县水务局", 2020 + number, name="云" * 3000 + str(number))
    reports = pages(store, Sort("name"), 1)
    assert [report.id for report in reports] == sorted(report.id for report in reports)
    _, after = list_reports(store, ReportFilter(), Sort("name"), 1)
    assert after is not None and len(str(after.value)) == 200


def test_a_full_last_page_has_none_after_it(many: Store) -> None:
    assert list_reports(many, ReportFilter(), Sort("name"), 10)[1] is None


def test_the_state_is_another_after_every_change(store: Store) -> None:
    states = [state_of(store, ReportFilter())]
    report_id = put(store, "云岭县水务局", 2023)
    states.append(state_of(store, ReportFilter()))
    regive(store, report_id, Given(region="云岭县"))
    states.append(state_of(store, ReportFilter()))
    put(store, "云岭县水务局", 2024)
    states.append(state_of(store, ReportFilter()))
    delete(store, report_id)
    states.append(state_of(store, ReportFilter()))
    assert len(set(states)) == len(states)
    assert state_of(store, ReportFilter(year=[1999])) == state_of(store, ReportFilter(year=[1998]))
