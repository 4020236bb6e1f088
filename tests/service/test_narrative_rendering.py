"""Passages and claims as a terminal shows them."""

from __future__ import annotations

from typing import Any

from rich.padding import Padding
from rich.text import Text

from reports.report import Claim, Passage, Theme
from service.narrative_rendering import (
    claimed_cells,
    describe_claim,
    differing_claims,
    render_claims,
    render_passages,
    theme_counts,
    theme_summary,
)
from tests.service.fakes import make_report

TEXT = "一是渔港信息\r\n更新滞后，二是取得成效。将定期更新。"


def passages() -> tuple[Passage, ...]:
    found = []
    for words, role, theme, evidence, answers in (
        ("一是渔港信息\r\n更新滞后", "problem", "timeliness", "更新滞后", None),
        ("二是取得成效", "context", None, "", None),
        ("将定期更新", "measure", "timeliness", "更新", 0),
    ):
        start = TEXT.index(words)
        place = TEXT.index(evidence, start) if evidence else 0
        themes = (Theme(theme=theme, score=0.876, evidence=((place, place + len(evidence)),)),) if theme else ()
        span = (start, start + len(words))
        fields: dict[str, Any] = {"section": "problems", "role": role, "text": words, "span": span}
        found.append(Passage(**fields, themes=themes, answers=answers))
    return tuple(found)


def lines(**options: bool) -> list[str]:
    parts = render_passages(make_report(text=TEXT, passages=passages()), **options)
    return [text_of(part).plain for part in parts]


def text_of(part: Text | Padding) -> Text:
    text = part.renderable if isinstance(part, Padding) else part
    assert isinstance(text, Text)
    return text


def test_problems_and_measures_with_their_themes_and_what_they_answer() -> None:
    assert lines() == [
        "  ▲ 问题  公开时效 0.88",
        "一是渔港信息更新滞后",
        "  ● 措施  公开时效 0.88  → 一是渔港信息更新滞后",
        "将定期更新",
    ]
    assert lines(contexts=True)[2:4] == ["  · 其他  —", "二是取得成效"]


def test_the_words_that_spoke_are_underlined() -> None:
    texts = [text_of(part) for part in render_passages(make_report(text=TEXT, passages=passages()))]
    marked = {
        "".join(text.plain[span.start : span.end] for span in text.spans if "underline" in str(span.style))
        for text in texts[1::2]
    }
    assert marked == {"更新滞后", "更新"}


def test_a_long_passage_is_one_line_where_not_all_is_shown() -> None:
    words = "一是渔港信息更新滞后" * 30
    one = Passage(section="problems", role="problem", text=words, span=(0, len(words)))
    (_, text) = render_passages(make_report(text=words, passages=(one,)), full=False)
    assert text_of(text).plain.endswith("…") and len(text_of(text).plain) <= 80
    (_, text) = render_passages(make_report(text=words, passages=(one,)))
    assert text_of(text).plain == words


def test_no_passages_are_said_to_be_none() -> None:
    (line,) = render_passages(make_report())
    assert "没有读到" in text_of(line).plain


def test_brackets_in_a_passage_are_no_markup() -> None:
    words = "一是[bold]栏目[/bold]更新滞后[/]"
    one = Passage(section="problems", role="problem", text=words, span=(0, len(words)))
    (_, text) = render_passages(make_report(text=words, passages=(one,)))
    assert text_of(text).plain == words


def test_the_summary_counts_over_reports_and_begins_with_the_commonest() -> None:
    training = Passage(
        section="problems", role="problem", text="培训少", span=(0, 3), themes=(Theme(theme="training", score=0.9),)
    )
    reports = [make_report(text=TEXT, passages=(*passages(), training)), make_report(text=TEXT, passages=passages())]
    counts = theme_counts(reports[0]) + theme_counts(reports[1])
    assert [line.plain for line in theme_summary(counts)] == [
        "  公开时效 timeliness：问题 2  措施 2",
        "  业务培训与能力 training：问题 1  措施 0",
    ]
    assert list(theme_summary(theme_counts(make_report()))) == []


def claim(quantity: str, status: str, text: str = "受理申请\n12件") -> Claim:
    return Claim(quantity=quantity, value=12, text=text, span=(0, len(text)), status=status)  # type: ignore[arg-type]


CELLS = {
    "requests.new_received.total": "11",
    "requests.refused.state_secret.total": "2",
    "requests.refused.state_secret.natural_person": "1",
    "requests.refused.third_party_rights.total": "3",
}


def test_claims_in_words() -> None:
    report = make_report(cells=CELLS)
    one = claim("requests.new_received.total", "differs")
    said = describe_claim(report, one)
    assert said.startswith("文中“受理申请12件”，表中") and said.endswith("为 11")
    sums = describe_claim(report, claim("requests.refused.*.total", "differs"))
    assert sums.endswith("格之和为 5")
    assert describe_claim(report, claim("requests.nothing.total", "unmatched")).endswith("表中没有这个数")
    empty = make_report(cells=dict.fromkeys(CELLS, "/"), rest="")
    assert describe_claim(empty, one).endswith("表中没有这个数")


def test_a_star_stands_for_one_part_of_the_key() -> None:
    report = make_report(cells=CELLS)
    keys = claimed_cells(report, "requests.refused.*.total")
    assert set(CELLS) & set(keys) == {key for key in CELLS if ".refused." in key and key.endswith(".total")}
    assert claimed_cells(report, "requests.new_received.total") == ["requests.new_received.total"]
    assert len(claimed_cells(report, "reviews.litigation_*.total")) == 2
    assert claimed_cells(report, "nothing.*.total") == []


def test_every_claim_has_its_sign_and_differing_ones_are_problems() -> None:
    statuses = ("agrees", "differs", "unmatched")
    report = make_report(cells=CELLS, claims=tuple(claim("requests.new_received.total", status) for status in statuses))
    assert [line.plain[2] for line in render_claims(report)] == ["✓", "✗", "?"]
    (line,) = differing_claims(report)
    assert line.plain.startswith("✗ 文表不一 文中“受理申请12件”")
    assert list(differing_claims(make_report())) == []
