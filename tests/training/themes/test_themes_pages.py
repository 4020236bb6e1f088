"""The evaluation's page and terminal tables, from made-up results."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")

import numpy as np

from models.themes import COLUMNS, Decision
from reports.themes import THEME_NAMES
from tests.models.small_classifier import decision
from tests.training.themes.tiny_corpus import passage
from training.themes.measures import agreement
from training.themes.measuring import confusions, measured
from training.themes.pages import as_page, as_terminal, with_confusion
from training.themes.systems import Samples

pytestmark = pytest.mark.training

PASSAGES = (
    passage("甲", "problem", "content"),
    passage("乙", "problem", "timeliness"),
    passage("丙", "measure", "training", "staffing"),
    passage("丁", "context"),
)
FOUND = {"甲": ("problem", "content"), "乙": ("measure", "content"), "丙": ("measure", "training"), "丁": ("context",)}

HARDER = {"role_accuracy": 0.5, "micro_f1": 0.25, "macro_f1": 0.125}


def scorer(texts: Any) -> np.ndarray:
    """Logits that are sure of what FOUND says."""
    return np.asarray([[8.0 if column in FOUND[text] else -8.0 for column in COLUMNS] for text in texts])


def scores() -> dict[str, Any]:
    samples = Samples(PASSAGES, tuple(FOUND), (None, "problem", None, None))
    prior = {"problem": {"problem": 20.0, "measure": 0.0, "context": 0.0}}
    return measured(scorer, Decision.model_validate(decision(headings=prior)), samples)


def results(**changes: Any) -> dict[str, Any]:
    boundaries = {"precision": 0.9, "recall": 0.8, "f1": 0.847}
    return {
        "machine": {"cpu": "a chip", "gpu": None},
        "shipped": "gouji-themes 1.0",
        "passages": {"train": 70, "validation": 15, "test": 4},
        "documents": {"train": 7, "validation": 2, "test": 1},
        "systems": {"keywords": scores(), "linear": scores()},
        "passages_per_second": {"keywords": 123456.0, "linear": 4321.0},
        "breadth": {"keywords": None, "linear": {"passages": 9, **HARDER}},
        "real": {"passages": 11, **HARDER},
        "boundaries": {"test": boundaries},
        "links": {"precision": 0.5, "recall": 0.25, "links": 4},
        "agreement": agreement([("problem", {"content"}), ("context", set())], [("problem", {"content"})] * 2),
        "claims": {
            "dev": {"claims": 3, "precision": 1.0, "recall": 2 / 3, "status": 1.0, "false_differs": 0, "narratives": 1}
        },
        "notes": ["a note"],
    } | changes


def row(page: str, label: str) -> list[str]:
    """The cells of the page's first row that begins so."""
    line = next(line for line in page.splitlines() if line.startswith(f"| {label}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_measured_by_hand() -> None:
    found = scores()
    assert found["role_accuracy"] == 0.75
    assert found["role_accuracy_in_place"] == 1  # under a heading "problem" 乙 is one
    assert found["role_confusion"]["problem > measure"] == 1
    assert found["micro_f1"] == pytest.approx(2 * 2 / (3 + 4))
    assert found["exact"] == 0.5
    assert found["theme_ece"] == pytest.approx(1 / 3, abs=1e-3)  # three given, all sure, one of them wrong
    assert found["role_ece"] == pytest.approx(0.25, abs=1e-3)
    assert found["themes"]["content"]["support"] == 1
    assert found["theme_confusion"] == {"timeliness > content": 1, "staffing > –": 1}
    assert found["roles"] == {"problem": 2, "measure": 1, "context": 1}


def test_confusions_count_each_missed_with_each_given() -> None:
    gold = [frozenset({"content", "training"}), frozenset({"content"}), frozenset[str]()]
    assert confusions(gold, [{"platform"}, {"content"}, {"vetting"}]) == {
        "content > platform": 1,
        "training > platform": 1,
        "– > vetting": 1,
    }


def test_the_page_shows_every_figure() -> None:
    page = as_page(results())
    assert row(page, "macro F1 %")[1:3] == ["41.66", "41.66"]  # content 2/3, training 1, timeliness and staffing 0
    assert row(page, "角色准确率")[1:] == ["75.00", "75.00", "50.00"]
    assert row(page, "段/秒")[1:] == ["123,456", "4,321", "–"]
    assert row(page, "段落边界 boundaries, test")[1:] == ["90.00", "80.00", "84.70"]
    assert row(page, "dev")[1:] == ["3", "100.00", "66.66", "100.00", "0"]
    assert row(page, "少见的说法 unusual wordings (9): linear")[1:] == ["50.00", "25.00", "12.50"]
    assert row(page, "真实报告 real reports (11)")[1:] == ["50.00", "25.00", "12.50"]
    assert "unusual wordings (9): keywords" not in page
    assert row(page, "公开时效 timeliness")[1:] == ["1", "0.00", "0.00", "1.00"]
    assert row(page, "problem")[1:] == ["1", "1", "0"]
    assert "- a note" in page and "cpu a chip" in page and "gpu" not in page.split("\n\n")[2]
    assert all(f"{name} {theme}" in page for theme, name in THEME_NAMES.items())


def test_without_a_second_annotation_claims_and_harder_passages() -> None:
    page = as_page(results(agreement=None, claims={}, breadth={"keywords": None}, real=None))
    assert "Harder passages" not in page
    assert "annotators (" not in page and "| dev" not in page
    assert row(page, "角色准确率")[1:] == ["75.00", "75.00"]
    assert "a note" in as_terminal(results(agreement=None, claims={}))


def test_all_rows_of_a_table_are_of_one_length() -> None:
    for changes in ({}, {"agreement": None}):
        lengths: set[int] = set()
        for line in [*as_page(results(**changes)).splitlines(), ""]:
            if line.startswith("|"):
                lengths.add(line.count("|"))
                continue
            assert len(lengths) <= 1, line
            lengths.clear()


def test_the_confusion_matrix_stands_between_its_marks() -> None:
    page = "# Themes\n\n<!-- confusion: begin -->\nold\n<!-- confusion: end -->\n\nafter\n"
    written = with_confusion(page, results())
    assert written.startswith("# Themes\n\n<!-- confusion: begin -->\n| ") and written.endswith("\n\nafter\n")
    assert "old" not in written
    assert row(written, "missed")[1:] == ["timeliness", "content", "staffing", "–"]
    assert row(written, "timeliness")[1:] == ["", "1", "", ""]
    assert row(written, "staffing")[1:] == ["", "", "", "1"]
    assert with_confusion(written, results()) == written
