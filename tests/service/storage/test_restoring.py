"""What is damaged, forged or not for here is refused, and leaves nothing behind."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect

from service.storage.backup_format import BackupError, Contents
from service.storage.database import sqlite_url
from service.storage.originals import Originals
from service.storage.restoring import NotEmpty, restore
from service.storage.store import Store
from service.storage.upgrading import SchemaError, revision
from tests.service.storage.backups import Members, backup_of, members_of, opened, packed, rows_of

Change = Callable[[Members], Members]


def _without_end(members: Members) -> Members:
    return members[:-1]


def _without(prefix: str) -> Change:
    def change(members: Members) -> Members:
        place = next(place for place, (name, _) in enumerate(members) if name.startswith(prefix))
        return members[:place] + members[place + 1 :]

    return change


def _changed(prefix: str, old: bytes, new: bytes) -> Change:
    def change(members: Members) -> Members:
        assert any(name.startswith(prefix) and old in data for name, data in members)
        return [(name, data.replace(old, new) if name.startswith(prefix) else data) for name, data in members]

    return change


def _with(name: str, data: bytes = b"") -> Change:
    return lambda members: [*members[:-1], (name, data), members[-1]]


def _one_more_job(members: Members) -> Members:
    def more(data: bytes) -> bytes:
        return data + data.splitlines(keepends=True)[-1].replace(b'"j"', b'"i"')

    return [(name, more(data) if name == "tables/jobs.jsonl" else data) for name, data in members]


def _resealed(change: Change) -> Change:
    """A change of a table that the list of contents knows of: what a forger would do."""

    def forge(members: Members) -> Members:
        members = change(members)
        contents = Contents.model_validate_json(members[-1][1])
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in members}
        tables = {
            name: facts.model_copy(update={"sha256": hashes[f"tables/{name}.jsonl"]})
            for name, facts in contents.tables.items()
        }
        sealed = contents.model_copy(update={"tables": tables})
        return [*members[:-1], ("contents.json", sealed.model_dump_json().encode())]

    return forge


DAMAGES: dict[str, tuple[Change, str]] = {
    "nothing in it": (lambda _: [], "中途断了"),
    "something else": (lambda _: [("readme.txt", b"hello")], "不是 Gouji 的备份"),
    "no manifest": (_without("manifest.json"), "不是 Gouji 的备份"),
    "of another format": (_changed("manifest.json", b"gouji/backup/1", b"gouji/backup/9"), "看不懂"),
    "a manifest that is none": (lambda members: [("manifest.json", b"[]"), *members[1:]], "看不懂"),
    "of a newer database": (_changed("manifest.json", b'"revision":"0', b'"revision":"9'), "更新版本的 Gouji"),
    "of an unknown table": (_changed("manifest.json", b'"readings"', b'"readings","pg_user"'), "'pg_user' 本程序不"),
    "broken off after the tables": (_without_end, "中途断了"),
    "a table gone": (_without("tables/passages.jsonl"), "数据表与清单不符"),
    "an original gone": (_without("originals/"), "原件与清单不符"),
    "an original changed": (_changed("originals/", b"PK\x03\x04", b"PK\x03\x05"), "originals/.* 不是应有"),
    "a row changed": (_changed("tables/reports.jsonl", "水务局".encode(), "水利局".encode()), "数据表与清单不符"),
    "a row too many": (_one_more_job, "数据表与清单不符"),
    "a row too short": (_changed("tables/api_keys.jsonl", b'"write"', b'"write"]\n["x"'), "api_keys.jsonl' 不是应有"),
    "a column gone": (_changed("tables/api_keys.jsonl", b'"role"', b'"rule"'), "api_keys.jsonl' 不是应有"),
    "no JSON in a table": (_changed("tables/jobs.jsonl", b'["j"', b'["j'), "jobs.jsonl' 不是应有"),
    "a time that is none": (_changed("tables/jobs.jsonl", b"2024-01-31T", b"2024-13-31T"), "不是应有|out of range"),
    "bytes that are none": (_changed("tables/readings.jsonl", b'"eJ', b'"e*J'), "readings.jsonl' 不是应有"),
    "a reference into nothing": (
        _resealed(_changed("tables/job_items.jsonl", b'"j"', b'"k"')), "引用不完整|foreign key"
    ),
    "a table twice": (_with("tables/jobs.jsonl"), "jobs.jsonl' 不是应有"),
    "a way out of the folder": (_with("../evil"), "evil' 不是应有"),
    "a way out of the originals": (_with("originals/../../evil", b"x"), "evil' 不是应有"),
    "a table that is none": (_with("tables/alembic_version.jsonl", b'{"columns":[]}\n'), "alembic_version"),
    "a table elsewhere": (_with("jobs", b'{"columns":[]}\n'), "'jobs' 不是应有"),
}  # fmt: skip
# Where the two kinds of database differ.
OF_ROWS = ("a row changed", "a row too many", "a time that is none", "bytes that are none", "a reference into nothing")


def _refuses(store: Store, sound_backup: bytes, damage: str) -> None:
    change, reason = DAMAGES[damage]
    with pytest.raises((BackupError, SchemaError), match=reason) as caught:
        restore(store, io.BytesIO(packed(change(members_of(sound_backup)))))
    assert "\n" not in str(caught.value)
    assert list(store.originals) == []
    assert inspect(store.database.engine).get_table_names() == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_leaves_nothing_behind(sound_backup: bytes, tmp_path: Path, damage: str) -> None:
    with opened(sqlite_url(tmp_path / "gouji.db"), tmp_path / "originals") as store:
        _refuses(store, sound_backup, damage)


@pytest.mark.parametrize("damage", OF_ROWS)
def test_damaged_rows_leave_nothing_behind(sound_backup: bytes, empty: Store, damage: str) -> None:
    _refuses(empty, sound_backup, damage)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_backup_that_is_cut_anywhere_is_refused(
    sound_backup: bytes, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    data = pack(sound_backup[: sound_backup.rindex(b"contents.json") + 1000])
    with opened(sqlite_url(tmp_path / "gouji.db"), tmp_path / "originals") as store:
        for place in range(9):
            with pytest.raises(BackupError):
                restore(store, io.BytesIO(data[: len(data) * place // 9]))
            assert list(store.originals) == [] and revision(store.database) is None


def test_a_link_is_refused(empty: Store, sound_backup: bytes) -> None:
    members = members_of(sound_backup)
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w|") as archive:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(members[0][1])
        archive.addfile(info, io.BytesIO(members[0][1]))
        link = tarfile.TarInfo(f"originals/{'0' * 64}")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(BackupError, match="不是应有的内容"):
        restore(empty, io.BytesIO(target.getvalue()))
    assert revision(empty.database) is None


def test_what_is_there_is_not_touched(filled: Store) -> None:
    data, before, originals = backup_of(filled), rows_of(filled), list(filled.originals)
    with pytest.raises(NotEmpty, match="原件存储不是空的"):
        restore(filled, io.BytesIO(data))
    with pytest.raises(NotEmpty, match="数据库不是空的"):
        restore(Store(filled.database, Originals("memory://empty")), io.BytesIO(data))
    assert (rows_of(filled), list(filled.originals)) == (before, originals)


def test_a_database_with_tables_and_no_rows_will_do(store: Store, sound_backup: bytes) -> None:
    assert restore(store, io.BytesIO(sound_backup)).reports == 4


def test_a_folder_that_is_full_leaves_nothing_behind(
    empty: Store, sound_backup: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, done = Originals.put, []

    def fail_later(self: Originals, data: bytes, sha256: str | None = None) -> str:
        done.append(sha256)
        if len(done) == 3:
            raise OSError(28, "No space left on device")
        return put(self, data, sha256)

    monkeypatch.setattr(Originals, "put", fail_later)
    with pytest.raises(OSError, match="No space"):
        restore(empty, io.BytesIO(sound_backup))
    assert list(empty.originals) == [] and revision(empty.database) is None
