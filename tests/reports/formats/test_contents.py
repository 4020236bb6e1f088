"""Printed tables of contents are told from headings and from tables."""

from __future__ import annotations

import pytest

from reports.document import Document
from reports.formats import read_document

NAMES = ("一、总体情况", "二、主动公开情况", "三、收到和处理政府信息公开申请情况", "四、存在的主要问题及改进情况")
BODY = "".join(f"{name}\n正文。\n" for name in NAMES)


def navigation(document: Document) -> list[str]:
    return [document.text[mark.start : mark.end] for mark in document.marks if mark.kind == "navigation"]


@pytest.mark.parametrize("leader", ["……", ".....", " ···· ", "———", "…", "----"])
def test_entries_with_leaders(leader: str) -> None:
    entries = [f"{name}{leader}{page}" for page, name in enumerate(NAMES, start=1)]
    assert navigation(read_document(f"前言\n{chr(10).join(entries)}\n{BODY}".encode())) == entries


@pytest.mark.parametrize("gap", ["\t", "    ", "　　"])
def test_entries_with_gaps_need_a_title(gap: str) -> None:
    entries = [f"{name}{gap}{page}" for page, name in enumerate(NAMES, start=1)]
    assert navigation(read_document(f"目　录\n{chr(10).join(entries)}\n{BODY}".encode())) == ["目　录", *entries]
    assert navigation(read_document(f"前言\n{chr(10).join(entries)}\n{BODY}".encode())) == []


def test_a_list_without_pages_comes_again() -> None:
    contents = ["目录", *NAMES]
    assert navigation(read_document(f"{chr(10).join(contents)}\n某局年度报告\n{BODY}".encode())) == contents
    assert navigation(read_document(f"{chr(10).join(contents)}\n".encode())) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["规章……1", "行政规范性文件……2", "行政许可……3"],  # a table of values
        ["一、总体情况……3", "二、主动公开政府信息情况……2", "三、申请情况……1"],  # pages never fall
        ["一、总体情况……1", "二、主动公开政府信息情况……2"],
        ["自然人    1", "商业企业    2", "总计    3"],
    ],
)
def test_what_is_no_table_of_contents(lines: list[str]) -> None:
    assert navigation(read_document(f"{chr(10).join(lines)}\n{BODY}".encode())) == []
