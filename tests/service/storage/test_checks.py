"""Checks of many reports."""

from __future__ import annotations

from reports.report import CheckStatus
from service.messages import CheckOfReport, Given
from service.storage.accepting import accept
from service.storage.checks import CheckFilter, every_check, list_checks
from service.storage.store import Store
from service.storage.views import stored
from tests.service.fakes import make_report, source_of

WRONG_SUM = {"reviews.reconsideration.total": "7"}
CARRIED_OUT = {"requests.carried_out.total": "0", "requests.new_received.total": "0"}


def put(store: Store, organ: str, year: int, cells: dict[str, str]) -> str:
    data = source_of(organ, year, cells)
    return accept(store, data, make_report(organ=organ, year=year, data=data, cells=cells), Given()).id


def listed(store: Store, **filters: object) -> list[CheckOfReport]:
    checks, following = list_checks(store, CheckFilter.model_validate(filters), 1000)
    assert following is None
    return checks


def test_failed_checks_with_their_reports(store: Store) -> None:
    report_id = put(store, "云岭县水务局", 2023, WRONG_SUM)
    put(store, "云岭县民政局", 2023, {})
    (found,) = listed(store)
    assert (found.report_id, found.organ, found.year) == (report_id, "云岭县水务局", 2023)
    report = stored(store, report_id)
    assert report is not None
    assert [found.check] == [check for check in report.report.checks if check.status == "failed"]


def test_checks_across_years_name_the_earlier_report(store: Store) -> None:
    earlier = put(store, "云岭县水务局", 2022, {"requests.carried_out.natural_person": "3"})
    later = put(store, "云岭县水务局", 2023, {})
    across = listed(store, check=["cross_year"])
    assert {(found.report_id, found.earlier_id) for found in across} == {(later, earlier)}
    assert across[0].check.id == "cross_year.carried_in.natural_person"
    assert (across[0].check.left, across[0].check.right) == (0, 3)


def test_filters(store: Store) -> None:
    put(store, "云岭县水务局", 2022, WRONG_SUM)
    put(store, "云岭县民政局", 2023, WRONG_SUM)
    assert [found.year for found in listed(store, year=[2022])] == [2022]
    assert [found.organ for found in listed(store, organ_contains="民政")] == ["云岭县民政局"]
    assert listed(store, check=["requests"]) == []
    assert len(listed(store, check=["requests", "reviews.row_total"])) == 2
    statuses: list[CheckStatus] = ["passed", "failed"]
    assert {found.check.status for found in listed(store, status=statuses)} == set(statuses)


def test_pages_hold_every_check_once(store: Store) -> None:
    put(store, "云岭县水务局", 2022, WRONG_SUM)
    filters = CheckFilter(status=["passed", "failed"])
    everything, pages = list(every_check(store, filters)), []
    after: int | None = 0
    while after is not None:
        page, after = list_checks(store, filters, 7, after)
        pages += page
    assert pages == everything
    assert len({found.check.id for found in pages}) == len(pages) > 30
