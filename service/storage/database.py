"""The database: an engine from a URL, and sessions that read or write.

SQLite runs in WAL mode with synchronous=FULL, so that what is committed survives a loss of power. Its writers take
their turn before they read (BEGIN IMMEDIATE); PostgreSQL locks rows instead.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session

_FILE_CONNECTIONS = 64  # more than there are threads: those to a file cost next to nothing
_BUSY_SECONDS = 60  # how long a writer waits for another process
_PAUSE_SECONDS = 0.02


class Database:
    """An engine and its sessions. Objects that a session has given stay readable after it."""

    def __init__(self, url: str | URL, *, pool_size: int = 16) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _server_engine(self.url, pool_size)
        self._turn = threading.RLock()  # one writer of this process at a time keeps SQLite's from polling

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one consistent state of the database. Nothing is written."""
        with Session(self.engine.execution_options(read=True), expire_on_commit=False) as session:
            if not self.is_sqlite:
                session.connection(
                    execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                )
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed at the end, durably, or not at all. Keep it short."""
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
            return
        with self._turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def database_url(url: str | URL) -> URL:
    """A URL with the drivers that come with Gouji; ``postgresql://`` is all that has to be written."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+pg8000")
    return parsed


def sqlite_url(path: Path) -> URL:
    """The URL of a database file."""
    return URL.create("sqlite", database=str(path))


def _server_engine(url: URL, pool_size: int) -> Engine:
    return create_engine(url, hide_parameters=True, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch a file to write-ahead logging. SQLite does not wait there for another process that does the same."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_PAUSE_SECONDS)


def _sqlite_engine(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, hide_parameters=True, pool_size=_FILE_CONNECTIONS, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin as _begin says, not when the driver thinks
        cursor = connection.cursor()
        _write_ahead(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read = connection.get_execution_options().get("read", False)
        connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")

    return engine
