"""Precision, recall and F1 per tag, and which tags are taken for which."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.decoding import LABELS
from models.model_input import Ints

TagScore = dict[str, float]


def confusion(gold: Ints, found: Ints) -> Ints:
    """Counts ``[gold label, found label]`` of the tokens that have a gold label (not negative)."""
    known = gold >= 0
    count = len(LABELS)
    return np.bincount(gold[known] * count + found[known], minlength=count * count).reshape(count, count)


def tag_scores(table: Ints) -> dict[str, Any]:
    """``accuracy``, ``macro_f1`` (over the tags that occur) and ``tags``: the scores of each, by name."""
    right = np.diag(table).astype(float)
    gold, found = table.sum(axis=1), table.sum(axis=0)
    scores: dict[str, TagScore] = {}
    for index, label in enumerate(LABELS):
        if gold[index] or found[index]:
            precision, recall = right[index] / max(found[index], 1), right[index] / max(gold[index], 1)
            f1 = 2 * precision * recall / max(precision + recall, 1e-12)
            scores[label.value] = {
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
                "support": int(gold[index]),
            }
    f1s = [score["f1"] for score in scores.values() if score["support"]]
    return {
        "accuracy": float(right.sum() / max(table.sum(), 1)),
        "macro_f1": float(np.mean(f1s)) if f1s else 0.0,
        "tags": scores,
    }


def worst_confusions(table: Ints, count: int = 12) -> list[tuple[str, str, int]]:
    """The most frequent mistakes: ``(gold tag, found tag, tokens)``."""
    wrong = table.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(wrong, axis=None)[::-1][:count]
    places = [divmod(int(place), len(LABELS)) for place in order]
    return [
        (LABELS[gold].value, LABELS[found].value, int(wrong[gold, found]))
        for gold, found in places
        if wrong[gold, found]
    ]
