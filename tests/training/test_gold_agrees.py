"""The gold and the text of a synthetic report agree, whatever the layout and whatever the damage."""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.formats import read_document
from reports.tags import Tag
from training.synthesis.damage import DAMAGES, damage
from training.synthesis.damage.characters import reads_as_number
from training.synthesis.damage.rows import settle
from training.synthesis.generate import cover_blanks, gold_sections, number_in
from training.synthesis.layouts import LAYOUTS, Chooser, lay_out
from training.synthesis.pieces import GoldReport, GoldSpan, gold_report
from training.synthesis.visible import doubtful_cells, remember
from training.synthesis.wording import make_draft

# What layouts write between the tagged pieces: bars, drawings, HTML tags and entities, markup of wikis, Markdown,
# AsciiDoc, LaTeX, JSON and mail. The readers of formats tell it from the report's own words.
DELIMITERS = re.compile(
    r"</?[a-z]+[^>]*>|&nbsp;|\\begin\{\w+\}(\{[clr|]*\})?|\\end\{\w+\}|\\hline|\\\\|\{\| class=\"wikitable\""
    r"|\[options=\"header\"\]|[\s|｜\x07\-—:=+*#>!&\"',，、;；。.：为{}\[\]/·●│┃║─━═┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝]"
)


def make(layout: str, seed: int, names: tuple[str, ...]) -> GoldReport:
    rng = Random(seed)
    laid = remember(settle(lay_out(make_draft(rng, split="heldout"), rng, split="heldout", name=layout)))
    laid = damage(laid, Chooser(rng, heldout=True), names)
    return gold_report(laid.with_(pieces=cover_blanks(laid.pieces)), "x", doubtful_cells(laid))


def check_spans(report: GoldReport) -> None:
    end = 0
    for span in report.spans:
        assert end <= span.start <= span.end <= len(report.text)
        assert not report.text[end : span.start].strip() or not DELIMITERS.sub("", report.text[end : span.start])
        end = span.end
        ink = report.text[span.start : span.end].strip()
        assert not ink if span.tag is Tag.BLANK else ink or span.tag is Tag.PROSE
        assert span.key is None or span.tag in (Tag.VALUE, Tag.BLANK)
    assert not DELIMITERS.sub("", report.text[end:])


def check_cells(report: GoldReport) -> None:
    shown: dict[str, list[GoldSpan]] = defaultdict(list)
    for span in report.spans:
        if span.key:
            shown[span.key].append(span)
    assert set(shown) <= set(report.cells)
    for key, content in report.cells.items():
        spans = shown[key]
        assert {span.tag for span in spans} <= {Tag.BLANK if content.raw is None else Tag.VALUE}
        assert bool(spans) == (content.state != "missing") or (content.state == "blank" and not spans)
        if content.raw is not None:
            assert "".join(report.text[s.start : s.end] for s in spans).strip() == content.raw
            says = content.state == "reported" and content.raw.isascii()
            assert not says or (number_in(content.raw) is not None) == reads_as_number(content.raw)
    assert report.doubtful <= set(report.cells)


def check_headings(report: GoldReport) -> None:
    for section in gold_sections(report):
        assert report.text.startswith(section["heading"][:1], section["at"])
    title = "".join(report.text[s.start : s.end] for s in report.spans if s.tag is Tag.TITLE)
    written = title.replace("\n", "")
    assert written.startswith(report.title or "")
    assert bool(written) == bool(report.title)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@settings(max_examples=16, deadline=None)
@given(seed=st.integers(0, 2**32), names=st.lists(st.sampled_from(sorted(DAMAGES)), max_size=2, unique=True))
def test_gold_agrees_with_the_text(layout: str, seed: int, names: list[str]) -> None:
    report = make(layout, seed, tuple(names))
    check_spans(report)
    check_cells(report)
    check_headings(report)
    assert not set("\r\0\x0c") & set(report.text)


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"json_rows"}))  # whose rows are written out anew
def test_reading_a_report_leaves_its_text_alone(layout: str) -> None:
    for seed, name in enumerate(sorted(DAMAGES)[::6]):
        report = make(layout, seed, (name,))
        assert read_document(report.text.encode("utf-8", "surrogatepass")).text == report.text
