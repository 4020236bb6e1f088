"""From logits on held-out passages to calibrated probabilities and a threshold for every theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.themes import Decision
from reports.report import PassageRole
from reports.themes import ROLES, THEMES
from training.themes.corpus import AnnotatedPassage
from training.themes.measures import f1

Floats = NDArray[np.floating]
_GRID = np.arange(0.20, 0.66, 0.02)
_SLOPES = np.arange(0.3, 3.01, 0.1)
_LEAST = 0.2  # a problem or measure nearly always has a theme, so that an unlikely one is better than none
_HEADING_LIMIT = 2.5  # nats: a heading never outweighs words that are clear


def fit_decision(
    logits: Floats, passages: Sequence[AnnotatedPassage], under: Sequence[PassageRole | None], mix: float = 0.0
) -> Decision:
    """Calibrate on held-out ``logits`` ``[passage, theme + role]``; ``under`` as for the classifier.

    Themes are calibrated on problems and measures only, because context never gets any.
    """
    held = np.asarray([passage.role != "context" for passage in passages])
    themed = [passage for passage in passages if passage.role != "context"]
    slope, shift = {}, {}
    for column, theme in enumerate(THEMES):
        wanted = np.asarray([theme in passage.themes for passage in themed])
        slope[theme], shift[theme] = _platt(logits[held, column], wanted)
    plain = Decision(
        slope=slope,
        shift=shift,
        threshold=dict.fromkeys(THEMES, 0.5),
        least=_LEAST,
        role_slope=_role_slope(logits[:, len(THEMES) :], passages),
        headings=_headings(passages, under),
        mix=mix,
    )
    probabilities = plain.theme_probabilities(logits[held, : len(THEMES)])
    return plain.model_copy(update={"threshold": _thresholds(probabilities, themed)})


def _platt(logits: Floats, wanted: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of the sigmoid that fits best (Platt 1999); as they are where only one answer occurs."""
    if wanted.all() or not wanted.any():
        return 1.0, 0.0
    fitted = LogisticRegression(C=10.0).fit(logits[:, None], wanted)
    return max(0.05, float(fitted.coef_[0, 0])), float(fitted.intercept_[0])


def _thresholds(probabilities: Floats, passages: Sequence[AnnotatedPassage]) -> dict[str, float]:
    """Where F1 is highest, for each theme; half of the say has the threshold that is best for all themes together,
    because some themes occur too rarely to choose one by themselves.
    """
    wanted = np.asarray([[theme in passage.themes for theme in THEMES] for passage in passages])
    each = np.zeros((len(_GRID), len(THEMES)))
    for row, threshold in enumerate(_GRID):
        given = probabilities >= threshold
        hits = (given & wanted).sum(axis=0)
        each[row] = [f1(*counts) for counts in zip(hits, given.sum(axis=0), wanted.sum(axis=0), strict=True)]
    together = each.mean(axis=1, keepdims=True)
    best = (each + together).argmax(axis=0)
    return {theme: round(float(_GRID[row]), 2) for theme, row in zip(THEMES, best, strict=True)}


def _role_slope(logits: Floats, passages: Sequence[AnnotatedPassage]) -> float:
    """The slope under which the roles that hold are the likeliest."""
    places = np.asarray([ROLES.index(passage.role) for passage in passages])

    def loss(slope: float) -> float:
        scaled = logits * slope
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(places)), places]
        return float((np.log(np.exp(scaled).sum(axis=1)) - chosen).mean())

    return round(float(min(_SLOPES, key=loss)), 2)


def _headings(passages: Sequence[AnnotatedPassage], under: Sequence[PassageRole | None]) -> dict[str, dict[str, float]]:
    """What a heading adds to the log probability of each role: the log of how much commoner the role is below it."""
    anywhere = _smoothed([passage.role for passage in passages])
    result: dict[str, dict[str, float]] = {}
    for heading in ("problem", "measure"):
        below = [passage.role for above, passage in zip(under, passages, strict=True) if above == heading]
        added = np.clip(np.log(_smoothed(below)) - np.log(anywhere), -_HEADING_LIMIT, _HEADING_LIMIT)
        result[heading] = {role: round(float(weight), 3) for role, weight in zip(ROLES, added, strict=True)}
    return result


def _smoothed(roles: Sequence[PassageRole]) -> Floats:
    """The share of each role among some, counted once more than it occurs, so that none is impossible."""
    return np.asarray([(roles.count(role) + 1) / (len(roles) + len(ROLES)) for role in ROLES])
