"""The narrative outside of the section on problems, cut into passages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from models.themes import Classified
from reports.passages.paragraphs import LONGEST, SHORTEST, paragraphs
from reports.report import Cell, Report, Section, Subsection
from reports.rules import RuleTagger
from service.pipeline import read

HANDWRITTEN = Path(__file__).resolve().parents[3] / "annotations" / "handwritten"
SENTENCE = "全年在县政府网站公开各类信息一百二十条，比上年有所增加。"


class _NoClassifier:
    name, version = "none", "1"

    def classify(self, passages: list[str], under: object = None) -> list[Classified]:
        return [Classified("context", 1.0, ()) for _ in passages]


def _report(make_report: Callable[..., Report], *parts: tuple[str, str], kind: str = "overview") -> Report:
    """A report of one section; parts are subheadings ("" for none) with their bodies."""
    text = "一、总体情况\n"
    subsections = []
    for heading, body in parts:
        start = len(text)
        text += heading + body + "\n"
        if heading:
            span = (start, start + len(heading))
            subsections.append(Subsection(heading=heading, heading_span=span, span=(start, len(text))))
    section = Section(
        number=1,
        kind=kind,
        heading="一、总体情况",
        heading_span=(0, 6),
        span=(0, len(text)),
        subsections=tuple(subsections),
    )
    return make_report().model_copy(update={"text": text, "sections": (section,), "tables": {}})


def _texts(report: Report) -> list[str]:
    return [report.text[one.start : one.end] for one in paragraphs(report)]


def test_a_paragraph_is_a_passage_under_its_heading(make_report: Callable[..., Report]) -> None:
    report = _report(make_report, ("", SENTENCE * 2), ("（一）主动公开\n", f"{SENTENCE * 2}\n{SENTENCE * 3}"))
    assert _texts(report) == [SENTENCE * 2, SENTENCE * 2, SENTENCE * 3]
    assert [one.under for one in paragraphs(report)] == [None, "（一）主动公开\n", "（一）主动公开\n"]
    assert {one.section for one in paragraphs(report)} == {"overview"}


def test_short_paragraphs_join_the_next_within_the_subsection(make_report: Callable[..., Report]) -> None:
    report = _report(make_report, ("（一）甲\n", f"主要做法有三点。\n{SENTENCE * 2}"), ("（二）乙\n", "没有收费。"))
    assert _texts(report) == [f"主要做法有三点。\n{SENTENCE * 2}"]


def test_the_last_short_one_joins_the_one_before(make_report: Callable[..., Report]) -> None:
    report = _report(make_report, ("（一）甲\n", f"{SENTENCE * 2}\n没有收费。"))
    assert _texts(report) == [f"{SENTENCE * 2}\n没有收费。"]


def test_long_paragraphs_are_cut_at_the_ends_of_sentences(make_report: Callable[..., Report]) -> None:
    report = _report(make_report, ("", SENTENCE * 30))
    found = _texts(report)
    assert "".join(found) == SENTENCE * 30
    assert all(SHORTEST <= len(text) <= LONGEST and text.endswith("。") for text in found)
    assert max(map(len, found)) - min(map(len, found)) <= 2 * len(SENTENCE)


def test_text_without_any_mark_is_cut_all_the_same(make_report: Callable[..., Report]) -> None:
    found = _texts(_report(make_report, ("", "长" * 1000 + "。")))
    assert len(found) == 3
    assert all(SHORTEST <= len(text) <= LONGEST for text in found)


def test_labels_figures_and_page_numbers_are_no_prose(make_report: Callable[..., Report]) -> None:
    noise = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）\n"
    noise += "- 3 -\n12 34 0 0 5\n本年新制作数量，本年废止件数，现行有效件数\n"
    assert _texts(_report(make_report, ("", f"{noise}{SENTENCE * 2}"))) == [SENTENCE * 2]


def test_no_passage_is_of_the_section_on_problems(make_report: Callable[..., Report]) -> None:
    assert _texts(_report(make_report, ("", SENTENCE * 2), kind="problems")) == []


def test_no_passage_goes_over_a_table(make_report: Callable[..., Report]) -> None:
    report = _report(make_report, ("", f"{SENTENCE}\n规章 3 5\n{SENTENCE}"))
    at = report.text.index("3 5")
    cell = Cell(value=3, raw="3", state="reported", span=(at, at + 1), confidence=1.0)
    report = report.model_copy(update={"tables": {"proactive": {"regulations": {"made": cell}}}})
    assert _texts(report) == [SENTENCE, SENTENCE]


@pytest.mark.parametrize("path", sorted(HANDWRITTEN.glob("*[05]-*.txt")), ids=lambda path: path.stem)
def test_passages_lie_in_order_within_the_bounds(path: Path) -> None:
    report = read(path, tagger=RuleTagger(), classifier=_NoClassifier())
    found = paragraphs(report)
    inside = {one.kind: one.span for one in report.sections}
    cells = [c.span for rows in report.tables.values() for row in rows.values() for c in row.values() if c.span]
    assert all(SHORTEST <= one.end - one.start <= LONGEST for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(inside[one.section][0] < one.start < one.end <= inside[one.section][1] for one in found)
    assert not any(one.start < high and low < one.end for one in found for low, high in cells)
    assert all(one.section != "problems" for one in found)
