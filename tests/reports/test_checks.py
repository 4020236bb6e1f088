"""Sums of the form and their statuses."""

import pytest

from reports.checks import run_checks
from reports.forms import load_form
from reports.report import Cell, Check

ROW = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")


def cell(raw: str | None) -> Cell:
    """A cell by a shorthand: digits, "" blank, "/" not applicable, "?" unreadable, None missing."""
    states = {"": "blank", "/": "not_applicable", "?": "unreadable", None: "missing"}
    state = states.get(raw, "reported")
    value = float(raw) if state == "reported" and raw else None
    return Cell(value=value, raw=raw, state=state, span=None, confidence=1.0)  # type: ignore[arg-type]


def row_check(*raws: str | None) -> Check:
    tables = {"requests": {"granted": {key: cell(raw) for key, raw in zip(ROW, raws, strict=True)}}}
    return next(c for c in run_checks("2021", tables) if c.id == "requests.row_total.granted")


@pytest.mark.parametrize(
    ("raws", "status"),
    [
        (("1", "0", "0", "0", "0", "2", "3"), "passed"),
        (("1", "", "", "", "", "2", "3"), "passed"),
        (("", "", "", "", "", "", "0"), "skipped"),  # equal, but no number on one side
        (("", "", "", "", "", "", ""), "skipped"),
        (("/", "/", "/", "/", "/", "/", "0"), "skipped"),
        (("1", "0", "0", "0", "0", "2", "4"), "failed"),
        (("1", "", "", "", "", "2", "4"), "failed"),  # blanks excuse nothing
        (("1", "0", "0", "0", "0", "2", ""), "incomplete"),  # the total is silent
        (("1", "?", "0", "0", "0", "2", "4"), "incomplete"),
        (("1", None, "0", "0", "0", "2", "4"), "incomplete"),
        (("", "", "", "", "", "", "4"), "incomplete"),  # no number on one side
    ],
)
def test_statuses(raws: tuple[str | None, ...], status: str) -> None:
    assert row_check(*raws).status == status


def test_a_check_names_its_cells_and_both_sides() -> None:
    check = row_check("1", "0", "0", "0", "0", "2", "4")
    assert (check.left, check.right, check.difference) == (4, 3, 1)
    assert check.cells == ("requests.granted.total", *(f"requests.granted.{key}" for key in ROW[:-1]))


@pytest.mark.parametrize(("edition", "count"), [("2019", 23 + 7 + 7 + 3), ("2021", 25 + 7 + 7 + 3)])
def test_every_sum_is_checked_for_each_row_or_column(edition: str, count: int) -> None:
    checks = run_checks(load_form(edition), {})
    assert len(checks) == count == len({check.id for check in checks})
    assert {check.status for check in checks} == {"skipped"}


def test_fractions_do_not_fail_by_binary_noise() -> None:
    assert row_check("0.1", "0.2", "0", "0", "0", "0", "0.3").status == "passed"
