"""Calibration and thresholds, on logits whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from models.themes import COLUMNS, Decision
from reports.report import PassageRole
from reports.themes import ROLES, THEMES
from tests.training.themes.tiny_corpus import passage
from training.themes.corpus import AnnotatedPassage
from training.themes.decision import fit_decision
from training.themes.measures import calibration_error

pytestmark = pytest.mark.training

CONTENT, TRAINING = THEMES.index("content"), THEMES.index("training")
COUNT = 1500


def overconfident(factor: float = 4.0) -> tuple[np.ndarray, list[AnnotatedPassage]]:
    """Logits that are so many times too large, with passages drawn from the probabilities behind them."""
    rng = np.random.default_rng(0)
    true = np.full((COUNT, len(COLUMNS)), -6.0)
    true[:, [CONTENT, TRAINING]] = rng.normal(0, 1.5, (COUNT, 2))
    true[:, len(THEMES) :] = rng.normal(0, 1.5, (COUNT, len(ROLES)))
    drawn = rng.random((COUNT, len(THEMES))) < 1 / (1 + np.exp(-true[:, : len(THEMES)]))
    shares = np.exp(true[:, len(THEMES) :])
    shares /= shares.sum(axis=1, keepdims=True)
    roles = [ROLES[rng.choice(len(ROLES), p=row)] for row in shares]
    passages = [
        passage("词", role, *([] if role == "context" else [THEMES[k] for k in np.flatnonzero(row)]))
        for role, row in zip(roles, drawn, strict=True)
    ]
    return true * factor, passages


def theme_error(decision: Decision, logits: np.ndarray, passages: list[AnnotatedPassage]) -> float:
    themed = np.asarray([one.role != "context" for one in passages])
    wanted = np.asarray([[theme in one.themes for theme in THEMES] for one in passages])[themed]
    return calibration_error(decision.theme_probabilities(logits[themed, : len(THEMES)]).ravel(), wanted.ravel())


def role_error(decision: Decision, logits: np.ndarray, passages: list[AnnotatedPassage]) -> float:
    found = decision.role_probabilities(logits[:, len(THEMES) :], [None] * len(passages))
    right = np.asarray([ROLES[place] == one.role for place, one in zip(found.argmax(axis=1), passages, strict=True)])
    return calibration_error(found.max(axis=1), right)


def test_probabilities_are_calibrated_on_what_was_held_out() -> None:
    logits, passages = overconfident()
    learned, unseen = slice(0, COUNT // 2), slice(COUNT // 2, COUNT)
    fitted = fit_decision(logits[learned], passages[learned], [None] * (COUNT // 2))
    plain = fitted.model_copy(
        update={"slope": dict.fromkeys(THEMES, 1.0), "shift": dict.fromkeys(THEMES, 0.0), "role_slope": 1.0}
    )
    assert theme_error(fitted, logits[unseen], passages[unseen]) < 0.02
    assert theme_error(plain, logits[unseen], passages[unseen]) > theme_error(fitted, logits[unseen], passages[unseen])
    assert (
        role_error(fitted, logits[unseen], passages[unseen])
        < 0.06
        < role_error(plain, logits[unseen], passages[unseen])
    )
    assert fitted.slope["content"] == pytest.approx(0.25, abs=0.08)
    assert fitted.role_slope == pytest.approx(0.3, abs=0.11)


def test_context_does_not_count_for_themes() -> None:
    logits, passages = overconfident()
    themed = np.asarray([one.role != "context" for one in passages])
    one = fit_decision(logits, passages, [None] * COUNT)
    other = fit_decision(logits[themed], [p for p in passages if p.role != "context"], [None] * int(themed.sum()))
    assert one.slope == other.slope and one.threshold == other.threshold


def test_a_theme_that_never_occurs_is_left_as_it_is() -> None:
    logits, passages = overconfident()
    decision = fit_decision(logits, [passage("词", one.role) for one in passages], [None] * COUNT, mix=0.3)
    assert (decision.slope["content"], decision.shift["content"]) == (1.0, 0.0)
    assert set(decision.threshold) == set(decision.slope) == set(THEMES)
    assert decision.mix == 0.3


def test_a_threshold_lies_where_it_tells_themes_apart() -> None:
    """Of the likelier half 45 % are about content: one half as the threshold would give none of them."""
    rng = np.random.default_rng(1)
    logits = np.full((600, len(COLUMNS)), -8.0)
    logits[:, CONTENT] = rng.choice([-1.0, 1.0], 600)
    holds = np.where(logits[:, CONTENT] > 0, rng.random(600) < 0.45, rng.random(600) < 0.02)
    passages = [passage("词", "problem", *(["content"] if held else [])) for held in holds]
    decision = fit_decision(logits, passages, [None] * 600)
    found = decision.theme_probabilities(logits[:, : len(THEMES)])[:, CONTENT]
    assert ((found >= decision.threshold["content"]) == (logits[:, CONTENT] > 0)).all()
    assert decision.threshold["content"] < 0.5
    assert all(0.2 <= value <= 0.66 for value in decision.threshold.values())


def test_headings_weigh_as_much_as_they_say() -> None:
    roles: list[PassageRole] = ["problem", "measure", "context"]
    passages = [passage("词", role) for role in roles * 40]
    under: list[PassageRole | None] = [role if role == "problem" else None for role in roles * 40]
    decision = fit_decision(np.zeros((120, len(COLUMNS))), passages, under)
    assert decision.headings["problem"]["problem"] == pytest.approx(np.log(41 / 43) - np.log(41 / 123), abs=1e-3)
    assert decision.headings["problem"]["measure"] == -2.5  # never seen, and still not ruled out
    assert decision.headings["measure"] == dict.fromkeys(roles, pytest.approx(0.0, abs=1e-3))
    (found,) = decision.role_probabilities(np.zeros((1, 3)), ["problem"])
    assert found.argmax() == ROLES.index("problem")
    clear = np.asarray([[0.0, 20.0, 0.0]]) / decision.role_slope
    assert decision.role_probabilities(clear, ["problem"]).argmax() == ROLES.index("measure")
