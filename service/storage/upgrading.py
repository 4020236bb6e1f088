"""Bringing a database to the tables of this version, by Alembic's migrations. There is no way down: restore a backup.

The migrations come with the package and need no alembic.ini. An upgrade is one transaction on both databases, and
upgrades that meet take turns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.storage.database import Database

_LOCK = 0x676F756A69  # "gouji": the name of PostgreSQL's lock


class SchemaError(RuntimeError):
    """A database that this version cannot use; its text is one line of Chinese, fit to be shown as it is."""


def head() -> str:
    """The newest revision that this version knows."""
    newest = _scripts().get_current_head()
    assert newest is not None, "the migrations are not installed"
    return newest


def revision(database: Database) -> str | None:
    """The revision that a database is at; None for one that is empty or not there yet. Nothing is written."""
    if database.is_sqlite and not _is_there(database):
        return None
    with database.reading() as session:
        return revision_of(session.connection())


def revision_of(connection: Connection) -> str | None:
    """The revision of the database that a connection is to."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether a database has the tables of this version."""
    return revision(database) == head()


class Upgraded(NamedTuple):
    """From which revision to which a database was brought, and where its file was copied to before that."""

    before: str | None
    after: str
    copy: Path | None


def upgrade(database: Database) -> Upgraded:
    """Bring a database to the newest revision; one that is there already stays as it is. Raises SchemaError.

    An SQLite file with data in it is copied first, to one beside it that ends in ``.bak``.
    """
    with alone(database) as connection:
        found = revision_of(connection)
        if found is not None and not is_known(found):
            raise SchemaError(_newer(found))
        copy = _copy_file(database, found) if found not in {None, head()} else None
        migrate(connection)
        return Upgraded(found, head(), copy)


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring a database to a revision, in the transaction that the connection is in."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def require_current(database: Database) -> None:
    """Raises SchemaError for a database whose tables are not those of this version."""
    found = revision(database)
    if found == head():
        return
    if found is None:
        raise SchemaError("数据库还没有建表，请先运行 gouji db upgrade")
    if not is_known(found):
        raise SchemaError(_newer(found))
    raise SchemaError(f"数据库的版本是 {found}，本程序需要 {head()}，请先运行 gouji db upgrade")


def is_known(found: str) -> bool:
    """Whether this version knows a revision."""
    return any(script.revision == found for script in _scripts().walk_revisions())


def _newer(found: str) -> str:
    return f"数据库的版本 {found} 本程序不认识：它属于更新版本的 Gouji，请升级程序"


def _copy_file(database: Database, found: str | None) -> Path | None:
    """A copy of an SQLite file as it is before the transaction that is open."""
    path = database.url.database
    if not database.is_sqlite or path is None or not _is_there(database):
        return None
    copy = Path(f"{path}.{found}-{datetime.now():%Y%m%d-%H%M%S}.bak")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _is_there(database: Database) -> bool:
    path = database.url.database
    return path in {None, "", ":memory:"} or Path(str(path)).exists()


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A connection in a transaction during which nobody else upgrades."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection
            return
        # A table that is made anew is dropped first, and what refers to its rows must not go with it.
        with _without_foreign_keys(connection), connection.begin():  # BEGIN IMMEDIATE
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise SchemaError("数据之间的引用不完整，没有改动 (foreign keys would break; nothing was changed)")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection  # outside any transaction, where alone this has an effect
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "service.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
