"""Pages of a PDF as images, for text recognition."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

from reports.limits import Limits

_DPI = 300.0
_POINTS = 72.0


def page_image(source: Any, number: int, limits: Limits) -> Any:
    """The image of page ``number`` (from 1) as ``reports.formats.ocr.PageImage``, within the limit of pixels."""
    page = source[number - 1]
    try:
        width, height = page.get_size()
        most = math.sqrt(limits.image_pixels / max(width * height, 1.0)) * _POINTS
        dpi = min(_DPI, most * 0.99)
        bitmap = page.render(scale=dpi / _POINTS, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False)
        try:
            pixels = bitmap.to_numpy()[:, :, :3].copy()
        finally:
            bitmap.close()
    finally:
        page.close()
    return import_module("reports.formats.ocr").PageImage(pixels, dpi)
