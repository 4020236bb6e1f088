"""The tagger of rules: what it calls the stretches of clean layouts, and what every tagger promises."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from reports.formats import read_document
from reports.rules import RuleTagger
from reports.tags import Tag, Tags

ZONE = "三、收到和处理政府信息公开申请情况\n"


def tags_of(text: str) -> list[tuple[str, Tag]]:
    """The stretches that hold something."""
    document = read_document(text.encode())
    return [(document.text[s.start : s.end], s.tag) for s in RuleTagger().tag(document).stretches if s.start < s.end]


def test_name_and_version() -> None:
    tagger = RuleTagger()
    assert (tagger.name, bool(tagger.version)) == ("rules", True)
    assert tagger.tag(read_document("一、总体情况".encode())).tagger.startswith("rules")


def test_title_headings_and_prose() -> None:
    top = "云岭县水务局2023年政府信息公开工作年度报告\n本报告按照条例编制。\n"
    text = f"{top}一、总体情况\n工作平稳。\n五、存在的主要问题及改进情况\n"
    assert [tag for _, tag in tags_of(text)] == [
        Tag.TITLE, Tag.PROSE, Tag.HEADING_OVERVIEW, Tag.PROSE, Tag.HEADING_PROBLEMS,
    ]  # fmt: skip


def test_no_title_after_the_first_heading() -> None:
    tags = tags_of("一、总体情况\n详见上一年度政府信息公开工作年度报告\n")
    assert tags[1][1] is Tag.PROSE


def test_a_heading_needs_a_number_or_the_official_words() -> None:
    assert tags_of("总体情况\n内容。")[0][1] is Tag.HEADING_OVERVIEW
    assert tags_of("行政复议\n内容。")[0][1] is not Tag.HEADING_REVIEWS
    assert tags_of("二、主动公开政府信息情况。我局公开了信息；效果良好，群众满意\n")[0][1] is Tag.PROSE


@pytest.mark.parametrize("end", ["。全年公开一百条。", "：全年公开一百条。", "\n全年公开一百条。"])
def test_a_subheading_that_runs_into_its_text_ends_at_its_stop(end: str) -> None:
    tags = tags_of(f"一、总体情况\n（一）主动公开{end}\n")
    assert tags[1:] == [("（一）主动公开", Tag.SUBHEADING), ("全年公开一百条。", Tag.PROSE)]


def test_a_row_of_a_grid_is_label_then_values() -> None:
    text = ZONE + "二、上年结转政府信息公开申请数量\t5\t\t0\t/\t1\t0\t6\n四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0\n"
    document = read_document(text.encode())
    stretches = [s for s in RuleTagger().tag(document).stretches if s.start >= len(ZONE)][:8]
    assert [s.tag for s in stretches] == [
        Tag.ROW_LABEL, Tag.VALUE, Tag.BLANK, Tag.VALUE, Tag.VALUE, Tag.VALUE, Tag.VALUE, Tag.VALUE,
    ]  # fmt: skip
    assert document.text[stretches[4].start : stretches[4].end] == "/"


def test_headers_hold_no_values() -> None:
    text = ZONE + "申请人情况\t自然人\t商业企业\t\t\t\t总计\n（一）予以公开\t1\t0\t0\t0\t0\t0\t1\n"
    kinds = {tag for words, tag in tags_of(text) if not words.isdigit()}
    assert kinds == {Tag.HEADING_REQUESTS, Tag.COLUMN_LABEL, Tag.ROW_LABEL}


def test_captions_open_the_blocks_of_table_two() -> None:
    tags = tags_of("二、主动公开政府信息情况\n第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t17\n")
    assert tags[1:] == [
        ("第二十条第（五）项", Tag.CAPTION),
        ("信息内容", Tag.COLUMN_LABEL),
        ("本年处理决定数量", Tag.COLUMN_LABEL),
        ("行政许可", Tag.ROW_LABEL),
        ("17", Tag.VALUE),
    ]


def test_a_table_elsewhere_holds_no_values() -> None:
    tags = tags_of("一、总体情况\n渠道\t网站\t微信\n条数\t120\t35\n点击\t900\t80\n")
    assert Tag.VALUE not in {tag for _, tag in tags}


def test_the_note_on_the_sums_is_a_note() -> None:
    tags = tags_of(ZONE + "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n")
    assert tags[1][1] is Tag.NOTE


def test_one_cell_per_line() -> None:
    tags = tags_of(ZONE + "（一）予以公开\n3\n无\n0\n1,200\n")
    assert tags[1:] == [
        ("（一）予以公开", Tag.ROW_LABEL),
        ("3", Tag.VALUE),
        ("无", Tag.VALUE),
        ("0", Tag.VALUE),
        ("1,200", Tag.VALUE),
    ]


def test_label_and_values_in_one_line() -> None:
    tags = tags_of(ZONE + "四、结转下年度继续办理 3 0 0 0 0 0 3\n")
    assert [tag for _, tag in tags[1:]] == [Tag.ROW_LABEL] + [Tag.VALUE] * 7


def test_text_that_lost_its_line_breaks_is_cut_at_headings_and_labels() -> None:
    row = "一、本年新收政府信息公开申请数量 12 3 0 0 0 0 15 二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1 "
    text = (
        "一、总体情况 工作平稳推进，公开信息若干条，群众满意。"
        + ZONE.strip()
        + " 自然人 总计 "
        + row
        + "（一）予以公开 9 0 0 0 0 0 9"
    )
    tags = tags_of(text)
    assert tags[0] == ("一、总体情况", Tag.HEADING_OVERVIEW)
    assert (ZONE.strip(), Tag.HEADING_REQUESTS) in tags
    assert [words for words, tag in tags if tag is Tag.VALUE] == re.findall(r"(?<= )\d+", text)
    assert [words for words, tag in tags if tag is Tag.ROW_LABEL][-1] == "（一）予以公开"


def test_page_numbers_are_running_heads() -> None:
    text = ZONE + "（一）予以公开\n3\n0\n— 3 —\n0\n1\n"
    document = read_document(text.encode())
    assert document.marks
    tags = dict(tags_of(text))
    assert tags["— 3 —"] is Tag.RUNNING_HEAD


def test_a_row_that_is_called_like_a_column_is_a_row() -> None:
    text = ZONE + "2.重复申请\t1\t0\t0\t0\t0\t0\t1\n3.其他\t2\t0\t0\t0\t0\t0\t2\n"
    tags = tags_of(text)
    assert tags[-8] == ("3.其他", Tag.ROW_LABEL)
    assert [tag for _, tag in tags[-7:]] == [Tag.VALUE] * 7


TEXTS = [
    "",
    "\n\n\n",
    ZONE,
    ZONE + "（一）予以公开\t1\t\t2\n\n\n（二）\n部分公开\t\t\t\n",
    ZONE + "| 一、本年新收 | 1 | |\n|---|---|---|\n| 二、 | | 2 |\n",
    "四、政府信息公开行政复议、行政诉讼情况\n1 0 0 0 1 2 0 0 0 2 0 0 0 0 0\n尾",
]


@pytest.mark.parametrize("text", TEXTS)
def test_stretches_are_in_order_within_segments_and_without_outer_white_space(text: str) -> None:
    document = read_document((text + "x").encode())
    tags = RuleTagger().tag(document)
    assert isinstance(tags, Tags)
    assert all(a.end <= b.start for a, b in pairwise(tags.stretches))
    for s in tags.stretches:
        words = document.text[s.start : s.end]
        assert words == words.strip()
        assert any(segment.start <= s.start and s.end <= segment.end for segment in document.segments)
        assert 0 < s.probability <= 1
    empty = {(s.start, s.end) for s in document.segments if s.is_empty}
    assert empty <= {(s.start, s.end) for s in tags.stretches}
