"""Limits on what a source may ask of the machine that reads it. Every one of them is documented in docs/settings.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader accepts; whatever goes beyond is refused with ReadError("too_large", ...) or ("timeout", ...).

    All are upper bounds: a report has some 5 pages, 200 KB as a Word file and 5 MB as a scan.
    """

    source_bytes: int = 50_000_000  # a source, whatever its format
    text_bytes: int = 20_000_000  # a source that is plain text or a web page
    unpacked_bytes: int = 200_000_000  # all that a packed format (DOCX, ODT, ZIP, a PDF's streams) unpacks to
    part_bytes: int = 40_000_000  # one XML part of a packed format
    members: int = 5_000  # entries in a packed format
    nesting: int = 200  # tables, text boxes and elements within each other
    cells: int = 100_000  # cells of all tables of a source, the places that spans cover included
    pages: int = 300  # pages of a PDF or a multi-page image
    image_pixels: int = 100_000_000  # pixels of one page's image
    conversion_seconds: float = 90.0  # a conversion by LibreOffice
    archive_bytes: int = 2_000_000_000  # an archive of reports, packed and unpacked
    archive_files: int = 5_000  # reports in an archive


DEFAULT_LIMITS = Limits()
