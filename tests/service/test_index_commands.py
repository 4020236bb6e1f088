"""The commands of the search index, beside a service and without one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from models import sentences, themes
from service.cli import app
from service.settings import Settings
from service.storage.leases import Lease
from service.storage.schema import LeaseRow
from service.storage.store import Store
from tests.service.search.fakes import GramEncoder
from tests.service.search.indexing import accept, indexed
from tests.service.search.test_loading import OneTheme

Run = Callable[..., Result]


@pytest.fixture
def run(service_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``gouji index`` with stand-ins for what is learned."""
    import service.search.opening as opening

    monkeypatch.setattr(opening, "load_encoder", lambda _: GramEncoder())
    monkeypatch.setattr(sentences, "load_encoder", lambda _: GramEncoder())
    monkeypatch.setattr(themes, "load_classifier", lambda **_: OneTheme())

    def call(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(app, ["index", *arguments], input=input, catch_exceptions=False)

    return call


def lines(*ids: str, **fields: Any) -> str:
    return "".join(json.dumps({"id": one, "text": f"{one}单位人手不足。", **fields}) + "\n" for one in ids)


def status(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("status", "--json").stdout)
    return found


def test_what_is_loaded_is_in_the_index(run: Run, service_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(lines("甲", "乙", organ="云岭县水务局", year=2023))
    done = run("load", str(path))
    assert (done.exit_code, done.stdout) == (0, "") and "已载入 2 段" in done.stderr
    assert [(one.id, one.year, one.role) for one in indexed(service_settings)] == [
        ("乙", 2023, "problem"), ("甲", 2023, "problem"),
    ]  # fmt: skip
    assert run("load", "-", input=lines("丙")).exit_code == 0
    assert {one.id for one in indexed(service_settings)} == {"甲", "乙", "丙"}
    assert run("load", "-", "--replace", input=lines("丁")).exit_code == 0
    assert {one.id for one in indexed(service_settings)} == {"丁"}
    assert run("unload").exit_code == 0
    assert indexed(service_settings) == []


def test_bad_lines_are_told_by_number_and_others_loaded(run: Run, service_settings: Settings) -> None:
    done = run("load", "-", input=lines("甲") + "{}\n" + lines("乙"))
    assert done.exit_code == 1
    assert "第 2 行：没有 text" in done.stderr and "已载入 2 段" in done.stderr
    assert len(indexed(service_settings)) == 2


def test_a_file_that_is_not_there_changes_nothing(run: Run, service_settings: Settings, tmp_path: Path) -> None:
    run("load", "-", input=lines("甲"))
    done = run("load", str(tmp_path / "none"), "--replace")
    assert done.exit_code == 1 and "没有这个文件" in done.stderr
    assert len(indexed(service_settings)) == 1


def test_status_tells_what_waits(run: Run, store: Store) -> None:
    accept(store, "云岭县水务局")
    done = run("status")
    assert done.exit_code == 1 and "gouji index rebuild" in done.stdout
    assert (status(run)["state"], status(run)["reports_waiting"]) == ("missing", 1)
    assert run("rebuild").exit_code == 0
    found = status(run)
    assert (found["state"], found["indexed"], found["reports"], found["reports_waiting"]) == ("ok", 2, 1, 0)
    assert run("status").exit_code == 0


@pytest.mark.parametrize("options", [[], ["--empty"]])
def test_rebuilding_takes_up_everything_once(
    run: Run, store: Store, service_settings: Settings, options: list[str]
) -> None:
    accept(store, "云岭县水务局")
    run("load", "-", input=lines("甲"))
    done = run("rebuild", *options)
    assert done.exit_code == 0 and "2 项" in done.stderr
    assert len(indexed(service_settings)) == 3


def test_another_encoder_needs_rebuilding(
    run: Run, store: Store, service_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(store, "云岭县水务局")
    run("rebuild")
    monkeypatch.setattr(GramEncoder, "version", "2")
    assert status(run)["state"] == "unfit"
    done = run("load", "-", input=lines("甲"))
    assert done.exit_code == 1 and "gouji index rebuild" in done.stderr
    assert run("rebuild").exit_code == 0
    assert len(indexed(service_settings)) == 2


def test_checking_finds_and_mends_what_is_lost(run: Run, store: Store, service_settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    run("rebuild")
    assert run("check").exit_code == 0
    shutil.rmtree(service_settings.index_url)
    done = run("check")
    assert done.exit_code == 1 and report_id in done.stdout
    assert run("check", "--repair").exit_code == 0
    assert len(indexed(service_settings)) == 2


def test_the_writer_waits_for_its_turn(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.index_commands._TRY_SECONDS", 0.01)
    Lease(store, "index", seconds=0.5).take()
    with store.database.writing() as session:
        session.execute(update(LeaseRow).values(holder="other", host="elsewhere"))
    done = run("load", "-", input=lines("甲"))
    assert done.exit_code == 0
    assert done.stderr.count("waiting for another writer") == 1


def test_an_encoder_that_is_not_there_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.shipping import ModelError

    def refuse(_: Any) -> None:
        raise ModelError("model_missing", "没有句子编码器")

    monkeypatch.setattr("service.search.opening.load_encoder", refuse)
    done = run("rebuild")
    assert done.exit_code == 1 and "没有句子编码器" in done.stderr
