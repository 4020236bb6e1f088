"""Image files as pages of pixels: formats, depths, resolutions, and what is refused before it is decoded."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from reports.errors import ReadError
from reports.limits import DEFAULT_LIMITS, Limits

Image = pytest.importorskip("PIL.Image", reason="the extra `ocr` is not installed")

from reports.formats.ocr.images import LoadedImage, load_images  # noqa: E402


def saved(image: Any, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def load(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[LoadedImage]:
    return list(load_images(data, limits))


def corner(mode: str = "RGB", ink: object = (0, 0, 0), paper: object = (255, 255, 255)) -> Any:
    """A white page, 400 by 600 pixels, with a black upper left corner."""
    image = Image.new(mode, (400, 600), paper)
    image.paste(ink, (0, 0, 100, 100))
    return image


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff"), ("BMP", "image/bmp"), ("GIF", "image/gif")],
)
def test_formats(kind: str, media_type: str) -> None:
    (found,) = load(saved(corner(), kind))
    assert found.media_type == media_type
    assert found.page.pixels.shape == (600, 400, 3)
    assert found.page.pixels[50, 50].max() < 30
    assert found.page.pixels[300, 300].min() > 225


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK", "LA", "RGBA"])
def test_depths_and_colours(mode: str) -> None:
    if mode == "I;16":
        values = np.full((600, 400), 65535, np.uint16)
        values[:100, :100] = 900
        image = Image.fromarray(values)
    else:
        image = corner().convert(mode)
    (found,) = load(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert found.page.pixels[50, 50].max() < 30
    assert found.page.pixels[300, 300].min() > 225


def test_what_is_transparent_is_paper() -> None:
    image = Image.new("RGBA", (400, 600), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 100, 100))
    (found,) = load(saved(image, "PNG"))
    assert found.page.pixels[300, 300].min() == 255
    assert found.page.pixels[50, 50].max() == 0


def test_all_pages_of_a_tiff_and_the_first_of_a_gif() -> None:
    pages = [Image.new("L", (300 + 10 * number, 400), 255) for number in range(3)]
    tiff = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [found.page.pixels.shape[1] for found in load(tiff)] == [300, 310, 320]
    gif = saved(corner(), "GIF", save_all=True, append_images=[Image.new("RGB", (400, 600), "white")])
    assert len(load(gif)) == 1


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    (found,) = load(saved(corner(), "JPEG", exif=exif))
    assert found.page.pixels.shape == (400, 600, 3)
    assert found.page.pixels[50, 550].max() < 30


def test_resolution_as_stated_or_as_of_a_page() -> None:
    image = Image.new("L", (1654, 2339), 255)
    assert load(saved(image, "PNG", dpi=(200, 200)))[0].page.dots_per_inch == pytest.approx(200, abs=0.1)
    for told in ({}, {"dpi": (72, 72)}, {"dpi": (1200, 1200)}):  # filled in by programs, or of no page
        assert load(saved(image, "PNG", **told))[0].page.dots_per_inch == pytest.approx(200, abs=0.1)
    assert load(saved(image.rotate(90, expand=True), "PNG"))[0].page.dots_per_inch == pytest.approx(200, abs=0.2)


def test_a_fax_has_half_as_many_rows() -> None:
    (found,) = load(saved(Image.new("1", (1728, 1100), 1), "TIFF", dpi=(204, 98)))
    assert found.page.pixels.shape[:2] == (2290, 1728)


def test_a_huge_picture_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Image.new("1", (9000, 9000), 1), "PNG")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ReadError) as caught:
        load(data, Limits(image_pixels=80_000_000))
    assert caught.value.code == "too_large"


def test_too_many_pages_are_refused() -> None:
    pages = [Image.new("1", (20, 20), 1)] * 4
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(ReadError) as caught:
        load(data, Limits(pages=3))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_broken_picture_is_told_as_such(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    data = saved(Image.fromarray(noise), kind)
    for broken in (data[: len(data) // 2], data[:20]):
        with pytest.raises(ReadError) as caught:
            load(broken)
        assert caught.value.code == "broken"
