"""``gouji search`` over a small index."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from service.cli import app
from service.search.messages import Facets, SearchAnswer, Synonym, UnderstoodQuery
from service.search_rendering import highlighted, show, understanding_lines
from service.settings import settings
from tests.service.search.passages import REPORT
from tests.service.search.small_index import OTHER, PASSAGES, use_small_models, write_index


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory without anything in it."""
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    use_small_models(tmp_path / "model", monkeypatch)
    yield tmp_path / "data"
    settings.cache_clear()


@pytest.fixture
def indexed(data: Path) -> None:
    write_index(settings().index_url)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["search", *arguments], input=stdin)


def answer(*arguments: str) -> SearchAnswer:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return SearchAnswer.model_validate_json(result.stdout)


def test_without_an_index_the_command_that_makes_one_is_named(data: Path) -> None:
    result = run("更新")
    assert result.exit_code == 1 and result.stdout == "" and "gouji index rebuild" in result.stderr
    assert not data.exists()  # a question makes nothing


@pytest.mark.usefixtures("indexed")
class TestOne:
    def test_for_people_with_what_the_query_was_taken_for(self) -> None:
        result = run("2023年栏目更新不及时")
        assert result.exit_code == 0
        assert "只看：年度 2023" in result.stdout and "--no-understand" in result.stdout
        assert PASSAGES[0].text in result.stdout and f"{REPORT}-1" in result.stdout
        assert "--no-understand" not in run("更新", "--no-understand").stdout

    def test_filters_order_and_pages(self) -> None:
        assert [one.id for one in answer("--theme", "staffing").items] == [f"{REPORT}-2", f"{OTHER}-2"]
        assert {one.year for one in answer("--year", "2022", "--year", "2020").items} == {2022}
        assert {one.organ for one in answer("更新", "--mode", "text", "--failed").items} == {"澜渡县渔业局"}
        assert {one.organ for one in answer("--organ-contains", "水务").items} == {"云岭县水务局"}
        by_year = [one.id for one in answer("更新", "--mode", "text", "--sort", "year").items]
        assert by_year[0] == f"{OTHER}-1"
        second = answer("更新", "--mode", "text", "--sort", "year", "--after", "1", "--limit", "1")
        assert [one.id for one in second.items] == by_year[1:2]
        organs = answer("--region", "县", "--group", "organ").organs
        assert organs is not None and {one.organ for one in organs} == {"云岭县水务局", "澜渡县渔业局"}
        assert "澜渡县渔业局：2 段" in run("--region", "县", "--group", "organ").stdout

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (("更新", "--theme", "money"), "--theme"),
            (("更新", "--mode", "magic"), "--mode"),
            (("更新", "--year", "3000"), "--year"),
            (("x" * 501,), "QUERY"),
            ((), "QUERY"),
            (("更新", "--out", "a.pdf"), "--out"),
        ],
    )
    def test_wrong_usage(self, arguments: tuple[str, ...], named: str) -> None:
        result = run(*arguments)
        assert result.exit_code == 2 and named in result.stderr

    def test_the_whole_result_as_a_file(self, tmp_path: Path) -> None:
        assert run("更新", "--mode", "text", "--limit", "1", "--out", str(tmp_path / "a.csv")).exit_code == 0
        with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
            texts = [row["text"] for row in csv.DictReader(stream)]
        assert len(texts) == 3 and "'=栏目更新滞后" in texts
        run("--theme", "staffing", "--out", str(tmp_path / "a.parquet"))
        assert pyarrow.parquet.read_table(tmp_path / "a.parquet").num_rows == 2
        lost = run("更新", "--out", str(tmp_path / "none" / "a.csv"))
        assert lost.exit_code == 1 and "none" in lost.stderr


def lines(*entries: Any) -> str:
    return "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in entries)


@pytest.mark.usefixtures("indexed")
class TestBatch:
    def test_an_answer_for_each_line_in_order(self, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(lines({"id": "b", "query": "2022年栏目更新"}, "", {"id": 7, "query": "经办人员兼职"}))
        result = run("--batch", str(queries), "--json")
        assert result.exit_code == 0, result.output
        first, second = map(json.loads, result.stdout.splitlines())
        assert first["id"] == "b" and first["results"][0] == f"{OTHER}-1"
        assert set(first["results"]) <= {f"{OTHER}-1", f"{OTHER}-2"}
        assert second["id"] == 7 and second["results"][0] == f"{REPORT}-2"
        run("--batch", str(queries), "--limit", "1", "--out", str(tmp_path / "found.jsonl"))
        found = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text().splitlines()]
        assert [one["results"] for one in found] == [first["results"][:1], second["results"][:1]]

    def test_bad_lines_give_errors_and_the_others_answers(self) -> None:
        given = lines({"id": "a", "query": "更新"}, "{", [1], {"id": "c"}, {"id": "d", "query": " "}, {"query": "更新"})
        result = run("--batch", "-", stdin=given)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert result.exit_code == 1
        assert [one["id"] for one in found] == ["a", None, None, "c", "d", None]
        assert ["error" in one for one in found] == [False, True, True, True, True, False]

    def test_what_belongs_to_one_query_does_not_go_with_it(self, tmp_path: Path) -> None:
        result = run("更新", "--batch", str(tmp_path / "queries.jsonl"))
        assert result.exit_code == 2 and "--batch" in result.stderr
        assert run("--batch", str(tmp_path / "none.jsonl")).exit_code == 1


def test_what_was_looked_for_is_highlighted() -> None:
    facets = Facets(theme=(), role=(), section=(), year=(), region=(), level=())
    found = {
        "id": "a-1", "report_id": None, "organ": None, "region": None, "level": None, "year": None, "form": None,
        "section": "problems", "under": None, "role": "problem", "themes": (), "failed": False, "previous": None,
        "next": None, "text": "[b]更新\n滞后", "score": 1, "why": {"words": 1}, "highlights": [[3, 5]],
    }  # fmt: skip
    shown = SearchAnswer.model_validate(
        {
            "total": 1, "total_is_least": True, "understood": UnderstoodQuery(applied=False, text=""),
            "facets": facets, "items": [found],
        }
    )  # fmt: skip
    text = highlighted(shown.items[0])
    assert text.plain.strip() == "[b]更新 滞后"
    assert [text.plain[span.start : span.end] for span in text.spans if span.style] == ["更新"]
    console = Console(width=100)
    with console.capture() as capture:
        show(console, shown, 0)
    assert "找到 至少 1 段" in capture.get() and "[b]更新 滞后" in capture.get()


def test_what_a_query_was_taken_for_in_words() -> None:
    understood = UnderstoodQuery(
        applied=True, text="人手不足", themes=("staffing",), role="problem", year_from=2022, levels=("county",),
        phrases=("公开栏",), synonyms=(Synonym(word="人手", terms=("人员",)),),
    )  # fmt: skip
    assert list(understanding_lines(understood)) == [
        "理解为：查找“人手不足”；原样含有 “公开栏”；主题 队伍与人员配备；角色 问题",
        "只看：年度 2022–；层级 县级",
        "同义：人手＝人员",
        "（不需要这样理解时，加 --no-understand）",
    ]
