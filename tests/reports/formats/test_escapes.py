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
    "item",
    [
        "[[[90.0, 6.5], [186, 6.5], [186, 8.0], [90.0, 8.0]], {}, 0.97]",  # RapidOCR, EasyOCR
        "[[[90.0, 6.5], [186, 6.5], [186, 8.0], [90.0, 8.0]], ({}, 0.97)]",  # PaddleOCR
        "[2024/01/02 03:04:05] ppocr INFO: [[[90.0, 6.5], [186, 6.5], [186, 8.0], [90.0, 8.0]], ({}, 9e-1)]",
        "(72.0, 100.0, 272.5, -114.25, {}, 3, 0)",  # PyMuPDF
    ],
)
def test_lines_printed_with_their_places_are_the_text(item: str) -> None:
    lines = [*(line.replace("\t", " ") for line in REPORT.split("\n")), "（一）'不'予公开"]
    printed = "\n".join(item.format(repr(line + "\n" if "72.0" in item else line)) for line in lines)
    assert read_document(printed.encode()).text == "\n".join(lines)
    assert read_document(f"[{printed}]".encode()).text == "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2, 3, 4, '规章', 5]\n" * 3 + REPORT,  # a program's rows within a text
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


def test_a_sign_that_markdown_escapes_before_a_number_is_the_numbers() -> None:
    assert read_document("减 \\-2 增 \\+3 计 160\\.47 元".encode()).text == "减 -2 增 +3 计 160.47 元"


def test_named_blanks_and_line_breaks_at_a_lines_end_are_what_they_stand_for() -> None:
    assert (
        read_document("规章&nbsp;&nbsp;3<br/>\n行政许可&emsp;5 <BR>\n".encode()).text
        == "规章\u00a0\u00a03\n行政许可\u00a05\n"
    )
