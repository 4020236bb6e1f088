"""Sides of cells that scanning broke to pieces too short to be seen as lines: told by what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reports.formats.ocr.pixels import Pixels
from reports.formats.ocr.strokes import Stroke

_SAME = 0.02  # inches; pieces of one line
_MEETS = 0.06
_TIGHT = 4  # pixels; a gap that leaves a side closed
_LEAST_LEFT = 0.35  # share that has to be left of a stretch that is not ruled
_CLEAR = 5  # pixels beside a line that are free of ink, as beside no stroke of a character


def bridged(strokes: Sequence[Stroke], others: Sequence[Stroke], mask: Pixels, dpi: float) -> list[Stroke]:
    """Horizontal strokes with those between them that are broken; ``others`` are the vertical ones."""
    found = list(strokes)
    for line in _lines(strokes, _SAME * dpi):
        at = float(np.mean([stroke.at for stroke in line]))
        near = _MEETS * dpi
        first, last = min(stroke.start for stroke in line), max(stroke.end for stroke in line)
        posts = sorted({round(other.at) for other in others if other.start - near <= at <= other.end + near})
        inside = [post for post in posts if first - near <= post <= last + near]
        before = [post for post in posts if post < first - near]
        after = [post for post in posts if post > last + near]
        for start, end in pairwise([*before[-1:], *inside, *after[:1]]):
            gaps = _gaps(line, start, end)
            if gaps and all(_left(mask, at, *gap) >= _LEAST_LEFT for gap in gaps):
                found.append(Stroke(at, float(start), float(end), line[0].thickness, line[0].darkness))
    return found


def _lines(strokes: Sequence[Stroke], near: float) -> list[list[Stroke]]:
    """Strokes by the line that they are pieces of."""
    lines: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.at):
        if lines and stroke.at - lines[-1][-1].at <= near:
            lines[-1].append(stroke)
        else:
            lines.append([stroke])
    return lines


def _gaps(line: Sequence[Stroke], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a side that are not ruled."""
    gaps = []
    at = start
    for stroke in sorted(line, key=lambda stroke: stroke.start):
        if stroke.end <= at or stroke.start >= end:
            continue
        if stroke.start - at > _TIGHT:
            gaps.append((at, round(stroke.start)))
        at = max(at, round(stroke.end))
    if end - at > _TIGHT:
        gaps.append((at, end))
    return gaps


def _left(mask: Pixels, at: float, start: int, end: int) -> float:
    """The share of a side where thin ink lies on it and none beside it."""
    row = round(at)
    band = mask[max(row - _CLEAR - 1, 0) : row + _CLEAR + 2, max(start + 2, 0) : max(end - 1, 0)] > 0
    if band.shape[0] < 2 * _CLEAR + 3 or band.shape[1] == 0:
        return 0.0
    clear = ~band[:2].any(axis=0) & ~band[-2:].any(axis=0)
    return float((band[_CLEAR - 1 : _CLEAR + 4].any(axis=0) & clear).mean())
