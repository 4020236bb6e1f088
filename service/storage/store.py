"""What the service keeps, as one thing: the database and the originals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.settings import Settings
from service.storage.database import Database, sqlite_url
from service.storage.originals import Originals
from service.storage.schema import Base


@dataclass(frozen=True, slots=True)
class Store:
    """The database and the originals of one installation."""

    database: Database
    originals: Originals

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """The store that the settings name. The database is not migrated (see service.storage.upgrading)."""
        url = settings.database_url or sqlite_url(settings.data_dir / "gouji.db")
        return cls(Database(url), Originals(settings.store_url or settings.data_dir / "originals"))

    def close(self) -> None:
        """Close all connections."""
        self.database.dispose()


def insert_new(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless there is one with its key; whether it was inserted.

    Where another transaction is inserting the same key, this waits for its end.
    """
    dialect = session.get_bind().dialect.name
    insert_or_not = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert_or_not(table).values(**values).on_conflict_do_nothing()
    return bool(session.connection().execute(statement).rowcount)


def insert_rows(session: Session, table: type[Base], values: Iterable[Mapping[str, Any]]) -> None:
    """Insert many rows in as few round trips as the driver can.

    pg8000 sends a statement a row, unless the rows are to return something; sqlite3 is quickest without that.
    """
    rows = list(values)
    if not rows:
        return
    session.flush()
    target = cast(Table, table.__table__)
    statement = insert(target)
    if session.get_bind().dialect.name == "postgresql":
        statement = statement.returning(*target.primary_key)
    session.connection().execute(statement, rows)
