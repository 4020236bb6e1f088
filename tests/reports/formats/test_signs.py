"""Tables whose cells a sign sets off."""

from __future__ import annotations

import pytest

from tests.reports.formats.text_tables import lines, outside, read, rows

TABLE = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "3"],
    ["行政规范性文件", "12", "1", "45"],
    ["其他文件", "2", "0", "7"],
]


@pytest.mark.parametrize("sign", [" / ", "/", "；", "、", "，", " & ", "→", "\\t", "·", "^", "~"])
def test_a_sign_between_all_cells_is_a_delimiter(sign: str) -> None:
    text = "\n".join(sign.join(row) for row in TABLE)
    document = read(f"二、主动公开政府信息情况\n{text}\n本机关没有其他文件。")
    assert rows(document) == TABLE
    assert document.grids[0].aligned
    assert lines(document) == ["二、主动公开政府信息情况", "本机关没有其他文件。"]
    assert outside(document) == set(sign.replace(" ", ""))


def test_the_sign_in_a_numbering_or_in_a_label_is_none() -> None:
    text = "一、新收、1、2、3\n（一）予以公开、0、1、1\n1、属于国家秘密、0、0、0\n2.逾期不补正、不再处理、0、1、1"
    assert [row[0] for row in rows(read(text))] == [
        "一、新收",
        "（一）予以公开",
        "1、属于国家秘密",
        "2.逾期不补正、不再处理",
    ]


def test_a_slash_between_blanks_may_be_a_value() -> None:
    text = "规章 / / / 0 / 5\n甲 / 1 / 2 / 3\n乙 / 4 / 5 / 6\n丙 / 7 / 8 / 9"
    assert rows(read(text))[0] == ["规章", "/", "0", "5"]


def test_captions_stand_between_rows() -> None:
    text = "规章、1、2、3\n第二十条第（五）项\n许可、4\n（三）不予公开\n甲、4、5、6\n乙、7、8、9\n"
    assert rows(read(text))[1:4] == [["第二十条第（五）项"], ["许可", "4"], ["（三）不予公开"]]


def test_two_signs_in_two_tables() -> None:
    first, second = ("\n".join(sign.join(row) for row in TABLE) for sign in "→；")
    document = read(f"{first}\n二、主动公开政府信息情况\n{second}")
    assert rows(document, 0) == rows(document, 1) == TABLE


@pytest.mark.parametrize(
    "text",
    [
        "收到申请3件，办结3件，结转0件。\n全年答复，3，件\n公开、3、件\n",
        "2021/1/2\n2021/1/3\n2021/1/4\n",  # dates
        "行政许可1，234，567\n行政处罚2，345，678\n行政强制3，456，789\n",  # digits grouped
        "规章；1；2\n规范性文件；3；4\n",  # two rows tell nothing
    ],
)
def test_other_text_with_such_signs_stays_lines(text: str) -> None:
    assert not read(text).grids


@pytest.mark.parametrize(
    "text",
    [
        "规章 / / 3 5\n规范性文件 / / / 5\n许可 1 / 2 / 3\n处罚 / / / 7\n强制 3 / 2 / 4\n收费 5 / 2 / 4",
        "规章 /  / 12\n文件 /  3 / 5\n许可 /  /  /\n处罚 /  / 7\n强制 /  6 / 8\n收费 /  /  1",
    ],
)
def test_slashes_in_rows_that_blanks_part_are_values(text: str) -> None:
    assert not outside(read(text))


def test_a_row_of_values_may_begin_with_a_blank() -> None:
    heads = "维持#纠正#其他#未审结#总计"
    table = "\n".join("#".join(row) for row in TABLE)
    document = read(f"{table}\n四、政府信息公开行政复议、行政诉讼情况\n{heads}\n#1#3##4")
    assert rows(document, 1) == [heads.split("#"), ["", "1", "3", "", "4"]]
