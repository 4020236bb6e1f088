"""Annotated reports in folders: found, scored, and told about where they are broken."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reports.annotation import SCHEMA, text_hash
from reports.document import Document
from reports.rules import RuleTagger
from reports.tags import Stretch, Tag, Tags
from service import measuring_commands
from service.cli import app
from training.evaluation import EvaluationError, evaluate_folders
from training.evaluation.folders import annotated_in, distinct
from training.evaluation.gold import SpanAnnotated
from training.evaluation.scoring import Problem, Scored, attempt, score
from training.evaluation.systems import Systems
from training.synthesis.generate import generate, gold_sections
from training.synthesis.pieces import GoldReport


def annotation_of(report: GoldReport, file: str) -> dict[str, Any]:
    spans = [
        {"start": span.start, "end": span.end, "tag": span.tag.value, "cell": span.key}
        for span in report.spans
        if span.tag is Tag.BLANK or report.text[span.start : span.end].strip()
    ]
    return {
        "schema": SCHEMA,
        "file": file,
        "text_sha256": text_hash(report.text),
        "family": "tsv",
        "title": report.title,
        "organ": report.organ,
        "year": report.year,
        "form": report.form,
        "spans": spans,
    }


def write(folder: Path, name: str, seed: int, **changes: object) -> GoldReport:
    """A report as text and its annotation beside it."""
    report = generate(seed, split="heldout", layout="tsv", damage=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(report.text, encoding="utf-8", newline="")
    content = annotation_of(report, f"{name}.txt") | changes
    (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return report


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


class Perfect(RuleTagger):
    """Tags what the gold of one report has, and anything else by rules."""

    name = "perfect"

    def __init__(self, report: GoldReport) -> None:
        super().__init__()
        self._report = report

    def tag(self, document: Document) -> Tags:
        assert document.text == self._report.text
        return Tags.of((Stretch(s.start, s.end, s.tag, 1.0) for s in self._report.spans), "perfect")


def test_the_spans_of_an_annotation_are_its_gold(tmp_path: Path) -> None:
    report = write(tmp_path, "a", 5)
    [item] = annotated_in(tmp_path, [])
    sample = item.load()
    assert sample.layout == "tsv" and sample.gold.form == report.form and sample.gold.is_report
    assert [kind for kind, _ in sample.gold.headings] == [section["kind"] for section in gold_sections(report)]
    numbers = {key for key, cell in sample.gold.cells.items() if cell.value is not None}
    assert numbers == {key for key, cell in report.cells.items() if cell.state == "reported"}
    counts = score(item, {"perfect": Perfect(report)}).readings["perfect"].counts
    assert counts.tagged == 1
    assert counts.tags["row_label", "right"] == counts.tags["row_label", "gold"] > 0


def test_doubtful_cells_of_an_annotation_are_counted_apart(tmp_path: Path) -> None:
    report = write(tmp_path, "a", 5)
    [key] = [key for key, cell in report.cells.items() if cell.state == "reported"][:1]
    write(tmp_path, "a", 5, doubtful=[key])
    [item] = annotated_in(tmp_path, [])
    assert score(item, {"rules": RuleTagger()}).readings["rules"].counts.doubtful == 1


def test_annotations_are_found_at_any_depth_and_other_json_is_not_one(tmp_path: Path) -> None:
    write(tmp_path / "b" / "c", "deep", 5)
    write(tmp_path / ".hidden", "no", 6)
    (tmp_path / "other.json").write_text('{"schema": "gouji/report/1"}')
    (tmp_path / "list.json").write_text("[1]")
    problems: list[Problem] = []
    assert [item.recipe for item in annotated_in(tmp_path, problems, tmp_path)] == ["b/c/deep.txt"]
    assert problems == []


def test_a_report_counts_once_whatever_names_it(tmp_path: Path) -> None:
    write(tmp_path / "x", "a", 5)
    gold = {"a": {"file": "a.txt", "tables": {}, "sections": []}, "b": {"file": "b.txt", "tables": {}, "sections": []}}
    (tmp_path / "x" / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    found = annotated_in(tmp_path, [])
    assert [(item.path.name, isinstance(item, SpanAnnotated)) for item in found] == [("a.txt", True), ("b.txt", False)]
    assert [len(items) for items in distinct([found, annotated_in(tmp_path / "x", [])])] == [2, 0]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", '{"schema": "gouji/annotation/1", "fi', "JSON"),
        ("a.json", '{"schema": "gouji/annotation/9", "file": "a.txt"}', "gouji/annotation/9"),
        ("a.json", '{"schema": "gouji/annotation/1", "file": "../a.txt"}', "file"),
        ("gold.json", '{"a": {"file": "/etc/hosts"}}', "a"),
        ("gold.json", '{"a": 3}', "a"),
    ],
)
def test_what_is_no_usable_annotation_is_named(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    problems: list[Problem] = []
    assert annotated_in(tmp_path, problems) == []
    [problem] = problems
    assert name in problem.report and reason in problem.reason


def test_an_annotation_whose_text_has_changed_no_longer_counts(tmp_path: Path) -> None:
    report = write(tmp_path, "a", 5)
    (tmp_path / "a.txt").write_text(report.text + "。", encoding="utf-8", newline="")
    [item] = annotated_in(tmp_path, [])
    problem = attempt(item, {"rules": RuleTagger()})
    assert isinstance(problem, Problem) and "正文与标注时不同" in problem.reason


@pytest.mark.parametrize("changes", [{"spans": [{"start": 0}]}, {"year": "x"}, {"states": {"no.such.cell": "blank"}}])
def test_a_broken_annotation_gives_its_reason_in_one_line(tmp_path: Path, changes: dict[str, object]) -> None:
    write(tmp_path, "a", 5, **changes)
    [item] = annotated_in(tmp_path, [])
    problem = attempt(item, {"rules": RuleTagger()})
    assert isinstance(problem, Problem)
    assert problem.reason and "\n" not in problem.reason


def test_entries_of_gold_without_their_file_or_their_keys_are_problems(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    gold = {"a": {"file": "a.txt", "tables": {}, "sections": []}, "b": {"file": "b.txt", "tables": {}}}
    (tmp_path / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    reasons = [attempt(item, {}) for item in annotated_in(tmp_path, [])]
    assert ["打不开 a.txt" in reasons[0].reason, "sections" in reasons[1].reason] == [True, True]  # type: ignore[union-attr]


def test_mistakes_are_placed_where_the_text_has_them(tmp_path: Path) -> None:
    report = write(tmp_path, "a", 5)
    found = next(span for span in report.spans if span.tag is Tag.VALUE and span.key)
    write(tmp_path, "a", 5, values={found.key: 123456})
    [item] = annotated_in(tmp_path, [])
    result = attempt(item, {"perfect": Perfect(report)})
    assert isinstance(result, Scored)
    mistake = next(one for one in result.readings["perfect"].placed if one.key == found.key)
    line = report.text.splitlines()[(mistake.line or 0) - 1]
    written = report.text[found.start : found.end]
    assert (mistake.whence, mistake.expected) == ("cell", "123456")
    assert line[(mistake.column or 0) - 1 :].startswith(written)
    assert mistake.excerpt[slice(*mistake.mark)] == written


@pytest.mark.training
def test_folders_are_scored_by_one_system(tmp_path: Path) -> None:
    write(tmp_path / "one", "a", 5)
    write(tmp_path / "two", "b", 6)
    stages: set[str] = set()
    evaluated = evaluate_folders(
        [tmp_path / "one", tmp_path / "two"],
        out=tmp_path / "out",
        rules=True,
        on_stage=lambda stage, _done, _total: stages.add(stage),
    )
    data = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert data == evaluated.data
    assert data["systems"] == ["rules"] and data["reports"] == 2
    assert list(data["sets"]) == [str(tmp_path / "one"), str(tmp_path / "two")]
    assert data["groups"]["overall"]["rules"]["cells"] == sum(s["rules"]["cells"] for s in data["sets"].values())
    assert set(data["groups"]["overall"]["rules"]["tables"]) == {"proactive", "requests", "reviews"}
    bins = data["populations"]["annotated"]["calibration"]["rules"]
    assert sum(one["cells"] for one in bins["cells"]) > sum(one["cells"] for one in bins["numbers"]) > 0
    assert len(stages) == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["evaluation.html", "evaluation.json"]


def test_a_model_of_ones_own_is_not_called_the_shipped_one(tmp_path: Path) -> None:
    assert Systems(shipped=tmp_path, rules=False, tagger_name="model").names == ["model"]
    with pytest.raises(EvaluationError, match="没有可用的标注模型"):
        evaluate_folders([tmp_path], out=tmp_path, model=tmp_path)


@pytest.mark.training
def test_the_command_goes_on_past_a_broken_annotation_and_says_so(tmp_path: Path) -> None:
    write(tmp_path / "in", "good", 5)
    write(tmp_path / "in", "bad", 6, text_sha256="0" * 64)
    result = run(tmp_path / "in", "--rules", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "bad.txt" in result.stderr and "正文与标注时不同" in result.stderr
    assert "overall" in result.stdout and "评测" in result.stderr
    page = (tmp_path / "out" / "evaluation.html").read_text(encoding="utf-8")
    assert "bad.txt" in page and "正文与标注时不同" in page


@pytest.mark.training
def test_the_command_prints_json_alone(tmp_path: Path) -> None:
    write(tmp_path / "in", "good", 5)
    result = run(tmp_path / "in", "--rules", "--json", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reports"] == 1


@pytest.mark.training
def test_a_folder_without_annotations_is_an_error(tmp_path: Path) -> None:
    result = run(tmp_path, "--rules", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "没有标注" in result.stderr and "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--themes", "."],
        ["--themes", "--reports", "3"],
        ["--themes", "--seed", "0"],
        ["--themes", "--scans", "0"],
        ["--themes", "--rules"],
        [".", "--reports", "3"],
        [".", "--seed", "0"],
        [".", "--scans", "0"],
        [".", "--rules", "--model", "."],
        ["--rules"],
        ["--no-encoder"],
        ["nowhere-at-all"],
    ],
)
def test_arguments_that_do_not_go_together_are_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    monkeypatch.chdir(tmp_path)
    for name in ("_evaluate_tables", "_evaluate_themes"):
        monkeypatch.setattr(measuring_commands, name, lambda *given, **options: ran.append(options))
    assert run(*arguments).exit_code == 2
    assert ran == []


@pytest.mark.parametrize("library", ["matplotlib", "jinja2"])
def test_a_missing_library_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    result = run(tmp_path, "--rules")
    assert result.exit_code == 1
    assert "gouji[train]" in result.stderr and library in result.stderr
