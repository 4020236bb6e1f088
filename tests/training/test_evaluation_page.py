"""The evaluation's page: its figures, and that nothing of a report gets into its markup."""

from __future__ import annotations

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

from training.evaluation.counts import Counts
from training.evaluation.places import PlacedMistake
from training.evaluation.scoring import Problem, Reading, Scored
from training.evaluation.webpage import as_page
from training.evaluation.writing import ANNOTATED, Evaluation, as_data

pytestmark = pytest.mark.training
NASTY = "<script>alert('甲')</script>"


def evaluation() -> Evaluation:
    counts = Counts(reports=1, cells=4, values=3, states=3, wrong=1, silent=1, tagged=1)
    for confidence, right in ((0.97, True), (0.97, False), (0.3, False)):
        counts.reliability.note(confidence, right)
        counts.reliability_numbers.note(confidence, right)
    counts.tags.update({("value", "gold"): 3, ("value", "found"): 3, ("value", "right"): 2})
    mistake = PlacedMistake(f"{NASTY}.txt", "k", "silent", "1", "2", 0.97, 3, 5, None, "cell", f"规章 {NASTY}", (3, 11))
    scored = Scored(
        NASTY, f"{NASTY}.txt", f"版式{NASTY}", (f"损坏{NASTY}",), {"rules": Reading(counts, placed=[mistake])}
    )
    facts = {"reports": 1, "shipped": None, "machine": {"python": "3"}, "processes": 1, "notes": [NASTY]}
    return Evaluation(facts, ["rules"], ANNOTATED, [scored], {}, [Problem(f"{NASTY}.json", NASTY)])


def test_the_page_has_every_figure_and_escapes_what_reports_say() -> None:
    one = evaluation()
    page = as_page(one, as_data(one))
    assert page.count("<svg") == 5
    for key in ("reliability-annotated", "confidence-annotated", "layouts", "damage", "tags"):
        assert f'<figure id="{key}">' in page
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "3:5" in page and "<mark>" in page
    assert "http://" not in page.replace("http://www.w3.org/", "") and "src=" not in page
    assert "版式" in page[page.index('id="layouts"') :]  # Chinese stays text in figures


def test_the_same_results_give_the_same_page() -> None:
    one, other = evaluation(), evaluation()
    assert as_page(one, as_data(one)) == as_page(other, as_data(other))


def test_figures_without_data_say_so() -> None:
    one = evaluation()
    one.scored[0].layout, one.scored[0].damage = "", ()
    one.scored[0].readings["rules"] = Reading(Counts(reports=1))
    page = as_page(one, as_data(one))
    assert page.count("没有数据") == 5 and "<svg" not in page
