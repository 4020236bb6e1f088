"""Calibration by bins, on cells of known confidence."""

from __future__ import annotations

import pytest

from training.evaluation.calibration import BINS, Reliability
from training.evaluation.counts import Counts, rates


def of(*cells: tuple[float, bool]) -> Reliability:
    found = Reliability()
    for confidence, right in cells:
        found.note(confidence, right)
    return found


def test_the_error_is_the_distance_between_accuracy_and_confidence_weighted_by_cells() -> None:
    # Two cells of 0.95, one of them right: distance 0.45. Two of 0.6, both right: 0.4. Mean: 0.425.
    found = of((0.95, True), (0.95, False), (0.6, True), (0.6, True))
    assert found.error == pytest.approx(0.425)


def test_distances_of_opposite_sign_do_not_cancel_out_across_bins() -> None:
    assert of((0.99, False), (0.51, True)).error == pytest.approx((0.99 + 0.49) / 2)
    assert of((0.9, True), (0.92, False)).error == pytest.approx(0.41)  # one bin: |1/2 - 0.91|


@pytest.mark.parametrize(("confidence", "at"), [(0.0, 0), (0.4999, 0), (0.5, 1), (0.9, 13), (0.8999, 12), (1.0, BINS)])
def test_bins_are_of_equal_width_from_a_half_on(confidence: float, at: int) -> None:
    assert of((confidence, True)).cells.index(1) == at


def test_rows_say_counts_accuracy_and_mean_confidence() -> None:
    [low, high] = of((0.1, False), (0.3, True), (0.99, True)).rows()
    assert low == {"from": 0.0, "to": 0.5, "cells": 2, "right": 1, "accuracy": 0.5, "confidence": 0.2}
    assert (high["to"], high["cells"], high["accuracy"]) == (1.0, 1, 1.0)


def test_counts_add_up_cells_by_bin() -> None:
    one, other = Counts(reliability=of((0.95, True))), Counts(reliability=of((0.95, False)))
    both = Counts.total([one, other])
    assert sum(both.reliability.cells) == 2
    assert rates(both)["ece"] == pytest.approx(0.45)
    assert rates(both)["ece_numbers"] is None
    assert sum(one.reliability.cells) == 1
