"""Backups: what comes back is what was there, in either kind of database, whatever happens while one is made."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.storage import accepting, backup
from service.storage.backup import back_up, whole_file
from service.storage.backup_format import LEFT_OUT, Manifest
from service.storage.keys import find_key, make_key
from service.storage.restoring import restore
from service.storage.schema import Base
from service.storage.store import Store
from service.storage.upgrading import SchemaError, is_current
from service.storage.views import stored
from tests.service.fakes import source_of
from tests.service.storage.backups import add, backup_of, members_of, rows_of


@pytest.mark.parametrize("compress", [False, True])
def test_what_comes_back_is_what_was_there(filled: Store, other: Store, compress: bool) -> None:
    made = io.BytesIO()
    summary = back_up(filled, made, compress=compress)
    restored = restore(other, io.BytesIO(made.getvalue()))
    assert (summary.reports, summary.originals, summary.lost) == (4, 5, ())
    assert (restored.reports, restored.originals, restored.lost) == (4, 5, ())
    before, after = rows_of(filled), rows_of(other)
    assert len(before.pop("workers")) == 1 and after.pop("workers") == []  # who works is of the moment
    assert after == before
    assert list(other.originals) == list(filled.originals)
    assert all(other.originals.get(sha256) == filled.originals.get(sha256) for sha256 in filled.originals)
    assert is_current(other.database)


def test_a_restored_store_goes_on(filled: Store, empty: Store) -> None:
    """The keys that the database counts come after those that were restored; API keys still open."""
    _, token = make_key(filled, "又一个", "admin")
    restore(empty, io.BytesIO(backup_of(filled)))
    report_id = add(empty, "云岭县民政局", 2023)
    assert stored(empty, report_id) is not None
    assert find_key(empty, token) is not None
    assert add(empty, "云岭县水务局", 2023) in list(filled.originals)


def test_only_its_own_members_are_in_it(filled: Store) -> None:
    names = [name for name, _ in members_of(backup_of(filled))]
    originals = [f"originals/{sha256}" for sha256 in filled.originals]
    tables = {f"tables/{table}.jsonl" for table in Base.metadata.tables if table not in LEFT_OUT}
    assert names[0] == "manifest.json" and names[-1] == "contents.json"
    assert names[1:6] == originals and set(names[6:-1]) == tables


def test_the_secrets_of_keys_are_not_in_it(filled: Store) -> None:
    _, token = make_key(filled, "b", "read")
    assert token.rsplit("_", 1)[1].encode() not in backup_of(filled)


def test_originals_that_are_lost_are_told_of(filled: Store, empty: Store) -> None:
    missing, broken = list(filled.originals)[:2]
    filled.originals.remove(missing)
    Path(filled.originals._path(broken)).write_bytes(b"something else")
    target = io.BytesIO()
    made = back_up(filled, target)
    assert (made.reports, made.originals, made.lost) == (4, 3, tuple(sorted((missing, broken))))
    restored = restore(empty, io.BytesIO(target.getvalue()))
    assert (restored.reports, restored.lost) == (4, made.lost)
    assert list(empty.originals) == list(filled.originals)[-3:]


def _in_between(monkeypatch: pytest.MonkeyPatch, at: int, change: Callable[[], object]) -> None:
    """Let something happen while a backup is made: before the original ``at`` is copied, of those in one round."""
    monkeypatch.setattr(backup, "_FEW", 0)  # originals are copied before the moment that the tables are of
    copy, copied = backup._Backup._copy, []

    def interrupted(self: Any, sha256: str, total: int) -> bool:
        copied.append(sha256)
        if len(copied) == at:
            change()
        return copy(self, sha256, total)

    monkeypatch.setattr(backup._Backup, "_copy", interrupted)


def test_a_report_that_comes_in_between_is_whole(filled: Store, empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    new: list[str] = []
    _in_between(monkeypatch, 3, lambda: new.append(add(filled, "云岭县交通局", 2023)))
    data = backup_of(filled)
    monkeypatch.undo()
    restore(empty, io.BytesIO(data))
    assert stored(empty, new[0]) is not None
    assert empty.originals.get(new[0]) == source_of("云岭县交通局", 2023)


@pytest.mark.parametrize("copied_already", [True, False])
def test_a_report_that_goes_in_between_is_gone(
    filled: Store, empty: Store, monkeypatch: pytest.MonkeyPatch, copied_already: bool
) -> None:
    gone = accepting.sha256_of(source_of("云岭县教育局", 2023))
    place = list(filled.originals).index(gone) + 1
    _in_between(monkeypatch, place + 1 if copied_already else place, lambda: accepting.delete(filled, gone))
    data = backup_of(filled)
    monkeypatch.undo()
    restored = restore(empty, io.BytesIO(data))
    assert (restored.reports, restored.lost) == (3, ())
    assert stored(empty, gone) is None
    assert list(empty.originals) == list(filled.originals)


def test_a_report_that_goes_after_the_moment_is_gone(
    filled: Store, empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables that were looked at tell of it, but it is too late for its bytes: a later moment is taken."""
    gone = accepting.sha256_of(source_of("云岭县教育局", 2023))
    place = list(filled.originals).index(gone) + 1
    _in_between(monkeypatch, place, lambda: accepting.delete(filled, gone))
    monkeypatch.setattr(backup, "_FEW", 1000)
    data = backup_of(filled)
    monkeypatch.undo()
    assert restore(empty, io.BytesIO(data)).reports == 3
    assert list(empty.originals) == list(filled.originals)


def test_a_file_has_its_name_only_once_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_bytes(b"the one before")
    with pytest.raises(RuntimeError), whole_file(target) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]
    assert target.read_bytes() == b"the one before"
    with whole_file(target) as stream:
        stream.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o077 == 0


def test_progress_is_told(filled: Store, empty: Store) -> None:
    told: list[tuple[str, int, int]] = []
    data = io.BytesIO()
    back_up(filled, data, progress=lambda *step: told.append(step))
    assert told[4] == ("原件", 5, 5)
    told.clear()
    restore(empty, io.BytesIO(data.getvalue()), progress=lambda *step: told.append(step))
    assert ("原件", 5, 0) in told and ("数据表 reports", 4, 0) in told


def test_a_database_without_tables_is_not_backed_up(empty: Store) -> None:
    with pytest.raises(SchemaError, match="gouji db upgrade"):
        back_up(empty, io.BytesIO())


def test_the_manifest_says_where_it_comes_from(filled: Store) -> None:
    manifest = Manifest.model_validate_json(members_of(backup_of(filled))[0][1])
    with filled.database.reading() as session:
        assert manifest.revision == session.scalar(text("SELECT version_num FROM alembic_version"))
    assert manifest.made_at.tzinfo is not None
