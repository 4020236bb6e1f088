"""The measures, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reports.themes import THEMES
from training.themes.measures import (
    agreement,
    boundary_scores,
    calibration_error,
    f1,
    kappa,
    reliability,
    role_scores,
    theme_scores,
)

GOLD = [{"content"}, {"content", "timeliness"}, {"timeliness"}, set(), {"training"}]
FOUND = [{"content"}, {"content"}, {"content"}, {"platform"}, {"training"}]


def test_f1() -> None:
    assert f1(2, 3, 4) == pytest.approx(4 / 7)
    assert f1(0, 0, 0) == 0
    assert f1(0, 3, 0) == 0


def test_themes_together_and_each() -> None:
    scores = theme_scores(GOLD, FOUND)
    assert scores["themes"]["content"] == {
        "precision": pytest.approx(2 / 3),
        "recall": 1,
        "f1": pytest.approx(0.8),
        "support": 2,
    }
    assert scores["themes"]["timeliness"] == {"precision": 0, "recall": 0, "f1": 0, "support": 2}
    assert scores["themes"]["platform"]["support"] == 0
    assert scores["micro_f1"] == pytest.approx(2 * 3 / (5 + 5))
    assert scores["macro_f1"] == pytest.approx((0.8 + 0 + 1) / 3)  # content, timeliness, training: those that occur
    assert scores["exact"] == pytest.approx(2 / 5)
    assert set(scores["themes"]) == set(THEMES)


def test_nothing_to_score() -> None:
    scores = theme_scores([], [])
    assert (scores["micro_f1"], scores["macro_f1"], scores["exact"]) == (0, 0, 0)
    assert role_scores([], [])["accuracy"] == 0
    assert calibration_error(np.zeros(0), np.zeros(0, dtype=bool)) == 0


def test_different_lengths_are_an_error() -> None:
    with pytest.raises(ValueError):
        theme_scores([{"content"}], [])


def test_roles() -> None:
    scores = role_scores(["problem", "problem", "measure", "context"], ["problem", "measure", "measure", "measure"])
    assert scores["accuracy"] == 0.5
    assert scores["confusion"] == {
        "context > measure": 1,
        "measure > measure": 1,
        "problem > measure": 1,
        "problem > problem": 1,
    }


def test_calibration_error_and_its_bins() -> None:
    probabilities = np.asarray([0.95, 0.95, 0.95, 1.0, 0.15, 0.15])
    right = np.asarray([True, True, False, True, False, True])
    # Upper bin: mean 0.9625, three of four right; lower bin: mean 0.15, one of two right.
    assert calibration_error(probabilities, right) == pytest.approx(4 / 6 * 0.2125 + 2 / 6 * 0.35)
    assert reliability(probabilities, right) == [
        {"probability": pytest.approx(0.15), "right": 0.5, "count": 2},
        {"probability": pytest.approx(0.9625), "right": 0.75, "count": 4},
    ]
    assert calibration_error(np.asarray([1.0, 0.0]), np.asarray([True, False])) == 0


def test_boundaries_count_only_where_both_ends_are_right() -> None:
    gold = [{(0, 5), (6, 10)}, {(0, 3)}]
    found = [{(0, 5), (6, 11), (12, 14)}, {(0, 3)}]
    scores = boundary_scores(gold, found)
    assert scores == {"precision": 0.5, "recall": pytest.approx(2 / 3), "f1": pytest.approx(4 / 7)}
    assert boundary_scores([set()], [set()])["f1"] == 0


def test_kappa() -> None:
    first = ["a", "a", "b", "b", "b", "b", "b", "b", "b", "b"]
    second = ["a", "b", "a", "b", "b", "b", "b", "b", "b", "b"]
    assert kappa(first, second) == pytest.approx((0.8 - (0.04 + 0.64)) / (1 - 0.68))
    assert kappa(["a", "b"], ["b", "a"]) == pytest.approx(-1)
    assert kappa(["a", "a"], ["a", "a"]) == 1  # chance alone explains it, and nobody disagrees


def test_agreement_of_two_annotators() -> None:
    first = [("problem", {"content"}), ("measure", {"training"}), ("context", set()), ("measure", {"content"})]
    second = [("problem", {"content"}), ("measure", {"content"}), ("context", set()), ("problem", {"content"})]
    found = agreement(first, second)
    assert found["passages"] == 4
    assert found["role_agreement"] == 0.75
    assert found["role_kappa"] == pytest.approx((0.75 - (1 * 2 + 2 * 1 + 1) / 16) / (1 - 5 / 16))
    assert found["theme_micro_f1"] == pytest.approx(2 * 2 / 6)
    assert found["theme_macro_f1"] == pytest.approx((0.8 + 0) / 2)
    assert found["theme_kappa"]["content"] == pytest.approx((0.75 - (2 * 3 + 2 * 1) / 16) / (1 - 0.5))
    assert found["theme_kappa"]["platform"] == 1
    assert agreement(second, first)["theme_micro_f1"] == found["theme_micro_f1"]
