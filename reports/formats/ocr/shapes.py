"""What the shape of a glyph tells by itself: a stroke that leans is no one, a flat one is a dash."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reports.formats.ocr.cells import Area
from reports.formats.ocr.pixels import Pixels

_STRAIGHT = 0.07  # of its height, by which a straight stroke strays from a line
_LEANING = 0.24  # to the left a pixel down: a slash
_UPRIGHT = 0.12  # the stem of a one leans less


class Shape(NamedTuple):
    """A glyph's box, and how far it leans where it is one straight stroke (None where it is not)."""

    area: Area
    lean: float | None

    @property
    def width(self) -> int:
        return self.area.width

    @property
    def height(self) -> int:
        return self.area.height

    @property
    def is_slash(self) -> bool:
        return self.lean is not None and self.lean >= _LEANING

    @property
    def may_be_slash(self) -> bool:
        return self.lean is not None and self.lean >= _UPRIGHT

    @property
    def is_flat(self) -> bool:
        return self.width >= 1.8 * self.height


def shape_of(ink: Pixels, area: Area) -> Shape:
    """The shape of the ink in ``area``."""
    part = ink[area.top : area.bottom, area.left : area.right] > 0
    counts = part.sum(axis=1)
    rows = np.nonzero(counts)[0]
    if area.height < 6 or rows.size < 0.8 * area.height or area.width > 1.2 * area.height:
        return Shape(area, None)
    middles = (part[rows] * np.arange(area.width)).sum(axis=1) / counts[rows]
    slope, start = np.polyfit(rows, middles, 1)
    stray = float(np.sqrt(np.mean(np.square(middles - (slope * rows + start)))))
    even = float(np.percentile(counts[rows], 90)) <= 2.2 * float(np.median(counts[rows]))
    return Shape(area, float(-slope) if stray <= _STRAIGHT * area.height and even else None)
