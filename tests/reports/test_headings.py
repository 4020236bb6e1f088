"""Section headings by their words."""

from __future__ import annotations

import pytest

from reports.headings import NUMBERING, heading_kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、总体情况", "overview"),
        ("第一部分 概述", "overview"),
        ("2021年政府信息公开工作基本情况", "overview"),
        ("二、主动公开政府信息情况", "proactive"),
        ("2、 主动公开政府信息的情况", "proactive"),
        ("二、行政机关主动公开政府信息情况", "proactive"),
        ("三、收到和处理政府信息公开申请情况", "requests"),
        ("三、依申请公开政府信息情况", "requests"),
        ("三、政府信息公开申请的办理情况", "requests"),
        ("四、政府信息公开行政复议、行政诉讼情况", "reviews"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "reviews"),
        ("五、存在的主要问题及改进情况", "problems"),
        ("五、存在不足和下步打算", "problems"),
        ("（五）存在的主要困难和问题", "problems"),
        ("六、其他需要报告的事项", "other"),
        ("六、其它需要报告的事项。", "other"),
        ("六、需要说明的事项", "other"),
        ("三、收到和處理政府信息公開申請情況", "requests"),
    ],
)
def test_kinds_by_their_words(heading: str, kind: str) -> None:
    assert heading_kind(heading) == kind


@pytest.mark.parametrize("text", ["", "一", "一、组织领导", "（二）政府信息管理", "申请人情况", "123", "附件"])
def test_others_open_no_section(text: str) -> None:
    assert heading_kind(text) is None


def test_a_sentence_that_says_the_words_is_no_heading() -> None:
    sentence = (
        "全年共办理行政复议案件三件，行政诉讼案件两件，其中维持四件，纠正一件，"
        "其余案件截至年末尚未审结，将在下一年度继续跟踪办理"
    )
    assert heading_kind(sentence) is None


def test_the_more_special_words_win() -> None:
    # The heading of section four speaks of requests too, and that of section three of disclosure.
    assert heading_kind("因政府信息公开申请提起行政复议、行政诉讼情况") == "reviews"
    assert heading_kind("主动公开和依申请公开情况") == "requests"


@pytest.mark.parametrize(
    "text", ["一、总体", "1．总体", "（一）总体", "(3) 总体", "第二部分 总体", "第三章总体", "十一 总体", " 二、总体"]
)
def test_numbering_in_its_many_forms(text: str) -> None:
    found = NUMBERING.match(text)
    assert found is not None
    assert text[found.end() :] == "总体"


@pytest.mark.parametrize("text", ["总体情况", "一年来", "2023年总体", "三类内部事务"])
def test_what_only_begins_with_a_number_is_not_numbered(text: str) -> None:
    assert NUMBERING.match(text) is None
