"""``gouji classify`` and ``gouji themes``, with a small classifier made for the test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import models.themes
from models.shipping import ModelError
from models.themes import ThemeClassifier, load_classifier
from reports.rules import RuleTagger
from service import pipeline
from service.cli import app
from tests.models.small_classifier import write_classifier

REPORT = """澜渡县渔业局2023年政府信息公开工作年度报告
一、总体情况
全年公开渔港信息，各项工作平稳推进。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一年来取得了一定成效。一是渔港信息更新不及时；二是[业务]培训不够。
下一步，将从以下方面改进：一是将每周更新，做到及时；二是将组织业务培训。
六、其他需要报告的事项
无。
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


@pytest.fixture(autouse=True)
def small_models(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(folder: Path | None = None, *, threads: int = 1) -> ThemeClassifier:
        return ThemeClassifier(directory, threads=threads)

    classifier = load_classifier(directory)
    monkeypatch.setattr(models.themes, "load_classifier", load)
    monkeypatch.setattr(pipeline, "default_classifier", lambda: (classifier, ()))
    monkeypatch.setattr(pipeline, "default_tagger", lambda: (RuleTagger(), ()))


def classify(stdin: str | bytes, *options: str) -> tuple[int, list[Any], str]:
    """Exit status, the objects of standard output, standard error."""
    result = CliRunner().invoke(app, ["classify", *options], input=stdin)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def jsonl(*entries: Any) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entries)


def test_answers_come_in_the_order_asked() -> None:
    texts = ["更新不及时", "将组织培训", "取得成效", ""]
    entries = [{"id": k, "text": texts[k % 4]} for k in range(600)]  # more than are classified together
    code, answers, _ = classify(jsonl(*entries))
    assert code == 0
    assert [one["id"] for one in answers] == list(range(600))
    assert [one["role"] for one in answers[:4]] == ["problem", "measure", "context", "context"]
    assert all(one["role"] == answers[k % 4]["role"] for k, one in enumerate(answers))
    assert set(answers[0]) == {"id", "role", "themes"}
    assert [set(theme) for theme in answers[0]["themes"]] == [{"theme", "score"}]
    assert [theme["theme"] for theme in answers[1]["themes"]] == ["training"]
    assert 0.5 <= answers[0]["themes"][0]["score"] <= 1


@pytest.mark.parametrize("name", [7, "甲", None, 1.5, True, ["a", {"b": 1}], {"doc": 3}, "", 2**70])
def test_an_id_of_any_kind_comes_back(name: Any) -> None:
    code, (answer,), _ = classify(jsonl({"id": name, "text": "更新不及时", "more": 1}))
    assert code == 0
    assert answer["id"] == name and type(answer["id"]) is type(name)


def test_a_line_without_an_id_is_answered() -> None:
    assert classify(jsonl({"text": "更新不及时"}))[1][0]["id"] is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"{broken", None),
        (b"\xff\xfe{}", None),
        (b'"text"', None),
        (b"[1]", None),
        (b"null", None),
        (b'{"id": 3}', 3),
        (b'{"id": 3, "text": null}', 3),
        (b'{"id": 3, "text": ["a"]}', 3),
        (b"[" * 100_000, None),
    ],
)
def test_a_bad_line_is_answered_and_the_others_are_classified(line: bytes, name: Any) -> None:
    good = '{"id": "g", "text": "更新不及时"}\n'.encode()
    code, answers, _ = classify(good + line + b"\n" + good)
    assert code == 1
    assert [one["id"] for one in answers] == ["g", name, "g"]
    assert ["error" in one for one in answers] == [False, True, False]
    assert answers[0] == answers[2]


def test_nothing_asked_nothing_answered() -> None:
    assert classify("") == (0, [], "")
    assert classify("\n  \r\n\n") == (0, [], "")


def test_marks_and_line_ends_of_windows() -> None:
    entries = jsonl({"id": 1, "text": "更新不及时"}, {"id": 2, "text": "将组织培训"}).replace("\n", "\r\n")
    code, answers, _ = classify(b"\xef\xbb\xbf" + entries.rstrip().encode())
    assert code == 0
    assert [(one["id"], one["role"]) for one in answers] == [(1, "problem"), (2, "measure")]


def test_evidence_on_request() -> None:
    text = "一是　渔港更新不 及时"
    code, (answer,), _ = classify(jsonl({"id": 1, "text": text}), "--evidence")
    assert code == 0
    assert 0.5 < answer["role_score"] <= 1
    assert [text[a:b] for a, b in answer["themes"][0]["evidence"]] == ["及时"]


def test_a_model_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(folder: Path | None = None, *, threads: int = 1) -> ThemeClassifier:
        raise ModelError("model_missing", "找不到模型")

    monkeypatch.setattr(models.themes, "load_classifier", missing)
    assert classify(jsonl({"id": 1, "text": "更新不及时"})) == (1, [], "找不到模型\n")


def themes(*arguments: Path | str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["themes", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def in_order(text: str, words: Sequence[str]) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_the_passages_of_a_report(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, encoding="utf-8")
    code, shown, _ = themes(path)
    assert code == 0
    assert in_order(
        shown, ["澜渡县渔业局", "▲ 问题", "公开时效", "渔港信息更新不及时", "[业务]培训不够", "● 措施", "将每周更新"]
    )
    assert "→ 一是渔港信息更新不及时" in shown
    assert "取得了一定成效" not in shown and "合计" not in shown
    assert "取得了一定成效" in themes(path, "--all")[1]


def test_several_reports_are_summed_up_and_what_is_none_is_said(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    (tmp_path / "c.txt").write_text("公园里今天很热闹。\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text("", encoding="utf-8")
    code, shown, complaints = themes(tmp_path)
    assert code == 1
    assert "合计 2 份报告" in shown and "公开时效 timeliness：问题 2  措施 2" in shown
    assert "c.txt" in complaints and "d.txt" in complaints and "c.txt" not in shown


@pytest.mark.shipped
def test_an_example_with_what_is_shipped(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (root / "models" / "shipped" / "themes" / "model.json").is_file():
        pytest.skip("no theme classifier is shipped here")
    monkeypatch.undo()
    code, shown, _ = themes(root / "examples" / "flat-2021.txt")
    assert code == 0
    assert "问题" in shown and "措施" in shown
