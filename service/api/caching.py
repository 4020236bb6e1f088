"""Entity tags: what a client has already need not be sent again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

import gouji

_TAG = re.compile(r'(?:W/)?("[^"]*")')

# A copy may be kept by whoever asked, and is asked about before it is used: reports change and go.
PRIVATE = "private, no-cache"


def weak_etag(*state: object) -> str:
    """The tag of something in a state. Another version of Gouji may say the same thing differently."""
    digest = hashlib.sha256(repr((gouji.__version__, *state)).encode())
    return f'W/"{digest.hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the client says that it has what the tag is of (RFC 9110 13.1.2)."""
    asked = request.headers.get("if-none-match")
    if asked is None:
        return False
    return asked.strip() == "*" or etag.removeprefix("W/") in _TAG.findall(asked)


def tagged(etag: str, *, vary: bool = False) -> dict[str, str]:
    """The headers of an answer with a tag; ``vary`` where it depends on Accept."""
    headers = {"ETag": etag, "Cache-Control": PRIVATE}
    return headers | {"Vary": "Accept"} if vary else headers


def not_modified(headers: Mapping[str, str]) -> Response:
    """The answer to a client that has it already."""
    return Response(status_code=304, headers=dict(headers))


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "与 If-None-Match 所说的相同。 It is what If-None-Match says."}
}
"""For the documentation of an endpoint that answers so."""

ETAG_HEADER: dict[str, Any] = {"ETag": {"description": "供 If-None-Match 使用。", "schema": {"type": "string"}}}
"""For the documentation of an answer with a tag."""
