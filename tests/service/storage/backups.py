"""Stores with something of everything in them, and backups taken apart and put together again."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, select

from service.messages import Given
from service.storage import accepting
from service.storage.backup import back_up
from service.storage.database import Database
from service.storage.keys import make_key
from service.storage.originals import Originals
from service.storage.schema import Base, JobItemRow, JobRow, PassageRow, WorkerRow
from service.storage.store import Store
from tests.service.fakes import make_report, source_of

Members = list[tuple[str, bytes]]
NOW = datetime(2024, 1, 31, 23, 59, 59, 123456, tzinfo=UTC)


def add(store: Store, organ: str, year: int) -> str:
    data = source_of(organ, year)
    return accepting.accept(store, data, make_report(organ=organ, year=year, data=data), Given(region="云岭县")).id


def fill(store: Store) -> None:
    """Three reports with their checks across years, a job, a key, a process at work, and texts that are awkward."""
    for year in (2022, 2023):
        add(store, "云岭县水务局", year)
    add(store, "云岭县教育局", 2023)
    make_key(store, "省办公厅", "write")
    zipped = accepting.keep(store, b"PK\x03\x04" + bytes(range(256)))
    report_id = add(store, "云岭县卫生局", 2023)
    awkward = '引号"、反斜杠\\、换行\n、制表\t、\\N、{花}、逗号,、🀄、\u2028'
    with store.database.writing() as session:
        session.add(WorkerRow(id="w", host="h", pid=1, started_at=NOW, seen_at=NOW))
        session.add(JobRow(id="j", kind="batch", state="running", created_at=NOW, started_at=NOW, revision=2))
        session.flush()
        item = {"job_id": "j", "task": "unpack", "attempts": 1, "updated_at": NOW, "state": "waiting"}
        session.add(JobItemRow(place=0, name="批.zip", original=zipped, created=None, **item))
        session.add(JobItemRow(place=1, name=awkward, original=None, created=True, given_year=2023, **item))
        session.add(
            PassageRow(report_id=report_id, place=0, section="problems", role="problem", text=awkward, start=0, end=9)
        )


@contextmanager
def opened(url: URL, folder: Path) -> Iterator[Store]:
    store = Store(Database(url), Originals(folder))
    yield store
    store.close()


def rows_of(store: Store, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with store.database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def backup_of(store: Store, **options: Any) -> bytes:
    target = io.BytesIO()
    back_up(store, target, **options)
    return target.getvalue()


def members_of(data: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return [(member.name, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]


def packed(members: Members) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w|") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()
