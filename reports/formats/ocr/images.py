"""An image file's pages as pixels, its size checked before anything is decoded."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from reports.errors import ReadError
from reports.formats.ocr.pixels import PageImage
from reports.limits import Limits

_MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # what some phones write: a JPEG with further pictures behind it
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
_FORMATS = tuple(name for name in _MEDIA_TYPES if name != "MPO")  # Pillow opens that as a JPEG
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)
_LIKELY_DPI = (100.0, 1300.0)  # what a file may say of itself and be believed; 72 and 96 are what programs fill in
_LIKELY_WIDTH = (4.0, 17.0)  # inches
_A4 = (8.27, 11.69)


class LoadedImage(NamedTuple):
    page: PageImage
    media_type: str


def load_images(data: bytes, limits: Limits) -> Iterator[LoadedImage]:
    """The pages of an image file, one at a time: all of a TIFF's, the first of any other format's.

    Raises ReadError("broken") or ReadError("too_large").
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of odd metadata, which says nothing to who reads a report
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        media_type = _MEDIA_TYPES[image.format or "PNG"]
        number = 0
        while (page := _page(image, number, limits)) is not None:
            yield LoadedImage(page, media_type)
            number += 1
            if image.format != "TIFF":
                return
    except Image.DecompressionBombError:
        raise ReadError("too_large", f"图片过大，上限为 {limits.image_pixels:,} 像素") from None
    except UnidentifiedImageError:
        raise ReadError("broken", "图片打不开，文件已损坏或不完整") from None
    except _BROKEN as error:
        raise ReadError("broken", "图片打不开，文件已损坏或不完整") from error


def _page(image: Image.Image, number: int, limits: Limits) -> PageImage | None:
    """A page of an image file, None beyond the last one."""
    with warnings.catch_warnings(action="ignore"):
        try:
            image.seek(number)
        except EOFError:
            return None
        _check_size(image, number, limits)
        return _page_image(image)


def _check_size(image: Image.Image, number: int, limits: Limits) -> None:
    if number >= limits.pages:
        raise ReadError("too_large", f"图片超过 {limits.pages} 页")
    if image.width * image.height > limits.image_pixels:
        raise ReadError(
            "too_large", f"图片过大：{image.width} × {image.height} 像素，上限为 {limits.image_pixels:,} 像素"
        )


def _page_image(image: Image.Image) -> PageImage:
    across, down = _stated_resolution(image)
    upright = ImageOps.exif_transpose(image)
    if upright.size != image.size:
        across, down = down, across
    flat = _flatten(upright)
    if across and down and not 0.8 < across / down < 1.25:  # fax: half as many rows an inch as columns
        finest = max(across, down)
        flat = flat.resize((round(flat.width * finest / across), round(flat.height * finest / down)))
        across = down = finest
    return PageImage(np.asarray(flat, dtype=np.uint8), _resolution(flat, across))


def _stated_resolution(image: Image.Image) -> tuple[float, float]:
    """What the file says of its resolution, 0 where that cannot be."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    likely = _LIKELY_DPI[0] / 2 < min(across, down) and max(across, down) < _LIKELY_DPI[1]
    return (across, down) if likely else (0.0, 0.0)


def _resolution(image: Image.Image, stated: float) -> float:
    """Dots an inch: as stated where that gives the size of a page, else as if the page were A4."""
    if stated >= _LIKELY_DPI[0] and _LIKELY_WIDTH[0] <= image.width / stated <= _LIKELY_WIDTH[1]:
        return stated
    return image.width / (_A4[1] if image.width > 1.2 * image.height else _A4[0])


def _flatten(image: Image.Image) -> Image.Image:
    """In RGB with 8 bits a channel, transparent parts white."""
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return _narrow(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def _narrow(image: Image.Image) -> Image.Image:
    """16 and 32 bits a pixel scaled to 8: Pillow's own conversion would clip them to white."""
    values = np.asarray(image, dtype=np.float64)
    top = float(values.max(initial=0.0))
    full = 255.0 if top <= 255.0 else 65535.0 if top <= 65535.0 else top
    return Image.fromarray(np.clip(values * (255.0 / full), 0, 255).astype(np.uint8))
