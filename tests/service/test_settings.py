"""Settings: environment variables, each of them documented."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from reports.limits import DEFAULT_LIMITS, Limits
from service.pipeline import Failure, Input, read_many
from service.settings import SettingsError, names, settings, unknown


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, _ in names():
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_any_the_defaults_hold() -> None:
    assert settings().limit == DEFAULT_LIMITS
    assert (settings().soffice, settings().jobs) == (None, 0)


@pytest.mark.parametrize("name", [limit.name for limit in fields(Limits)])
def test_every_limit_can_be_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GOUJI_LIMIT_{name.upper()}", "17")
    assert getattr(settings().limit, name) == 17
    others = {limit.name for limit in fields(Limits)} - {name}
    assert all(getattr(settings().limit, other) == getattr(DEFAULT_LIMITS, other) for other in others)


def test_the_other_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_JOBS", "3")
    monkeypatch.setenv("GOUJI_SOFFICE", sys.executable)
    monkeypatch.setenv("GOUJI_LIMIT_PAGES", "")  # empty is not set
    assert (settings().jobs, settings().soffice, settings().limit.pages) == (3, sys.executable, 300)


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
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings()
    text = str(caught.value)
    assert name in text and message in text and "\n" not in text


def test_slips_of_the_keyboard_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_JOBBS", "3")
    assert unknown() == ["GOUJI_JOBBS"]


def test_reading_keeps_to_the_limits_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_LIMIT_SOURCE_BYTES", "10")
    path = tmp_path / "a.txt"
    path.write_text("01234567890", encoding="utf-8")
    for jobs in (1, 2):  # in this process and in those that inherit its environment
        (outcome,) = read_many([Input(path, "a.txt")], jobs=jobs)
        assert isinstance(outcome, Failure) and outcome.code == "too_large"


def test_every_setting_is_documented_with_its_default_and_no_other(root: Path) -> None:
    text = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(GOUJI_[A-Z_]+)` \| ([^|]*) \|", text, re.MULTILINE))
    documented = {name: default.strip().strip("`").replace(" ", "") for name, default in rows.items()}
    assert documented == {name: "–" if default is None else _written(default) for name, default in names()}


def _written(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)
