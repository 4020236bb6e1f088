"""Web pages: HTML as browsers understand it, and pages with all their parts in one file (MHTML).

Nothing is executed and nothing fetched: a page is read as its own source has it.
"""

from __future__ import annotations

from reports.document import Document
from reports.formats.html.pages import read_page
from reports.limits import Limits

__all__ = ["read_html", "read_mhtml"]


def read_html(data: bytes, limits: Limits) -> Document:
    """The Document of an HTML page. Raises ReadError "empty", "encoding", "binary" or "too_large"."""
    return read_page(data, limits, media_type="text/html")


def read_mhtml(data: bytes, limits: Limits) -> Document:
    """The Document of the page in a web archive (.mht). Raises as ``read_html``, and "broken" without a page."""
    from reports.formats.html.archives import page_of_archive

    page, encoding = page_of_archive(data, limits)
    return read_page(page, limits, media_type="multipart/related", declared=encoding)
