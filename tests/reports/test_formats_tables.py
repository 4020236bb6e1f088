"""Every way in which a table is kept in plain text gives its cells, the empty ones included."""

from __future__ import annotations

import unicodedata

import pytest

from reports.document import Document
from reports.formats import read_document

HEADING_FOUR = "四、政府信息公开行政复议、行政诉讼情况"


def rows(document: Document, grid: int = 0) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for segment in document.segments:
        if segment.grid == grid:
            found.setdefault(segment.row, []).append(document.text[segment.start : segment.end])
    return list(found.values())


def placed(document: Document, grid: int = 0) -> list[dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for segment in document.segments:
        if segment.grid == grid:
            assert segment.column not in found.setdefault(segment.row, {})
            found[segment.row][segment.column] = document.text[segment.start : segment.end]
    return list(found.values())


def lines(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if s.grid is None and not s.is_empty]


RULES = [["信息内容", "制发", "废止", "有效"], ["规章", "0", "", "3"], ["规范性文件", "12", "1", ""]]
LONG = [
    ["一、新收", "1", "", "2"],
    ["二、结转", "", "0", ""],
    ["三、办理", "（一）公开", "1", "0", "1"],
    ["", "（二）部分", "", "3", ""],
    ["四、结转", "0", "0", "0"],
]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u3000", "\u200b"])
@pytest.mark.parametrize("row_end", ["\n", " \n", "\u00a0\n", "\n\n"])
@pytest.mark.parametrize("tab", ["\t", "\t\t", "  \t"])
def test_flattened_word(blank: str, row_end: str, tab: str) -> None:
    if tab == "\t\t" and blank == "":
        blank = " "
    text = "".join("".join(f"{tab}{cell or blank}\n" for cell in row) + row_end for row in LONG)
    document = read_document(f"前文\n{text}\n{HEADING_FOUR}\n正文".encode())
    assert rows(document) == LONG
    assert lines(document) == ["前文", HEADING_FOUR, "正文"]
    assert not document.grids[0].aligned


def test_flattened_word_with_broken_labels_and_values() -> None:
    text = "\t5.要求确认或重新\n出具信息\n\t\n0\n\t\n\n7\n\t\n\n\t六、\n\t1\n\t2\n\t3\n\n\n" + HEADING_FOUR + "\n"
    document = read_document(text.encode())
    assert rows(document) == [["5.要求确认或重新\n出具信息", "0", "7", ""], ["六、", "1", "2", "3"]]
    assert lines(document) == [HEADING_FOUR]


def test_a_page_number_between_rows_of_flattened_word_is_no_cell() -> None:
    document = read_document("\t规章\n\t1\n- 4 -\n\n\t行政规范性文件\n\t3\n\n\t行政许可\n\t7\n".encode())
    assert rows(document) == [["规章", "1"], ["行政规范性文件", "3"], ["行政许可", "7"]]
    assert [mark.kind for mark in document.marks] == ["page_number"]


def test_a_heading_after_a_blank_cell_is_no_cell() -> None:
    document = read_document(
        f"\t规章\n\t0\n\n\t收费\n\t\n\n\n{HEADING_FOUR}\n\t行政复议\n\t行政诉讼\n\n\t\n\t1\n".encode()
    )
    assert rows(document) == [["规章", "0"], ["收费", ""]]
    assert lines(document) == [HEADING_FOUR]
    assert rows(document, 1)[1] == ["", "1"]


def test_flattened_word_without_row_ends() -> None:
    text = "".join(f"\t{cell}\n" for row in LONG for cell in row)
    document = read_document(f"{text}{HEADING_FOUR}\n".encode())
    assert rows(document) == LONG


@pytest.mark.parametrize("lead", ["", "\t"])
@pytest.mark.parametrize("trail", ["", "\t"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_rows_of_tabs(lead: str, trail: str, between: str) -> None:
    text = between.join(lead + "\t".join(row) + trail for row in RULES)
    document = read_document(f"二、主动公开政府信息情况\n{text}\n三、其他".encode())
    assert rows(document) == RULES
    assert document.grids[0].aligned


def test_rows_of_tabs_with_quoted_newlines() -> None:
    document = read_document('项目\t"商业\n企业"\t"科研\n机构"\n一、新收\t1\t\n二、结转\t\t"2"\n'.encode())
    assert rows(document) == [["项目", "商业\n企业", "科研\n机构"], ["一、新收", "1", ""], ["二、结转", "", "2"]]


def test_ragged_rows_of_tabs_are_not_aligned() -> None:
    text = "一、新收\t1\t0\t1\n三、办理\t（一）公开\t1\t0\t1\n（二）部分\t0\t0\t0\n"
    document = read_document(text.encode())
    assert [len(row) for row in rows(document)] == [4, 5, 4]
    assert not document.grids[0].aligned
    blank = "一、新收\t\t\t1\n三、办理\t（一）公开\t\t\t1\n\t（二）部分\t0\t0\t0\n"
    assert not read_document(blank.encode()).grids[0].aligned


@pytest.mark.parametrize("end", ["\x07", "\r\x07"])
def test_cell_marks_of_doc_files(end: str) -> None:
    text = "".join("".join(cell + end for cell in row) + end for row in LONG)
    document = read_document(f"三、情况\r{text}{HEADING_FOUR}\r行政复议{end}1{end}{end}正文".encode())
    assert rows(document)[: len(LONG)] == LONG
    assert lines(document) == ["三、情况", HEADING_FOUR, "正文"]


@pytest.mark.parametrize("bar", ["|", " | ", "｜"])
@pytest.mark.parametrize(("lead", "trail"), [("", ""), ("", "|"), ("|", "|"), ("| ", " |")])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_pipes(bar: str, lead: str, trail: str, between: str) -> None:
    text = between.join(lead + bar.join(row) + trail for row in RULES)
    document = read_document(f"前文\n{text}\n后文".encode())
    assert rows(document) == RULES
    assert lines(document) == ["前文", "后文"]


def test_pipes_with_lost_header_words_and_padding() -> None:
    text = "| 申请人 | |||\n自然人 | 法人 | |||\n一、新收 | 91 | | 93 | ||\n三、办理 | （一） | 1 | | 1 | |\n"
    document = read_document(text.encode())
    assert rows(document) == [
        ["", "申请人", "", "", ""],
        ["自然人", "法人", "", "", ""],
        ["一、新收", "91", "", "93", "", ""],
        ["三、办理", "（一）", "1", "", "1", ""],
    ]
    assert not document.grids[0].aligned


def test_markdown() -> None:
    text = "| 规章 | 0 |  | -- |\n|---|:-:|---|---|\n| a\\|b | 1<br>2 | &nbsp; | / |\n| **总计** | - | - | - |\n"
    document = read_document(text.encode())
    assert rows(document) == [["规章", "0", "", "--"], ["a\\|b", "1<br>2", "", "/"], ["总计", "-", "-", "-"]]
    assert document.grids[0].aligned
    assert [document.text[m.start : m.end] for m in document.marks] == ["<br>"]


def test_a_row_of_dashes_is_no_rule() -> None:
    document = read_document("| 维持 | 纠正 | 总计 |\n| -- | -- | -- |\n| - | - | - |\n".encode())
    assert rows(document)[-2:] == [["--", "--", "--"], ["-", "-", "-"]]


def test_html_table_in_text() -> None:
    text = (
        '结果如下\n<table border="1"><tr><td rowspan="2">三、办理</td><td colspan=2>甲&amp;乙</td></tr>\n'
        "<tr><td><p>0</p></td><td> </td></tr><tr><td>四、</td><td>&nbsp;</td><td>1<br>2</td></tr></table>尾巴"
    )
    document = read_document(text.encode())
    assert placed(document) == [{0: "三、办理", 1: "甲&amp;乙"}, {1: "0", 2: ""}, {0: "四、", 1: "", 2: "1<br>2"}]
    assert lines(document) == ["结果如下", "尾巴"]
    assert document.grids[0].aligned


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, size: int, how: str = "left", measure=width) -> str:  # type: ignore[no-untyped-def]
    blanks = max(0, size - measure(text))
    left = {"left": 0, "right": blanks, "centre": blanks // 2}[how]
    return " " * left + text + " " * (blanks - left)


def boxed(table: list[list[str]], sizes: list[int], bar: str, rule: str) -> str:
    body = [bar + bar.join(pad(cell, size) for cell, size in zip(row, sizes, strict=True)) + bar for row in table]
    return f"\n{rule}".join(body) if rule else "\n".join(body)


WRAPPED = [
    ["一、本年新收信息", "1", "", "2"],
    ["公开申请数量", "", "", ""],
    ["二、结转", "", "0", ""],
    ["三、其他", "0", "0", "0"],
]


def test_antiword_rows_over_several_lines() -> None:
    document = read_document(boxed(WRAPPED, [16, 6, 6, 6], "|", "").encode())
    assert rows(document) == [["一、本年新收信息", "1", "", "2"], ["公开申请数量"], *WRAPPED[2:]]
    assert document.grids[0].aligned


@pytest.mark.parametrize(("bar", "left", "cross", "stroke"), [("│", "├", "┼", "─"), ("|", "+", "+", "-")])
def test_boxes(bar: str, left: str, cross: str, stroke: str) -> None:
    sizes = [16, 6, 6, 6]
    right = "┤" if left == "├" else "+"
    rule = left + cross.join(stroke * (size // (2 if stroke == "─" else 1)) for size in sizes) + right
    text = [rule, boxed(WRAPPED[:2], sizes, bar, ""), rule, boxed(WRAPPED[2:3], sizes, bar, ""), rule]
    text += [boxed(WRAPPED[3:], sizes, bar, ""), rule]
    document = read_document("\n".join(text).encode())
    assert rows(document) == [["一、本年新收信息", "1", "", "2"], ["公开申请数量"], *WRAPPED[2:]]
    assert document.grids[0].aligned


SPACED = [
    (["", "商业", "科研", "公益", "法律", "其他", "总计"], False),
    (["一、本年新收申请数量", "1", "0", "0", "0", "0", "1"], True),
    (["二、上年结转申请数量", "12", "", "", "3", "", "15"], True),
    (["（二）部分公开（区分处", "", "", "", "", "", ""], False),
    (["理的，只计这一情形）", "0", "0", "0", "0", "0", "0"], True),
    (["四、结转下年度继续办理", "", "", "", "", "", "0"], True),
]


@pytest.mark.parametrize("measure", [width, len])
@pytest.mark.parametrize("how", ["left", "right", "centre"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_columns_of_blanks(measure, how: str, indent: str) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(
        (indent + pad(row[0], 26, "left", measure) + "".join(pad(cell, 9, how, measure) for cell in row[1:])).rstrip()
        for row, _ in SPACED
    )
    document = read_document(f"三、收到和处理政府信息公开申请情况\n\n{text}\n\n{HEADING_FOUR}\n".encode())
    assert document.grids[0].aligned
    found = placed(document)
    for (row, full), cells in zip(SPACED, found, strict=True):
        expected = {column: cell for column, cell in enumerate(row) if cell or (full and column)}
        assert cells == expected
    assert lines(document) == ["三、收到和处理政府信息公开申请情况", HEADING_FOUR]


def test_columns_blank_throughout_show_in_the_header() -> None:
    table = [["", "自然人", "企业", "科研", "总计"], ["一、新收", "", "", "", "0"], ["二、结转", "2", "", "", "2"]]
    text = "\n".join("".join(pad(cell, 12) for cell in row).rstrip() for row in table)
    document = read_document(text.encode())
    assert placed(document)[1:] == [
        {0: "一、新收", 1: "", 2: "", 3: "", 4: "0"},
        {0: "二、结转", 1: "2", 2: "", 3: "", 4: "2"},
    ]


def test_serial_numbers_before_the_labels_are_no_column_of_values() -> None:
    table = [["序号", "", "自然人", "商业企业", "科研机构", "其他", "总计"]]
    table += [["1", "一、新收", "98", "", "8", "1", "107"], ["2", "二、结转", "2", "", "3", "", "5"]]
    table += [["3", "（一）公开", "9", "", "5", "1", "15"]]
    sizes = [6, 14, 10, 10, 10, 6, 6]
    text = "\n".join("".join(map(pad, row, sizes)).rstrip() for row in table)
    found = placed(read_document(text.encode()))[1:]
    assert [list(row.values()) for row in found] == table[1:]


def test_a_long_heading_parts_the_columns_of_two_tables() -> None:
    first, second = ["规章          1      2      3", "规范性文件    4      5      6"], ["规章     10   20    30   40"]
    heading = "肆、政府信息公开行政复议及行政诉讼情况"
    document = read_document("\n".join([*first, heading, *second, *second]).encode())
    assert lines(document) == [heading]
    assert len(document.grids) == 2


def test_blanks_are_not_made_up_where_the_header_is_not_believed() -> None:
    text = "结果   结果   其他   尚未   总计\n   1     0        0    1   4   4\n"
    document = read_document(text.encode())
    assert all(cell for row in rows(document) for cell in row)


def test_a_page_break_does_not_end_a_table() -> None:
    text = "规章        0      0     1\n文件        2      1     3\n\n        - 2 -\n\f\n其他        2      1     3\n"
    document = read_document(text.encode())
    assert len(document.grids) == 1
    assert rows(document)[-1] == ["其他", "2", "1", "3"]
    assert lines(document) == ["- 2 -"]


def test_a_row_of_blanks_among_columns_is_seen_by_its_number() -> None:
    table = [
        ["（三）不予公开", "", "", ""],
        ["1.属于国家秘密", "", "", ""],
        ["2.其他法律行政法", "", "", ""],
        ["规禁止公开", "0", "0", "0"],
        ["3.危及稳定", "1", "0", "1"],
        ["4.保护第三方", "", "", ""],
    ]
    text = "\n".join("".join(pad(cell, 20) for cell in row).rstrip() for row in table[2:5] * 2 + table)
    document = read_document(f"规章                0                   0                   0\n{text}\n".encode())
    assert [len(row) for row in rows(document)] == [4, 1, 4, 4, 1, 4, 4, 1, 4, 1, 4, 4, 4]
    assert rows(document)[8] == ["1.属于国家秘密", "", "", ""]


def test_wide_boxes() -> None:
    wide = [["一、" + "新" * 30, *"1020300"], ["二、结转", *"0000000"], ["三、", *"1111111"]]
    document = read_document(boxed(wide, [70, *[10] * 7], "│", "").encode())
    assert rows(document) == wide


def test_boxes_one_after_another_are_tables_of_their_own() -> None:
    one = boxed([["规章", "0"], ["文件", "1"]], [10, 6], "│", "├─────┼───┤\n")
    two = boxed([["甲", "2", "3"], ["乙", "4", "5"]], [6, 8, 6], "│", "├───┼────┼───┤\n")
    rule = "──────────"
    document = read_document(f"{rule}\n{one}\n{rule}\n\n{rule}\n{two}\n{rule}\n".encode())
    assert rows(document, 0) == [["规章", "0"], ["文件", "1"]]
    assert rows(document, 1) == [["甲", "2", "3"], ["乙", "4", "5"]]


def test_a_row_that_lost_a_cell_takes_its_html_table_out_of_alignment() -> None:
    whole = "<tr><td>一、</td><td>1</td><td></td><td>1</td></tr>"
    torn = "<tr><td>二、</td><td>1</td><td>1</td></tr>"
    assert read_document(f"表<table>{whole}{whole}</table>".encode()).grids[0].aligned
    assert not read_document(f"表<table>{whole}{torn}</table>".encode()).grids[0].aligned


def test_a_row_that_lost_a_cell_takes_its_markdown_table_out_of_alignment() -> None:
    whole = "| 一、 | 1 |  | 1 |\n"
    assert read_document((whole * 9).encode()).grids[0].aligned
    assert not read_document((whole * 9 + "| 二、 | 1 | 1 |\n").encode()).grids[0].aligned


def test_a_shifted_line_of_a_box_takes_the_places_of_lines_like_it() -> None:
    table = [["一、新收", "1", "", "2"], ["二、结转", "", "0", ""], ["三、其他", "0", "0", "0"], ["四、", "5", "", ""]]
    text = boxed([*table, *table], [16, 6, 6, 6], "|", "").replace("三、其他", "三、其其其他", 1)
    document = read_document(text.encode())
    assert placed(document)[2] == {0: "三、其其其他", 1: "0", 2: "0", 3: "0"}
    assert document.grids[0].aligned


@pytest.mark.parametrize("mark", ["#", "##", "= ", "== ", "* ", "** ", "*** "])
def test_the_signs_of_a_markup_heading_are_none_of_it(mark: str) -> None:
    assert lines(read_document(f"{mark}一、总体情况\n正文。".encode())) == ["一、总体情况", "正文。"]
