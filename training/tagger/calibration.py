"""Calibrating a tagger: how often cells were right on reports that it never saw, by what spoke for them.

The reports come from the held-out split, so that layouts which training never met are among them, and from seeds that
no evaluation uses; cells whose place cannot be told from the text are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.shipping import Manifest, read_manifest, write_manifest
from models.tagger import OnnxTagger, Tagger
from reports.assemble import read_tables
from reports.calibration import FEATURES, Calibration, Signs, check_counts, features
from reports.formats import read_document
from training.evaluation.gold import Gold, synthetic_gold
from training.evaluation.measures import same_number
from training.synthesis.generate import generate

SEEDS = 50_000_000  # the first seed; evaluation begins at 0 and goes up by a million with its own seed
REPORTS = 700
_RIDGE = 1.0  # inverse strength of the penalty on the weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, and on how many cells it was fitted, of which so many were right."""

    calibration: Calibration
    cells: int
    right: int


def calibrate(
    directory: Path, *, reports: int = REPORTS, on_report: Callable[[int, int], None] | None = None
) -> Manifest:
    """Fit the calibration of the tagger in a model directory and write it into its manifest; not for 0 reports."""
    manifest = read_manifest(directory, "tagger")
    if not reports:
        return manifest
    fitted = fit(OnnxTagger(directory, threads=1), _samples(reports, on_report))
    if fitted is None:
        return manifest
    weights = dict(zip(FEATURES, fitted.calibration.weights, strict=True))
    settings = {**manifest.settings, "calibration": {"intercept": fitted.calibration.intercept, "weights": weights}}
    data = {**manifest.data, "calibration_reports": reports, "calibration_cells": fitted.cells}
    return write_manifest(directory, manifest.model_copy(update={"settings": settings, "data": data}))


def _samples(reports: int, on_report: Callable[[int, int], None] | None) -> Iterator[tuple[bytes, Gold]]:
    for number in range(reports):
        report = generate(SEEDS + number, split="heldout")
        yield report.text.encode("utf-8", "surrogatepass"), synthetic_gold(report)
        if on_report is not None:
            on_report(number + 1, reports)


def fit(tagger: Tagger, samples: Iterator[tuple[bytes, Gold]]) -> Fitted | None:
    """The calibration that makes the cells read right on ``samples`` the likeliest; None where all were, or none."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    for data, gold in samples:
        for values, correct in observed(tagger, data, gold):
            rows.append(values)
            right.append(correct)
    if len(set(right)) < 2:
        return None
    model = LogisticRegression(C=_RIDGE, max_iter=2000)
    model.fit(np.asarray(rows), np.asarray(right))
    calibration = Calibration(float(model.intercept_[0]), tuple(round(float(w), 5) for w in model.coef_[0]))
    return Fitted(calibration, len(right), sum(right))


def observed(tagger: Tagger, data: bytes, gold: Gold) -> Iterator[tuple[tuple[float, ...], bool]]:
    """For each cell of a report that can be told: its features, and whether value and state are right."""
    document = read_document(data)
    tables, signs, checks = read_tables(document, replace(tagger.tag(document), calibration=None))
    counts = check_counts(checks)
    for table, cells in tables.items():
        for row, columns in cells.items():
            for column, cell in columns.items():
                key = f"{table}.{row}.{column}"
                expected = gold.cells.get(key)
                if expected is None or expected.doubtful:
                    continue
                correct = cell.state == expected.state and same_number(expected.value, cell.value)
                yield features(cell, signs.get(key, Signs(None)), counts.get(key, {})), correct
