"""Claims that were found, against those that were annotated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.report import Claim
from training.themes import claims
from training.themes.claims import AnnotatedNarrative, claim_scores, found_in, load_narratives, score_narratives

TEXT = "一、总体情况\n2023年，我局新收到政府信息公开申请12件。\n没有发生行政诉讼。"
RECEIVED = "requests.new_received.total"


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "id": "n1",
        "organ": "澜渡县渔业局",
        "year": 2023,
        "form": "2021",
        "text": TEXT,
        "tables": {RECEIVED: 12, "requests.refused.state_secret.total": 0},
        "claims": [{"text": "申请12件", "quantity": RECEIVED, "value": 12, "status": "agrees"}],
    } | changes


def narratives(tmp_path: Path, *entries: dict[str, Any]) -> list[AnnotatedNarrative]:
    path = tmp_path / "n.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in entries), encoding="utf-8")
    return list(load_narratives(path))


def claim(quantity: str, value: float, status: str = "agrees", text: str = "12件") -> Claim:
    return Claim(quantity=quantity, value=value, text=text, span=(0, len(text)), status=status)  # type: ignore[arg-type]


def test_a_narrative_as_it_is_loaded(tmp_path: Path) -> None:
    (one,) = narratives(tmp_path, entry(optional=[{"text": "12件", "value": 12}]))
    assert one.claims == {(RECEIVED, 12.0): "agrees"}
    assert one.optional == (("12件", 12.0),)
    assert one.tables["requests"]["refused.state_secret"]["total"].value == 0
    assert one.tables["requests"]["new_received"]["total"].value == 12


def test_a_plain_claim_is_found_in_an_annotated_narrative(tmp_path: Path) -> None:
    (one,) = narratives(tmp_path, entry())
    found = [claim for claim in found_in(one) if claim.quantity == RECEIVED]
    assert [(claim.value, claim.status) for claim in found] == [(12, "agrees")]
    assert all(TEXT[slice(*claim.span)] == claim.text for claim in found)


def test_paragraphs_are_lines_with_something_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr(claims, "find_claims", lambda text, spans, *rest: given.extend(spans) or ())
    (one,) = narratives(tmp_path, entry(text="甲。\n\n  \n乙丙。\n丁"))
    found_in(one)
    assert [one.text[a:b] for a, b in given] == ["甲。", "乙丙。", "丁"]


def test_every_kind_of_mistake_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [(RECEIVED, 12, "agrees"), ("a.b.c", 3, "agrees"), ("a.b.d", 4, "differs"), ("a.b.e", 5, "unmatched")]
    (one,) = narratives(
        tmp_path,
        entry(
            claims=[{"text": "", "quantity": key, "value": value, "status": status} for key, value, status in wanted],
            optional=[{"text": "其中7件", "value": 7}],
        ),
    )
    found = (
        claim(RECEIVED, 12),  # right
        claim("a.b.c", 3, "differs"),  # right but for its status, and a false alarm
        claim("a.b.d", 40, "differs"),  # another value: one lost, one extra, a false alarm
        claim("a.b.e", 5, "agrees"),  # right but for its status
        claim("x.y.z", 7, "differs", "7件"),  # can be disputed
        claim("x.y.z", 8, "unmatched", "其中7件"),  # another value than what can be disputed
    )
    monkeypatch.setattr(claims, "found_in", lambda narrative: found)
    scores = score_narratives([one])
    assert (scores["narratives"], scores["claims"]) == (1, 4)
    assert scores["precision"] == pytest.approx(3 / 5)
    assert scores["recall"] == pytest.approx(3 / 4)
    assert scores["status"] == pytest.approx(1 / 3)
    assert scores["false_differs"] == 2
    assert len(scores["mistakes"]) == 5
    assert all(mistake.startswith("n1: ") for mistake in scores["mistakes"])


def test_nothing_wanted_and_nothing_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "found_in", lambda narrative: ())
    scores = score_narratives(narratives(tmp_path, entry(claims=[])))
    assert (scores["precision"], scores["recall"], scores["status"], scores["mistakes"]) == (1, 1, 1, [])
    assert score_narratives([])["claims"] == 0


def test_each_file_is_scored_and_none_is_said(tmp_path: Path) -> None:
    notes: list[str] = []
    assert claim_scores(tmp_path, notes) == {}
    assert len(notes) == 1
    folder = tmp_path / "annotations" / "claims"
    folder.mkdir(parents=True)
    narratives(folder, entry())
    notes.clear()
    assert set(claim_scores(tmp_path, notes)) == {"n"}
    assert notes == []
