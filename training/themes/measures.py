"""How good roles, themes and boundaries are, and how far two annotators agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.report import SpanPair
from reports.themes import THEMES

Floats = NDArray[np.float64]
Labels = Collection[str]
_BINS = 10


def f1(hits: float, found: float, wanted: float) -> float:
    """F1 of ``hits`` among so many found and wanted; 0 where there is none of both."""
    return 2 * hits / (found + wanted) if found + wanted else 0.0


def theme_scores(gold: Sequence[Labels], found: Sequence[Labels]) -> dict[str, Any]:
    """Micro and macro F1 over the themes, and precision, recall, F1 and support of each.

    The macro mean is over the themes that occur in ``gold``.
    """
    wanted = Counter(theme for themes in gold for theme in themes)
    given = Counter(theme for themes in found for theme in themes)
    hits = Counter(theme for a, b in zip(gold, found, strict=True) for theme in set(a) & set(b))
    themes = {
        theme: {
            "precision": hits[theme] / given[theme] if given[theme] else 0.0,
            "recall": hits[theme] / wanted[theme] if wanted[theme] else 0.0,
            "f1": f1(hits[theme], given[theme], wanted[theme]),
            "support": wanted[theme],
        }
        for theme in THEMES
    }
    occurring = [themes[theme]["f1"] for theme in THEMES if wanted[theme]]
    return {
        "micro_f1": f1(hits.total(), given.total(), wanted.total()),
        "macro_f1": float(np.mean(occurring)) if occurring else 0.0,
        "exact": float(np.mean([set(a) == set(b) for a, b in zip(gold, found, strict=True)])) if gold else 0.0,
        "themes": themes,
    }


def role_scores(gold: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    """Accuracy, and how often each role was taken for each other."""
    table = Counter(zip(gold, found, strict=True))
    right = sum(count for (a, b), count in table.items() if a == b)
    return {
        "accuracy": right / len(gold) if gold else 0.0,
        "confusion": {f"{a} > {b}": count for (a, b), count in sorted(table.items())},
    }


def calibration_error(probabilities: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: the mean distance of probability and share of right ones over ten equal bins."""
    bins = reliability(probabilities, right)
    total = sum(one["count"] * abs(one["probability"] - one["right"]) for one in bins)
    return total / len(probabilities) if bins else 0.0


def reliability(probabilities: Floats, right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """The bins of the calibration error: mean probability, share of right ones, how many."""
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return [
        {
            "probability": float(probabilities[places == place].mean()),
            "right": float(right[places == place].mean()),
            "count": int((places == place).sum()),
        }
        for place in range(_BINS)
        if (places == place).any()
    ]


def boundary_scores(gold: Sequence[Collection[SpanPair]], found: Sequence[Collection[SpanPair]]) -> dict[str, float]:
    """Precision, recall and F1 of passages whose two ends are both right."""
    hits = sum(len(set(a) & set(b)) for a, b in zip(gold, found, strict=True))
    wanted, given = sum(map(len, gold)), sum(map(len, found))
    return {
        "precision": hits / given if given else 0.0,
        "recall": hits / wanted if wanted else 0.0,
        "f1": f1(hits, given, wanted),
    }


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's kappa: agreement beyond what two annotators would reach by chance."""
    observed = float(np.mean([a == b for a, b in zip(first, second, strict=True)]))
    ones, others = Counter(first), Counter(second)
    chance = sum(ones[label] * others[label] for label in ones) / len(first) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def agreement(first: Sequence[tuple[str, Labels]], second: Sequence[tuple[str, Labels]]) -> dict[str, Any]:
    """How far two annotators agree on (role, themes) of the same passages.

    The theme figures are F1 of one against the other, which is what a classifier is held against, and kappa of each.
    """
    roles, themes = [role for role, _ in first], [set(labels) for _, labels in first]
    other_roles, other_themes = [role for role, _ in second], [set(labels) for _, labels in second]
    scores = theme_scores(themes, other_themes)
    return {
        "passages": len(first),
        "role_agreement": role_scores(roles, other_roles)["accuracy"],
        "role_kappa": kappa(roles, other_roles),
        "theme_micro_f1": scores["micro_f1"],
        "theme_macro_f1": scores["macro_f1"],
        "theme_kappa": {
            theme: kappa([theme in labels for labels in themes], [theme in labels for labels in other_themes])
            for theme in THEMES
        },
    }
