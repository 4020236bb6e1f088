"""A page turned so that its text stands upright: by the shape of its lines, and by which way round they can be read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reports.formats.ocr.cells import Area
from reports.formats.ocr.paper import Paper, clean, on_paper, straightened
from reports.formats.ocr.pixels import PageImage, Pixels
from reports.formats.ocr.recognizing import Recognizer

_DETECTION_DPI = 110.0
_STRIP = 1.6  # height to width, at most, of what detection sees at once
_TALL = 1.8  # height to width of a line that runs down the page
_SAMPLE = 6  # lines that are read to tell which way is up
_LEGIBLE = 0.85


def upright(image: PageImage, recognizer: Recognizer) -> tuple[Paper, list[Area]]:
    """The page cleaned, level and upright, and the boxes of its lines of text."""
    paper = straightened(clean(image))
    boxes = find_boxes(paper, recognizer)
    tall = sum(box.height for box in boxes if box.height > _TALL * box.width)
    wide = sum(box.width for box in boxes if box.width > _TALL * box.height)
    if tall > wide:
        paper = on_paper(_turned(paper.grey, 1), paper.dpi)
        boxes = find_boxes(paper, recognizer)
    if boxes and _is_upside_down(paper, boxes, recognizer):
        paper = on_paper(_turned(paper.grey, 2), paper.dpi)
        boxes = find_boxes(paper, recognizer)
    return paper, boxes


def find_boxes(paper: Paper, recognizer: Recognizer) -> list[Area]:
    """The boxes of lines of text, from a smaller picture: detection takes long, and its places need not be exact."""
    factor = min(1.0, _DETECTION_DPI / paper.dpi)
    small = np.asarray(cv2.resize(paper.grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    height, width = paper.grey.shape
    found = []
    for top, bottom in _strips(small):
        for box in recognizer.detect(small[top:bottom]):
            area = Area(
                max(round(box[0] / factor), 0),
                max(round((box[1] + top) / factor), 0),
                min(round(box[2] / factor), width),
                min(round((box[3] + top) / factor), height),
            )
            if area.width > 0 and area.height > 0:
                found.append(area)
    return found


def _strips(page: Pixels) -> list[tuple[int, int]]:
    """A long picture (of a web page) in strips of a page's height each, parted where there is the least ink."""
    height, width = page.shape
    tallest = round(_STRIP * width)
    strips = []
    start = 0
    while height - start > tallest:
        first = start + round(0.8 * tallest)
        end = first + int(page[first : start + tallest].min(axis=1).argmax())
        strips.append((start, end))
        start = end
    return [*strips, (start, height)]


def _is_upside_down(paper: Paper, boxes: Sequence[Area], recognizer: Recognizer) -> bool:
    sample = sorted(boxes, key=lambda box: -box.width)[:_SAMPLE]
    lines = [paper.grey[box.top : box.bottom, box.left : box.right] for box in sample]
    as_it_is = _legibility(lines, recognizer)
    return as_it_is < _LEGIBLE and _legibility([_turned(line, 2) for line in lines], recognizer) > as_it_is + 0.05


def _legibility(lines: Sequence[Pixels], recognizer: Recognizer) -> float:
    readings = recognizer.read(lines)
    return sum(reading.mean for reading in readings) / len(readings)


def _turned(grey: Pixels, quarters: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(grey, quarters))
