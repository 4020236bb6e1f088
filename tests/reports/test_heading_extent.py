"""How far headings reach in their lines, and which of them were overlooked."""

from __future__ import annotations

import pytest

from reports import subheadings
from reports.heading_extent import common_style, over_break, overlooked, settle, style_of, words_end


@pytest.mark.parametrize(
    ("line", "tagged", "kind", "heading"),
    [
        (
            "六、其他需要报告的事项：无需要报告的其他事项",
            "六、其他需要报告的事项：无需要报告的其他事项",
            "other",
            "六、其他需要报告的事项：",
        ),
        ("六、其他需要报告的事项 本年度未收费。", "六、其他需要报告的", "other", "六、其他需要报告的事项"),
        ("三、收到和处理政府信息公开申请情况", "三、", "requests", "三、收到和处理政府信息公开申请情况"),
        ("**一、总体情况** 2023年", "**一、总体情况*", "overview", "一、总体情况"),
        ("五、问题和改进 在肯定成绩", "五、问题和改进 在肯", "problems", "五、问题和改进"),
        (
            "五、存在的主要问题及改进情况（一）存在问题。",
            "五、存在的主要问题及改进情况（一）",
            "problems",
            "五、存在的主要问题及改进情况",
        ),
        (
            "四，政府信息公开行政复议、行政诉讼情况",
            "四，政府信息公开",
            "reviews",
            "四，政府信息公开行政复议、行政诉讼情况",
        ),
        (
            "三、收到和处理政府信息公开 申请情况",
            "三、收到和处理政府信息公开 申请情况",
            "requests",
            "三、收到和处理政府信息公开 申请情况",
        ),
        (
            "二、主动公开政府信息情况（见附表）",
            "二、主动公开政府信息情况（见附表）",
            "proactive",
            "二、主动公开政府信息情况（见附表）",
        ),
        ("一、概况 2023年，我局公开情况良好", "一、概况", "overview", "一、概况"),
        (
            "四、政府信息公开行政复议、行政诉讼情况行政复议 行政诉讼",
            "四、政府信息公开行政复议、行政诉讼情况行政复议 行政诉讼",
            "reviews",
            "四、政府信息公开行政复议、行政诉讼情况",
        ),
        (
            "三、收到和处理政府信息公开 申请情况（见下表）",
            "三、收到和处理政府信息公开",
            "requests",
            "三、收到和处理政府信息公开 申请情况（见下表）",
        ),
        (
            "二、主 动 公 开 政 府 信 息 情 况第二十条",
            "二、主 动 公 开 政",
            "proactive",
            "二、主 动 公 开 政 府 信 息 情 况",
        ),
        ("五、问题和改进尽管工作有序，仍有问题", "五、问题和改进尽管工作有序，仍有问题", "problems", "五、问题和改进"),
        ("二、主动公升政府倍息及行政执法情况", "二、主动公升政府", "proactive", "二、主动公升政府倍息及行政执法情况"),
        ("五、不足之处及整改措施：", "五、", "problems", "五、不足之处及整改措施："),
        ("四。政府信息公开 行政复议情况", "四。政府信息公开", "reviews", "四。政府信息公开 行政复议情况"),
    ],
)
def test_a_heading_reaches_to_the_end_of_its_words(line: str, tagged: str, kind: str, heading: str) -> None:
    text = f"前言。\n{line}\n"
    start = text.index(tagged)
    begin, end = settle(text, start, start + len(tagged), len(text) - 1, kind)
    assert text[begin:end] == heading


@pytest.mark.parametrize(
    ("lines", "kind", "heading"),
    [
        ("（五）\n不足之处及整改措施\n文字", "problems", "（五）\n不足之处及整改措施"),
        ("## 五、存\n## 在的不足和改进措施\n", "problems", "## 五、存\n## 在的不足和改进措施"),
        ("五、存在的不足及下一步打\n算\n", "problems", "五、存在的不足及下一步打\n算"),
        ("六、其他\n无需要报告的其他事项\n", "other", "六、其他"),
        ("四、行政复议情沉\n行政复议 行政诉讼\n", "reviews", "四、行政复议情沉"),
    ],
)
def test_a_heading_goes_on_in_the_next_line_where_a_word_is_cut(lines: str, kind: str, heading: str) -> None:
    end = over_break(lines, 0, lines.index("\n"), len(lines), kind)
    assert lines[:end] == heading


