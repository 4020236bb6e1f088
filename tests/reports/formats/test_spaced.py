"""Tables of bars in which blanks part cells as well."""

from __future__ import annotations

from tests.reports.formats.text_tables import outside, read, rows


def test_numbers_in_one_piece_are_cells_where_other_rows_have_as_many() -> None:
    text = "|一、新收 15|2|0 0|l|0 13|\n|二、结转|I|0 0|0|0 0|1|\n|1.秘密|0|〇 0|0|0 0|0\n|2.其他|0|0|0|0|0|0|0|\n"
    document = read(text)
    assert rows(document) == [
        ["一、新收", "15", "2", "0", "0", "l", "0", "13"],
        ["二、结转", "I", "0", "0", "0", "0", "0", "1"],
        ["1.秘密", "0", "〇", "0", "0", "0", "0", "0"],
        ["2.其他", "0", "0", "0", "0", "0", "0", "0"],
    ]
    assert outside(document) == {"|"}


def test_labels_over_several_rows_do_not_count() -> None:
    text = "|（五）不予处理|1.信访 2|0|0|\n|2.重复|0 0|0|\n|3.出版物|1|0|0|\n"
    assert rows(read(text))[:2] == [["（五）不予处理", "1.信访", "2", "0", "0"], ["2.重复", "0", "0", "0"]]


def test_a_number_within_a_piece_stays_where_no_row_is_as_long() -> None:
    table = [["事项", "内容"], ["第 20 条", "网站 3"], ["公众号 2", "12"]]
    text = "\n".join(["| " + " | ".join(row) + " |" for row in table])
    assert rows(read(text)) == table


def test_blanks_between_the_digits_of_numbers_part_no_cells() -> None:
    text = (
        "信息内容     新制作     新公开     总数\n规章      2      2      3 1\n"
        "规范性文件      1 7      1 5      2 6 4\n"
        "行政许可      1 2      减3      4 1 8\n其他事项      8      增1      2 0 7 7\n"
    )
    assert rows(read(text))[1:] == [
        ["规章", "2", "2", "3 1"],
        ["规范性文件", "1 7", "1 5", "2 6 4"],
        ["行政许可", "1 2", "减3", "4 1 8"],
        ["其他事项", "8", "增1", "2 0 7 7"],
    ]


def test_a_header_tells_the_numbers_of_a_single_row() -> None:
    text = "维持   纠正   其他   未结   总计\n5 2    6     1 1   1 3   8 2\n"
    assert rows(read(text))[1] == ["5 2", "6", "1 1", "1 3", "8 2"]


def test_single_blanks_part_values_where_wide_gaps_are_blank_cells() -> None:
    text = "一、新收  0 0 3 0 0 3\n二、结转  1 2  3 0 6\n三、公开  0 0 0  0 1\n四、其他  0 0 0 0 0 0\n"
    assert not read(text).grids
