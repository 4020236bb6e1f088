"""Making jobs: the bytes first, the job with its items in one transaction, and only then the announcement."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy import select

from reports.errors import ReadError
from reports.limits import Limits
from service.archives import looks_like_archive, open_archive
from service.messages import Given, ItemError, Job, JobKind
from service.services import Services
from service.storage import accepting, jobs
from service.storage.jobs import NewItem
from service.storage.originals import OriginalMissing
from service.storage.schema import ReportRow
from service.storage.store import Store

_TRIES = 5
_MANY = 500  # values in one statement


class Upload(NamedTuple):
    """A file that was received, and the name that its sender gives it."""

    name: str
    path: Path


def enqueue_read(services: Services, data: bytes, name: str, given: Given) -> Job:
    """A job that reads one report."""

    def keep_all(kept: list[str]) -> list[NewItem]:
        kept.append(accepting.keep(services.store, data))
        return [NewItem("read", name, kept[0], given=given)]

    return _enqueue(services, "read", keep_all)


def enqueue_batch(services: Services, uploads: Sequence[Upload], given: Given) -> Job:
    """A job that reads many files and what is in the archives among them. What is given holds for all of them."""
    limits = services.settings.limit

    def keep_all(kept: list[str]) -> list[NewItem]:
        return [_item(services.store, upload, given, limits, kept) for upload in uploads]

    return _enqueue(services, "batch", keep_all)


def enqueue_reread(services: Services, report_ids: Sequence[str]) -> Job:
    """A job that reads reports again, with the models of now."""
    names: dict[str, str] = {}
    with services.store.database.reading() as session:
        for start in range(0, len(report_ids), _MANY):
            some = report_ids[start : start + _MANY]
            rows = session.execute(select(ReportRow.id, ReportRow.name).where(ReportRow.id.in_(some)))
            names |= {row.id: row.name for row in rows}
    items = [NewItem("reread", names.get(report_id, report_id), report_id=report_id) for report_id in report_ids]
    return _enqueue(services, "reread", lambda _: items)


def _enqueue(services: Services, kind: JobKind, keep_all: Callable[[list[str]], list[NewItem]]) -> Job:
    """A job of the items whose bytes ``keep_all`` makes durable, noting what it has kept."""
    kept: list[str] = []
    try:
        job = _created(services.store, kind, keep_all, kept)
    except BaseException:
        for sha256 in kept:
            accepting.sweep(services.store, sha256)
        raise
    services.queue.announce(job.id)
    return job


def _created(
    store: Store, kind: JobKind, keep_all: Callable[[list[str]], list[NewItem]], kept: list[str], tries: int = _TRIES
) -> Job:
    """The job, durably. What somebody sweeps between being kept and being named by the job is kept once more."""
    try:
        return jobs.create(store, kind, keep_all(kept))
    except OriginalMissing:
        if tries == 1:
            raise
    return _created(store, kind, keep_all, kept, tries - 1)


def _item(store: Store, upload: Upload, given: Given, limits: Limits, kept: list[str]) -> NewItem:
    """A file's item. What cannot be read whatever is tried has failed from the start, and is not kept."""
    try:
        is_archive = _is_archive(upload.path, limits)
        if not is_archive and upload.path.stat().st_size > limits.source_bytes:
            raise ReadError("too_large", f"文件超过 {limits.source_bytes / 1e6:g} MB，不像是一份年度报告")
    except ReadError as error:
        return NewItem("read", upload.name, given=given, error=ItemError(code=error.code, message=error.message))
    kept.append(_keep(store, upload.path))
    return NewItem("unpack" if is_archive else "read", upload.name, kept[-1], given=given)


def _is_archive(path: Path, limits: Limits) -> bool:
    """Whether a file is an archive of reports, and no document of a packed format. Raises ReadError."""
    if not looks_like_archive(path):
        return False
    with open_archive(path, limits) as archive:
        return archive.kind() == "zip"


def _keep(store: Store, path: Path) -> str:
    """Make a file's bytes durable. They are mapped: an archive may be larger than the memory."""
    if not path.stat().st_size:
        return accepting.keep(store, b"")
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return accepting.keep(store, cast(bytes, data))
