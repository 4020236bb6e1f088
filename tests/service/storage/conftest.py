"""Stores to back up and to restore into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from service.storage.database import sqlite_url
from service.storage.store import Store
from tests.service.storage.backups import backup_of, fill, opened


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with something of everything in it."""
    fill(store)
    return store


@pytest.fixture(scope="session")
def sound_backup(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of such a store."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "gouji.db").write_bytes(sqlite_template.read_bytes())
    with opened(sqlite_url(folder / "gouji.db"), folder / "originals") as store:
        fill(store)
        return backup_of(store)


@pytest.fixture
def empty(empty_database_url: URL, tmp_path: Path) -> Iterator[Store]:
    """A store without even tables."""
    with opened(empty_database_url, tmp_path / "empty_originals") as store:
        yield store


@pytest.fixture(params=["into sqlite", "into postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without even tables, once of each kind, whatever the test runs against."""
    if request.param == "into sqlite":
        with opened(sqlite_url(tmp_path / "other" / "gouji.db"), tmp_path / "other_originals") as store:
            yield store
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create()
    with opened(server.url(name), tmp_path / "other_originals") as store:
        yield store
    server.drop(name)
