"""Ink on a page as blobs (connected strokes), and blobs as lines of text and glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from reports.formats.ocr.cells import Area
from reports.formats.ocr.pixels import Pixels

_SPECK = 0.009  # inches square; ink no larger is dust
_ROW_JOIN = 1.15  # of a character's size: the height up to which strokes above each other are one line
_ROW_SPLIT = 1.7  # and from which a line is two that touch
_ONE_GLYPH = 0.5  # share of the narrower of two blobs that lies above the other


class Blob(NamedTuple):
    """Connected ink: its bounding box and the number of its pixels."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_blobs(ink: Pixels, dpi: float) -> list[Blob]:
    """All blobs but for dust."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = max(3.0, (_SPECK * dpi) ** 2)
    return [
        Blob(left, top, left + width, top + height, count)
        for left, top, width, height, count in boxes[1:].tolist()
        if count >= least
    ]


def is_dot(blob: Blob, em: float) -> bool:
    """Whether a blob may be a full stop, a comma or a speck, and is too small to be anything else."""
    hyphen = blob.width >= max(1.8 * blob.height, 0.16 * em)
    return not hyphen and max(blob.width, blob.height) < 0.22 * em and blob.pixels < 0.03 * em * em


def character_size(blobs: Iterable[Blob], dpi: float) -> float:
    """The size of the page's usual characters in pixels, 10.5 points where nothing tells."""
    sizes = [max(blob.width, blob.height) for blob in blobs]
    likely = [size for size in sizes if 0.06 * dpi <= size <= 0.4 * dpi]
    if len(likely) < 10:
        return 10.5 / 72 * dpi
    return float(np.clip(np.percentile(likely, 75) * 1.08, 7.5 / 72 * dpi, 24 / 72 * dpi))


def around(blobs: Iterable[Blob]) -> Area:
    lefts, tops, rights, bottoms, _ = zip(*blobs, strict=True)
    return Area(min(lefts), min(tops), max(rights), max(bottoms))


def text_rows(blobs: Sequence[Blob], em: float) -> list[list[Blob]]:
    """Blobs of a field as lines of text, from top to bottom. Dots belong to the line that they stand in or below."""
    marks = [blob for blob in blobs if not is_dot(blob, em)]
    if not marks:
        return []
    bands: list[list[Blob]] = []
    for blob in sorted(marks, key=lambda blob: blob.top):
        if bands and _stands_in(blob, around(bands[-1]), em):
            bands[-1].append(blob)
        else:
            bands.append([blob])
    rows = _joined(bands, em)
    rows = [part for row in rows for part in _split(row, em)]
    for dot in blobs:
        if is_dot(dot, em):
            middle = (dot.top + dot.bottom) / 2
            near = min(rows, key=lambda row: _distance(middle, around(row)))
            area = around(near)
            aside = max(area.left - dot.right, dot.left - area.right)
            if aside <= 0.4 * em and -0.1 * em <= middle - area.top <= area.height + 0.25 * em:
                near.append(dot)
    return [sorted(row) for row in rows]


def _stands_in(blob: Blob, band: Area, em: float) -> bool:
    """Whether a blob is of the line that reaches over ``band``; a comma hangs below its line."""
    hangs = blob.height < 0.5 * em and band.left < blob.right and band.height > 0.5 * em
    return blob.top < band.bottom - (0.0 if hangs else 0.12 * em)


def _joined(bands: Sequence[list[Blob]], em: float) -> list[list[Blob]]:
    """Strokes above each other (二, 三, a colon) as one line."""
    size = max(em * 0.85, min(max(around(band).height for band in bands), 1.3 * em))
    rows: list[list[Blob]] = []
    for band in bands:
        if rows:
            low = max(around(rows[-1]).height, around(band).height) < 0.75 * size
            both = around([*rows[-1], *band])
            overlap = around(rows[-1]).left < around(band).right and around(band).left < around(rows[-1]).right
            if (
                both.height <= _ROW_JOIN * size
                and (low or overlap)
                and min(around(rows[-1]).height, around(band).height) < 0.6 * size
            ):
                rows[-1] = [*rows[-1], *band]
                continue
        rows.append(list(band))
    return rows


def _split(row: list[Blob], em: float) -> list[list[Blob]]:
    """Lines that stand so close that their strokes overlap in height, told by where few strokes pass."""
    area = around(row)
    if area.height <= _ROW_SPLIT * em:
        return [row]
    cover = np.zeros(area.height, np.int32)
    for blob in row:
        cover[blob.top - area.top : blob.bottom - area.top] += blob.width
    first, last = round(0.6 * em), area.height - round(0.6 * em)
    if first >= last:
        return [row]
    cut = area.top + first + int(np.argmin(cover[first:last]))
    above = [blob for blob in row if (blob.top + blob.bottom) / 2 < cut]
    below = [blob for blob in row if (blob.top + blob.bottom) / 2 >= cut]
    if not above or not below:
        return [row]
    return [*_split(above, em), *_split(below, em)]


def _distance(at: float, area: Area) -> float:
    return max(area.top - at, at - area.bottom, 0.0)


def glyphs(row: Iterable[Blob]) -> list[Area]:
    """The blobs of a line as glyphs from left to right: what stands above each other belongs together."""
    found: list[Area] = []
    for blob in sorted(row):
        area = Area(*blob[:4])
        if found:
            before = found[-1]
            shared = min(before.right, area.right) - max(before.left, area.left)
            if shared > _ONE_GLYPH * min(before.width, area.width):
                found[-1] = Area(
                    min(before.left, area.left),
                    min(before.top, area.top),
                    max(before.right, area.right),
                    max(before.bottom, area.bottom),
                )
                continue
        found.append(area)
    return found


def is_stacked(rows: Sequence[Sequence[Blob]], em: float) -> bool:
    """Whether lines are one column of text that is written downwards."""
    widths = [around(row).width for row in rows]
    return len(rows) >= 3 and max(widths) <= 1.3 * em
