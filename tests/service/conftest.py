"""What the tests of storage and API share: databases of both kinds, a store, the services, a client.

Whatever asks for ``database_url`` runs twice, against SQLite and against a PostgreSQL that is started for the tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL

from service.settings import Settings, settings
from service.storage.database import Database, sqlite_url
from tests.service import postgresql

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from service.services import Services
    from service.storage.store import Store


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server of this test process."""
    programs = postgresql.programs()
    if programs is None:
        pytest.skip("PostgreSQL: its programs initdb and pg_ctl are not installed here")
    with postgresql.server(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgresql.Server) -> str:
    """A database with all tables in it, of which copies are made quickly."""
    name = postgresql_server.create()
    _upgrade(postgresql_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables in it."""
    path = tmp_path_factory.mktemp("template") / "gouji.db"
    _upgrade(sqlite_url(path))
    return path


def _upgrade(url: URL) -> None:
    from service.storage.upgrading import upgrade

    database = Database(url)
    upgrade(database)
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs against."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """A database without any tables."""
    if backend == "sqlite":
        yield sqlite_url(tmp_path / "empty" / "gouji.db")
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """A database with all tables and no rows."""
    if backend == "sqlite":
        path = tmp_path / "data" / "gouji.db"
        path.parent.mkdir()
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield sqlite_url(path)
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("postgresql_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def service_settings(database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of this process: data in the test's folder, keys not asked for."""
    for name, value in {
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": database_url.render_as_string(hide_password=False),
        "STORE_URL": str(tmp_path / "data" / "originals"),
        "ACCESS": "open",
        "WORKERS": "1",
    }.items():
        monkeypatch.setenv(f"GOUJI_{name}", value)
    settings.cache_clear()
    yield settings()
    settings.cache_clear()


@pytest.fixture
def store(database_url: URL, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    from service.storage.originals import Originals
    from service.storage.store import Store

    store = Store(Database(database_url), Originals(tmp_path / "data" / "originals"))
    yield store
    store.close()


@pytest.fixture
def services(service_settings: Settings, store: Store) -> Iterator[Services]:
    """The services of a process, whose reports are made up instead of read."""
    from service.jobs.queue import JobQueue
    from service.services import Services
    from tests.service.fakes import FakePool

    pool = FakePool()
    queue = JobQueue.open(service_settings.queue_url)
    services = Services(settings=service_settings, store=store, pool=pool, queue=queue)
    yield services
    services.close()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    """A client of the API; an error of the server is raised in the test."""
    from starlette.testclient import TestClient

    from service.api.app import create_app

    with TestClient(create_app(services), base_url="http://127.0.0.1") as client:
        yield client
