"""From a page's pixels to dark ink on white paper: red seals, shading and uneven light removed, lines made level."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reports.formats.ocr.pixels import PageImage, Pixels

_WORKING_DPI = (190.0, 310.0)  # recognition gains nothing beyond, and digits blur below
_USUAL_DPI = 200.0
_SEAL_INCHES = (0.55, 2.6)
_SEAL_RATIO = 1.8
_REDNESS = 45
_DARK_PAPER = 110  # the median of a picture with white writing
_PANEL = 105  # a shaded cell darker than this has white writing
_SOLID = 7  # at 100 dots an inch, as the next: broader than any stroke of a character
_PANEL_SIZE = (30, 15)
_MOST_SKEW = 4.0  # degrees


@dataclass(frozen=True, slots=True)
class Paper:
    """A page cleaned: ``grey`` has paper at 255; ``ink`` is 255 where it is written, ``faint`` where it may be."""

    grey: Pixels
    ink: Pixels
    faint: Pixels
    dpi: float

    def dots(self, points: float) -> int:
        """Points (1/72 inch) as pixels, at least one."""
        return max(1, round(points * self.dpi / 72))


def clean(image: PageImage) -> Paper:
    """The page as it stands, not yet turned or straightened."""
    pixels, dpi = _scaled(image)
    grey = _without_seals(pixels, dpi)
    if float(np.median(grey)) < _DARK_PAPER:
        grey = 255 - grey
    return on_paper(_levelled(grey, dpi), dpi)


def on_paper(grey: Pixels, dpi: float) -> Paper:
    """A cleaned grey image with its ink told from its paper."""
    threshold = _threshold(grey)
    ink = np.where(grey < threshold, 255, 0).astype(np.uint8)
    faint = np.where(grey < max(threshold, 205), 255, 0).astype(np.uint8)
    return Paper(grey, ink, faint, dpi)


def _scaled(image: PageImage) -> tuple[Pixels, float]:
    """At a resolution that recognition likes."""
    dpi = image.dots_per_inch
    if _WORKING_DPI[0] <= dpi <= _WORKING_DPI[1]:
        return image.pixels, dpi
    factor = _USUAL_DPI / dpi if dpi < _USUAL_DPI else _WORKING_DPI[1] / dpi
    height, width = image.pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image.pixels, size, interpolation=how), dtype=np.uint8), dpi * factor


def _without_seals(pixels: Pixels, dpi: float) -> Pixels:
    """The page in grey, seals left out: in the red channel a red seal is as light as the paper.

    Red writing (the letterhead of a document) and red ruled lines stay: only what is as large and about as wide as
    high as a seal goes.
    """
    grey: Pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red = pixels[:, :, 0].astype(np.int16) - np.maximum(pixels[:, :, 1], pixels[:, :, 2]).astype(np.int16)
    mask = np.where(red > _REDNESS, 255, 0).astype(np.uint8)
    if not mask.any():
        return grey
    gap = max(3, round(0.03 * dpi))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    margin = round(0.08 * dpi)
    for left, top, width, height, _area in boxes[1:]:
        small, large = sorted((width / dpi, height / dpi))
        if _SEAL_INCHES[0] <= small and large <= _SEAL_INCHES[1] and large <= _SEAL_RATIO * small:
            rows = slice(max(top - margin, 0), top + height + margin)
            columns = slice(max(left - margin, 0), left + width + margin)
            tinted = red[rows, columns] > _REDNESS // 3
            part = grey[rows, columns]
            part[tinted] = np.maximum(part, pixels[rows, columns, 0])[tinted]
    return grey


def _levelled(grey: Pixels, dpi: float) -> Pixels:
    """Paper at 255 everywhere, whatever the light, and white writing on dark panels made dark on white."""
    grey = _panels_inverted(grey, dpi)
    reach = max(9, round(0.22 * dpi)) | 1
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(cv2.medianBlur(half, 3), cv2.MORPH_CLOSE, np.ones((reach // 2 | 1,) * 2, np.uint8))
    paper = cv2.blur(paper, (reach // 2 | 1,) * 2)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    level = grey.astype(np.float32) * (255.0 / np.maximum(paper, 1.0))
    return np.asarray(np.clip(level, 0, 255), dtype=np.uint8)


def _panels_inverted(grey: Pixels, dpi: float) -> Pixels:
    """White writing on dark panels, as in a coloured header, made dark on white."""
    factor = 100.0 / dpi
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    solid = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_SOLID, _SOLID), np.uint8)) < _PANEL
    if not solid.any():
        return grey
    _, _, boxes, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8), connectivity=4)
    changed = grey.copy()
    for left, top, width, height, area in boxes[1:]:
        if width >= _PANEL_SIZE[0] and height >= _PANEL_SIZE[1] and area >= 0.5 * width * height:
            rows = slice(int(top / factor), int((top + height) / factor) + 1)
            columns = slice(int(left / factor), int((left + width) / factor) + 1)
            changed[rows, columns] = 255 - grey[rows, columns]
    return changed


def _threshold(grey: Pixels) -> int:
    """Between ink and paper, from the darker pixels alone: most of a page is paper."""
    dark = grey[grey < 225]
    if dark.size < 50:
        return 165
    found, _ = cv2.threshold(dark.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(max(float(found) + 40, 165), 195))


def straightened(paper: Paper) -> Paper:
    """The page with its lines level."""
    angle = skew(paper)
    if abs(angle) < 0.08:
        return paper
    height, width = paper.grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    grey = cv2.warpAffine(paper.grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return on_paper(np.asarray(grey, dtype=np.uint8), paper.dpi)


def skew(paper: Paper) -> float:
    """The angle in degrees by which to turn the page (counter-clockwise) so that its lines are level."""
    factor = 100.0 / paper.dpi
    small = cv2.resize(paper.faint, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)
    best = 0.0
    for reach, step in ((_MOST_SKEW, 0.4), (0.4, 0.1), (0.1, 0.02)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        scores = [_sharpness(small, float(angle)) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
    return best if _sharpness(small, best) > 1.02 * _sharpness(small, 0.0) else 0.0


def _sharpness(small: Pixels, angle: float) -> float:
    """How sharply lines of text and ruled lines stand out in the sums of rows, the page turned by ``angle``."""
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR)
    return float(np.square(np.diff(turned.sum(axis=1))).sum())
