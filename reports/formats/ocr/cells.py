"""The fields that ruled lines enclose: what a page has of table cells, merged ones included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from reports.formats.ocr.pixels import Pixels
from reports.formats.ocr.ruling import Ruling
from reports.formats.ocr.strokes import Stroke

_SMALLEST = 0.07  # inches; what two lines of a double border enclose is no cell
_LEAST_FILL = 0.9  # share of its bounding box that a rectangular field fills
_LARGEST = 0.7  # share of the page: the frame around a page is no cell
_MEETS = 0.03
_SAME = 0.04  # inches; ends that hang loose at the same height


class Area(NamedTuple):
    """Pixels ``[left, right)`` × ``[top, bottom)``."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Field(NamedTuple):
    """A field between ruled lines, without them. ``whole`` is False where its shape is no rectangle."""

    area: Area
    whole: bool


def find_fields(ruling: Ruling, shape: tuple[int, int], dpi: float) -> list[Field]:
    """The enclosed fields, top-down. A table's open side, as a page break leaves it, is closed for this."""
    if len(ruling.across) < 2 or not ruling.down:
        return []
    canvas = np.full((shape[0] + 2, shape[1] + 2), 255, np.uint8)  # a border, so that the outside is one field
    across = [*ruling.across, *_closing(ruling.down, ruling.across, dpi)]
    down = [*ruling.down, *_closing(ruling.across, ruling.down, dpi)]
    _draw(canvas, across, horizontal=True)
    _draw(canvas, down, horizontal=False)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(canvas, connectivity=4)
    outside = int(labels[0, 0])
    found = []
    for number in range(1, len(boxes)):
        left, top, width, height, area = (int(value) for value in boxes[number])
        if number == outside or min(width, height) < _SMALLEST * dpi or width * height > _LARGEST * canvas.size:
            continue
        found.append(
            Field(Area(left - 1, top - 1, left - 1 + width, top - 1 + height), area >= _LEAST_FILL * width * height)
        )
    return sorted(found, key=lambda field: (field.area.top, field.area.left))


def _draw(canvas: Pixels, strokes: Sequence[Stroke], *, horizontal: bool) -> None:
    for stroke in strokes:
        first, last = (round(stroke.start) + 1, round(stroke.at) + 1), (round(stroke.end) + 1, round(stroke.at) + 1)
        if not horizontal:
            first, last = first[::-1], last[::-1]
        cv2.line(canvas, first, last, 0, max(3, round(stroke.thickness) | 1))


def _closing(strokes: Sequence[Stroke], others: Sequence[Stroke], dpi: float) -> list[Stroke]:
    """Lines that close a table's open side: where the ends of three lines or more hang loose side by side."""
    found = []
    for side in ("start", "end"):
        loose = [(float(getattr(stroke, side)), stroke) for stroke in strokes]
        loose = [(end, stroke) for end, stroke in loose if not _meets(end, stroke.at, others, dpi)]
        groups: list[list[tuple[float, Stroke]]] = []
        for end, stroke in sorted(loose, key=lambda pair: (pair[0], pair[1].at)):
            if groups and end - groups[-1][0][0] <= _SAME * dpi:
                groups[-1].append((end, stroke))
            else:
                groups.append([(end, stroke)])
        for group in groups:
            if len(group) >= 3:
                at = min(end for end, _ in group) if side == "start" else max(end for end, _ in group)
                found.append(Stroke(at, min(s.at for _, s in group), max(s.at for _, s in group)))
    return found


def _meets(end: float, at: float, others: Sequence[Stroke], dpi: float) -> bool:
    near = _MEETS * dpi
    return any(abs(other.at - end) <= near and other.start - near <= at <= other.end + near for other in others)
