"""What a reading has kept of its Report: JSON, deflated."""

from __future__ import annotations

import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.report import Report
from service.storage.schema import ReadingRow

_LEVEL = 6


def deflated(report: Report) -> bytes:
    """A Report as a reading's ``content``."""
    return zlib.compress(report.model_dump_json().encode(), _LEVEL)


def inflated(content: bytes) -> Report:
    """The Report of a reading's ``content``."""
    return Report.model_validate_json(zlib.decompress(content))


def newest(session: Session, report_id: str) -> Report:
    """The reading of a report that counts."""
    query = select(ReadingRow.content).where(ReadingRow.report_id == report_id).order_by(ReadingRow.number.desc())
    return inflated(session.scalars(query.limit(1)).one())
