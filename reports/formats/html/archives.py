"""Web archives (MHTML, .mht): a page with its parts as one MIME message, as browsers and Word save it."""

from __future__ import annotations

import email
import re
from email.message import Message

from reports.errors import ReadError
from reports.limits import Limits

_MULTIPART = re.compile(rb"content-type:\s*multipart/", re.IGNORECASE)
_REPORT = re.compile("总体情况|主动公开|申请情况|行政复议|行政诉讼|第二十条")
_DEEPEST = 20  # multiparts within each other


def page_of_archive(data: bytes, limits: Limits) -> tuple[bytes, str | None]:
    """The page's bytes and the encoding that its header names.

    Frames are pages of their own: of several the one that speaks of what reports speak of is taken, else the first.
    """
    if len(data) > limits.source_bytes or len(_MULTIPART.findall(data)) > _DEEPEST:
        raise ReadError("too_large", "网页归档过大或嵌套过深，不像是一份年度报告")
    message = email.message_from_bytes(data.lstrip())
    best: tuple[int, bytes, str | None] | None = None
    for count, part in enumerate(message.walk()):
        if count > limits.members:
            raise ReadError("too_large", "网页归档里的文件过多，不像是一份年度报告")
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        page = _payload(part)
        if len(page) > limits.text_bytes:
            raise ReadError("too_large", f"网页归档里的网页过大：{len(page):,} 字节，上限为 {limits.text_bytes:,} 字节")
        encoding = part.get_content_charset()
        score = len(_REPORT.findall(page.decode(_safe(encoding), "replace")))
        if best is None or score > best[0]:
            best = (score, page, encoding)
    if best is None:
        raise ReadError("broken", "网页归档里没有网页，文件可能不完整，请重新保存")
    return best[1], best[2]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _safe(encoding: str | None) -> str:
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        return "utf-8"
    return encoding or "utf-8"
