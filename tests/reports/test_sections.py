"""Sections and subsections out of tagged headings."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reports.document import Document, Segment
from reports.sections import Found, find_sections
from reports.tags import SECTION_KINDS, Stretch, Tag, Tags

Line = tuple[str, Tag] | tuple[str, Tag, float]
WORDS = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "reviews": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}


def head(kind: str, text: str | None = None, probability: float = 0.99) -> Line:
    return text or WORDS[kind], Tag(f"heading.{kind}"), probability


def prose(text: str = "说明文字。") -> Line:
    return text, Tag.PROSE


def sections(*lines: Line) -> tuple[str, Found]:
    """The text of lines, one stretch each, and what is found in it."""
    text, segments, stretches = "", [], []
    for content, tag, *rest in lines:
        segments.append(Segment(len(text), len(text) + len(content)))
        stretches.append(Stretch(len(text), len(text) + len(content), tag, rest[0] if rest else 0.99))
        text += content + "\n"
    return text, find_sections(Document(text, tuple(segments)), Tags.of(stretches, "hand"))


def whole(*kinds: str) -> list[Line]:
    return [line for kind in kinds for line in (head(kind), prose())]


def test_six_sections_each_up_to_the_next() -> None:
    text, found = sections(prose("前言。"), *whole(*SECTION_KINDS))
    assert [s.kind for s in found.sections] == list(SECTION_KINDS)
    assert [s.number for s in found.sections] == [1, 2, 3, 4, 5, 6]
    assert [text[slice(*s.heading_span)] for s in found.sections] == [WORDS[kind] for kind in SECTION_KINDS]
    assert all(a.span[1] == b.span[0] for a, b in pairwise(found.sections))
    assert found.sections[-1].span[1] == found.end == len(text)
    assert found.warnings == ()


def test_the_number_is_the_place_in_the_official_order_whatever_the_report_writes() -> None:
    _, found = sections(head("requests", "二、收到和处理申请情况"), prose(), head("overview", "7、总体情况"), prose())
    assert [(s.number, s.kind) for s in found.sections] == [(3, "requests"), (1, "overview")]


def test_sections_that_are_not_there_are_named() -> None:
    _, found = sections(*whole("overview", "proactive", "requests", "problems"))
    assert [(w.code, w.where) for w in found.warnings] == [("section_missing", "reviews"), ("section_missing", "other")]


def test_no_heading_no_section_and_no_warning() -> None:
    text, found = sections(prose(), prose())
    assert (found.sections, found.warnings, found.end) == ((), (), len(text))


def test_a_heading_broken_over_lines_is_one() -> None:
    _, found = sections(head("requests", "三、收到和处理政府信"), head("requests", "息公开申请情况"), prose())
    assert [s.heading for s in found.sections] == ["三、收到和处理政府信息公开申请情况"]
    assert found.sections[0].heading_span == (0, 18)


def test_two_headings_of_one_kind_apart_are_not_joined() -> None:
    _, found = sections(head("overview", "一、总体情况"), prose(), head("overview", "二、基本情况"), *whole("requests"))
    assert [s.heading for s in found.sections] == ["一、总体情况", WORDS["requests"]]


def test_a_much_surer_heading_is_chosen_over_an_earlier_one() -> None:
    _, found = sections(head("problems", "问题", 0.4), prose(), *whole("overview", "problems"))
    assert [s.kind for s in found.sections] == ["overview", "problems"]


def test_contents_at_the_top_are_no_sections() -> None:
    contents = [head(kind, f"{WORDS[kind]}……{page}") for page, kind in enumerate(SECTION_KINDS, 2)]
    text, found = sections(*contents, *whole(*SECTION_KINDS))
    assert [s.kind for s in found.sections] == list(SECTION_KINDS)
    assert found.sections[0].heading_span[0] == text.index(WORDS["overview"] + "\n")


def test_contents_with_a_preface_below_them_are_no_sections() -> None:
    contents = [head(kind, f"{WORDS[kind]}……{page}") for page, kind in enumerate(SECTION_KINDS, 2)]
    text, found = sections(*contents, prose("根据条例编制本报告。"), *whole(*SECTION_KINDS))
    assert [s.kind for s in found.sections] == list(SECTION_KINDS)
    assert found.sections[0].heading_span[0] > text.index("根据条例")


def test_contents_of_which_some_entries_were_not_taken_for_headings_are_no_report() -> None:
    """A list of entries, some tagged as something else, a preface below it, and then the report itself."""
    listed = [head("overview"), ("2.主动公开情况", Tag.SUBHEADING), head("requests"), head("reviews"), head("other")]
    text, found = sections(*listed, prose("根据条例编制。"), *whole(*SECTION_KINDS))
    assert [section.kind for section in found.sections] == list(SECTION_KINDS)
    assert found.sections[0].heading_span[0] > text.index("编制")
    assert "second_report" not in {warning.code for warning in found.warnings}


def test_headings_with_nothing_below_them_still_count() -> None:
    _, found = sections(*(head(kind) for kind in SECTION_KINDS))
    assert [s.kind for s in found.sections] == list(SECTION_KINDS)


def test_a_second_report_is_cut_off_at_its_title() -> None:
    second: Line = ("某局2022年政府信息公开工作年度报告", Tag.TITLE)
    text, found = sections(*whole(*SECTION_KINDS), second, *whole(*SECTION_KINDS))
    assert len(found.sections) == 6
    assert text[found.end :].startswith(second[0])
    assert found.sections[-1].span[1] == found.end
    assert [w.code for w in found.warnings] == ["second_report"]


def test_a_second_report_without_a_title_is_cut_off_at_its_first_heading() -> None:
    first = whole(*SECTION_KINDS)
    _, found = sections(*first, *whole(*SECTION_KINDS))
    assert found.end == sum(len(content) + 1 for content, *_ in first)
    assert "second_report" in {w.code for w in found.warnings}


def test_subsections_lie_in_their_sections() -> None:
    text, found = sections(
        head("overview"),
        ("（一）主动公开", Tag.SUBHEADING),
        prose("公开了一些。"),
        ("（二）平台建设", Tag.SUBHEADING),
        prose("建了平台。"),
        head("problems"),
        ("（一）主要问题", Tag.SUBHEADING),
        prose(),
    )
    overview, problems = found.sections
    assert [s.heading for s in overview.subsections] == ["（一）主动公开", "（二）平台建设"]
    assert overview.subsections[0].span[1] == overview.subsections[1].span[0]
    assert overview.subsections[1].span[1] == overview.span[1] == problems.span[0]
    assert text[slice(*problems.subsections[0].heading_span)] == "（一）主要问题"


def test_subheadings_before_the_first_section_or_in_a_second_report_belong_nowhere() -> None:
    sub: Line = ("（一）主动公开", Tag.SUBHEADING)
    _, found = sections(sub, prose(), *whole(*SECTION_KINDS), head("overview"), sub, *whole("proactive"))
    assert [s.subsections for s in found.sections] == [()] * 6


def test_spans_lie_in_the_text_for_sections_out_of_order() -> None:
    text, found = sections(*whole("other", "requests", "overview"))
    assert [s.kind for s in found.sections] == ["other", "requests", "overview"]
    assert all(
        0 <= s.span[0] == s.heading_span[0] < s.heading_span[1] <= s.span[1] <= len(text) for s in found.sections
    )


@pytest.mark.parametrize(
    ("line", "name", "heading"),
    [
        ("1.2025年政府信息公开总体情况", "总体情况", "1.2025年政府信息公开总体情况"),
        ("（一）本单位总体情况", "总体情况", "（一）本单位总体情况"),
        ("全年工作平稳，总体情况", "总体情况", "总体情况"),
        ("一、报告分为三部分：总体情况", "总体情况", "总体情况"),
    ],
)
def test_a_heading_begins_with_its_number(line: str, name: str, heading: str) -> None:
    at = line.index(name)
    text = f"{line}\n正文。\n"
    stretch = Stretch(at, at + len(name), Tag("heading.overview"), 0.99)
    found = find_sections(Document(text, (Segment(0, len(line)),)), Tags.of([stretch], "hand"))
    assert [section.heading for section in found.sections] == [heading]


@pytest.mark.parametrize(("tagged", "heading"), [("五、存在的主要问题(", "五、存在的主要问题"), ("（", None)])
def test_a_heading_ends_before_a_bracket_that_opens(tagged: str, heading: str | None) -> None:
    """Where line breaks are lost 五、存在的主要问题 and (一)… run into each other."""
    _, found = sections((tagged, Tag.HEADING_PROBLEMS), prose("一）问题。"))
    assert [section.heading for section in found.sections] == ([heading] if heading else [])


def test_a_crumb_of_a_line_is_no_heading_where_there_is_one() -> None:
    _, found = sections(head("reviews", "四"), prose("填报人。"), head("reviews"), prose())
    assert [section.heading for section in found.sections] == [WORDS["reviews"]]


def test_of_two_headings_the_one_numbered_like_the_others_is_the_sections() -> None:
    lines = [head("overview", "一、总体情况"), head("proactive", "（一）主动公开"), prose()]
    lines += [
        head("proactive", "二、主动公开政府信息情况"),
        prose(),
        head("requests", "三、收到和处理申请情况"),
        prose(),
    ]
    _, found = sections(*lines, head("reviews", "四、行政复议、行政诉讼情况"), prose())
    assert [s.heading for s in found.sections][1] == "二、主动公开政府信息情况"


def test_a_number_tagged_as_another_section_belongs_to_the_heading_behind_it() -> None:
    text = "二、行政机关主动公开情况\n"
    stretches = [Stretch(0, 2, Tag("heading.requests"), 0.6), Stretch(2, 6, Tag.ROW_LABEL, 0.6)]
    tags = Tags.of([*stretches, Stretch(6, 12, Tag("heading.proactive"), 0.9)], "hand")
    found = find_sections(Document(text, (Segment(0, 12),)), tags)
    assert [(s.kind, s.heading) for s in found.sections] == [("proactive", "二、行政机关主动公开情况")]


def test_a_section_of_the_organ_gives_way_to_the_one_that_its_words_name() -> None:
    numbered = {kind: f"{number}、{WORDS[kind]}" for kind, number in zip(SECTION_KINDS, "一二三四五六", strict=True)}
    lines = [line for kind in SECTION_KINDS[:4] for line in (head(kind, numbered[kind]), prose())]
    lines += [head("problems", "五、联系方式"), prose(), (numbered["problems"], Tag.PROSE), prose()]
    _, found = sections(*lines, head("other", numbered["other"]), prose())
    assert [one.heading for one in found.sections] == list(numbered.values())


def test_a_numbered_heading_leaves_what_stands_before_it_in_its_line() -> None:
    line = "（二）复议诉讼情况统计表  五、存在的主要问题及改进情况"
    start = line.index("五、")
    stretches = [Stretch(0, start, Tag.CAPTION, 0.9), Stretch(start, len(line), Tag.HEADING_PROBLEMS, 0.9)]
    found = find_sections(Document(line, (Segment(0, len(line)),)), Tags.of(stretches, "hand"))
    assert [one.heading for one in found.sections] == ["五、存在的主要问题及改进情况"]


def test_halves_of_a_heading_are_joined_over_an_empty_line() -> None:
    halves = [head("requests", "三、行政机关收到和"), head("requests", "处理政府信息公开申请情况")]
    _, found = sections(head("overview", "一、总体情况"), prose(), halves[0], prose(""), halves[1], prose())
    assert [one.heading for one in found.sections] == ["一、总体情况", "三、行政机关收到和处理政府信息公开申请情况"]


def test_a_character_of_a_table_is_no_half_of_the_heading_below() -> None:
    crumb, heading = head("reviews", "理"), head("reviews", "因政府信息公开工作被申请行政复议、提起行政诉讼情况")
    _, found = sections(head("requests"), prose(), crumb, prose(""), heading, prose())
    assert [one.heading for one in found.sections] == [WORDS["requests"], heading[0]]


def test_a_heading_has_the_words_before_its_tagged_end() -> None:
    text = "其他需要报告的事项\n本年度没有事项。"
    stretches = [Stretch(0, 7, Tag.PROSE, 0.8), Stretch(7, 9, Tag.HEADING_OTHER, 0.9), Stretch(10, 18, Tag.PROSE, 0.9)]
    found = find_sections(Document(text, (Segment(0, 9), Segment(10, 18))), Tags.of(stretches, "hand"))
    assert [one.heading for one in found.sections] == ["其他需要报告的事项"]


def test_an_overview_without_a_number_is_found_by_its_line() -> None:
    others = [line for kind in SECTION_KINDS[1:] for line in (head(kind), prose())]
    _, found = sections(("总体情况", Tag.PROSE), prose(), *others)
    assert [one.kind for one in found.sections] == list(SECTION_KINDS)
    _, found = sections(("总体情况如下。", Tag.PROSE), prose(), *others)
    assert [one.kind for one in found.sections] == list(SECTION_KINDS[1:])
