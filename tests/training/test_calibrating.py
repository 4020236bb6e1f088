"""Calibrating a tagger on reports whose cells are known."""

from __future__ import annotations

import dataclasses

import pytest

from models.tagger import load_tagger
from reports.calibration import FEATURES, Calibration
from training.evaluation.gold import GoldCell, synthetic_gold
from training.synthesis.generate import generate
from training.tagger.calibration import fit, observed

pytestmark = [pytest.mark.shipped, pytest.mark.training]
REPORT = generate(5, split="heldout", layout="flat_word", damage=False)


def test_a_cell_is_right_where_state_and_value_are() -> None:
    gold = synthetic_gold(REPORT)
    key = next(key for key, cell in gold.cells.items() if cell.state == "reported")
    wrong = dataclasses.replace(gold, cells={**gold.cells, key: GoldCell(-1, "reported")})
    data = REPORT.text.encode()
    tagger = load_tagger()
    right = [correct for _, correct in observed(tagger, data, gold)]
    assert all(right)
    assert [correct for _, correct in observed(tagger, data, wrong)].count(False) == 1


def test_cells_that_the_text_does_not_tell_teach_nothing() -> None:
    gold = synthetic_gold(REPORT)
    doubtful = {key: dataclasses.replace(cell, doubtful=True) for key, cell in gold.cells.items()}
    assert not list(observed(load_tagger(), REPORT.text.encode(), dataclasses.replace(gold, cells=doubtful)))


def test_fitting_finds_what_speaks_against_a_cell() -> None:
    """Of two reports read alike, all cells of the one and none of the unreadable ones of the other are right."""
    gold = synthetic_gold(REPORT)
    data = REPORT.text.encode()
    spoilt = {
        key: cell if number % 4 else GoldCell(-1, "reported") for number, (key, cell) in enumerate(gold.cells.items())
    }
    fitted = fit(load_tagger(), iter([(data, gold), (data, dataclasses.replace(gold, cells=spoilt))]))
    assert isinstance(fitted.calibration, Calibration)
    assert len(fitted.calibration.weights) == len(FEATURES)
    assert fitted.cells == 2 * len(gold.cells)
    assert fitted.right == 2 * len(gold.cells) - len([cell for cell in spoilt.values() if cell.value == -1])
