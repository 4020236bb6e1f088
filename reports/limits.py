"""Limits on what a source may ask of the machine that reads it. docs/settings.md is made from their descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _upper(default: float, description: str) -> Any:
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader accepts; whatever goes beyond is refused with ReadError("too_large", ...) or ("timeout", ...).

    All are upper bounds: a report has some 5 pages, 200 KB as a Word file and 5 MB as a scan.
    """

    source_bytes: int = _upper(
        50_000_000, "单个文件的字节数，含压缩包里的。 Bytes of a file, or of a file unpacked from an archive."
    )
    text_bytes: int = _upper(20_000_000, "纯文本和网页的字节数。 Bytes of a file that is plain text or a web page.")
    unpacked_bytes: int = _upper(
        200_000_000,
        "一个打包格式的文件（DOCX、ODT、PDF 的数据流）解包后的总字节数。"
        " Bytes that all of one packed file (DOCX, ODT, a PDF's streams) unpacks to.",
    )
    part_bytes: int = _upper(40_000_000, "打包文件中单个 XML 部件的字节数。 Bytes of one XML part of a packed file.")
    members: int = _upper(5_000, "打包文件中部件的个数。 Entries of a packed file.")
    nesting: int = _upper(200, "表格、文本框和元素的嵌套层数。 Tables, text boxes and elements within each other.")
    cells: int = _upper(
        100_000,
        "一个文件所有表格的单元格数，合并单元格占的位置也算。"
        " Cells of all tables of a file, the places that merged cells cover included.",
    )
    pages: int = _upper(300, "PDF 或多页图像的页数。 Pages of a PDF or of an image file.")
    image_pixels: int = _upper(100_000_000, "单页图像的像素数。 Pixels of one page's image.")
    conversion_seconds: float = _upper(
        90.0,
        "LibreOffice 转换一个文件（`.doc`、`.wps`、`.rtf`、`.odt`）的秒数。"
        " Seconds that LibreOffice may take for a file (`.doc`, `.wps`, `.rtf`, `.odt`).",
    )
    archive_bytes: int = _upper(
        2_000_000_000,
        "报告压缩包的字节数，压缩前后均计。 Bytes of a ZIP archive of reports, and of all that the reports in it say to"
        " unpack to.",
    )
    archive_files: int = _upper(
        5_000,
        "压缩包内的报告份数；条目数可为其十倍。 Reports in an archive; it may hold ten times as many entries.",
    )


DEFAULT_LIMITS = Limits()
