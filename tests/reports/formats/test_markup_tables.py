"""Tables of LaTeX, AsciiDoc and MediaWiki."""

from __future__ import annotations

import pytest

from tests.reports.formats.text_tables import columns, lines, read, rows

LATEX = r"""\begin{tabular}{|l|c|p{2cm}|c|} \hline
\multicolumn{4}{|c|}{第二十条第（一）项} \\ \hline
信息内容 & 制发 & \makecell{废止\\件数} & 有效 \\[2pt] \cline{2-4}
\multirow{2}{*}{\textbf{规章}} & 0 & & 3\% \\
 & \multicolumn{2}{c}{7} & 8 \\ \bottomrule
\end{tabular}"""

ASCIIDOC = """[cols="1,3*"]
|===
4+^| 第二十条第（一）项
|信息内容 |制发 |废止 |有效
.2+|规章 | 0 | | 3
2+|7
|8
|==="""

WIKI = """{| class="wikitable"
|+ 表一
! colspan="4" | 第二十条第（一）项
|-
! 信息内容 !! 制发 !! 废止 || 有效
|- style="x"
| rowspan=2 | '''规章'''
| 0 || || 3
|-
| colspan="2" style="a: b" | 7
| 8
|}"""


@pytest.mark.parametrize(
    ("text", "first", "last"), [(LATEX, r"\makecell", "3\\%"), (ASCIIDOC, "废止", "3"), (WIKI, "废止", "3")]
)
def test_cells_have_the_columns_that_spans_leave_them(text: str, first: str, last: str) -> None:
    document = read(f"二、主动公开政府信息情况\n{text}\n三、其他")
    wanted = [["第二十条第（一）项"], ["信息内容", "制发", "废止", "有效"], ["规章", "0", "", last], ["7", "8"]]
    found = rows(document)
    found[1][2] = found[1][2].replace("\\\\件数", "")
    found[2][0] = found[2][0].strip("'")
    found[3] = [cell for cell in found[3] if cell]
    assert found == wanted
    places = columns(document)
    assert places[:3] == [[0], [0, 1, 2, 3], [0, 1, 2, 3]]
    assert places[3][-2:] == [1, 3]
    assert document.grids[0].aligned
    assert lines(document)[0] == "二、主动公开政府信息情况"
    assert lines(document)[-1] == "三、其他"


def test_commands_within_a_cell_are_debris() -> None:
    document = read(LATEX)
    assert [document.text[mark.start : mark.end] for mark in document.marks] == ["\\\\", "\\"]


def test_lines_that_agree_tell_asciidocs_columns_better_than_its_attributes() -> None:
    document = read('[cols="1,1"]\n|===\n|a |b |c\n|规章 |1 |2\n|文件 | |4\n|===')
    assert rows(document) == [["a", "b", "c"], ["规章", "1", "2"], ["文件", "", "4"]]


def test_the_first_line_tells_asciidocs_columns_and_what_stands_before_it_is_kept() -> None:
    document = read("|===\n说明\n|a |1\n|b\n|2\n|===")
    assert rows(document) == [["a", "1"], ["b", "2"]]
    assert lines(document) == ["说明"]


def test_a_wikis_table_whose_end_is_lost_ends_where_the_next_begins() -> None:
    document = read("{|\n| 规章 || 1\n|-\n| 其他 || 2\n" + WIKI)
    assert rows(document)[:2] == [["规章", "1"], ["其他", "2"]]
    assert len(document.grids) == 2


def test_a_wikis_caption_and_a_cells_second_line() -> None:
    document = read(WIKI.replace("| 8", "| 8\n<br />件"))
    assert lines(document) == ["表一"]
    assert rows(document)[3] == ["7", "8\n<br />件"]


@pytest.mark.parametrize("text", ["\\begin{tabular}{cc} a & 1", "{| 没有结束\n| a || 1", "|===\n没有结束"])
def test_tables_without_an_end_stay_lines(text: str) -> None:
    assert lines(read(text)) == text.split("\n")


@pytest.mark.parametrize(
    ("text", "content"), [("== 一、总体情况 ==", "一、总体情况"), ("=1=", "=1="), ("====", "====")]
)
def test_a_wikis_headings(text: str, content: str) -> None:
    assert lines(read(text)) == [content]


@pytest.mark.parametrize(("text", "content"), [("h2. 一、总体情况", "一、总体情况"), ("h5指数", "h5指数")])
def test_textiles_headings(text: str, content: str) -> None:
    assert lines(read(text)) == [content]
