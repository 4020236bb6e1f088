"""Web pages: what people see of them, line by line and cell by cell."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from reports.document import Document
from reports.errors import ReadError
from reports.formats import read_document
from reports.formats.html import read_html, read_mhtml
from reports.limits import DEFAULT_LIMITS, Limits

REQUESTS = """<table><tr><td>申请情况</td><td>自然人</td><td>商业企业</td><td>总计</td></tr>
<tr><td>一、本年新收政府信息公开申请数量</td><td>3</td><td>1</td><td>4</td></tr></table>"""
SECTIONS = f"<p>一、总体情况</p><p>概述。</p><p>三、收到和处理政府信息公开申请情况</p>{REQUESTS}"


def read(page: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    return read_html(page.encode() if isinstance(page, str) else page, limits)


def lines(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.segments if not s.is_cell]


def grids(document: Document) -> list[list[list[tuple[int, str]]]]:
    """The cells of each grid, row by row, with their columns."""
    found: list[list[list[tuple[int, str]]]] = [[] for _ in document.grids]
    for segment in document.segments:
        if segment.grid is not None:
            rows = found[segment.grid]
            rows.extend([] for _ in range(segment.row + 1 - len(rows)))
            rows[segment.row].append((segment.column, document.text[segment.start : segment.end]))
    return found


def marked(document: Document) -> list[str]:
    return [document.text[m.start : m.end] for m in document.marks if m.kind == "navigation"]


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.warnings]


# --- encodings ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("declared", "encoding", "expected"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gb18030", "gb18030"),
        ("iso-8859-1", "gb18030", "gb18030"),
        ("no-such-thing", "utf-8", "utf-8"),
        ("big5", "big5hkscs", "big5hkscs"),
        ("unicode", "utf-16", "utf-16-le"),
    ],
)
def test_bytes_go_before_what_is_declared(declared: str, encoding: str, expected: str) -> None:
    text = "二〇二三年政府信息公开工作年度报告" if encoding != "big5hkscs" else "二〇二三年政府資訊公開工作年度報告"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>{text}</p>'
    document = read(page.encode(encoding))
    assert (lines(document), document.encoding) == ([text], expected)


def test_a_declaration_decides_where_the_bytes_leave_a_doubt() -> None:
    # Rare characters only: nothing in the bytes says that they are no other encoding's.
    assert lines(read('<?xml version="1.0" encoding="GBK"?><html><p>龘龖</p>'.encode("gbk"))) == ["龘龖"]


# --- lines -------------------------------------------------------------------------------------------------------
def test_blocks_break_lines_and_inline_elements_do_not() -> None:
    page = """<div>  <p>一、<b>总体</b><span
    >情况</span></p>

    <ul><li>甲</li><li>乙</li></ul>第一行<br>第二行</div><div></div><div>
    </div>"""
    assert lines(read(page)) == ["一、总体情况", "甲", "乙", "第一行", "第二行"]


def test_line_breaks_of_the_source_between_chinese_characters_are_none() -> None:
    page = "<p>政府信息公\n   开工作，\n全年公开 12\n条 information\nopen</p>"
    assert lines(read(page)) == ["政府信息公开工作，全年公开 12 条 information open"]


def test_links_side_by_side_are_words_of_their_own() -> None:
    assert lines(read("<p><a href=a>首页</a>\n<a href=b>政务公开</a></p>")) == ["首页 政务公开"]


def test_empty_paragraphs_are_empty_lines_and_layout_is_not() -> None:
    page = "<p>甲</p>\n<p>&nbsp;</p><p></p><div>&nbsp;</div><p>乙<br></p><p><br></p><p>丙<br><br>丁</p>"
    assert lines(read(page)) == ["甲", "", "乙", "", "丙", "", "丁"]


def test_typed_lines_stay() -> None:
    page = "<pre>一、总体情况\n\n甲  乙</pre><p style='white-space: pre-wrap'>丙\n丁</p>"
    assert lines(read(page)) == ["一、总体情况", "", "甲  乙", "丙", "丁"]


def test_numbers_of_ordered_lists_are_text() -> None:
    page = """<ol style="list-style-type: cjk-ideographic" start="9"><li>甲</li><li><p>乙</p><p>丙</p></li></ol>
    <ol><li>丁<ul><li>戊</li></ul></li><li value="7">己</li></ol><ol style="list-style: none"><li>庚</li></ol>
    <ol><li>1、辛</li></ol><ol type="I"><li>壬</li></ol>"""
    expected = ["九、甲", "十、乙", "丙", "1. 丁", "戊", "7. 己", "庚", "1、辛", "I. 壬"]
    assert lines(read(page)) == expected


def test_numbers_that_word_wrote_are_text() -> None:
    page = """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
    style='mso-list:Ignore'>二、<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>主动公开</p>
    <p><!--[if !supportLists]--><span>三、</span><!--[endif]-->申请<o:p></o:p></p>"""
    assert [line.replace("\u00a0", "") for line in lines(read(page))] == ["二、 主动公开", "三、申请"]


def test_what_is_not_shown_is_not_read() -> None:
    page = """<head><style>.no, td.cut {display: none !important} @media print { p {display: none} }</style></head>
    <script>document.write('<p>脚本</p>')</script><!-- 注释 --><!--[if gte mso 9]><p>条件注释</p><![endif]-->
    <p hidden>藏</p><p style="display:none">藏</p><p style="visibility: hidden">藏</p>
    <span style="mso-hide:all">藏</span>
    <div class="a no">藏</div><select><option>选项</option></select><textarea>填</textarea><button>按</button>
    <svg><text>图</text></svg><noscript>请启用脚本</noscript><template><p>样板</p></template>
    <p aria-hidden="true">见</p><table><tr><td>甲</td><td class="cut">9</td><td>1</td></tr>
    <tr style="display:none"><td>乙</td><td>2</td></tr><tr><td>丙</td><td>3</td></tr></table>"""
    document = read(page)
    assert lines(document) == ["见"]
    assert grids(document) == [[[(0, "甲"), (1, "1")], [(0, "丙"), (1, "3")]]]


def test_a_report_that_a_script_would_show_is_read() -> None:
    document = read(f"<p>正在加载</p><div style='display:none'>{SECTIONS}</div>")
    assert "一、总体情况" in lines(document)
    assert codes(document) == ["hidden_text_read"]


def test_crossed_out_numbers_are_none() -> None:
    document = read("<table><tr><td>甲</td><td><del>5</del>6</td></tr><tr><td>乙</td><td><s>7</s></td></tr></table>")
    assert grids(document) == [[[(0, "甲"), (1, "6")], [(0, "乙"), (1, "")]]]
    assert codes(document) == ["struck_text_ignored"]


def test_a_footnote_s_mark_makes_no_other_number() -> None:
    document = read(
        "<table><tr><td>面积m<sup>2</sup></td><td>12<sup>[1]</sup></td></tr><tr><td>甲</td><td>3</td></tr></table>"
    )
    assert grids(document)[0][0] == [(0, "面积m2"), (1, "12")]
    assert codes(document) == ["note_marks_ignored"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<sup>6</sup>80", "80"),
        ("80<sub>6</sub>", "80₆"),
        ('80<span style="vertical-align: sub">6</span>', "80₆"),
        ("<sup>1</sup>/<sub>2</sub>", "1/2"),
        ("<sup>80</sup>", "80"),
        ("CO<sub>2</sub>", "CO2"),
    ],
)
def test_raised_and_lowered_digits_join_no_number_beside_them(cell: str, expected: str) -> None:
    document = read(f"<table><tr><td>甲</td><td>{cell}</td></tr><tr><td>乙</td><td>3</td></tr></table>")
    assert grids(document)[0][0] == [(0, "甲"), (1, expected)]


# --- tables ------------------------------------------------------------------------------------------------------
def test_spans_are_resolved_and_merged_cells_stand_once() -> None:
    page = """<table><tr><td rowspan=2 colspan=2>申请人</td><td>自然人</td><td>总计</td></tr><tr><td>1<td>2</tr>
    <tr><td rowspan="9">三</td><td>甲</td><td>3</td><td>&nbsp;</td></tr>
    <tr><td>乙</td><td></td><td>4</td></tr></table>"""
    assert grids(read(page)) == [
        [
            [(0, "申请人"), (2, "自然人"), (3, "总计")],
            [(2, "1"), (3, "2")],
            [(0, "三"), (1, "甲"), (2, "3"), (3, "")],
            [(1, "乙"), (2, ""), (3, "4")],
        ]
    ]


def test_columns_count_only_where_cells_begin() -> None:
    page = """<table><tr><td colspan=100>第二十条第（一）项</td></tr>
    <tr><td colspan=3>规章</td><td colspan=2>1</td><td>2</td></tr>
    <tr height=0><td></td><td></td><td></td><td></td><td></td><td></td></tr></table>"""
    assert grids(read(page)) == [[[(0, "第二十条第（一）项")], [(0, "规章"), (1, "1"), (2, "2")]]]


def test_heads_stand_first_and_feet_last() -> None:
    page = """<table><caption>表一</caption><tfoot><tr><td>总计</td><td>3</td></tr></tfoot>
    <tbody><tr><td>甲</td><td rowspan=0>1</td></tr></tbody><thead><tr><th>项目</th><th>数量</th></tr></thead>
    <tbody><tr></tr><tr><td>乙</td><td>2</td></tr></tbody></table>"""
    document = read(page)
    assert lines(document) == ["表一"]
    assert [row[0][1] for row in grids(document)[0]] == ["项目", "甲", "乙", "总计"]
    assert [row[1] for row in grids(document)[0]] == [(1, "数量"), (1, "1"), (1, "2"), (1, "3")]


def test_breaks_and_paragraphs_in_cells_are_newlines() -> None:
    page = """<table><tr><td><p>（一）予以</p><p>公开</p></td><td>1</td></tr>
    <tr><td>部分<br/>公开</td><td>\n 2 </td></tr></table>"""
    assert grids(read(page)) == [[[(0, "（一）予以\n公开"), (1, "1")], [(0, "部分\n公开"), (1, "2")]]]


def test_rows_of_different_length_only_count_their_cells() -> None:
    page = "<table><tr><td>甲</td><td>1</td><td>2</td></tr><tr><td>乙</td><td>3</td><td>4</td><td>5</td></tr></table>"
    assert [grid.aligned for grid in read(page).grids] == [False]


def test_layout_tables_flow_and_their_tables_are_found() -> None:
    page = f"""<table><tr><td><a href=a>首页</a></td><td><a href=b>概况</a></td></tr></table>
    <table><tr><td width=200>&nbsp;</td><td><table><tr><td>
    <div>二、主动公开政府信息情况</div>{REQUESTS}</td></tr></table></td></tr></table>"""
    document = read(page)
    assert lines(document) == ["首页", "概况", "二、主动公开政府信息情况"]
    assert len(grids(document)) == 1
    assert grids(document)[0][1][1:] == [(1, "3"), (2, "1"), (3, "4")]


def test_a_table_in_a_cell_is_the_cell_s_text() -> None:
    page = """<table><tr><td>自然人</td><td>商业企业</td><td>总计</td></tr>
    <tr><td><table><tr><td>1</td></tr></table></td><td>2</td><td>3</td></tr></table>"""
    assert grids(read(page))[0][1] == [(0, "1"), (1, "2"), (2, "3")]


def test_a_report_in_one_table_is_taken_apart() -> None:
    page = """<table><tr><td colspan=4>一、总体情况</td></tr><tr><td colspan=4>概述。</td></tr>
    <tr><td colspan=4>三、收到和处理政府信息公开申请情况</td></tr>
    <tr><td>申请情况</td><td>自然人</td><td>商业企业</td><td>总计</td></tr>
    <tr><td>一、本年新收政府信息公开申请数量</td><td>3</td><td>1</td><td>4</td></tr></table>"""
    document = read(page)
    assert [line for line in lines(document) if line.startswith(("一、", "三、"))] == [
        "一、总体情况",
        "三、收到和处理政府信息公开申请情况",
    ]
    assert grids(document)[-1][-1] == [(0, "一、本年新收政府信息公开申请数量"), (1, "3"), (2, "1"), (3, "4")]


def test_a_table_for_each_row_stays_a_table() -> None:
    rows = "".join(
        f"<table><tr><td>{name}</td><td>{value}</td></tr></table>\n" for name, value in (("规章", 1), ("归档", ""))
    )
    assert grids(read(rows)) == [[[(0, "规章"), (1, "1")]], [[(0, "归档"), (1, "")]]]


@pytest.mark.parametrize(
    "page",
    [
        """<style>.t{display:table}.r{display:table-row}.c{display:table-cell}</style><div class=t>
        <div class=r><div class=c>项目</div><div class=c>数量</div></div>
        <div class=r><div class=c>规章</div><div class=c>&nbsp;</div></div></div>""",
        """<div role=table><div role=rowgroup><div role=row><span role=columnheader>项目</span>
        <span role=columnheader>数量</span></div><div role=row><span role=cell>规章</span>
        <span role=cell></span></div></div></div>""",
        "<tr><td>项目</td><td>数量</td></tr><tr><td>规章</td><td></td></tr>",
        """<div><div class="tr head"><div class="td">项目</div><div class="td">数量</div></div>
        <div class="tr"><div class="td">规章</div><div class="td"></div></div></div>""",
    ],
)
def test_tables_without_table_elements(page: str) -> None:
    assert grids(read(page)) == [[[(0, "项目"), (1, "数量")], [(0, "规章"), (1, "")]]]


def test_a_table_whose_own_tag_is_lost_is_a_table() -> None:
    page = f"<div><p>前</p><tr><td>规章<td>1</td></tr><tr><td>收费<td>2</tr></table><p>后</p>{REQUESTS}</div>"
    document = read(page)
    assert lines(document) == ["前", "后"]
    assert grids(document)[0] == [[(0, "规章"), (1, "1")], [(0, "收费"), (1, "2")]]
    assert len(grids(document)[1]) == 2


def test_nothing_beside_rows_made_by_styles_is_lost() -> None:
    page = """<div style="display:table">前<div role=row><b>甲</b><i role=cell>1</i></div>
    <div role=row>旁<i role=cell>乙</i><i role=cell>2</i></div><p>后</p>
    <table><tr><td>丙</td><td>3</td></tr></table></div>"""
    document = read(page)
    assert lines(document) == ["前", "旁", "后"]
    assert grids(document) == [[[(0, "甲"), (1, "1")], [(0, "乙"), (1, "2")]], [[(0, "丙"), (1, "3")]]]


def test_a_picture_in_a_cell_is_told_and_is_no_blank() -> None:
    page = """<table><tr><td>甲</td><td><img src=5.png></td><td><img src=gap.gif width=1></td></tr>
    <tr><td>乙</td><td>1</td><td>2</td></tr></table>"""
    document = read(page)
    assert codes(document) == ["images_in_table"]
    assert grids(document)[0][0] == [(0, "甲"), (1, "\ufffc"), (2, "")]


def test_what_stands_in_a_cell_s_field_is_read() -> None:
    page = """<input value="请输入关键字"><table><tr><td>甲</td><td><input readonly value=" 7 "></td>
    <td><input type=hidden value=9></td></tr></table>"""
    document = read(page)
    assert lines(document) == []
    assert grids(document) == [[[(0, "甲"), (1, "7"), (2, "")]]]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("position:absolute;left:-9999px", "22"),
        ("text-indent:-10000px", "22"),
        ("left:-9999px", "226"),
        ("position:absolute;left:-20px", "226"),
        ("text-decoration:line-through", "22"),
    ],
)
def test_what_nobody_sees_is_no_digit(style: str, text: str) -> None:
    page = f"<table><tr><td>甲</td><td>22<span style='{style}'>6</span></td></tr></table>"
    assert grids(read(page)) == [[[(0, "甲"), (1, text)]]]


def test_cells_in_a_table_of_their_own_are_cells_of_the_row() -> None:
    page = """<table><tr><td>自然人</td><td>商业企业</td><td>总计</td></tr><tr><td>3</td>
    <td colspan=2><div><table><tr><td>1</td><td>4</td></tr></table></div></td></tr></table>"""
    assert grids(read(page))[0][1] == [(0, "3"), (1, "1"), (2, "4")]


@pytest.mark.parametrize(
    "mark",
    [
        '<span style="vertical-align: super">1</span>',
        "<span class=ref>[1]</span>",
        '<a href="#_ftn1"><span>[1]</span></a>',
        '<a href="r.htm#footnote-1">①</a>',
    ],
)
def test_a_raised_mark_or_a_link_to_a_note_makes_no_other_number(mark: str) -> None:
    page = f"<style>span.ref {{vertical-align: super}}</style><table><tr><td>甲</td><td>12{mark}</td></tr></table>"
    document = read(page)
    assert grids(document) == [[[(0, "甲"), (1, "12")]]]
    assert codes(document) == ["note_marks_ignored"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('2<span style="font-size: 0">6</span>', "2"),
        ('2<span style="font-size: 0.0px !important"><b>6</b></span>', "2"),
        ('2<span class="tiny">6</span>', "2"),
        ('2<span style="font: 0/0 a">6</span>', "2"),
        ('<div style="font-size:0">6<span style="font-size:14px">2</span></div>', "2"),
        ('<div style="font-size:0"><i class="far">26</i></div>', "26"),
        ('<span style="font-size:0.5em">2</span><span style="font:10pt x">6</span>', "26"),
    ],
)
def test_text_without_any_size_is_not_seen(written: str, text: str) -> None:
    page = f"<style>.tiny {{font-size: 0em}}</style><table><tr><td>甲</td><td>{written}</td></tr></table>"
    assert grids(read(page)) == [[[(0, "甲"), (1, text)]]]


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (".no.on {display: block}", True),
        (".tab .no {display: block}", True),
        (".x, .tab > div.no {display: block}", True),
        (".no:first-child {display: block}", True),
        ("@media screen { p {margin: 0} .no {display: block} }", True),
        ("@import 'a.css'; @media only screen and (min-width: 800px) {.no {display: block}}", True),
        ("div {display: block}", False),
        (".tab div.other {display: block}", False),
        (".open .no {display: block}", False),
        (".tab p {display: block}", False),
        (".tab:hover .no {display: block}", False),
        (".no.on::after {display: block}", False),
        ("@media print { p {margin: 0} .no.on {display: block} }", False),
        ("@media (max-width: 600px) {.no.on {display: block}}", False),
        (".no {display: none !important} .tab .no {display: block}", False),
    ],
)
def test_a_rule_that_may_show_an_element_goes_before_the_one_that_hides_it(rule: str, shown: bool) -> None:
    page = f"<style>.no {{display: none}} {rule}</style><p>甲</p><div class=tab><div class='no on'>乙</div></div>"
    assert lines(read(page)) == (["甲", "乙"] if shown else ["甲"])


@pytest.mark.parametrize(
    ("media", "heeded"),
    [
        ("", True),
        ("all", True),
        ("Screen", True),
        ("print, screen", True),
        ("print", False),
        ("screen and (max-width: 600px)", False),
    ],
)
def test_sheets_for_other_media_hide_nothing(media: str, heeded: bool) -> None:
    page = f'<style media="{media}">.no {{display: none}}</style><p>甲</p><p class=no>乙</p>'
    assert lines(read(page)) == (["甲"] if heeded else ["甲", "乙"])


def test_a_cell_that_cannot_be_seen_keeps_its_place() -> None:
    page = """<table><tr><td>甲</td><td style="visibility: hidden">9</td><td>1</td></tr>
    <tr><td>乙</td><th style="visibility: collapse">9</th><td>2</td></tr>
    <tr><td>丙</td><td style="display: none; visibility: hidden">9</td><td>3</td><td hidden>9</td><td>4</td></tr>
    </table>"""
    assert grids(read(page)) == [
        [[(0, "甲"), (1, ""), (2, "1")], [(0, "乙"), (1, ""), (2, "2")], [(0, "丙"), (1, "3"), (2, "4")]]
    ]


def test_what_is_typed_or_chosen_in_a_cell_is_read() -> None:
    page = """<textarea>搜</textarea><select><option>站</option></select><table><tr><td>甲</td>
    <td><textarea> 7 </textarea></td><td><select><option>1<optgroup><option selected>2</optgroup></select></td>
    <td><select><option>3</option><option>4</option></select></td><td><select multiple><option>5</select></td>
    </tr></table>"""
    document = read(page)
    assert lines(document) == []
    assert grids(document) == [[[(0, "甲"), (1, "7"), (2, "2"), (3, "3"), (4, "")]]]


@pytest.mark.parametrize(("last", "aligned"), [("<td colspan=2>2</td>", True), ("<td>2</td>", False)])
def test_a_last_cell_across_columns_ends_where_the_others_do(last: str, aligned: bool) -> None:
    page = f"""<table><tr><td>甲</td><td>1</td>{last}</tr>
    <tr><td>乙</td><td>3</td><td>4</td><td>5</td></tr></table>"""
    assert [grid.aligned for grid in read(page).grids] == [aligned]


# --- the site around the report ------------------------------------------------------------------------------------
SITE = f"""<html><head><title>某局2023年政府信息公开工作年度报告_某市人民政府</title></head><body>
<div class="top"><ul><li><a href=a>首页</a></li><li><a href=b>行政许可</a></li></ul></div>
<div class="crumbs">当前位置：<a href=a>首页</a>&gt;<a href=b>年报</a></div>
<div class="box"><h1>某局2023年政府信息公开工作年度报告</h1><p>发布时间：2024-01-20 来源：某局 浏览次数：3</p>
<div id="zoom"><p>根据条例编制本报告。</p>{SECTIONS}<p>附件：<a href="a.pdf">附件1</a></p></div>
<p>上一篇：<a href=c>某局2022年政府信息公开工作年度报告</a></p></div>
<footer><p>版权所有：某局</p><p>某ICP备1号</p></footer></body></html>"""


def test_the_site_is_marked_and_the_report_is_not() -> None:
    document = read(SITE)
    assert marked(document) == [
        "首页",
        "行政许可",
        "当前位置：首页>年报",
        "发布时间：2024-01-20 来源：某局 浏览次数：3",
        "上一篇：某局2022年政府信息公开工作年度报告",
        "版权所有：某局",
        "某ICP备1号",
    ]
    assert document.title == "某局2023年政府信息公开工作年度报告"
    assert codes(document) == []


def test_nothing_between_the_first_heading_and_the_last_table_is_marked() -> None:
    links = "".join(f"<p><a href={n}>返回首页</a></p>" for n in range(30))
    document = read(f"<nav>菜单</nav>{SECTIONS.replace('概述。', links)}")
    assert marked(document) == ["菜单"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta name="ArticleTitle" content="某局2023年年报"><title>某市人民政府</title>', "某局2023年年报"),
        ('<meta property="og:title" content=" 某局 年报 "><title>x</title>', "某局 年报"),
        ("<title>某市人民政府 年度报告 某局2023年政府信息公开工作年度报告 - 某市网</title>", None),
        ("<title>某局2023年度报告 | 某市</title>", "某局2023年度报告"),
        ("<title>首页-某局2023年度报告</title>", "某局2023年度报告"),
        ("<title> </title>", None),
    ],
)
def test_title_of_the_head(head: str, title: str | None) -> None:
    document = read(f"<html><head>{head}</head><body><p>正文</p></body></html>")
    if title is None and "年度报告" in head:
        title = "某市人民政府 年度报告 某局2023年政府信息公开工作年度报告"
    assert document.title == title


def test_a_page_without_its_report_says_where_it_may_be() -> None:
    document = read(
        '<p>某局年报见附件。</p><a href="/f/%E5%B9%B4%E6%8A%A5.pdf">年报.pdf</a><iframe src="v.html"></iframe>'
    )
    assert codes(document) == ["content_embedded"]
    assert "年报.pdf" in document.warnings[0].message
    with pytest.raises(ReadError) as error:
        read('<body><embed src="/f/nb.pdf"></body>')
    assert error.value.code == "empty"
    assert "nb.pdf" in error.value.message


def test_elements_closed_as_in_xml_end_where_they_are_closed() -> None:
    page = """<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script/></head>
    <body><div style="display: none"/><p>正文<br/>第二行</p></body></html>"""
    assert lines(read(page)) == ["正文", "第二行"]


def test_a_frame_within_the_source_is_read_where_the_page_has_no_report() -> None:
    assert "一、总体情况" in lines(read(f"<p>年报</p><iframe srcdoc='{SECTIONS}'></iframe>"))


# --- web archives and limits ---------------------------------------------------------------------------------------
def test_a_web_archive() -> None:
    message = EmailMessage()
    message["Subject"] = "archive"
    message.set_content("<p>广告</p>", subtype="html")
    message.make_related()
    message.add_related(f"<html>{SECTIONS}</html>".encode("gb18030"), "text", "html", params={"charset": "gb2312"})
    message.add_related(b"\x89PNG", "image", "png")
    data = bytes(message)
    document = read_document(data)
    assert (document.reader, document.media_type, document.encoding) == ("html", "multipart/related", "gb18030")
    assert "一、总体情况" in lines(document)
    with pytest.raises(ReadError) as error:
        read_mhtml(data.replace(b"text/html", b"text/other"), DEFAULT_LIMITS)
    assert error.value.code == "broken"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "x",
        "<table><tr><td>" * 1_000 + "x",
        "".join(f"<p><font size={n}>x" for n in range(20_000)),
        "<p " + " ".join(f"a{n}" for n in range(20_000)) + ">x",
        "<table>" + "<tr><td rowspan=999999 colspan=999999>1<td>2" * 3_000 + "</table>",
    ],
    ids=["elements", "tables", "formatting", "attributes", "cells"],
)
def test_hostile_markup_is_refused(page: str) -> None:
    with pytest.raises(ReadError) as error:
        read(page)
    assert error.value.code == "too_large"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 1_000 + "x",
        "<table><tr><td>" * 100 + "x",
        "<p style='" + "a:b;" * 100_000 + "'>x",
        "<a href=x></a>" * 20_000 + "x",
        "<!--" * 10_000 + "--><p>x",
        "<p>x<o:p/></p>" * 5_000,
    ],
    ids=["elements", "tables", "attribute", "links", "comments", "word"],
)
def test_odd_markup_is_read(page: str) -> None:
    assert "x" in read(page).text


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(ReadError) as error:
        read("<html><script>var a = 1</script><p>&nbsp;</p></html>")
    assert error.value.code == "empty"


def test_a_table_drawn_around_each_cell_is_no_table() -> None:
    def framed(text: str) -> str:
        return f"<td><table><tr><td><font>{text}</font></td></tr></table></td>"

    rows = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "", "3"]]
    page = "".join(f"<tr>{''.join(framed(text) for text in row)}</tr>" for row in rows)
    document = read(f"<p>二、主动公开政府信息情况</p><table>{page}</table>")
    assert grids(document) == [[list(enumerate(row)) for row in rows]]


def test_a_table_of_one_cell_around_an_article_is_layout() -> None:
    document = read(f"<table><tr><td>导航</td><td><table><tr><td>{SECTIONS}</td></tr></table></td></tr></table>")
    assert "一、总体情况" in lines(document)
    assert len(grids(document)) == 1
