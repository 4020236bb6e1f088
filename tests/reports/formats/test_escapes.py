"""Texts within texts: escaped, in JSON, quoted in a letter."""

from __future__ import annotations

import json

import pytest

from reports.formats import read_document
from tests.reports.formats.text_tables import read, rows

REPORT = "\n".join(["二、主动公开政府信息情况", *(f"规章{number}\t{number}\t0\t“3”" for number in range(24))])


def test_a_json_texts_long_strings_are_the_text() -> None:
    body = json.dumps({"code": 200, "data": [{"title": "年度报告", "content": REPORT.replace("\n", "\r\n")}]})
    assert read_document(body.encode()).text == f"年度报告\n{REPORT}"


@pytest.mark.parametrize(
    "value",
    [
        [["规章", 0, None, "3"], ["规范性\n文件", 12, 1.5, ""]],
        [{"规章": "规范性\n文件", "0": 12, "": 1.5, "3": ""}, {"规章": "甲", "0": 1, "": 2, "3": 3}],
    ],
)
def test_a_json_texts_tables_keep_their_empty_cells(value: object) -> None:
    document = read(json.dumps({"intro": "本报告根据条例编制。" * 5, "table": value}))
    assert rows(document)[:2] == [["规章", "0", "", "3"], ["规范性文件", "12", "1.5", ""]]


@pytest.mark.parametrize("sign", ["\\n", "\\r\\n"])
def test_escaped_line_breaks_and_tabs(sign: str) -> None:
    escaped = REPORT.replace("\n", sign).replace("\t", "\\t").replace("“", '\\"').replace("”", "\\u201d")
    assert read_document(escaped.encode()).text == REPORT.replace("“", '"')


def test_a_letters_quotation_signs_are_none_of_its_text() -> None:
    quoted = "\n".join(f"> > {line}" for line in REPORT.split("\n"))
    assert read_document(f"{quoted}\n".encode()).text == f"{REPORT}\n"


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        "换行写作\\n，制表写作\\t。\n\n正文",  # a text that speaks of escapes
        '{"title": "短"}',  # too short to be a report
        "{不是 JSON}" + REPORT,
        "> 引文一行\n正文\n正文\n正文",  # a quotation within a text
        "[1] " + REPORT,
    ],
)
def test_other_texts_are_what_they_are(text: str) -> None:
    assert read_document(text.encode()).text == text
