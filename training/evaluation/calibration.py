"""Calibration: how often cells of a given confidence are right.

A cell is right when its value and its state are. The confidence of a well calibrated reader is the share of its cells
that are right: of cells with 0.9, nine in ten.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

LOWEST = 0.5
BINS = 15
EDGES = tuple(LOWEST + number * (1 - LOWEST) / BINS for number in range(BINS))
"""Where the bins begin: ``BINS`` of equal width over [0.5, 1], the last one with 1 in it. Below them lies one bin for
all confidences under 0.5: they say no more than that the cell is not to be relied on."""


def _empty() -> list[int]:
    return [0] * (BINS + 1)


@dataclass(slots=True)
class Reliability:
    """Cells by confidence: in each bin how many, how many of them right, and the sum of their confidences."""

    cells: list[int] = field(default_factory=_empty)
    right: list[int] = field(default_factory=_empty)
    confidence: list[float] = field(default_factory=lambda: [0.0] * (BINS + 1))

    def note(self, confidence: float, right: bool) -> None:
        """Count a cell."""
        at = bisect_right(EDGES, confidence)
        self.cells[at] += 1
        self.right[at] += right
        self.confidence[at] += confidence

    def add(self, other: Reliability) -> None:
        """Add another's cells to these."""
        for at in range(BINS + 1):
            self.cells[at] += other.cells[at]
            self.right[at] += other.right[at]
            self.confidence[at] += other.confidence[at]

    @property
    def error(self) -> float | None:
        """The expected calibration error (ECE): the mean distance between a bin's share of right cells and its mean
        confidence, each bin weighted by its cells; None without cells.
        """
        total = sum(self.cells)
        if not total:
            return None
        return sum(abs(right - sure) for right, sure in zip(self.right, self.confidence, strict=True)) / total

    def rows(self) -> list[dict[str, float | int]]:
        """The bins with cells, in order: ``from``, ``to``, ``cells``, ``right``, ``accuracy``, mean ``confidence``."""
        starts, ends = (0.0, *EDGES), (*EDGES, 1.0)
        return [
            {
                "from": round(starts[at], 6),
                "to": round(ends[at], 6),
                "cells": cells,
                "right": self.right[at],
                "accuracy": round(self.right[at] / cells, 6),
                "confidence": round(self.confidence[at] / cells, 6),
            }
            for at, cells in enumerate(self.cells)
            if cells
        ]