def test_words_of_another_section_end_no_heading() -> None:
    assert words_end("二、主动公开政府信息情况", 0, 12, "requests") is None
    assert words_end("全年工作。总体情况", 0, 9, "overview") is None


def test_styles_of_numbers() -> None:
    shown = ("三、申请", "（二）公开", "4.复议", "第五部分 问题", "总体情况", "叁、申请", "Ⅵ、其他", "05 问题")
    expected = [("一、", 3), ("（一）", 2), ("1.", 4), ("第一部分", 5), None, ("壹、", 3), ("Ⅰ、", 6), ("1 ", 5)]
    assert [style_of(text) for text in shown] == expected
    assert common_style([("overview", "一、"), ("proactive", "二、"), ("requests", "（三）")]) is None
    assert common_style([("overview", "一、"), ("proactive", "二、"), ("requests", "三、")]) == "一、"


HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "problems": "五、存在的主要问题及改进情况",
}


def missing(last: str) -> list[str]:
    """The words of the headings overlooked in a report that lacks 四 and ends in ``last``."""
    text = "".join(f"{heading}\n文字。\n" for heading in HEADINGS.values()) + last
    found = [(kind, text.index(words), text.index(words) + len(words)) for kind, words in HEADINGS.items()]
    return [text[start:end] for _, start, end in overlooked(text, found, len(text))]


def test_a_heading_is_found_by_its_number_and_words() -> None:
    assert missing("六、其他需要报告的事项：无。") == ["六、其他需要报告的事项："]
    assert missing("没有了。六、其他需要报告的事项 无。") == ["六、其他需要报告的事项"]
    assert missing("六、其他事项本办公室未收费。") == ["六、其他事项"]
    assert missing("六、其他需要报告的事项（见下表）\n") == ["六、其他需要报告的事项（见下表）"]
    assert missing("六、其他\n无。") == ["六、其他"]


def test_sentences_and_other_numbers_are_no_headings() -> None:
    assert missing("六、其他需要报告的事项见文末。") == []
    assert missing("（六）其他需要报告的事项：无。") == []
    assert missing("九、其他需要报告的事项：无。") == []


def subs(kind: str, *lines: str) -> list[str]:
    text, spans = "", []
    for line in lines:
        spans.append((len(text), len(text) + len(line)))
        text += line + "\n"
    return [text[start:end] for start, end in subheadings.overlooked(text, kind, 0, len(text), spans)]


def test_subheadings_that_run_in_are_found_by_their_words() -> None:
    assert subs("problems", "（一）存在问题。一是少。（二）改进措施：多学。") == [
        "（一）存在问题。",
        "（二）改进措施：",
    ]
    assert subs("problems", "1.存在的问题 人手不足。", "**2.下一步打算。**学习。") == ["1.存在的问题", "2.下一步打算。"]
    assert subs("overview", "（一）主动公开。全年126条。") == ["（一）主动公开。"]


def test_points_and_sentences_are_no_subheadings() -> None:
    assert subs("problems", "一是更新不及时。", "存在的问题：一是少。", "（一）公开渠道单一，知晓面不广。") == []
    assert subs("overview", "（一）主动公开126条。另有3条。", "（二）没有公开。另有3条。", "（三）监督保障。") == []
    assert subs("requests", "（一）主动公开。全年126条。") == []


def test_tagged_subheadings_end_at_their_mark_and_have_words() -> None:
    text = "**二是改进情况。一是加强"
    span = subheadings.tagged(text, 0, len(text))
    assert span is not None and text[slice(*span)] == "二是改进情况。"
    assert subheadings.tagged("**", 0, 2) is None
