"""Upgrades: the migrations make what schema.py says, once, on both databases, and leave alone what they do not know."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, inspect, text

from service.storage import upgrading
from service.storage.database import Database, sqlite_url
from service.storage.originals import Originals
from service.storage.restoring import NotEmpty, restore
from service.storage.schema import Base
from service.storage.store import Store
from service.storage.upgrading import SchemaError, head, is_current, require_current, revision, upgrade
from tests.conftest import ROOT
from tests.service.storage.backups import fill, opened, rows_of

_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    with op.batch_alter_table("reports") as table:  # in SQLite this makes the table anew
        table.add_column(sa.Column("mood", sa.Text(), server_default="calm"))
        table.alter_column("name", new_column_name="source_name")
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Calling it makes this version the next one, which has one more migration."""
    config = upgrading._config

    def install() -> None:
        folder = tmp_path / "versions"
        shutil.copytree(ROOT / "service" / "storage" / "migrations" / "versions", folder)
        (folder / "0003_next.py").write_text(_NEXT)

        def with_next() -> Config:
            changed = config()
            changed.set_main_option("version_locations", str(folder))
            return changed

        monkeypatch.setattr(upgrading, "_config", with_next)

    return install


@pytest.fixture
def empty(empty_database_url: URL) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.dispose()


def test_the_migrations_make_what_the_schema_says(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_sorted_texts_have_their_order_in_postgresql(empty: Database) -> None:
    upgrade(empty)
    if empty.is_sqlite:
        assert is_current(empty)
        return
    with empty.reading() as session:
        query = "SELECT collation_name FROM information_schema.columns WHERE table_name = :t AND column_name = :c"
        for table, columns in Base.metadata.tables.items():
            for column in columns.columns:
                wanted = getattr(column.type.dialect_impl(empty.engine.dialect), "collation", None)
                found = session.execute(text(query), {"t": table, "c": column.name}).scalar_one()
                assert found == wanted, f"{table}.{column.name}"


def test_the_revision_goes_from_none_to_the_newest(empty: Database) -> None:
    assert revision(empty) is None
    assert not is_current(empty)
    upgrade(empty)
    assert revision(empty) == head()
    assert is_current(empty)
    require_current(empty)


def test_asking_for_the_revision_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "nothing.db"
    assert revision(Database(sqlite_url(path))) is None
    assert not path.exists()


def test_upgrading_again_keeps_what_is_there(empty: Database) -> None:
    upgrade(empty)
    with empty.writing() as session:
        session.execute(text("INSERT INTO organs (name, touched_at) VALUES ('云岭县', '2024-01-01 00:00:00')"))
    upgrade(empty)
    with empty.reading() as session:
        assert session.execute(text("SELECT count(*) FROM organs")).scalar_one() == 1


def test_upgrades_that_meet_take_turns(empty: Database) -> None:
    """Each in its own process, as servers that start at the same time are."""
    url = empty.url.render_as_string(hide_password=False)
    code = (
        "import sys; from service.storage.database import Database; from service.storage.upgrading import upgrade;"
        "upgrade(Database(sys.argv[1]))"
    )
    with ThreadPoolExecutor(3) as threads:
        runs = list(threads.map(lambda _: subprocess.run([sys.executable, "-c", code, url]).returncode, range(3)))
    assert runs == [0, 0, 0]
    assert is_current(empty)


def test_a_database_of_a_newer_version_is_refused(empty: Database) -> None:
    upgrade(empty)
    with empty.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    for attempt in (upgrade, require_current):
        with pytest.raises(SchemaError, match=r"ffff.*升级程序"):
            attempt(empty)
    assert revision(empty) == "ffff"


def test_an_empty_database_says_what_to_do(empty: Database) -> None:
    with pytest.raises(SchemaError, match="gouji db upgrade"):
        require_current(empty)


def test_an_upgrade_that_fails_changes_nothing(empty: Database) -> None:
    with empty.writing() as session:  # in the way of the migration, halfway through
        session.execute(text("CREATE TABLE passages (id INTEGER)"))
    with pytest.raises(Exception, match="passages"):
        upgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["passages"]
    assert revision(empty) is None


def test_foreign_keys_are_on_again_after_an_upgrade(empty: Database) -> None:
    upgrade(empty)
    if empty.is_sqlite:
        with empty.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_the_next_version_finds_everything_again(store: Store, next_version: Callable[[], None]) -> None:
    fill(store)
    before = rows_of(store)
    next_version()
    with pytest.raises(SchemaError, match=r"0002.*需要 0003.*gouji db upgrade"):
        require_current(store.database)
    done = upgrade(store.database)
    assert (done.before, done.after, is_current(store.database)) == ("0002", "0003", True)
    with store.database.reading() as session:
        moods = session.execute(text("SELECT source_name, mood FROM reports")).all()
    assert [mood for _, mood in moods] == ["calm"] * 4
    after = rows_of(store, without=("reports",))
    assert after == {name: rows for name, rows in before.items() if name != "reports"}  # none went with its report


def test_a_file_is_copied_before_it_changes(store: Store, next_version: Callable[[], None], tmp_path: Path) -> None:
    fill(store)
    assert upgrade(store.database).copy is None  # there is nothing to do
    before = rows_of(store)
    next_version()
    copy = upgrade(store.database).copy
    if not store.database.is_sqlite:
        assert copy is None
        return
    assert copy is not None and copy.parent == tmp_path / "data" and copy.suffix == ".bak"
    with opened(sqlite_url(copy), tmp_path / "none") as old:
        assert revision(old.database) == "0002"
        assert rows_of(old) == before


def test_a_backup_of_the_version_before_is_restored(
    sound_backup: bytes, empty: Database, next_version: Callable[[], None], tmp_path: Path
) -> None:
    next_version()
    store = Store(empty, Originals(tmp_path / "originals"))
    assert restore(store, io.BytesIO(sound_backup)).reports == 4
    assert revision(empty) == "0003"
    with empty.reading() as session:
        assert session.execute(text("SELECT DISTINCT mood FROM reports")).scalars().all() == ["calm"]


def test_a_backup_of_the_version_before_needs_a_database_of_its_own(
    sound_backup: bytes, empty: Database, next_version: Callable[[], None], tmp_path: Path
) -> None:
    next_version()
    upgrade(empty)
    with pytest.raises(NotEmpty, match=r"0003.*0002.*没有建表"):
        restore(Store(empty, Originals(tmp_path / "originals")), io.BytesIO(sound_backup))
    assert list(Originals(tmp_path / "originals")) == []
