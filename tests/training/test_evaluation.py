"""From held-out reports to tables: the plan, the groups, the gold, what is printed and written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import training.evaluation.run as run
from reports.document import Document
from reports.forms import load_form
from reports.rules import RuleTagger
from reports.tags import Tags
from training.evaluation import evaluate, formats
from training.evaluation.counts import Counts
from training.evaluation.gold import GoldCell, Synthetic, annotated_gold, annotated_items, gold_value, synthetic_gold
from training.evaluation.machine import machine_facts
from training.evaluation.presentation import (
    BEATEN,
    Grid,
    as_markdown,
    as_text,
    groups_table,
    per_cent,
    scans_table,
)
from training.evaluation.scoring import Reading, Scored, beaten, grouped, score, score_all, worst
from training.evaluation.systems import CrfSettings, Systems, shipped_model
from training.synthesis.generate import generate
from training.synthesis.layouts import HELDOUT_LAYOUTS


def scored(layout: str, *damage: str, name: str = "x", **systems: Counts) -> Scored:
    return Scored(name, name, layout, damage, {system: Reading(counts) for system, counts in systems.items()})


def test_every_layout_is_met_often_enough() -> None:
    items = run.plan(400, 3)
    amounts = Counter(item.layout for item in items)
    assert set(amounts) == set(HELDOUT_LAYOUTS)
    assert min(amounts.values()) >= 15
    assert [item.seed for item in items] == list(range(3_000_000, 3_000_400))
    assert items == run.plan(400, 3)


@pytest.mark.parametrize("reports", [1, 14, 47, 300])
def test_a_plan_has_as_many_reports_as_asked(reports: int) -> None:
    assert len(run.plan(reports, 0)) == reports


def test_synthetic_gold_covers_the_form() -> None:
    report = generate(5, split="heldout", layout="tsv", damage=False)
    gold = synthetic_gold(report)
    assert set(gold.cells) == set(load_form(report.form).cell_keys())
    assert {kind for kind, _ in gold.headings} <= {"overview", "proactive", "requests", "reviews", "problems", "other"}


def test_a_signed_column_is_read_with_its_sign() -> None:
    assert gold_value("proactive.licensing.change", "减2", "reported") == -2
    assert gold_value("requests.granted.total", "1,234", "reported") == 1234
    assert gold_value("requests.granted.total", None, "blank") is None
    with pytest.raises(ValueError, match="says no number"):
        gold_value("requests.granted.total", "若干", "reported")


def test_an_annotated_entry_says_values_states_and_doubt() -> None:
    entry: dict[str, Any] = {
        "tables": {"proactive": {"rules": {"issued": "七成", "repealed": None, "in_force": "/"}}},
        "states": {"proactive.rules.in_force": "not_applicable"},
        "values": {"proactive.rules.issued": 7},
        "doubtful_cells": ["proactive.rules.repealed"],
        "sections": [{"kind": "overview", "heading": "一、总体情况"}],
        "not_a_report": True,
    }
    gold = annotated_gold("x", entry)
    assert gold.cells == {
        "proactive.rules.issued": GoldCell(7, "reported"),
        "proactive.rules.repealed": GoldCell(None, "blank", doubtful=True),
        "proactive.rules.in_force": GoldCell(None, "not_applicable"),
    }
    assert gold.headings == (("overview", "一、总体情况"),)
    assert not gold.is_report


def test_a_folder_without_gold_has_no_items(tmp_path: Path) -> None:
    assert annotated_items(tmp_path) == []


def test_a_report_is_in_the_groups_of_its_layout_and_all_its_damage() -> None:
    groups = grouped(
        [
            scored("tsv", rules=Counts(reports=1, cells=2, values=1)),
            scored("box", "truncated", "mojibake", rules=Counts(reports=1, cells=2)),
        ]
    )
    assert list(groups) == [
        "overall",
        "clean",
        "damaged",
        "layout: box",
        "layout: tsv",
        "damage: mojibake",
        "damage: truncated",
    ]
    assert groups["overall"]["rules"].cells == 4
    assert groups["clean"]["rules"].values == 1
    assert groups["damage: truncated"]["rules"].reports == 1


def test_a_silent_mistake_is_worse_than_many_lost_cells() -> None:
    lost = scored("tsv", name="lost", rules=Counts(cells=200, values=100, states=200))
    silent = scored("tsv", name="silent", rules=Counts(cells=200, values=199, states=199, wrong=1, silent=1))
    fine = scored("tsv", name="fine", rules=Counts(cells=200, values=200, states=200))
    assert [one.name for one in worst([fine, lost, silent], "rules")] == ["silent", "lost"]
    assert [one.name for one in worst([lost, silent], "rules", 1)] == ["silent"]


def test_a_tie_is_not_a_defeat() -> None:
    assert not beaten({"rules": Counts(values=5), "shipped": Counts(values=5)}, "shipped")
    assert beaten({"rules": Counts(values=6), "crf": Counts(values=1), "shipped": Counts(values=5)}, "shipped")


def test_groups_that_the_shipped_tagger_loses_are_marked() -> None:
    groups = grouped(
        [
            scored("tsv", rules=Counts(reports=1, cells=9, values=9), shipped=Counts(reports=1, cells=9, values=8)),
            scored("box", rules=Counts(reports=1, cells=9, values=1), shipped=Counts(reports=1, cells=9, values=9)),
        ]
    )
    marked = {row[0] for row in groups_table(groups, ["rules", "shipped"]).rows if BEATEN in row[0]}
    assert marked == {f"layout: tsv {BEATEN}"}


class Broken(RuleTagger):
    name = "broken"

    def tag(self, document: Document) -> Tags:
        raise IndexError("no such token")


def test_a_system_that_fails_loses_the_report_and_not_the_evaluation() -> None:
    result = score(Synthetic(8, "tsv"), {"rules": RuleTagger(), "broken": Broken()})
    assert result.readings["broken"].error == "IndexError: no such token"
    assert result.readings["broken"].counts.values == 0
    assert result.readings["rules"].counts.values > 100
    assert result.readings["rules"].counts.tagged == 1


def test_bytes_that_cannot_be_read_fail_for_every_system(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    entry = {"file": "empty.txt", "tables": {}, "sections": [], "not_a_report": True}
    (tmp_path / "gold.json").write_text(json.dumps({"empty": entry}), encoding="utf-8")
    items = annotated_items(tmp_path)
    [result] = score_all(items, Systems(), processes=1, on_stage=lambda *_: None, stage="", problems=[])
    assert result.readings["rules"].counts.failures == 1
    assert result.readings["rules"].error


def corpus_in(folder: Path, *names: str) -> Path:
    """A folder like the corpus, its files empty."""
    tables = {"proactive": {"rules": {"issued": "1"}}}
    entries = {
        name: {"file": name, "format": name.rpartition(".")[2], "family": "x", "tables": tables, "sections": []}
        for name in names
    }
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"")
    (folder / "gold.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder


def test_files_are_sorted_by_format_and_some_pdfs_are_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats.office, "find_executable", lambda: "soffice")
    monkeypatch.setattr(formats.ocr, "is_installed", lambda: True)
    folder = corpus_in(tmp_path / "formats", "a.html", "b.doc", "c.rtf", *(f"{n}.pdf" for n in range(9)))
    notes: list[str] = []
    found = formats.items_by_format(folder, notes, scans=3, cache=tmp_path / "scans")
    assert list(found) == ["format: html", "format: doc/rtf/odt", "format: pdf", "format: scan"]
    assert [len(items) for items in found.values()] == [1, 2, 9, 3]
    assert [item.path.name for item in found["format: scan"]] == ["1.pdf", "4.pdf", "7.pdf"]
    assert notes == []


def test_what_cannot_be_read_here_is_left_out_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats.office, "find_executable", lambda: None)
    monkeypatch.setattr(formats.ocr, "is_installed", lambda: False)
    folder = corpus_in(tmp_path / "formats", "a.html", "b.doc", "c.odt", "d.pdf")
    notes: list[str] = []
    found = formats.items_by_format(folder, notes, scans=2, cache=tmp_path / "scans")
    assert list(found) == ["format: html", "format: pdf"]
    assert len(notes) == 2
    assert formats.items_by_format(tmp_path / "none", [], scans=2, cache=tmp_path) == {}


def test_a_scan_has_pictures_and_no_text(tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    pytest.importorskip("PIL")
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(2):
        pdf.new_page(200, 300)
    path = tmp_path / "x.pdf"
    pdf.save(path)
    scan = formats.Scan(path, {"tables": {}, "sections": []}, tmp_path / "scans")
    data = scan.load().data
    made = pypdfium2.PdfDocument(data)
    assert len(made) == 2
    assert [round(side) for side in made[0].get_size()] == [200, 300]
    assert [item.type for item in made[0].get_objects()] == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    [kept] = (tmp_path / "scans").iterdir()
    kept.write_bytes(b"kept")
    assert scan.load().data == b"kept"


def test_scans_are_judged_by_what_they_guess() -> None:
    group = {"shipped": Counts(reports=1, cells=200, values=190, kept=199, wrong=2, sure=1)}
    rows = [[cell.strip() for cell in row] for row in scans_table(group, ["shipped"]).rows]
    assert [row[1] for row in rows] == ["99.50", "1", "0", "0"]


def test_shares_are_rounded_down() -> None:
    assert per_cent(0.99999) == "99.99"
    assert per_cent(1.0) == "100.00"
    assert per_cent(0.07) == "7.00"
    assert per_cent(None) == "–"


def test_tables_are_even_as_text_and_complete_as_markdown() -> None:
    grid = Grid("表", ["组 group", "值"], [["甲", "9 / 10"], ["overall", "100 / 1"]])
    text = as_text(grid).splitlines()
    assert text[2] == "甲          9 / 10"
    assert text[3] == "overall    100 / 1"
    assert as_markdown(grid).splitlines()[2:] == [
        "| 组 group | 值 |",
        "| --- | ---: |",
        "| 甲 | 9 / 10 |",
        "| overall | 100 / 1 |",
    ]


def test_facts_of_the_machine_name_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/somewhere/bin/gouji", "evaluate"])
    facts = machine_facts(tmp_path)
    assert facts["command"] == "gouji evaluate"
    assert facts["commit"] is None


def test_a_missing_model_gives_its_reason(tmp_path: Path) -> None:
    path, reason = shipped_model(tmp_path)
    assert path is None
    assert reason


@pytest.mark.training
def test_an_evaluation_without_a_tagger_compares_two_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_checkout", lambda: tmp_path)
    corpus_in(tmp_path / "annotations" / "formats", "a.html")
    stages: set[str] = set()
    crf = CrfSettings(reports=8, iterations=2)
    evaluated = evaluate(
        reports=len(HELDOUT_LAYOUTS),
        seed=1,
        out=tmp_path / "results",
        on_stage=lambda stage, _done, _total: stages.add(stage),
        model=tmp_path / "none",
        crf=crf,
        processes=1,
    )
    results = json.loads((tmp_path / "results" / "evaluation.json").read_text(encoding="utf-8"))
    page = (tmp_path / "results" / "evaluation.md").read_text(encoding="utf-8")
    assert "只比较两种系统" in evaluated.summary
    assert evaluated.data == results
    assert (tmp_path / "results" / "evaluation.html").is_file()
    assert str(tmp_path) not in page
    assert results["groups"]["overall"]["rules"]["reports"] == len(HELDOUT_LAYOUTS)
    assert set(results["groups"]["overall"]) == {"rules", "crf"}
    assert {name for name in results["groups"] if name.startswith("layout: ")} == {
        f"layout: {name}" for name in HELDOUT_LAYOUTS
    }
    assert results["sets"]["format: html"]["rules"]["failures"] == 1
    assert "| format: html" in page
    assert results["scans"] == 0
    assert results["worst"]["formats"][0]["name"] == "a"
    assert results["worst"]["synthetic"][0]["recipe"] in page
    assert "评测合成报告" in stages
    assert [path.suffix for path in (tmp_path / "runs").iterdir()] == [".model"]
