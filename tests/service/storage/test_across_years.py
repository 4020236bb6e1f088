"""The checks across years come, change and go with the reports that they are of."""

from __future__ import annotations

from reports.report import Check
from service.messages import Given
from service.storage import accepting, views
from service.storage.store import Store
from tests.service.fakes import make_report, source_of

CARRIED = "cross_year.carried_in.total"


def put(store: Store, year: int, carried_in: int = 0, carried_out: int = 0, organ: str = "云岭县水务局") -> str:
    cells = {"requests.carried_in.total": str(carried_in), "requests.carried_out.total": str(carried_out)}
    data = source_of(organ, year, cells)
    return accepting.accept(store, data, make_report(organ=organ, year=year, cells=cells, data=data), Given()).id


def check(store: Store, report_id: str) -> Check | None:
    found = views.stored(store, report_id)
    assert found is not None
    assert found.summary.checks.failed == sum(check.status == "failed" for check in found.report.checks)
    return next((check for check in found.report.checks if check.id == CARRIED), None)


def test_they_come_whichever_year_arrives_first(store: Store) -> None:
    later = put(store, 2023, carried_in=2)
    assert check(store, later) is None
    before = views.revision(store, later)
    put(store, 2022, carried_out=3)
    found = check(store, later)
    assert found is not None
    assert (found.status, found.left, found.right) == ("failed", 2, 3)
    assert found.cells == ("requests.carried_in.total",)
    assert found.formula == "carried_in = last_year.carried_out"
    assert (views.revision(store, later) or 0) > (before or 0)


def test_the_report_received_last_stands_for_its_year(store: Store) -> None:
    put(store, 2022, carried_out=3)
    later = put(store, 2023, carried_in=2)
    second = put(store, 2022, carried_out=2)
    found = check(store, later)
    assert found is not None and found.status == "passed"
    accepting.delete(store, second)
    found = check(store, later)
    assert found is not None and found.status == "failed"


def test_they_go_with_the_earlier_year(store: Store) -> None:
    earlier, later = put(store, 2022), put(store, 2023, carried_in=1)
    assert check(store, later) is not None
    before = views.revision(store, later)
    accepting.delete(store, earlier)
    assert check(store, later) is None
    assert (views.revision(store, later) or 0) > (before or 0)


def test_they_follow_what_is_given(store: Store) -> None:
    earlier, later = put(store, 2022, carried_out=1), put(store, 2023, carried_in=1, organ="云岭县水利局")
    assert check(store, later) is None
    accepting.regive(store, later, Given(organ="云岭县水务局"))
    found = check(store, later)
    assert found is not None and found.status == "passed"
    accepting.regive(store, earlier, Given(year=2021))
    assert check(store, later) is None


def test_they_follow_a_new_reading(store: Store) -> None:
    earlier, later = put(store, 2022, carried_out=1), put(store, 2023, carried_in=1)
    cells = {"requests.carried_out.total": "5"}
    report = make_report(year=2022, cells=cells).model_copy(update={"id": earlier})
    accepting.add_reading(store, earlier, report)
    found = check(store, later)
    assert found is not None and (found.status, found.right) == ("failed", 5)


def test_reports_without_organ_or_year_have_none(store: Store) -> None:
    for year in (2022, None):
        data = source_of(None, year)
        report_id = accepting.accept(store, data, make_report(organ=None, year=year, data=data), Given()).id
        assert check(store, report_id) is None
