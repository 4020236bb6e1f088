"""Whether all that the database tells of is there: ``gouji db check``.

It looks while the service works. What looks wrong is looked at again with the lock that whoever adds or removes the
original holds, so that nothing is called lost that is on its way.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.storage import accepting
from service.storage.backup_format import Progress, silent
from service.storage.contents import inflated
from service.storage.originals import OriginalBroken, OriginalMissing
from service.storage.schema import JobItemRow, OriginalRow, ReadingRow, ReportRow
from service.storage.store import Store, insert_new

_IDS_AT_A_TIME = 500

Wrong = Literal["original_missing", "original_broken", "reading_missing", "reading_broken"]
MESSAGES: dict[Wrong, str] = {
    "original_missing": "原件不见了",
    "original_broken": "原件已损坏，与它的哈希值不符",
    "reading_missing": "没有读取结果",
    "reading_broken": "读取结果已损坏",
}


class Finding(NamedTuple):
    """Something that is wrong, and the original or report that it is wrong with."""

    code: Wrong
    id: str
    name: str | None


def verify(store: Store, *, progress: Progress = silent) -> Iterator[Finding]:
    """All that is wrong: every original is read, and the newest reading of every report."""
    with store.database.reading() as session:
        originals = session.scalar(select(func.count()).select_from(OriginalRow)) or 0
        reports = session.scalar(select(func.count()).select_from(ReportRow)) or 0
    for done, sha256 in enumerate(_ids(store, OriginalRow.sha256)):
        progress("原件", done, originals)
        code = _original_problem(store, sha256)
        if code is not None:
            yield Finding(code, sha256, _name(store, sha256))
    for done, report_id in enumerate(_ids(store, ReportRow.id)):
        progress("报告", done, reports)
        with store.database.reading() as session:
            found = _reading_problem(session, report_id)
        if found is not None:
            yield Finding(found, report_id, _name(store, report_id))


def leftovers(store: Store) -> Iterator[str]:
    """Originals that nothing refers to: what a crash between storing bytes and rows leaves. They harm nobody."""
    stored = list(store.originals)  # before the rows: what is stored from now on is on its way
    with store.database.reading() as session:
        listed = set(session.scalars(select(OriginalRow.sha256)))
    yield from (sha256 for sha256 in stored if sha256 not in listed)
    with store.database.reading() as session:
        unneeded = session.scalars(
            select(OriginalRow.sha256).where(accepting.UNNEEDED).order_by(OriginalRow.sha256)
        ).all()
    yield from unneeded


def sweep(store: Store, sha256: str) -> bool:
    """Remove a leftover; whether it still was one. Safe while reports are being accepted."""
    with store.database.writing() as session:
        # The row is the lock: whoever is storing these bytes waits for it, and then puts them again.
        if insert_new(session, OriginalRow, sha256=sha256, bytes=0, stored_at=datetime.now(UTC)):
            store.originals.remove(sha256)
            session.execute(delete(OriginalRow).where(OriginalRow.sha256 == sha256))
            return True
    return accepting.sweep(store, sha256)


def _original_problem(store: Store, sha256: str) -> Wrong | None:
    if _bytes_problem(store, sha256) is None:
        return None
    with store.database.writing() as session:
        if session.get(OriginalRow, sha256, with_for_update=True) is None:
            return None  # removed in the meantime
        return _bytes_problem(store, sha256)


def _bytes_problem(store: Store, sha256: str) -> Wrong | None:
    try:
        store.originals.get(sha256)
    except OriginalMissing:
        return "original_missing"
    except OriginalBroken:
        return "original_broken"
    return None


def _reading_problem(session: Session, report_id: str) -> Wrong | None:
    row = session.get(ReportRow, report_id)
    if row is None:
        return None  # removed in the meantime
    query = select(ReadingRow.content).where(ReadingRow.report_id == report_id, ReadingRow.number == row.readings)
    content = session.scalar(query)
    if content is None:
        return "reading_missing"
    try:
        return None if inflated(content).id == report_id else "reading_broken"
    except (zlib.error, ValueError):
        return "reading_broken"


def _ids(store: Store, column: InstrumentedAttribute[str]) -> Iterator[str]:
    """All values of a key, in portions, so that no state of the database has to be held for long."""
    last = ""
    while True:
        with store.database.reading() as session:
            page = session.scalars(select(column).where(column > last).order_by(column).limit(_IDS_AT_A_TIME)).all()
        if not page:
            return
        yield from page
        last = page[-1]


def _name(store: Store, sha256: str) -> str | None:
    """What the source was called, of a report or else of a job's item."""
    with store.database.reading() as session:
        item = select(JobItemRow.name).where(JobItemRow.original == sha256).order_by(JobItemRow.id).limit(1)
        return session.scalar(select(ReportRow.name).where(ReportRow.id == sha256)) or session.scalar(item)
