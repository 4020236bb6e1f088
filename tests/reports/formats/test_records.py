"""Tables in lists and mappings: rows as objects, nested mappings, YAML, XML and SQL, with prose around them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reports.formats.text_tables import lines, read, rows

RECORDS = [{"项目": f"{number}.属于国家秘密", "自然人": number, "总计": "7.05"} for number in range(3)]
ROWS = [["项目", "自然人", "总计"], *([f"{number}.属于国家秘密", str(number), "7.05"] for number in range(3))]
BEFORE, AFTER = "三、收到和处理政府信息公开申请情况", "四、其他需要报告的事项"


def dumped(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


@pytest.mark.parametrize(
    "dump",
    [
        dumped(RECORDS),
        dumped(RECORDS, 2),
        "\n".join(map(dumped, RECORDS)),
        str(RECORDS),
        dumped({"code": 200, "rows": RECORDS}),
        dumped({name: [record[name] for record in RECORDS] for name in RECORDS[0]}),
        dumped({name: {str(n): record[name] for n, record in enumerate(RECORDS)} for name in RECORDS[0]}),
        dumped({"columns": ROWS[0], "index": [0, 1, 2], "data": [list(record.values()) for record in RECORDS]}),
        f"{dumped(RECORDS)[:-1]}, {{'项目': ",  # breaks off
        "\n".join(f"- 项目: {r['项目']}\n  自然人: {r['自然人']}\n  总计: {r['总计']}" for r in RECORDS),
        "\n".join(f"INSERT INTO `t` (`项目`, 自然人, 总计) VALUES {tuple(r.values())};" for r in RECORDS),
    ],
)
def test_rows_by_names_are_a_table_under_one_header(dump: str) -> None:
    document = read(f"{BEFORE}\n{dump}\n{AFTER}")
    assert rows(document) == ROWS
    assert lines(document)[0] == BEFORE and lines(document)[-1] == AFTER


NESTED = {f"{number}.属于国家秘密": {"自然人": number, "总计": "7.05"} for number in range(3)}
TURNED = {column: {label: fields[column] for label, fields in NESTED.items()} for column in ("自然人", "总计")}


@pytest.mark.parametrize("value", [NESTED, TURNED, {"申请人情况": TURNED}])
def test_nested_names_lead_to_rows_whichever_way(value: Any) -> None:
    group = "申请人情况" if "申请人情况" in value else ""
    expected = [["", f"{group}自然人", f"{group}总计"], *ROWS[1:]]
    assert rows(read(f"{BEFORE}\n{dumped(value, 1)}\n{AFTER}")) == expected


def test_groups_of_rows_stand_before_their_rows() -> None:
    document = read(f"{BEFORE}\n{dumped({'（三）不予公开': NESTED})}\n{AFTER}")
    assert document.text.split("\n")[2] == "（三）不予公开"
    assert rows(document)[-3:] == ROWS[1:]


def test_an_xml_exports_elements_are_its_rows() -> None:
    items = "".join("<row>" + "".join(f"<{k}>{v}</{k}>" for k, v in r.items()) + "</row>" for r in RECORDS)
    text = f'<?xml version="1.0" encoding="GBK"?>\n<r><title>{BEFORE}</title><rows>{items}</rows></r>'
    document = read(text)
    assert rows(document) == ROWS
    assert lines(document) == [BEFORE]


def test_other_names_begin_another_header_and_absent_fields_are_blank() -> None:
    records = [
        {"项目": "行政规范性文件", "本年制发件数": 1, "本年废止件数": None, "现行有效件数": 3},
        {"项目": "行政许可", "本年处理决定数量": 115},
    ]
    document = read(f"{BEFORE}\n{dumped(records)}\n{AFTER}")
    assert [line for line in document.text.split("\n") if "\t" in line] == [
        "项目\t本年制发件数\t本年废止件数\t现行有效件数",
        "行政规范性文件\t1\t\t3",
        "项目\t本年处理决定数量",
        "行政许可\t115",
    ]


def test_a_name_given_twice_is_two_columns_and_a_stray_quotation_mark_is_text() -> None:
    objects = "\n".join(f'{{"项目": "{n}.危及"三安全一稳定"", "总计": {n}, "总计": 9}}' for n in range(3))
    found = rows(read(f"{BEFORE}\n{objects}\n{AFTER}"))
    assert found[0] == ["项目", "总计", "总计"]
    assert found[3] == ['2.危及"三安全一稳定"', "2", "9"]


@pytest.mark.parametrize("text", ["{不是 JSON}", "- 规章: 3\n- 行政许可: 4\n" * 4, "<总计>3</总计>", "{" * 90])
def test_texts_that_hold_no_records_stay_as_they_are(text: str) -> None:
    assert read(f"{BEFORE}\n{text}\n{AFTER}").text == f"{BEFORE}\n{text}\n{AFTER}"
