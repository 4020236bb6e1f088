"""One system's scores on samples: roles, themes, calibration."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from models.themes import Decision
from reports.themes import ROLES, THEMES
from training.themes.measures import calibration_error, reliability, role_scores, theme_scores
from training.themes.systems import Samples, Scorer, decide, gold_themes


def measured(scorer: Scorer, decision: Decision, samples: Samples) -> dict[str, Any]:
    """Scores of a system on samples.

    Roles and themes are decided from the passage alone, as ``gouji classify`` does; ``role_accuracy_in_place`` is the
    accuracy when the heading above the passage is known, too. ``theme_ece`` is over the themes that are given,
    ``theme_ece_all`` over every pair of passage (no context) and theme.
    """
    logits = scorer(samples.texts)
    gold_roles = [passage.role for passage in samples.passages]
    gold = gold_themes(samples)
    roles, given, role_probabilities, theme_probabilities = decide(decision, logits, [None] * len(gold))
    in_place = decide(decision, logits, samples.under)[0]
    scores = theme_scores(gold, given)
    right_roles = np.asarray([a == b for a, b in zip(gold_roles, roles, strict=True)])
    themed = np.asarray([role != "context" for role in gold_roles])
    wanted = np.asarray([[theme in themes for theme in THEMES] for themes in gold])
    shown = np.asarray([[theme in themes for theme in THEMES] for themes in given])
    return {
        "passages": len(gold),
        "role_accuracy": float(right_roles.mean()),
        "role_accuracy_in_place": role_scores(gold_roles, in_place)["accuracy"],
        "role_confusion": role_scores(gold_roles, roles)["confusion"],
        "micro_f1": scores["micro_f1"],
        "macro_f1": scores["macro_f1"],
        "exact": scores["exact"],
        "role_ece": calibration_error(role_probabilities.max(axis=1), right_roles),
        "theme_ece": calibration_error(theme_probabilities[shown], wanted[shown]),
        "theme_ece_all": calibration_error(theme_probabilities[themed].ravel(), wanted[themed].ravel()),
        "reliability": reliability(theme_probabilities[shown], wanted[shown]),
        "themes": scores["themes"],
        "theme_confusion": confusions(gold, given),
        "roles": {role: gold_roles.count(role) for role in ROLES},
    }


def confusions(gold: list[frozenset[str]], found: list[set[str]]) -> dict[str, int]:
    """How often a theme was missed where another was wrongly given instead, as "missed > given"; "–" for none.

    Where several are missed or given, each missed one counts with each given one.
    """
    table: Counter[str] = Counter()
    for wanted, given in zip(gold, found, strict=True):
        missed, wrong = sorted(wanted - given), sorted(given - wanted)
        table.update(f"{a} > {b}" for a in missed or ["–"] for b in wrong or ["–"] if missed or wrong)
    return dict(table.most_common())
