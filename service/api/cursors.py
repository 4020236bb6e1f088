"""Cursors: where the next page of a list begins, as an opaque text, and the address of that page.

They are not secret and not signed: whoever changes one may land at another place of the same list and nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import urlencode

from fastapi import Request

from service.api.problems import problem

Value = str | int | datetime
LONGEST_CURSOR = 4_000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # that no database takes
_LARGEST_NUMBER = 2**63 - 1  # that the databases hold


def make_cursor(kind: str, *values: Value) -> str:
    """A cursor of a list and its order (``kind``) that stands for a place in it."""
    said = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([kind, *said], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, kind: str, *types: type[Value]) -> tuple[Value, ...]:
    """The values in a cursor, each of its type. Raises the problem "invalid_cursor"."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        said = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8"))
        if not isinstance(said, list) or len(said) != len(types) + 1:
            _refuse()
    except (binascii.Error, ValueError, RecursionError):
        _refuse()
    if said[0] != kind:
        raise problem("invalid_cursor", "翻页标记是另一个列表或另一种排序的，请从第一页开始")
    return tuple(_value(value, wanted) for value, wanted in zip(said[1:], types, strict=True))


def _value(value: object, wanted: type[Value]) -> Value:
    if wanted is datetime and isinstance(value, str):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            _refuse()
    if wanted is int and type(value) is int and abs(value) <= _LARGEST_NUMBER:
        return value
    if wanted is str and isinstance(value, str) and _NO_TEXT.search(value) is None:
        return value
    _refuse()


def _refuse() -> NoReturn:
    raise problem("invalid_cursor", "翻页标记无效，请原样使用上一页给出的地址")


def next_page(request: Request, cursor: str | None) -> str | None:
    """The path and query of the page that begins at a cursor: those of this page otherwise."""
    if cursor is None:
        return None
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return f"{request.url.path}?{urlencode([*asked, ('after', cursor)])}"


def link_header(following: str | None) -> dict[str, str]:
    """The next page as a header (RFC 8288)."""
    return {} if following is None else {"Link": f'<{following}>; rel="next"'}


LINK_HEADER: dict[str, Any] = {
    "Link": {"description": '下一页 · The next page, rel="next"', "schema": {"type": "string"}}
}
"""For the documentation of a list's answer."""
