"""The tables of the database, as SQLAlchemy maps them; service/storage/migrations makes and changes them.

Originals outlive everything derived from them: a report is its original's hash, and has one reading or more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SHA256 = 64  # hex digits


class Instant(TypeDecorator[datetime]):
    """A point in time: aware and in UTC on this side, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Integer keys of SQLite have to be of its type INTEGER to count by themselves.
Counter = BigInteger().with_variant(Integer, "sqlite")
# Text that is sorted: by code point in both databases, so that pages follow one order everywhere.
Sorted = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[type, Any]] = {
        datetime: Instant, str: Text, int: Integer, float: Float, bool: Boolean, bytes: LargeBinary,
    }  # fmt: skip


class OriginalRow(Base):
    """Bytes that are in the store of originals. Whoever writes or removes them holds this row's lock."""

    __tablename__ = "originals"

    sha256: Mapped[str] = mapped_column(String(SHA256), primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]


class OrganRow(Base):
    """An organ that reports are of. Its row is locked while the checks across its years are made anew."""

    __tablename__ = "organs"

    name: Mapped[str] = mapped_column(Sorted, primary_key=True)
    touched_at: Mapped[datetime]


class ReportRow(Base):
    """A report: what is known of it at present. What was given outranks what was read."""

    __tablename__ = "reports"
    __table_args__ = (
        Index(None, "organ", "year"),
        Index(None, "year", "id"),
        Index(None, "received_at", "id"),
        Index(None, "failed_checks", "id"),
    )

    id: Mapped[str] = mapped_column(String(SHA256), ForeignKey("originals.sha256"), primary_key=True)
    name: Mapped[str] = mapped_column(Sorted)
    media_type: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    given_organ: Mapped[str | None]
    given_year: Mapped[int | None]
    given_region: Mapped[str | None]
    title: Mapped[str | None]
    organ: Mapped[str | None] = mapped_column(Sorted)  # given, else read; so are year and region
    year: Mapped[int | None]
    region: Mapped[str | None] = mapped_column(Sorted)
    form: Mapped[str | None] = mapped_column(String(8))
    failed_checks: Mapped[int]  # those across years included
    incomplete_checks: Mapped[int]
    warnings: Mapped[int]
    readings: Mapped[int]  # how many there have been
    revision: Mapped[int]  # goes up with every change of what the API says of the report
    received_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ReadingRow(Base):
    """One reading of a report; the newest is the one that counts. ``content`` is the Report's JSON, deflated."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1, 2, …
    read_at: Mapped[datetime]
    version: Mapped[str]  # of Gouji
    models: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[bytes]


class CheckRow(Base):
    """A check of a report's newest reading, or one across years (then ``earlier_id`` is the earlier year's report).

    Its formula and its cells follow from the form and ``check_id`` (service.storage.views.check_of).
    """

    __tablename__ = "checks"
    __table_args__ = (
        Index(None, "status", "id"),
        Index(None, "check_id", "status"),
        Index(None, "report_id", "place"),
        Index(None, "earlier_id"),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    place: Mapped[int]
    check_id: Mapped[str] = mapped_column(String(96))
    left: Mapped[float]
    right: Mapped[float]
    difference: Mapped[float]
    status: Mapped[str] = mapped_column(String(16))
    earlier_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))


class FigureRow(Base):
    """A number of a report's newest reading that statistics add up: totals of table three, cells of table four."""

    __tablename__ = "figures"
    __table_args__ = (UniqueConstraint("report_id", "table_name", "row", "column"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    table_name: Mapped[str] = mapped_column(String(16))
    row: Mapped[str] = mapped_column(String(64))
    column: Mapped[str] = mapped_column(String(32))
    value: Mapped[float]


class PassageRow(Base):
    """A passage of a report's newest reading."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("report_id", "place"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    place: Mapped[int]
    section: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class PassageThemeRow(Base):
    """A theme of a passage."""

    __tablename__ = "passage_themes"
    __table_args__ = (Index(None, "theme", "passage_id"),)

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(32), primary_key=True)
    score: Mapped[float]


class JobRow(Base):
    """Work that was accepted. Its progress is counted from its items, so that it cannot drift from them."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "created_at", "id"), Index(None, "state", "created_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # "read" (one report), "batch", "reread"
    state: Mapped[str] = mapped_column(String(16))  # "queued", "running", "finished", "cancelled"
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    revision: Mapped[int]  # goes up with every change of the job or of its items


class JobItemRow(Base):
    """One source of a job: bytes that are kept already, and what became of them."""

    __tablename__ = "job_items"
    __table_args__ = (UniqueConstraint("job_id", "place"), Index(None, "job_id", "state"), Index(None, "original"))

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    place: Mapped[int]
    task: Mapped[str] = mapped_column(String(16))  # "read", "unpack" (an archive), "reread"
    name: Mapped[str]
    original: Mapped[str | None] = mapped_column(String(SHA256))
    given_organ: Mapped[str | None]
    given_year: Mapped[int | None]
    given_region: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(16))  # "waiting", "working", "done", "failed", "cancelled"
    report_id: Mapped[str | None] = mapped_column(String(SHA256))
    created: Mapped[bool | None]  # whether the report was new
    code: Mapped[str | None]  # of what went wrong
    message: Mapped[str | None]
    attempts: Mapped[int]
    worker: Mapped[str | None] = mapped_column(String(64))
    updated_at: Mapped[datetime]


class WorkerRow(Base):
    """A process that works on jobs. One that has not been seen for a while is dead, and its items wait again."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class IndexedReportRow(Base):
    """A report as the search index has it: which revision, made with which encoder, in how many passages.

    It outlives its report, so that what is deleted is known to be still in the index.
    """

    __tablename__ = "indexed_reports"

    report_id: Mapped[str] = mapped_column(String(SHA256), primary_key=True)
    revision: Mapped[int]
    made_with: Mapped[str]
    passages: Mapped[int]
    indexed_at: Mapped[datetime]


class LoadedPassageRow(Base):
    """A passage of no report, loaded to be searched. ``made_with`` is None as long as the index does not have it."""

    __tablename__ = "loaded_passages"
    __table_args__ = (Index(None, "made_with"),)

    id: Mapped[str] = mapped_column(Sorted, primary_key=True)
    text: Mapped[str]
    organ: Mapped[str | None]
    region: Mapped[str | None]
    level: Mapped[str | None] = mapped_column(String(16))
    year: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(16))
    themes: Mapped[list[Any]] = mapped_column(JSON)  # [theme, score]
    loaded_at: Mapped[datetime]
    made_with: Mapped[str | None]


class LeaseRow(Base):
    """What one process alone may do for a while, such as to write the search index."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    host: Mapped[str]
    pid: Mapped[int]
    until: Mapped[datetime]


class KeyRow(Base):
    """An API key, of which only the hash of its secret is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(8))
    hash: Mapped[str] = mapped_column(String(SHA256))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
