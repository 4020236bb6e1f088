"""Settings: environment variables and a file, each setting documented."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from reports.limits import DEFAULT_LIMITS, Limits
from service.pipeline import Failure, Input, read_many
from service.settings import Settings, SettingsError, names, settings, unknown
from service.settings_reference import reference


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, _ in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_any_the_defaults_hold() -> None:
    assert settings().limit == DEFAULT_LIMITS
    assert (settings().soffice, settings().jobs) == (None, 0)
    assert (settings().host, settings().port, settings().access) == ("127.0.0.1", 8000, "auto")


@pytest.mark.parametrize("name", [limit.name for limit in fields(Limits)])
def test_every_limit_can_be_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GOUJI_LIMIT_{name.upper()}", "17")
    assert getattr(settings().limit, name) == 17
    others = {limit.name for limit in fields(Limits)} - {name}
    assert all(getattr(settings().limit, other) == getattr(DEFAULT_LIMITS, other) for other in others)


def test_the_other_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_JOBS", "3")
    monkeypatch.setenv("GOUJI_SOFFICE", sys.executable)
    monkeypatch.setenv("GOUJI_EMBEDDED_WORKER", "false")
    monkeypatch.setenv("GOUJI_LIMIT_PAGES", "")  # empty is not set
    assert (settings().jobs, settings().soffice, settings().limit.pages) == (3, sys.executable, 300)
    assert settings().embedded_worker is False


def test_what_is_kept_lies_in_the_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_DATA_DIR", f"{tmp_path}/x/../data")
    kept = settings()
    assert kept.data_dir == tmp_path / "data"
    assert kept.database_url == f"sqlite:///{tmp_path}/data/gouji.db"
    assert (kept.store_url, kept.queue_url) == (f"{tmp_path}/data/originals", f"{tmp_path}/data/queue.db")
    assert Settings(data_dir=tmp_path / "other").store_url == f"{tmp_path}/other/originals"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("GOUJI_LIMIT_PAGES", "x", "应为大于 0 的整数"),
        ("GOUJI_LIMIT_PAGES", "0", "应为大于 0 的整数"),
        ("GOUJI_LIMIT_PAGES", "1.5", "应为大于 0 的整数"),
        ("GOUJI_LIMIT_CONVERSION_SECONDS", "nan", "应为大于 0 的数"),
        ("GOUJI_LIMIT_PAGE", "3", "没有这项设置"),
        ("GOUJI_LIMIT", "{", "请逐项设置"),
        ("GOUJI_JOBS", "-1", "应为 0 或正整数"),
        ("GOUJI_SOFFICE", "/nowhere/soffice", "找不到这个可执行文件"),
        ("GOUJI_PORT", "70000", "应为 0 到 65535 的整数"),
        ("GOUJI_ACCESS", "all", "应为 auto、keys、open 之一"),
        ("GOUJI_EMBEDDED_WORKER", "perhaps", "应为 true 或 false"),
        ("GOUJI_READ_SECONDS", "0", "应为大于 0 的数"),
        ("GOUJI_SHUTDOWN_SECONDS", "-1", "应为 0 或正数"),
        ("GOUJI_DATABASE_URL", "mysql://secret@host/x", "应为 sqlite:///"),
        ("GOUJI_DATA_DIR", "/data?x", "不能有问号"),
        ("GOUJI_SETTINGS", "/nowhere/gouji.toml", "没有这个文件"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings()
    text = str(caught.value)
    assert name in text and message in text and "\n" not in text and "secret" not in text


def test_slips_of_the_keyboard_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_JOBBS", "3")
    monkeypatch.setenv("GOUJI_SETTINGS", "")
    assert unknown() == ["GOUJI_JOBBS"]


def test_a_file_sets_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = _file(tmp_path / "a.toml", 'port = 9000\nhost = "::1"\n[limit]\npages = 7\ncells = 8\n')
    monkeypatch.setenv("GOUJI_SETTINGS", str(file))
    monkeypatch.setenv("GOUJI_PORT", "9001")
    monkeypatch.setenv("GOUJI_LIMIT_PAGES", "9")
    assert (settings().port, settings().host) == (9001, "::1")
    assert (settings().limit.pages, settings().limit.cells) == (9, 8)


def test_the_data_directory_may_hold_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _file(tmp_path / "data" / "gouji.toml", "port = 9000\n")
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path / "data"))
    assert settings().port == 9000
    settings.cache_clear()
    monkeypatch.setenv("GOUJI_SETTINGS", str(_file(tmp_path / "b.toml", "")))  # named: no other counts
    assert settings().port == 8000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = 'x'\n", "中的 port 无效：应为 0 到 65535 的整数"),
        ("[limit]\npages = -1\n", "中的 limit.pages 无效：应为大于 0 的整数"),
        ("[limit]\npage = 1\n", "中的 limit.page 无效：没有这项设置"),
        ("prot = 1\n", "中的 prot 无效：没有这项设置"),
        ("port 1\n", "不是有效的 TOML"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(
    text: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = _file(tmp_path / "a.toml", text)
    monkeypatch.setenv("GOUJI_SETTINGS", str(file))
    with pytest.raises(SettingsError) as caught:
        settings()
    assert str(file) in str(caught.value) and message in str(caught.value) and "\n" not in str(caught.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_DATABASE_URL", "postgresql://gouji:hidden@db/gouji")
    monkeypatch.setenv("GOUJI_KEY", "gouji_hidden")
    assert "hidden" not in repr(settings())


def test_reading_keeps_to_the_limits_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_LIMIT_SOURCE_BYTES", "10")
    path = tmp_path / "a.txt"
    path.write_text("01234567890", encoding="utf-8")
    for jobs in (1, 2):  # in this process and in those that inherit its environment
        (outcome,) = read_many([Input(path, "a.txt")], jobs=jobs)
        assert isinstance(outcome, Failure) and outcome.code == "too_large"


def test_the_reference_is_of_these_settings(root: Path) -> None:
    text = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    assert text == reference(), "make docs"
    assert all(f"| `{name}` |" in text for name, _ in names())


def test_every_setting_is_described_in_both_languages() -> None:
    rows = [line.rsplit(" | ", 1)[1] for line in reference().splitlines() if line.startswith("| `GOUJI_")]
    assert rows and all("。 " in row and any("a" <= c <= "z" for c in row) for row in rows)


def _file(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
