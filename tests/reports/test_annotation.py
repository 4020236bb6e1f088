"""Annotations: spans over an untouched text, and what follows from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.annotation import AnnotatedSpan, Annotation, AnnotationError, load_annotation, text_hash, verify
from reports.tags import Tag

TEXT = "规章\t3\t\t减2\t/\n"
SPANS = (
    AnnotatedSpan(start=0, end=2, tag=Tag.ROW_LABEL),
    AnnotatedSpan(start=3, end=4, tag=Tag.VALUE, cell="proactive.rules.made"),
    AnnotatedSpan(start=5, end=5, tag=Tag.BLANK, cell="proactive.rules.disclosed"),
    AnnotatedSpan(start=6, end=8, tag=Tag.VALUE, cell="proactive.licensing.change"),
    AnnotatedSpan(start=9, end=10, tag=Tag.VALUE, cell="proactive.licensing.decisions"),
)


def annotation(**changes: object) -> Annotation:
    plain: dict[str, object] = {"file": "a.txt", "text_sha256": text_hash(TEXT), "form": "2019", "spans": SPANS}
    return Annotation.model_validate({**plain, **changes})


def test_cells_follow_from_the_spans() -> None:
    cells = annotation(doubtful=("proactive.rules.made",)).cells(TEXT)
    assert (cells["proactive.rules.made"].value, cells["proactive.rules.made"].doubtful) == (3, True)
    assert cells["proactive.rules.disclosed"].state == "blank"
    assert cells["proactive.licensing.change"].value == -2
    assert cells["proactive.licensing.decisions"].state == "not_applicable"
    assert cells["requests.new_received.total"].state == "missing"


def test_states_and_values_say_what_the_spans_do_not() -> None:
    cells = annotation(
        states={"proactive.rules.made": "unreadable", "reviews.reconsideration.total": "blank"},
        values={"proactive.licensing.change": -20},
    ).cells(TEXT)
    assert (cells["proactive.rules.made"].state, cells["proactive.rules.made"].value) == ("unreadable", None)
    assert cells["reviews.reconsideration.total"].state == "blank"
    assert cells["proactive.licensing.change"].value == -20


def test_an_annotation_holds_for_its_own_text_only() -> None:
    verify(annotation(), TEXT)
    with pytest.raises(AnnotationError, match="正文与标注时不同"):
        verify(annotation(), TEXT + " ")


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([{"start": 3, "end": 4, "tag": "value"}, {"start": 0, "end": 2, "tag": "row_label"}], "次序颠倒"),
        ([{"start": 0, "end": 99, "tag": "prose"}], "越界"),
        ([{"start": 3, "end": 4, "tag": "blank"}], "空白单元格中有文字"),
        ([{"start": 5, "end": 5, "tag": "value"}], "其他标签没有文字"),
        ([{"start": 0, "end": 2, "tag": "row_label", "cell": "proactive.rules.made"}], "标签不是数值或空白"),
        ([{"start": 3, "end": 4, "tag": "value", "cell": "proactive.rules.issued"}], "没有这些单元格"),
        ([{"start": 0, "end": 2, "tag": "value", "cell": "proactive.rules.made"}], "读不出数字|没有"),
    ],
)
def test_what_does_not_hold_is_named(spans: list[dict[str, object]], message: str) -> None:
    states = {"proactive.rules.made": "reported"} if "读不出" in message else {}
    with pytest.raises(AnnotationError, match=message):
        verify(annotation(spans=spans, states=states), TEXT)


def test_another_editions_table_has_its_own_cells() -> None:
    mixed = annotation(form="2021", tables={"proactive": "2019"})
    assert "proactive.rules.made" in mixed.cells(TEXT)
    assert "requests.refused.security_stability.total" in mixed.cells(TEXT)


def test_a_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"schema": "gouji/annotation/1", "file": "a.txt", "colour": 1}), encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"broken\.json"):
        load_annotation(path)
