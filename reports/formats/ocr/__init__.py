"""Scans: images, and the pages of a PDF that hold nothing but an image, by optical character recognition.

Needs the extra ``ocr``. Its libraries are imported with the first page that is read, so that this package can be
imported without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

from reports.document import Document
from reports.errors import ReadError
from reports.formats.composing import Composer
from reports.formats.ocr.pixels import PageImage
from reports.formats.pages import compose
from reports.formats.pages.content import PageContent
from reports.limits import Limits

if TYPE_CHECKING:
    from reports.formats.ocr.recognizing import Recognizer

__all__ = ["PageImage", "is_installed", "read_image", "read_pages"]

_NEEDED = ("PIL", "cv2", "rapidocr")


def read_image(data: bytes, limits: Limits) -> Document:
    """The Document of a scanned report: PNG, JPEG, TIFF (all of its pages), BMP, WEBP or GIF.

    Raises ReadError: "ocr_missing", "broken", "too_large", or "empty" where no text is found.
    """
    recognizer = _recognizer()
    from reports.formats.ocr.images import load_images

    media_type = ""
    pages = []
    for number, image in enumerate(load_images(data, limits), start=1):
        media_type = image.media_type
        pages.append(_read_page(image.page, number, recognizer))
    if not any(page.words for page in pages):
        raise ReadError("empty", "图片里没有识别出文字")
    composer = Composer()
    compose(pages, composer)
    return composer.document(reader="ocr", media_type=media_type, pages=len(pages))


def read_pages(render: Callable[[int], PageImage], numbers: Sequence[int], limits: Limits) -> list[PageContent]:
    """What stands on the scanned pages of a document, one page held in memory at a time.

    ``numbers`` are the pages' numbers from 1; ``render(number)`` gives a page's image at 200 to 300 dots an inch.
    Coordinates are points of the page as it is read: turned upright and straightened where it was not.
    """
    if not numbers:
        return []
    recognizer = _recognizer()
    pages = []
    for number in numbers:
        image = render(number)
        if image.pixels.shape[0] * image.pixels.shape[1] > limits.image_pixels:
            raise ReadError("too_large", f"第 {number} 页的图像过大，上限为 {limits.image_pixels:,} 像素")
        pages.append(_read_page(image, number, recognizer))
    return pages


def is_installed() -> bool:
    """Whether the libraries of the extra ``ocr`` can be imported."""
    try:
        for name in _NEEDED:
            import_module(name)
    except ImportError:
        return False
    return True


def _recognizer() -> Recognizer:
    if not is_installed():
        raise ReadError("ocr_missing", "识别扫描件和图片需要安装文字识别组件：pip install 'gouji[ocr]'")
    from reports.formats.ocr.recognizing import load_recognizer

    return load_recognizer()


def _read_page(image: PageImage, number: int, recognizer: Recognizer) -> PageContent:
    module = import_module("reports.formats.ocr.reading")
    return cast(PageContent, module.read_page(image, number, recognizer))
