"""From bytes to text: which encoding a plain-text source is in, and what of it had to be mended.

Offices hand in UTF-8 and UTF-16 with and without a byte order mark and the GB family (GB 18030 contains GBK
and GB 2312). Big5 and the rest of the world are a last resort, left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from reports.document import Notice
from reports.errors import ReadError

_SAMPLE = 1 << 16  # bytes looked at where a guess from the beginning of the source is enough
_BROKEN_SHARE = 0.1  # of the characters beyond ASCII: more broken ones than that means another encoding
_CONTROL_SHARE = 0.02  # of all characters: more control characters than that means no text

# Marks that name an encoding. UTF-32 stands first: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Tab, newline and U+0007 (the cell mark of .doc text) stay; other control characters are removed.
_CONTROLS = re.compile("[\x00-\x06\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_CONTROL_BYTES = bytes([*range(0x00, 0x07), 0x08, *range(0x0E, 0x20), 0x7F])
# \v is Word's line break inside a paragraph, \f a page break, the others are Unicode's own line ends.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_PLAUSIBLE = re.compile("[\\n\\r\\t\x07 -~\u00a0\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


class Decoded(NamedTuple):
    """A source's text with "\\n" as its only line end, the encoding's name, and what had to be mended."""

    text: str
    encoding: str
    notices: tuple[Notice, ...]


def decode(data: bytes) -> Decoded:
    """The text of ``data``. Raises ReadError "binary" or "encoding" where there is none.

    A few broken bytes become U+FFFD and a notice; control characters are removed. Nothing else of the text is
    touched: no-break and ideographic spaces and zero-width characters stay where they are.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _finish(data[len(mark) :].decode(encoding.removesuffix("-sig"), "replace"), encoding)
    sample = data[:_SAMPLE]
    has_nul = b"\x00" in sample
    wide = _wide_encoding(sample) if has_nul else None
    if wide is None:
        _refuse_binary(sample)
        narrow = _as_utf8(data)
        if narrow is not None:
            return narrow
        wide = None if has_nul else _wide_encoding(sample)
    if wide is not None:
        return _finish(data.decode(wide, "replace"), wide)
    return _as_gb18030(data) or _as_anything(data)


def _refuse_binary(sample: bytes) -> None:
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > max(2, len(sample) * _CONTROL_SHARE):
        raise ReadError("binary", "文件不是文本（含有大量控制字符），无法读取")


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly all code units are then Han characters, CJK punctuation or ASCII."""
    sample = sample[:8192]
    if len(sample) < 4:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        if len(_PLAUSIBLE.findall(text)) >= 0.95 * len(text):
            return encoding
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return _finish(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _tolerant(data, "utf-8")


def _tolerant(data: bytes, encoding: str) -> Decoded | None:
    """``data`` with replacement characters, or None where there are too many of them."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    if good == 0 or broken > max(1, good * _BROKEN_SHARE):
        return None
    return _finish(text, encoding)


def _as_gb18030(data: bytes) -> Decoded | None:
    try:
        decoded: Decoded | None = _finish(data.decode("gb18030"), "gb18030")
    except UnicodeDecodeError:
        decoded = _tolerant(data, "gb18030")
    if decoded is None or not _is_everyday_chinese(decoded.text):
        return None
    return decoded


def _is_everyday_chinese(text: str) -> bool:
    """True unless the Han characters are mostly rare ones, as Big5 read as GB 18030 shows.

    The first level of GB 2312 (rows 16 to 55, lead bytes B0 to D7) holds the characters of everyday use.
    """
    han = [character for character in text[:4096] if "\u3400" <= character <= "\u9fff"]
    if not han:
        return not any("\ue000" <= character <= "\uf8ff" for character in text[:4096])
    leads = [character.encode("gb2312", "ignore")[:1] for character in han]
    return sum(b"\xb0" <= lead <= b"\xd7" for lead in leads) >= 0.6 * len(han)


def _as_anything(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # a slow import that hardly any source needs

    best = from_bytes(data[:_SAMPLE], cp_exclusion=["utf_16", "utf_32", "utf_7"]).best()
    if best is not None and best.encoding in ("big5", "big5hkscs", "cp950"):
        decoded = _tolerant(data, "big5hkscs" if best.encoding == "cp950" else best.encoding)
        if decoded is not None:
            return decoded
    for encoding in ("big5", "big5hkscs"):  # short texts give the statistics too little to go by
        decoded = _tolerant(data, encoding)
        if decoded is not None and "\ufffd" not in decoded.text:
            return decoded
    raise ReadError("encoding", "无法识别文件的文字编码，请另存为 UTF-8 后再试")


def _finish(text: str, encoding: str) -> Decoded:
    """Line ends made one, control characters removed, and a notice of every mending."""
    notices: list[Notice] = []
    broken = text.count("\ufffd")
    if broken:
        notices.append(Notice("encoding_damaged", f"有 {broken} 处字节按 {encoding} 无法解码，已用“\ufffd”代替"))
    text = _LINE_ENDS.sub("\n", text).removeprefix("\ufeff")
    cleaned, controls = _CONTROLS.subn("", text)
    if controls > max(2, len(text) * _CONTROL_SHARE):
        raise ReadError("binary", "文件不是文本（含有大量控制字符），无法读取")
    if controls:
        notices.append(Notice("control_characters", f"已去除 {controls} 个控制字符"))
    return Decoded(cleaned, encoding, tuple(notices))
