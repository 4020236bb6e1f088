"""The section on problems and improvements, cut into passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from reports.document import Span
from reports.passages.cutting import Cut, cut

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


def cuts(text: str, noise: Sequence[Span] = ()) -> list[tuple[str, str | None]]:
    """The passages' texts and what announces them."""
    return [(text[c.start : c.end], c.under) for c in cut(text, 0, len(text), noise)]


def texts(text: str) -> list[str]:
    return [words for words, _ in cuts(text)]


def test_points_in_a_sentence_under_subheadings() -> None:
    text = (
        "（一）存在的主要问题。我局工作还有差距，主要表现在：一是更新不够及时；二是内容不够全面。\n"
        "（二）改进措施。一是按周更新。每周五前发布；二是补充内容。\n"
    )
    assert cuts(text) == [
        ("我局工作还有差距，主要表现在", "problem"),
        ("一是更新不够及时", "problem"),
        ("二是内容不够全面", "problem"),
        ("一是按周更新。每周五前发布", "measure"),
        ("二是补充内容", "measure"),
    ]


@pytest.mark.parametrize(
    "numbers",
    [
        ("一是", "二是", "三是"),
        ("一要", "二要", "三要"),
        ("其一，", "其二，", "其三，"),
        ("第一，", "第二，", "第三，"),
        ("首先，", "其次，", "最后，"),
        ("（一）", "（二）", "（三）"),
        ("(一)", "(二)", "(三)"),
        ("一、", "二、", "三、"),
        ("1.", "2.", "3."),
        ("1．", "2．", "3．"),
        ("1、", "2、", "3、"),
        ("（1）", "（2）", "（3）"),
        ("1）", "2）", "3）"),
        ("①", "②", "③"),
        ("——", "——", "——"),
        ("1.", "1.", "1."),
        ("（一）", "（一）", "（一）"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "", "\n\n"])
def test_numbers_of_every_style(numbers: Sequence[str], between: str) -> None:
    said = ["更新不够及时，栏目长期空着。", "内容不够全面。", "队伍不够稳定。"]
    points = [number + words for number, words in zip(numbers, said, strict=True)]
    text = "存在的问题：\n" + between.join(points)
    found = cut(text, 0, len(text))
    assert [text[c.start : c.end] for c in found] == [point[:-1] for point in points]
    assert [c.number for c in found] == [1, 2, 3 if numbers[0] != "首先，" else 4]
    assert {c.group for c in found} == {0}


@pytest.mark.parametrize("mark", ["- ", "* ", "● ", "• ", "问题{}：", "问题{}:"])
def test_bullets_and_labels_are_no_part_of_a_passage(mark: str) -> None:
    text = f"{mark.format(1)}更新不够及时\n{mark.format(2)}内容不够全面\n"
    assert texts(text) == ["更新不够及时", "内容不够全面"]


@pytest.mark.parametrize(
    "words",
    [
        "要第一时间转发权威信息，统一是否公开的口径，首先要抓好学习",
        "2023年1月起投入1.5万元，第一季度改版网站",
        "按照《条例》第二十条第（一）项和（2023）5号文办理，坚持“一是一、二是二”",
    ],
)
def test_what_looks_like_a_number(words: str) -> None:
    assert texts(f"改进措施：\n{words}。") == [words]


def test_inner_points_are_passages_and_their_title_where_it_says_something() -> None:
    text = (
        "存在问题：\n1.解读质量不高。一是形式单一；二是数量偏少。\n2.队伍建设方面。一是人员不足；二是流动频繁。\n"
        "改进措施：\n1.提升解读质量。一是多做图解；二是多作访谈。\n"
    )
    assert texts(text) == [
        "1.解读质量不高",
        "一是形式单一",
        "二是数量偏少",
        "一是人员不足",
        "二是流动频繁",
        "一是多做图解",
        "二是多作访谈",
    ]


def test_a_subtitle_and_the_paragraph_below_it_are_one_passage() -> None:
    text = "（一）更新不够及时\n部分栏目半年没有新内容。\n（二）解读不够深入\n多为转载。形式单一。\n我局将认真整改。\n"
    assert texts(text) == [
        "（一）更新不够及时\n部分栏目半年没有新内容",
        "（二）解读不够深入\n多为转载。形式单一",
        "我局将认真整改",
    ]


def test_a_point_that_turns_to_what_is_done() -> None:
    text = (
        "1.更新不够及时。改进措施：明确专人，按周更新。\n"
        "2.解读不够深入。下一步，请起草人讲解。\n"
        "3.针对答复不规范的问题，编印了文书样式。\n"
    )
    found = cut(text, 0, len(text))
    assert [(text[c.start : c.end], c.under, c.number) for c in found] == [
        ("1.更新不够及时", None, 1),
        ("明确专人，按周更新", "measure", 1),
        ("2.解读不够深入", "problem", 2),
        ("下一步，请起草人讲解", "measure", 2),
        ("3.针对答复不规范的问题，编印了文书样式", None, 3),
    ]


def test_clauses_that_each_name_a_shortfall() -> None:
    text = "我局工作虽有进展，但还存在一些不足，如，更新不够及时，公开内容不具体、重点不突出，群众反映找不到信息等。"
    assert texts(text) == [
        "我局工作虽有进展，但还存在一些不足",
        "更新不够及时",
        "公开内容不具体、重点不突出",
        "群众反映找不到信息",
    ]


def test_a_measure_without_numbers_is_a_sentence() -> None:
    text = "存在问题：\n人员不足。\n下一步，我局将加强培训，配齐人员；持续完善制度，明确分工。定期通报。"
    assert cuts(text) == [
        ("人员不足", "problem"),
        ("下一步，我局将加强培训，配齐人员；持续完善制度，明确分工", "measure"),
        ("定期通报", "measure"),
    ]


def test_a_sentence_does_not_end_inside_quotes() -> None:
    text = "有人问：“在哪里查？怎么查？”答不上来（见附件。）的不少。“两微”无人管。"
    assert texts(text) == ["有人问：“在哪里查？怎么查？”答不上来（见附件。）的不少", "“两微”无人管"]


def test_what_the_page_did_to_the_text() -> None:
    text = (
        "（一）存在的主要问题\n一是 更新 不及时，部分信\n息发布迟缓 ；二是内容不够\n— 9 —\n全面。\n"
        "三是［标题］解读少。\n(二)下一步打算"
    )
    assert texts(text) == ["一是 更新 不及时，部分信\n息发布迟缓", "二是内容不够\n— 9 —\n全面", "三是［标题］解读少"]


def test_noise_is_passed_over() -> None:
    text = "一是更新不及时，某县年度报告表格部分信息迟缓；二是内容少。"
    start = text.index("某县")
    noise = [Span(start, start + len("某县年度报告表格"))]
    assert cuts(text, noise) == [("一是更新不及时，某县年度报告表格部分信息迟缓", None), ("二是内容少", None)]
    assert cuts(text[:start] + "某县年度报告", [Span(0, len(text))]) == []


def test_lost_line_breaks() -> None:
    text = "（一）主要问题我乡存在的主要问题有：1、更新慢；2、无人管。（二）改进措施1、按时更新；2、配备专人。"
    assert cuts(text) == [
        ("我乡存在的主要问题有", "problem"),
        ("1、更新慢", "problem"),
        ("2、无人管", "problem"),
        ("1、按时更新", "measure"),
        ("2、配备专人", "measure"),
    ]


def test_last_years_problems_beside_this_years() -> None:
    text = (
        "（一）2023年存在问题的整改情况\n1.栏目空白的问题。整改情况：补发信息8条。\n2.解读少的问题。整改情况：解读3次。\n"
        "（二）2024年存在的主要问题\n一是公开不全。\n（三）下一步改进措施\n一是补齐要素。"
    )
    found = cut(text, 0, len(text))
    assert [(text[c.start : c.end], c.under, c.number, c.group) for c in found] == [
        ("1.栏目空白的问题", "measure", 1, 0),
        ("补发信息8条", "measure", 1, 0),
        ("2.解读少的问题", "measure", 2, 0),
        ("解读3次", "measure", 2, 0),
        ("一是公开不全", "problem", 1, 1),
        ("一是补齐要素", "measure", 1, 2),
    ]


def test_what_follows_a_list_is_no_part_of_its_last_point() -> None:
    text = (
        "存在问题：一是更新慢；二是解读少；三是人手紧。以上问题有待解决。\n"
        "下一步，我局将采取以下措施：一要抓更新；二要抓解读。"
    )
    assert texts(text) == [
        "一是更新慢",
        "二是解读少",
        "三是人手紧",
        "以上问题有待解决",
        "下一步，我局将采取以下措施",
        "一要抓更新",
        "二要抓解读",
    ]


def test_no_problems() -> None:
    assert texts("本年度无此项情况。\n") == ["本年度无此项情况"]
    assert texts("\n \n") == []


def test_only_the_given_stretch_is_cut() -> None:
    text = "五、存在的问题\n更新不及时。\n六、其他\n无。"
    start, end = text.index("更新"), text.index("六、")
    assert cut(text, start, end) == (Cut(start, start + 5, None, None, 0),)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not there")
def test_real_reports() -> None:
    for gold in json.loads((SEEDS / "gold.json").read_text(encoding="utf-8")).values():
        text = (SEEDS / gold["file"]).read_text(encoding="utf-8")
        start = text.rindex("\n五、")
        start = text.index("\n", start + 1)
        found = texts(text[start : text.index("\n六、", start)])
        assert [passage["text"] for passage in gold["passages"] if passage["text"] not in found] == []
        assert len(found) - len(gold["passages"]) <= 2  # lead-ins


def test_an_outer_list_behind_an_inner_one_is_not_under_its_heading() -> None:
    text = "还存在一些问题：一是更新慢；二是解读少。\n（一）抓更新。每周检查。\n（二）抓解读。多做图解。\n"
    assert cuts(text)[1:] == [
        ("一是更新慢", "problem"),
        ("二是解读少", "problem"),
        ("（一）抓更新。每周检查", None),
        ("（二）抓解读。多做图解", None),
    ]


def test_points_that_lost_their_numbers_keep_their_subtitles() -> None:
    text = (
        "改进措施：\n加强学习，提高认识。组织全体人员学习条例。每月测试。\n"
        "健全制度，压实责任。印发责任清单。\n我局将认真落实。\n"
    )
    assert texts(text) == [
        "加强学习，提高认识。组织全体人员学习条例。每月测试",
        "健全制度，压实责任。印发责任清单",
        "我局将认真落实",
    ]


def test_a_table_of_problems_and_measures() -> None:
    text = "存在问题 | 改进措施\n栏目更新慢，内容旧 | 每周检查一次\n政策解读少，看不懂 | 多做图解\n"
    assert cuts(text) == [
        ("栏目更新慢，内容旧", None),
        ("每周检查一次", None),
        ("政策解读少，看不懂", None),
        ("多做图解", None),
    ]


def test_cells_between_tabs_and_paragraphs_behind_tabs_are_apart() -> None:
    points = ["栏目更新慢，内容旧", "每周检查一次并登记", "政策解读少，看不懂", "多做图解"]
    assert texts("{}\t{}\n{}\t{}\n".format(*points)) == points
    assert texts("".join(f"\t{point}\n" for point in points)) == points


def test_a_dash_for_a_one_and_a_plan() -> None:
    assert cuts("(-)存在的主要问题\n1、更新慢.\n2、内容少.\n（二）下步打算\n1、加快更新.\n2、补充内容.")[0] == (
        "1、更新慢",
        "problem",
    )
    assert {under for _, under in cuts("2025年，我局计划：第一，按月公开薪酬。第二，印发清单。")[1:]} == {"measure"}
