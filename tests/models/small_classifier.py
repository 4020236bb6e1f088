"""A theme classifier small enough to be written by hand: a few words, each of which speaks for some columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.linear import save_linear
from models.passage_text import TEXT_VERSION
from models.shipping import Manifest, write_manifest
from models.themes import COLUMNS, KIND
from reports.themes import ROLES, THEMES

WORDS: dict[str, dict[str, float]] = {
    "不": {"problem": 6.0},
    "滞后": {"problem": 6.0, "timeliness": 6.0},
    "及时": {"timeliness": 9.0},
    "培训": {"training": 9.0},
    "网站": {"platform": 9.0},
    "将": {"measure": 6.0},
    "成效": {"context": 9.0},
}
"""What each n-gram of the small model adds to the logits of columns (before TF-IDF weighs it)."""

THEME_BIAS, CONTEXT_BIAS = -3.0, 0.5


def decision(**changes: Any) -> dict[str, Any]:
    """A decision that takes logits as they are; headings say nothing."""
    return {
        "slope": dict.fromkeys(THEMES, 1.0),
        "shift": dict.fromkeys(THEMES, 0.0),
        "threshold": dict.fromkeys(THEMES, 0.5),
        "least": 0.2,
        "role_slope": 1.0,
        "headings": {heading: dict.fromkeys(ROLES, 0.0) for heading in ("problem", "measure")},
        "mix": 0.0,
    } | changes


def manifest(**changes: Any) -> Manifest:
    """The manifest of the small model."""
    facts: dict[str, Any] = {
        "kind": KIND,
        "name": "small-themes",
        "version": "1.0-test",
        "code_version": "0",
        "input_version": TEXT_VERSION,
        "labels": COLUMNS,
        "forms": ("2019", "2021"),
        "settings": {"decision": decision()},
        "data": {},
        "metrics": {},
    }
    return Manifest(**(facts | changes))


def write_classifier(
    directory: Path, words: Mapping[str, Mapping[str, float]] = WORDS, *, columns: int = len(COLUMNS), **changes: Any
) -> Path:
    """Write the small model; ``changes`` are the manifest's."""
    directory.mkdir(parents=True, exist_ok=True)
    weights = np.zeros((len(words), columns), dtype=np.float32)
    for row, spoken in enumerate(words.values()):
        for column, weight in spoken.items():
            weights[row, COLUMNS.index(column)] = weight
    bias = np.zeros(columns, dtype=np.float32)
    bias[: len(THEMES)] = THEME_BIAS
    if columns == len(COLUMNS):
        bias[COLUMNS.index("context")] = CONTEXT_BIAS
    save_linear(directory, list(words), np.ones(len(words), dtype=np.float32), weights, bias)
    write_manifest(directory, manifest(**changes))
    return directory
