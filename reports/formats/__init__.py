"""The readers: from a source's bytes to a Document.

The format is told by content, never by a file's name. ``FORMATS`` lists what is known by its first bytes; a format
with a reader is read, one without is refused by name, and everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.document import Document
from reports.encodings import decode
from reports.errors import ReadError
from reports.formats.blocks import is_blank
from reports.formats.text import read_text

__all__ = ["FORMATS", "Format", "read_document"]

_DEFAULT_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """A format that its first bytes tell. ``name`` is for people; ``reader`` None where it cannot be read yet."""

    name: str
    matches: Callable[[bytes], bool]
    reader: Callable[[bytes], Document] | None = None


def _begins(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magics)


def _is_image(data: bytes) -> bool:
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")):
        return True
    return (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[:2] == b"BM" and data[6:10] == bytes(4))


FORMATS: tuple[Format, ...] = (
    Format("PDF 文件", lambda data: b"%PDF-" in data[:1024]),
    Format("Word 或 WPS 的 .docx、.xlsx、OFD 等压缩包文件", _begins(b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")),
    Format("旧版 Word（.doc）、Excel（.xls）或 WPS 文件", _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    Format("RTF 文件", _begins(b"{\\rtf")),
    Format("图片", _is_image),
    Format("压缩文件", _begins(b"\x1f\x8b\x08", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")),
)
# A page, or a fragment of one that begins with a block tag. A text with tables in HTML (OCR) begins otherwise.
_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_FRAGMENT = re.compile(r"\s*<(?:div|p|span|section|article|ul|h[1-6])\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"</(?:p|div|span|li|h[1-6])>", re.IGNORECASE)
_FEWEST_PARAGRAPHS = 20


def read_document(data: bytes, *, limit: int = _DEFAULT_LIMIT) -> Document:
    """The Document of a source of at most ``limit`` bytes.

    Raises ReadError: "empty", "too_large", "unsupported_format", "binary" or "encoding".
    """
    if len(data) > limit:
        raise ReadError("too_large", f"文件过大：{len(data):,} 字节，上限为 {limit:,} 字节")
    if not data:
        raise ReadError("empty", "文件是空的")
    for known in FORMATS:
        if known.matches(data):
            if known.reader is None:
                raise ReadError("unsupported_format", f"{known.name}暂不支持，请另存为纯文本后再试")
            return known.reader(data)
    decoded = decode(data)
    if is_blank(decoded.text, 0, len(decoded.text)):
        raise ReadError("empty", "文件里没有文字")
    if _is_html(decoded.text):
        raise ReadError("unsupported_format", "网页（HTML）文件暂不支持，请另存为纯文本后再试")
    return read_text(decoded)


def _is_html(text: str) -> bool:
    if _HTML.match(text):
        return True
    return _HTML_FRAGMENT.match(text) is not None and len(_PARAGRAPHS.findall(text)) >= _FEWEST_PARAGRAPHS
