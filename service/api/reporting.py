"""What the endpoints of one report share: finding it, its tag, its answer, and files that are safe to save."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Request, Response

from service.api.caching import is_known, not_modified, tagged, weak_etag
from service.api.examples import REPORT_ID
from service.api.problems import ProblemError, problem
from service.messages import ReportId
from service.services import Services
from service.storage.views import Stored, stored

ReportPath = Annotated[
    ReportId, Path(description="报告的编号：字节的 SHA-256。 SHA-256 of the report's bytes.", examples=[REPORT_ID])
]
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')  # in a file name, of any system


def find(services: Services, report_id: str) -> Stored:
    """A report. Raises the problem "report_not_found"."""
    found = stored(services.store, report_id)
    if found is None:
        raise no_such_report(report_id)
    return found


def no_such_report(report_id: str) -> ProblemError:
    return problem("report_not_found", f"没有编号为 {report_id} 的报告")


def etag_of(found: Stored, *what: object) -> str:
    """The tag of a report in its present state, or of something made of it. One that was deleted and came again
    counts its revisions anew, at another time.
    """
    return weak_etag(found.report.id, found.revision, found.summary.updated_at, *what)


def report_response(found: Stored, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A report as an answer."""
    content = found.report.model_dump_json()
    return Response(content, status, {**tagged(etag_of(found)), **(headers or {})}, "application/json")


def unless_known(request: Request, content: bytes | str, media_type: str, headers: Mapping[str, str]) -> Response:
    """Content with its tag, or 304 to a client that has it."""
    if is_known(request, headers["ETag"]):
        return not_modified(headers)
    # As a header: an original in GBK must not be called UTF-8, which a media_type "text/…" would do.
    return Response(content, headers={**headers, "Content-Type": media_type})


def attachment(name: str) -> dict[str, str]:
    """The headers of a file to be saved, and never to be run as a page of this service (RFC 6266, 8187)."""
    safe = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "report"
    plain = "".join(character if " " <= character <= "~" else "_" for character in safe).replace("%", "_")
    encoded = quote(safe.encode("utf-8", "replace"), safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
