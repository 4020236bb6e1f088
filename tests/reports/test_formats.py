"""Dispatch by content, lines, page furniture, and the promise that no character is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.document import Document
from reports.encodings import Decoded
from reports.errors import ReadError
from reports.formats import read_document
from reports.formats.blocks import BLANKS
from reports.formats.piece import BARS
from reports.formats.text import read_text
from reports.limits import Limits

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def contents(document: Document) -> list[str]:
    return [document.text[segment.start : segment.end] for segment in document.segments]


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), ("\ufeff \u3000\n\u200b".encode(), "empty")])
def test_nothing_to_read(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as error:
        read_document(data)
    assert error.value.code == code


def test_the_limit_is_in_bytes() -> None:
    assert read_document(b"abc", limits=Limits(source_bytes=3)).text == "abc"
    with pytest.raises(ReadError) as error:
        read_document(b"abcd", limits=Limits(source_bytes=3))
    assert error.value.code == "too_large"


def test_lines_are_trimmed_and_empty_ones_kept() -> None:
    document = read_document("  年度报告 \n\n\u3000\u3000一、总体情况\u200b\n\u00a0\n0".encode())
    assert contents(document) == ["年度报告", "", "一、总体情况", "", "0"]
    assert all(not segment.is_cell for segment in document.segments)


def test_prose_stays_lines() -> None:
    text = (
        "1、\t总体情况\n"
        "（一）\t主动公开\n\u3000\u30002022年，本机关  认真贯彻条例。\n\t全年公开信息12条，其中政策解读3条。\n"
        "联系人：张三    电话：1234567\n首页 | 政务公开 | 年报\n一、总体情况\t1\n二、主动公开政府信息情况\t2\n"
    )
    document = read_document(text.encode())
    assert document.grids == ()


def test_markdown_line_marks_are_no_content() -> None:
    document = read_document(
        "# 某局年度报告\n##二、主动公开\n**三、申请情况**\n- （一）存在问题\n- 3\n*其他*\n".encode()
    )
    assert contents(document) == ["某局年度报告", "二、主动公开", "三、申请情况", "（一）存在问题", "- 3", "*其他*", ""]


@pytest.mark.parametrize("line", ["- 3 -", "— 12 —", "第 3 页 共 8 页", "第三页", "3 / 8", "Page 2 of 5", "-1-"])
def test_page_numbers_are_marked_and_stay(line: str) -> None:
    document = read_document(f"正文\n  {line}\n正文".encode())
    assert [(document.text[m.start : m.end], m.kind) for m in document.marks] == [(line, "page_number")]
    assert line in contents(document)


@pytest.mark.parametrize("line", ["3", "- -", "-", "-3", "0/0", "8 / 3", "—", "1/1", "12"])
def test_what_may_be_a_value_is_no_page_number(line: str) -> None:
    assert read_document(f"正文\n{line}\n正文".encode()).marks == ()


def test_running_heads_beside_page_numbers() -> None:
    page = "某市某局年度报告\n正文{}\n- {} -\n"
    document = read_document("".join(page.format(n, n) for n in range(1, 6)).encode())
    heads = [document.text[m.start : m.end] for m in document.marks if m.kind == "running_head"]
    assert heads == ["某市某局年度报告"] * 4  # the first page's head stands beside no page number


def test_debris_is_marked() -> None:
    document = read_document("[bookmark: _Toc1]一、总体情况\n![](images/1.jpg)\n正文<br>正文".encode())
    assert [document.text[m.start : m.end] for m in document.marks] == [
        "[bookmark: _Toc1]",
        "![](images/1.jpg)",
        "<br>",
    ]


TOKENS = st.sampled_from(
    (
        *(
            "\t",
            "\n",
            "\n\n",
            " ",
            "  ",
            "    ",
            "|",
            "｜",
            "│",
            "─",
            "---",
            "+--+",
            "0",
            "12",
            "规章",
            "一、总体情况",
            "\x07",
        ),
        *("<table>", "<tr>", "<td>", "</td>", '<td rowspan="2">', "</table>", "<br>", "&nbsp;", '"', "**", "# ", "- "),
        *("\u3000", "\u00a0", "。", "二、主动公开政府信息情况", "- 3 -", "结果\n维持", "（一）", "[bookmark: a]", "/"),
        *("\\|", "\u200b"),
    )
)
DELIMITERS = re.compile(
    f'[{re.escape(BLANKS)}{BARS}"─━═┄┅┈┉:+=#*_\\->•-]|</?[a-zA-Z][^<>]*>|&(?:nbsp|emsp|ensp);?', re.IGNORECASE
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(TOKENS, max_size=60).map("".join), st.text(max_size=80)))
@example("<table><table><tr><td>1")
@example("<table><tr>|<table></table>")
@example("\t\n\t规章\n\t0\n\n\n0\n\t1")
@example("规章\x070\x07\x07\n一、总体情况\n\x071")
def test_no_character_is_lost(text: str) -> None:
    document = read_text(Decoded(text, "utf-8", ()))
    assert document.text == text
    at = 0
    left_out: list[str] = []
    for segment in document.segments:
        assert at <= segment.start <= segment.end <= len(text)
        content = text[segment.start : segment.end]
        assert content == content.strip(BLANKS)
        assert not segment.is_cell or min(segment.row, segment.column) >= 0
        left_out.append(text[at : segment.start])
        at = segment.end
    left_out.append(text[at:])
    lost = [DELIMITERS.sub("", part) for part in left_out]
    assert not "".join(lost), lost
    places = [mark.start for mark in document.marks]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "unit", ["政府信息公开", "0 ", "0  ", "a\t", "a|", "<table>", "<td>", "第", " ", "\x07", "[bookmark:", '\t"', "─"]
)
def test_a_huge_line_is_read_to_its_end(unit: str) -> None:
    text = "报告" + unit * (400_000 // len(unit)) + "完"
    document = read_document(text.encode())
    assert document.segments[-1].end == len(text)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the annotated reports are not beside this checkout")
@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_real_reports_show_their_three_tables(path: Path) -> None:
    document = read_document(path.read_bytes())
    assert len(document.grids) >= 3
    for grid, least in ((0, 10), (1, 25), (2, 3)):
        assert len({s.row for s in document.segments if s.grid == grid}) >= least
    values = [s for s in document.segments if s.grid == 2 and s.row == 3]
    assert len(values) == 15
