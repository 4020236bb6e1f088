"""The checks across years."""

from __future__ import annotations

from reports.cross_year import cross_year_checks
from reports.report import Cell, Check, Number

Tables = dict[str, dict[str, dict[str, Cell]]]


def cell(value: Number | None) -> Cell:
    state = "blank" if value is None else "reported"
    return Cell(value=value, raw=str(value or ""), state=state, span=(0, 0), confidence=1)


def requests(row: str, **values: Number | None) -> Tables:
    return {"requests": {row: {column: cell(value) for column, value in values.items()}}}


def documents(**values: Number | None) -> Tables:
    return {"proactive": {"rules": {column: cell(value) for column, value in values.items()}}}


def by_id(tables: Tables, last: Tables) -> dict[str, Check]:
    return {check.id: check for check in cross_year_checks(tables, last)}


def test_requests_carried_in_are_those_carried_out() -> None:
    checks = by_id(requests("carried_in", total=3, business=1), requests("carried_out", total=4, business=1))
    assert len(checks) == 7
    failed = checks["cross_year.carried_in.total"]
    assert (failed.left, failed.right, failed.difference, failed.status) == (3, 4, -1, "failed")
    assert failed.formula == "carried_in = last_year.carried_out"
    assert failed.cells == ("requests.carried_in.total",)
    assert checks["cross_year.carried_in.business"].status == "passed"
    assert checks["cross_year.carried_in.research"].status == "skipped"


def test_a_blank_beside_a_number_decides_nothing() -> None:
    checks = by_id(requests("carried_in", total=None), requests("carried_out", total=4))
    assert checks["cross_year.carried_in.total"].status == "incomplete"


def test_documents_in_force_change_by_what_is_issued_and_repealed_this_year() -> None:
    this = documents(in_force=12, issued=3, repealed=1)
    passed = by_id(this, documents(in_force=10, issued=7, repealed=0))["cross_year.in_force.rules"]
    assert (passed.left, passed.right, passed.status) == (12, 12, "passed")
    assert passed.formula == "in_force = last_year.in_force + issued - repealed"
    failed = by_id(this, documents(in_force=11, issued=0, repealed=0))["cross_year.in_force.rules"]
    assert (failed.difference, failed.status) == (-1, "failed")


def test_documents_in_force_need_the_form_of_2021_in_both_years() -> None:
    earlier = documents(made=1, disclosed=1, disclosed_in_all=9)
    assert not any(name.startswith("cross_year.in_force") for name in by_id(documents(in_force=9), earlier))
