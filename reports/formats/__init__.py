"""The readers: from a source's bytes to a Document.

The format is told by content, never by a file's name. ``FORMATS`` lists what is known; a format with a reader is
read, one without is refused by name, and everything else is plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from reports.document import Document
from reports.encodings import decode
from reports.errors import ReadError, ReadErrorCode
from reports.formats.blocks import is_blank
from reports.formats.detecting import Kind, detect
from reports.formats.escapes import unwrapped
from reports.formats.text import read_text
from reports.limits import DEFAULT_LIMITS, Limits

__all__ = ["FORMATS", "Format", "detect", "read_document"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its ``name`` for people, and its reader as "module:function" of ``(bytes, Limits) -> Document``.

    The module is imported with the first source that asks for it: the libraries of some take a while to load. Where
    there is no reader, ``refusal`` is the error's code and ``advice`` says what to do.
    """

    name: str
    reader: str | None = None
    advice: str = "请另存为 .docx 或 PDF 后再试"
    refusal: ReadErrorCode = "unsupported_format"


FORMATS: dict[Kind, Format] = {
    "pdf": Format("PDF 文件", "reports.formats.pdf:read_pdf"),
    "image": Format("图片", "reports.formats.ocr:read_image"),
    "docx": Format("Word 文档（.docx）", "reports.formats.docx:read_docx"),
    "doc": Format("旧版 Word 或 WPS 文档（.doc、.wps）", "reports.formats.office:read_converted"),
    "rtf": Format("RTF 文档", "reports.formats.office:read_converted"),
    "odt": Format("OpenDocument 文档（.odt）", "reports.formats.office:read_converted"),
    "word_xml": Format("Word XML 文档", "reports.formats.office:read_converted"),
    "html": Format("网页（HTML）", "reports.formats.html:read_html"),
    "mhtml": Format("网页归档（.mht）", "reports.formats.html:read_mhtml"),
    "zip": Format("压缩包（ZIP）", advice="里面的报告请用 gouji read 或 /v1/batches 批量读取", refusal="archive"),
    "archive": Format("压缩文件", advice="请解压，或改为 ZIP 后再试"),
    "ofd": Format("OFD 文件", advice="请转换为 PDF 后再试"),
    "spreadsheet": Format("电子表格", advice="请另存为 CSV，或粘贴到 Word 文档后再试"),
    "slides": Format("演示文稿"),
    "encrypted_office": Format("加密的 Word 或 WPS 文档", advice="请去掉密码后再试", refusal="encrypted"),
    "compound": Format("这个旧版 Office 文件", advice="文件可能已损坏，请另存为 .docx 后再试", refusal="broken"),
    "broken_zip": Format("这个 .docx 或压缩文件", advice="文件已损坏或不完整，请重新获取", refusal="broken"),
}


def read_document(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The Document of a source.

    Raises ReadError with a code of ``reports.errors.ReadErrorCode``.
    """
    _check_size(data, limits.source_bytes)
    if not data:
        raise ReadError("empty", "文件是空的")
    kind = detect(data)
    if kind in ("text", "html"):
        _check_size(data, limits.text_bytes)
    if kind == "text":
        return _read_plain(data)
    known = FORMATS[kind]
    if known.reader is None:
        raise ReadError(known.refusal, f"{known.name}不能读取，{known.advice}")
    module, _, function = known.reader.partition(":")
    reader = cast(Callable[[bytes, Limits], Document], getattr(import_module(module), function))
    return reader(data, limits)


def _check_size(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise ReadError("too_large", f"文件过大：{len(data):,} 字节，上限为 {limit:,} 字节")


def _read_plain(data: bytes) -> Document:
    decoded = decode(data)
    if is_blank(decoded.text, 0, len(decoded.text)):
        raise ReadError("empty", "文件里没有文字")
    return read_text(unwrapped(decoded))
