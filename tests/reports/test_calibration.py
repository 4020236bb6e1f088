"""Confidence from tagger, alignment and sums together."""

from __future__ import annotations

from collections import Counter

import pytest

from reports.calibration import FEATURES, IN_DOUBT, Calibration, Signs, calibrated, check_counts, features
from reports.report import Cell, Check, CheckStatus

CELL = Cell(value=3, raw="3", state="reported", span=(0, 1), confidence=0.5)
KEY = "requests.granted.total"


def weighing(**weights: float) -> Calibration:
    return Calibration(2.0, tuple(weights.get(name, 0.0) for name in FEATURES))


def check(status: CheckStatus, left: int = 3) -> Check:
    return Check(id="x", formula="", left=left, right=left, difference=0, status=status, cells=(KEY,))


def confidence(signs: Signs, calibration: Calibration, *checks: Check) -> float:
    tables = calibrated({"requests": {"granted": {"total": CELL}}}, {KEY: signs}, checks, calibration)
    return tables["requests"]["granted"]["total"].confidence


def test_each_sign_moves_the_confidence_the_way_its_weight_says() -> None:
    calibration = weighing(tag=0.5, sums_hold=1.0, sums_fail=-1.0, unsure_number=-2.0)
    plain = confidence(Signs(0.9), calibration)
    assert confidence(Signs(0.99), calibration) > plain
    assert confidence(Signs(0.9), calibration, check("passed")) > plain
    assert confidence(Signs(0.9), calibration, check("failed")) < plain
    assert confidence(Signs(0.9, sure_number=False), calibration) < plain


def test_an_inferred_cell_stays_in_doubt_whatever_the_weights() -> None:
    assert confidence(Signs(0.999, placement=0.6), weighing(tag=5.0)) == IN_DOUBT
    assert confidence(Signs(0.999, placement=1.0), weighing(tag=5.0)) > 0.99


def test_sums_of_zeros_count_apart_from_sums_that_say_something() -> None:
    counts = check_counts([check("passed"), check("passed", left=0), check("failed"), check("incomplete")])
    assert counts[KEY] == Counter(sums_hold=1, zeros_hold=1, sums_fail=1, sums_incomplete=1)
    values = dict(zip(FEATURES, features(CELL, Signs(0.9), counts[KEY]), strict=True))
    assert (values["sums_hold"], values["zeros_hold"], values["sums_fail"], values["sums_incomplete"]) == (1, 1, 1, 1)


def test_a_cell_without_any_sign_says_so() -> None:
    missing = Cell(value=None, raw=None, state="missing", span=None, confidence=0.9)
    values = dict(zip(FEATURES, features(missing, Signs(None), {}), strict=True))
    assert values["untagged"] == values["missing"] == 1
    assert values["tag"] == 0


@pytest.mark.parametrize("weights", [(), (0.0,) * (len(FEATURES) + 1), (float("nan"),) * len(FEATURES)])
def test_a_calibration_that_does_not_fit_is_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="finite weight"):
        Calibration(0.0, weights)
