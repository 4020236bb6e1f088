"""The commands that look after what is stored, as they are typed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from service.settings import Settings, settings
from service.storage.keys import find_key, list_keys
from service.storage.store import Store
from service.storage_commands import backup, db_app, keys_app, restore
from tests.service.storage.backups import add, backup_of, fill

app = typer.Typer()
app.command()(backup)
app.command()(restore)
app.add_typer(db_app, name="db")
app.add_typer(keys_app, name="keys")


def gouji(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=given)


@pytest.fixture
def used(store: Store, service_settings: Settings) -> Store:
    """The store that the settings name, with something of everything in it."""
    fill(store)
    return store


@pytest.fixture
def unused(store: Store, service_settings: Settings) -> Store:
    """The store that the settings name, with nothing in it."""
    return store


@pytest.fixture
def fresh(empty_database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings that name a place where nothing is yet."""
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path / "fresh"))
    monkeypatch.setenv("GOUJI_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    settings.cache_clear()
    yield tmp_path / "fresh"
    settings.cache_clear()


def test_a_fresh_database_is_made(fresh: Path) -> None:
    assert gouji("db", "current").exit_code == 1
    made = gouji("db", "upgrade")
    assert made.exit_code == 0 and "空 → " in made.stdout
    assert "已是最新版本" in gouji("db", "upgrade").stdout
    current = gouji("db", "current")
    assert current.exit_code == 0 and "空" not in current.stdout


def test_what_needs_tables_says_how_they_are_made(fresh: Path) -> None:
    for arguments in (["db", "check"], ["keys", "list"], ["keys", "revoke", "a"], ["backup", str(fresh) + ".tar"]):
        refused = gouji(*arguments)
        assert refused.exit_code == 1
        assert "gouji db upgrade" in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert not fresh.with_suffix(".tar").exists()


def test_all_is_well(used: Store) -> None:
    checked = gouji("db", "check")
    assert (checked.exit_code, checked.stdout) == (0, "没有发现问题 (no problems found)\n")


def test_what_is_wrong_is_named(used: Store) -> None:
    report_id = add(used, "云岭县交通局", 2020)
    used.originals.remove(report_id)
    checked = gouji("db", "check")
    assert checked.exit_code == 1
    assert f"report.txt：原件不见了 (original_missing)  {report_id}" in checked.stdout


def test_leftovers_are_removed_on_request(used: Store) -> None:
    left = used.originals.put(b"left")
    listed = gouji("db", "check")
    assert listed.exit_code == 0 and left in listed.stdout and "--sweep" in listed.stderr
    swept = gouji("db", "check", "--sweep")
    assert swept.exit_code == 0 and "1 个" in swept.stdout
    assert left not in list(used.originals)
    assert left not in gouji("db", "check").stdout


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz", "-"])
def test_there_and_back(used: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = name if name == "-" else str(tmp_path / name)
    made = gouji("backup", file)
    assert made.exit_code == 0 and "报告 4 份，原件 5 个" in made.stderr
    given = made.stdout_bytes if name == "-" else None
    if name.endswith(".gz"):
        assert Path(file).read_bytes()[:2] == b"\x1f\x8b"
    monkeypatch.setenv("GOUJI_DATABASE_URL", f"sqlite:///{tmp_path}/back.db")
    monkeypatch.setenv("GOUJI_STORE_URL", str(tmp_path / "back"))
    settings.cache_clear()
    restored = gouji("restore", file, given=given)
    assert restored.exit_code == 0 and "报告 4 份，原件 5 个" in restored.stderr
    assert gouji("db", "check").exit_code == 0


def test_a_backup_of_what_is_lost_says_so(used: Store, tmp_path: Path) -> None:
    lost = next(iter(used.originals))
    used.originals.remove(lost)
    made = gouji("backup", str(tmp_path / "b.tar"))
    assert made.exit_code == 1 and lost in made.stderr
    assert (tmp_path / "b.tar").exists()


def test_restoring_over_something_is_refused(used: Store, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(backup_of(used))
    refused = gouji("restore", str(tmp_path / "b.tar"))
    assert refused.exit_code == 1
    assert refused.stderr == "原件存储不是空的：备份只能恢复到空的数据库和空的原件存储\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["restore", "{}/nothing.tar"], "nothing.tar：没有这个文件"),
        (["restore", "{}"], "这是一个文件夹"),
        (["backup", "{}/no/folder/b.tar"], "没有这个文件或"),
        (["restore", "{}/text.tar"], "不是 Gouji 的备份"),
    ],
)
def test_files_that_cannot_be_used(unused: Store, tmp_path: Path, arguments: list[str], reason: str) -> None:
    (tmp_path / "text.tar").write_text("hello")
    refused = gouji(*(argument.format(tmp_path) for argument in arguments))
    assert refused.exit_code == 1 and len(refused.stderr.splitlines()) == 1
    assert reason in refused.stderr


def test_a_database_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GOUJI_DATABASE_URL", "postgresql://gouji:geheim@127.0.0.1:1/gouji")
    settings.cache_clear()
    refused = gouji("db", "current")
    settings.cache_clear()
    assert refused.exit_code == 1 and "数据库不能使用" in refused.stderr
    assert "geheim" not in refused.output and len(refused.stderr.splitlines()) == 1


def test_settings_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_DATABASE_URL", "oracle://x")
    settings.cache_clear()
    refused = gouji("db", "current")
    settings.cache_clear()
    assert refused.exit_code == 2 and "GOUJI_DATABASE_URL" in refused.stderr


def test_a_key_is_shown_once(unused: Store) -> None:
    made = gouji("keys", "add", "研究组", "--role", "read", "--days", "30")
    assert made.exit_code == 0
    token = made.stdout.strip()
    key = find_key(unused, token)
    assert key is not None and (key.name, key.role) == ("研究组", "read") and key.expires_at is not None
    listed = gouji("keys", "list")
    assert listed.exit_code == 0 and key.id in listed.stdout and "研究组" in listed.stdout
    assert token not in listed.output
    assert gouji("keys", "revoke", key.id).exit_code == 0
    assert find_key(unused, token) is None


def test_the_first_key_may_come_before_anything_else(empty_database_url: URL, fresh: Path) -> None:
    made = gouji("keys", "add", "a", "--role", "admin")
    if empty_database_url.get_backend_name() == "sqlite":
        assert made.exit_code == 0 and made.stdout.startswith("gouji_")
    else:  # a server's database is not touched without being asked
        assert made.exit_code == 1 and "gouji db upgrade" in made.stderr


@pytest.mark.parametrize(
    "arguments",
    [["add", "a"], ["add", "a", "--role", "owner"], ["add", "", "--role", "read"], ["add", "a\nb", "--role", "read"],
     ["add", "a", "--role", "read", "--days", "0"], ["revoke"]],
)  # fmt: skip
def test_wrong_usage(unused: Store, arguments: list[str]) -> None:
    before = list_keys(unused)
    assert gouji("keys", *arguments).exit_code == 2
    assert list_keys(unused) == before


def test_a_key_that_is_not_there(unused: Store) -> None:
    refused = gouji("keys", "revoke", "0123")
    assert refused.exit_code == 1 and "没有编号为 0123 的密钥" in refused.stderr


def test_a_backup_is_nothing_for_a_terminal(unused: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    with runner.isolation() as _:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        with pytest.raises(typer.BadParameter, match="终端"):
            backup("-")
