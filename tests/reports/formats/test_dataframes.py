"""Data frames as pandas and R print them."""

from __future__ import annotations

from reports.formats.dataframes import contents
from tests.reports.formats.text_tables import read, rows


def test_bands_of_columns_are_one_table() -> None:
    first = "      0       1  \\\n0  信息内容  本年制发件数   \n1    规章       3   \n"
    text = f"前\n{first}\n        2  \n0  现行有效件数  \n1     NaN  \n后"
    assert contents(text) == "前\n信息内容\t本年制发件数\t现行有效件数\n规章\t3\t\n后"


def test_wide_characters_may_take_one_place_or_two() -> None:
    text = "        V1 V2\n1 信息内容  3\n2     规章 <NA>\n".replace(" V2", "   V2").replace("  3\n", "    3\n")
    text += "  V3\n1  5\n2 17\n"
    assert contents(text) == "信息内容\t3\t5\n规章\t\t17\n"


def test_names_of_several_levels_are_header_rows() -> None:
    text = "  行政复议           \\\n  结果维持 结果纠正  \n0    1    2   \n\n       \n  总计  \n0  3  \n"
    assert contents(text) == "行政复议\t\t\n结果维持\t结果纠正\t总计\n1\t2\t3\n"


def test_a_name_that_stands_there_again_is_the_same_and_one_that_no_one_gave_is_none() -> None:
    text = "  件数  件数.1  Unnamed: 2\n0  1     2           3\n1  4     5           6\n".replace(
        "Unnamed: 2", "        V3"
    )
    assert contents(text) == "件数\t件数\t\n1\t2\t3\n4\t5\t6\n"


def test_a_blank_cell_of_a_frame_keeps_its_place() -> None:
    text = "      0  1  2\n0    规章  3  5\n1  规范性文件     7\n"
    assert rows(read(f"二、主动公开政府信息情况\n{text}")) == [["规章", "3", "5"], ["规范性文件", "", "7"]]


def test_a_numbered_list_is_no_frame() -> None:
    assert contents("  主要做法\n1 加强领导\n2 加强培训\n") is None
    assert contents("1 加强领导  明确分工  3\n2 加强培训  提高能力  5\n") is None


def test_names_over_the_rows_numbers_are_another_table() -> None:
    assert contents(" 序号  规章  制发\n 1     甲    3\n 2     乙    5\n") is None
