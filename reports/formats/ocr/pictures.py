"""Lines of text cut out of a page for recognition, in two ways that fail differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from reports.formats.ocr.cells import Area
from reports.formats.ocr.ink import around, find_blobs, glyphs, text_rows
from reports.formats.ocr.lines import DIGIT_HEIGHT, Line, Sheet
from reports.formats.ocr.pixels import Pixels
from reports.formats.ocr.shapes import Shape, shape_of

LONE_TIMES = 3
"""How many times the second picture shows a character that stands alone."""

_PADDINGS = (0.2, 0.32)  # around a line, of its height, in the first picture and in the second


def first_picture(sheet: Sheet, line: Line, others: Sequence[Line]) -> Pixels:
    """The line as it stands on the page, without what reaches into it of ``others``."""
    if line.stacked:
        return _side_by_side(sheet, line)
    frame = _frame(line, _PADDINGS[0])
    picture = _cut(sheet.grey, frame)
    own = _marked(line, frame)
    for other in others:
        if other is not line and _overlap(other.area, frame):
            picture[(_marked(other, frame) > 0) & (own == 0)] = 255
    return picture


def second_picture(sheet: Sheet, line: Line) -> Pixels:
    """Only what is ink for sure, with more contrast and another margin."""
    if line.stacked:
        return _side_by_side(sheet, line)
    frame = _frame(line, _PADDINGS[1])
    mask = _marked(line, frame)
    shades = np.where(mask > 0, _cut(sheet.grey, frame), 255).astype(np.float32)
    sharp = np.clip((shades - 110.0) * 1.8 + 110.0, 0, 255).astype(np.uint8)
    smooth = np.asarray(cv2.GaussianBlur(sharp, (3, 3), 0.6), dtype=np.uint8)
    if not line.is_lone:
        return smooth
    # A character alone says little of its size; several side by side are read with less doubt.
    margin = max(line.area.left - frame.left - round(0.1 * line.em), 0)
    inner = smooth[:, margin : frame.width - margin]
    ends = smooth[:, : frame.width - margin], smooth[:, margin:]
    return np.hstack([ends[0], *[inner] * (LONE_TIMES - 2), ends[1]])


def _marked(line: Line, frame: Area) -> Pixels:
    """Where in a frame the boxes of a line's blobs are."""
    mask = np.zeros((frame.height, frame.width), np.uint8)
    for blob in line.blobs:
        rows = slice(max(blob.top - frame.top - 1, 0), max(blob.bottom - frame.top + 1, 0))
        columns = slice(max(blob.left - frame.left - 1, 0), max(blob.right - frame.left + 1, 0))
        mask[rows, columns] = 1
    return mask


def _overlap(area: Area, frame: Area) -> bool:
    beside = area.right <= frame.left or frame.right <= area.left
    return not beside and area.top < frame.bottom and frame.top < area.bottom


def shapes(sheet: Sheet, line: Line) -> list[Shape]:
    """The line's glyphs."""
    return [shape_of(sheet.paper.ink, area) for area in line.glyphs]


def other_shapes(sheet: Sheet, line: Line) -> Iterator[list[Shape]]:
    """The line's glyphs with the pale strokes that hold them together, and with small gaps closed."""
    left, top, right, bottom = line.area
    inside = [b for b in sheet.faint if b.left < right and left < b.right and b.top < bottom and top < b.bottom]
    yield [Shape(area, None) for area in glyphs(inside)]
    for size in (3, 5):
        part = cv2.dilate(sheet.paper.ink[top:bottom, left:right], np.ones((size, size), np.uint8))
        yield [Shape(area, None) for area in glyphs(find_blobs(part, sheet.paper.dpi))]


def _frame(line: Line, padding: float) -> Area:
    """A line with a margin, and at least as high as a digit."""
    area = line.area
    height = max(area.height, DIGIT_HEIGHT * line.em)
    middle = (area.top + area.bottom) / 2
    margin = padding * height
    return Area(
        round(area.left - margin - 2),
        round(middle - height / 2 - margin),
        round(area.right + margin + 2),
        round(middle + height / 2 + margin),
    )


def _side_by_side(sheet: Sheet, line: Line) -> Pixels:
    """Text that is written downwards as a line: its characters cut out and laid side by side."""
    size = round(max(line.area.width, 0.9 * sheet.cell_em)) + 4
    tiles = []
    for row in text_rows(line.blobs, sheet.cell_em):
        area = around(row)
        x, y = (area.left + area.right) // 2, (area.top + area.bottom) // 2
        high = max(size, area.height + 4)
        tile = _cut(sheet.grey, Area(x - size // 2, y - high // 2, x - size // 2 + size, y - high // 2 + high))
        tiles.append(cv2.resize(tile, (size, size), interpolation=cv2.INTER_AREA) if high != size else tile)
    return np.asarray(np.pad(np.hstack(tiles), 4, constant_values=255), dtype=np.uint8)


def _cut(page: Pixels, area: Area) -> Pixels:
    """A part of the page; what lies beyond its edges is white."""
    height, width = page.shape
    left, top, right, bottom = max(area.left, 0), max(area.top, 0), min(area.right, width), min(area.bottom, height)
    part = np.full((max(area.height, 1), max(area.width, 1)), 255, np.uint8)
    if left < right and top < bottom:
        part[top - area.top : bottom - area.top, left - area.left : right - area.left] = page[top:bottom, left:right]
    return part
