"""The DOCX reader: text, automatic numbers and tables."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest

from reports.formats.docx import read_docx
from reports.limits import DEFAULT_LIMITS
from tests.reports.formats.docx_parts import STRICT, cells, codes, field, lines, made, p, package, r, read, tbl, tc

SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'


# --- text -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("一、") + r("总体") + r("情况"), "一、总体情况"),
        (r("旧", "<w:vanish/>") + r("新") + r("显", '<w:vanish w:val="0"/>'), "新显"),
        ('<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:del><w:r><w:delText>34</w:delText></w:r></w:del>', "12"),
        ("<w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>乙</w:t></w:r></w:moveTo>", "乙"),
        ('<w:hyperlink><w:smartTag><w:r><w:t>受理</w:t></w:r></w:smartTag></w:hyperlink>' + r("3件"), "受理3件"),
        (field("DATE", r("2024") + field("PAGEREF x", r("年"))) + r("度"), "2024年度"),
        (field("IF " + "1", r("甲")) + '<w:fldSimple w:instr="AUTHOR"><w:r><w:t>乙</w:t></w:r></w:fldSimple>', "甲乙"),
        ("<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>乙</w:t></w:r>", "甲-乙"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t></w:r>', "☑是"),
        (f"<w:r><w:ruby><w:rt>{r('zhi')}</w:rt><w:rubyBase>{r('制')}</w:rubyBase></w:ruby></w:r>", "制"),
        ("<m:oMath><m:f><m:num><m:t>1</m:t></m:num><m:den><m:t>2</m:t></m:den></m:f></m:oMath>", "1/2"),
        (r("12") + r("1", '<w:vertAlign w:val="superscript"/>'), "12¹"),
        (r("12", "<w:strike/>") + r("15") + r("6", '<w:dstrike w:val="0"/>'), "156"),
        (field(r" EQ \o\ac(○,3) ", "").replace(SEPARATE, "") + r("件"), "③件"),
        (r("甲\n乙"), "甲 乙"),
        ("<w:r><w:t>甲</w:t><w:r><w:t>乙</w:t></w:r></w:r>", "甲乙"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_word_shows_it(runs: str, text: str) -> None:
    assert lines(read(p(runs))) == [text]


def test_a_line_break_makes_lines_and_a_page_break_at_the_end_none() -> None:
    document = read(p("<w:r><w:t>某县</w:t><w:br/><w:t>年度报告</w:t><w:br w:type='page'/></w:r>") + p(r("正文")))
    assert document.text == "某县\n年度报告\n正文\n"


def test_tabs_within_a_paragraph_stay() -> None:
    assert "甲\t乙" in read(p("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>")).text


def test_a_field_without_an_end_swallows_nothing() -> None:
    document = read(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("甲")) + p(r("乙")))
    assert lines(document) == ["甲", "乙"]


def test_of_alternate_content_one_branch_is_read() -> None:
    box = "<w:txbxContent>" + p(r("标题")) + "</w:txbxContent>"
    shape = f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
    old = f"<w:pict><v:textbox>{box.replace('标题', '旧题')}</v:textbox></w:pict>"

    def run(required: str) -> str:
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="{required}">{shape}</mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    assert lines(read(p(run("wps"), r("正文")))) == ["标题", "正文"]
    assert lines(read(p(r("正文"), run("x")))) == ["正文", "旧题"]


def test_a_deleted_paragraph_end_joins_the_paragraphs() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    deleted = "<w:del><w:r><w:delText>甲</w:delText></w:r></w:del>"
    document = read(p(r("受理"), properties=gone) + p(r("三件")) + p(deleted, properties=gone) + p(r("乙")))
    assert lines(document) == ["受理三件", "乙"]


def test_hidden_text_of_a_style_is_left_out() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="K"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p(r("甲"), properties='<w:pStyle w:val="K"/>') + p(r("乙", '<w:rStyle w:val="C"/>'), r("丙"))
    assert lines(read(body, styles=styles)) == ["丙"]


# --- raised, struck and invisible -------------------------------------------------------------------------------
LOOKS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="character" w:styleId="M"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="N"><w:basedOn w:val="M"/></w:style>'
    '<w:style w:type="character" w:styleId="S"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="D"><w:rPr><w:dstrike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="W"><w:rPr><w:color w:val="ffffff"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Q"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="F"><w:pPr><w:shd w:val="clear" w:fill="003366"/></w:pPr></w:style>'
    '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="4472C4"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
    '<w:style w:type="table" w:styleId="U"><w:basedOn w:val="T"/></w:style>'
)
WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'


def styled(name: str, more: str = "") -> str:
    return f'<w:rStyle w:val="{name}"/>{more}'


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        (styled("M"), "3¹"),
        (styled("N"), "3¹"),
        (styled("N", '<w:vertAlign w:val="baseline"/>'), "31"),
        (styled("S"), "3"),
        (styled("S", '<w:strike w:val="0"/>'), "31"),
        (styled("D"), "3"),
        ('<w:position w:val="10"/><w:sz w:val="14"/>', "3¹"),
        ('<w:position w:val="10"/>', "31"),
        ('<w:position w:val="0"/><w:sz w:val="14"/>', "31"),
        (WHITE, "3"),
        (styled("W"), "3"),
        (styled("W", '<w:color w:val="000000"/>'), "31"),
        ('<w:color w:val="auto" w:themeColor="background1"/>', "3"),
        ('<w:color w:val="BFBFBF" w:themeColor="background1" w:themeShade="BF"/>', "31"),
        (WHITE + DARK, "31"),
        (WHITE + '<w:highlight w:val="black"/>', "31"),
        (WHITE + '<w:shd w:val="clear" w:color="auto" w:fill="FFFFFF"/>', "3"),
    ],
)
def test_digits_that_are_raised_struck_or_invisible_are_none_of_the_value(properties: str, text: str) -> None:
    document = read(tbl([tc("规章"), tc(p(r("3"), r("1", properties)))]), styles=LOOKS)
    assert cells(document)[1] == (0, 1, text)


def test_a_paragraphs_style_strikes_and_raises_what_says_nothing_else() -> None:
    row = [
        tc(p(r("1"), r("2", '<w:strike w:val="0"/>'), properties='<w:pStyle w:val="P"/>')),
        tc(p(r("３"), r("4", '<w:vertAlign w:val="baseline"/>'), properties='<w:pStyle w:val="Q"/>')),
    ]
    document = read(tbl(row), styles=LOOKS)
    assert cells(document) == [(0, 0, "2"), (0, 1, "³4")]
    assert codes(document) == {"struck_text_ignored"}


def test_a_cell_that_is_lifted_as_a_whole_holds_no_mark() -> None:
    lifted = r("12", '<w:position w:val="4"/><w:sz w:val="16"/>')
    assert cells(read(tbl([tc("规章"), tc(p(lifted, lifted))]), styles=LOOKS))[1] == (0, 1, "1212")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<w:tcPr>", "<w:tcPr>" + DARK),
        ("<w:tbl>", f"<w:tbl><w:tblPr>{DARK}</w:tblPr>"),
        ("<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="U"/></w:tblPr>'),
        ("<w:pPr>", "<w:pPr>" + DARK),
        ("<w:pPr>", '<w:pPr><w:pStyle w:val="F"/>'),
    ],
)
def test_white_text_is_read_where_something_coloured_is_behind_it(old: str, new: str) -> None:
    table = tbl([tc(p(r("规章", WHITE))), tc(p(r("3"), r("1", WHITE)))])
    assert cells(read(table, styles=LOOKS)) == [(0, 0, ""), (0, 1, "3")]
    assert cells(read(table.replace(old, new), styles=LOOKS)) == [(0, 0, "规章"), (0, 1, "31")]


def test_a_white_title_on_a_picture_is_read() -> None:
    picture = '<w:r><w:drawing><wp:anchor xmlns:wp="urn:wp" behindDoc="1"/></w:drawing></w:r>'
    assert lines(read(p(r("某县", WHITE)) + p(r("正文")))) == ["正文"]
    assert lines(read(p(picture, r("某县", WHITE)) + p(r("正文")))) == ["某县", "正文"]


def test_a_prompt_in_a_content_control_is_a_blank_and_a_filled_control_is_not() -> None:
    def control(text: str) -> str:
        return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>"

    table = tbl([tc("规章"), tc(p(control("单击此处输入文字。"))), tc(p(control("12")))])
    assert cells(read(table)) == [(0, 0, "规章"), (0, 1, ""), (0, 2, "12")]


def test_strict_names_and_another_main_part() -> None:
    data = made(p(r("甲")) + tbl([tc("乙"), tc("丙")]), main="word/document2.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    for old, new in STRICT.items():
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    document = read_docx(package(dict(parts)), DEFAULT_LIMITS)
    assert lines(document) == ["甲"] and cells(document) == [(0, 0, "乙"), (0, 1, "丙")]


def test_contents_are_marked_as_navigation() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="10"><w:name w:val="toc 1"/></w:style>'
    entry = p("<w:r><w:t>一、总体情况</w:t><w:tab/><w:t>1</w:t></w:r>", properties='<w:pStyle w:val="10"/>')
    document = read(entry + p(r("一、总体情况")), styles=styles)
    assert [(document.text[m.start : m.end], m.kind) for m in document.marks] == [("一、总体情况\t1", "navigation")]


# --- automatic numbers ------------------------------------------------------------------------------------------
def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def num(list_id: int, at: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>'


OUTLINE = (
    level(0, "chineseCounting", "%1、") + level(1, "chineseCountingThousand", "（%2）") + level(2, "decimal", "%3.")
)


def numbering(levels: str, override: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    )


def test_numbers_of_headings_are_restored_and_lower_levels_begin_anew() -> None:
    order = [("总体情况", 0), ("主动公开", 1), ("依申请", 1), ("受理", 2), ("情况二", 0), ("公开", 1)]
    body = "".join(p(r(text), properties=num(1, at)) for text, at in order)
    assert lines(read(body, numbering=numbering(OUTLINE))) == [
        "一、总体情况", "（一）主动公开", "（二）依申请", "1.受理", "二、情况二", "（一）公开",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "pattern", "more", "text"),
    [
        ("decimal", "%1", "", "2 件"),
        ("decimal", "第%1条", '<w:suff w:val="space"/>', "第2条 件"),
        ("decimalEnclosedCircle", "%1", '<w:suff w:val="nothing"/>', "② 件"),
        ("upperRoman", "%1.", "", "II.件"),
        ("lowerLetter", "%1)", "", "b)件"),
        ("ideographTraditional", "%1、", "", "乙、件"),
        ("chineseLegalSimplified", "%1、", "", "贰、件"),
        ("decimalFullWidth", "（%1）", "", "（２）件"),
        ("bullet", "\uf0b7", "", "件"),
        ("none", "", "", "件"),
    ],
)
def test_numbers_in_their_formats(form: str, pattern: str, more: str, text: str) -> None:
    body = p(r("件"), properties=num(1)) * 2
    assert lines(read(body, numbering=numbering(level(0, form, pattern, more))))[1] == text


def test_a_list_that_begins_anew_and_one_that_goes_on() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = "".join(p(r("甲"), properties=num(list_id)) for list_id in (1, 1, 2, 2, 1))
    assert [line[0] for line in lines(read(body, numbering=numbering(OUTLINE, override)))] == list("一二五六七")


def test_a_style_numbers_and_zero_switches_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    )
    body = p(r("甲"), properties='<w:pStyle w:val="2"/>') + p(r("乙"), properties='<w:pStyle w:val="2"/>' + num(0))
    assert lines(read(body, styles=styles, numbering=numbering(OUTLINE))) == ["一、甲", "乙"]


def test_a_number_does_not_run_into_a_value() -> None:
    table = tbl([tc(p(properties=num(1))), tc("规章"), tc(p(r("5"), properties=num(1)))])
    assert cells(read(table, numbering=numbering(level(0, "decimal", "%1.")))) == [
        (0, 0, "1."), (0, 1, "规章"), (0, 2, "2. 5"),
    ]  # fmt: skip


# --- tables -----------------------------------------------------------------------------------------------------
def test_merged_cells_are_given_once_in_their_column() -> None:
    table = tbl(
        [tc("三、本年度办理结果", merge="restart"), tc("（一）予以公开", span=2), tc("1")],
        [tc("", merge="continue"), tc("（三）不予公开", merge="restart"), tc("1.属于国家秘密"), tc("2")],
        [tc("", merge="continue"), tc("", merge="continue"), tc("2.其他"), tc("")],
    )
    assert cells(read(table)) == [
        (0, 0, "三、本年度办理结果"), (0, 1, "（一）予以公开"), (0, 3, "1"),
        (1, 1, "（三）不予公开"), (1, 2, "1.属于国家秘密"), (1, 3, "2"),
        (2, 2, "2.其他"), (2, 3, ""),
    ]  # fmt: skip


def test_columns_by_widths_where_spans_are_wrong() -> None:
    table = tbl(
        [tc("甲", width=1000), tc("乙", span=3, width=2000), tc("丙", width=900)],
        [tc("1", width=1003), tc("2", width=998), tc("3", width=1001), tc("4", width=898)],
    )
    assert [column for _, column, _ in cells(read(table))] == [0, 1, 3, 0, 1, 2, 3]


def test_columns_by_spans_where_widths_are_wrong() -> None:
    table = tbl(
        [tc("甲", width=800), tc("乙", span=2, width=800)], [tc("1", width=800), tc("2", width=800), tc("3", width=800)]
    )
    assert [column for _, column, _ in cells(read(table))] == [0, 1, 0, 1, 2]


def test_columns_left_free_before_a_row() -> None:
    free = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + tc("3") + "</w:tr>"
    table = tbl([tc("甲"), tc("乙"), tc("丙")]).replace("</w:tbl>", free + "</w:tbl>")
    assert cells(read(table))[-1] == (1, 2, "3")


def left_out(count: int, *cells_of_row: str) -> str:
    return f'<w:tr><w:trPr><w:gridAfter w:val="{count}"/></w:trPr>{"".join(cells_of_row)}</w:tr>'


def test_columns_left_out_after_a_row_of_values_are_empty_cells() -> None:
    table = tbl([tc("信息内容"), tc("制作数量"), tc("公开数量", span=2), tc("总数")])
    table = table.replace("</w:tbl>", left_out(3, tc("规章"), tc("3")) + left_out(3, tc("小计"), tc("")) + "</w:tbl>")
    assert cells(read(table))[4:] == [
        (1, 0, "规章"), (1, 1, "3"), (1, 2, ""), (1, 4, ""), (2, 0, "小计"), (2, 1, ""),
    ]  # fmt: skip


def test_a_row_that_ends_with_its_header_or_within_a_column_leaves_nothing_out() -> None:
    wide, short = tbl([tc("项目"), tc("甲", span=2), tc("乙")]), left_out(2, tc("收费"), tc("金额"))
    table = wide.replace("</w:tbl>", left_out(2, tc("规章"), tc("1")) + "</w:tbl>")
    assert len(cells(read(table))) == 5
    table = wide.replace("</w:tbl>", short + left_out(2, tc("行政事业性收费"), tc("7")) + "</w:tbl>")
    assert len(cells(read(table))) == 7


def test_deleted_and_hidden_rows_are_left_out() -> None:
    rows = "".join(f"<w:tr><w:trPr>{sign}</w:trPr>{tc('甲')}{tc('9')}</w:tr>" for sign in ("<w:del/>", "<w:hidden/>"))
    table = tbl([tc("乙"), tc("1")]).replace("<w:tbl>", "<w:tbl>" + rows)
    assert cells(read(table)) == [(0, 0, "乙"), (0, 1, "1")]


def test_paragraphs_of_a_cell_are_its_lines_and_controls_around_cells_hide_nothing() -> None:
    row = tc(p(r("法律服务")) + p(r("机构"))) + f"<w:sdt><w:sdtContent>{tc('7')}</w:sdtContent></w:sdt>"
    assert cells(read(f"<w:tbl><w:sdt><w:sdtContent><w:tr>{row}</w:tr></w:sdtContent></w:sdt></w:tbl>")) == [
        (0, 0, "法律服务\n机构"), (0, 1, "7"),
    ]  # fmt: skip


def test_a_table_around_the_page_is_no_table_and_one_within_a_cell_is_its_text() -> None:
    inner = tbl([tc("规章"), tc("1"), tc("2")], [tc("规范性文件"), tc(tbl([tc("3")]) + p()), tc("4")])
    page = tbl([tc(p(r("某县年度报告")) + inner + p(r("一、总体情况")))])
    document = read(page)
    assert lines(document) == ["某县年度报告", "一、总体情况"]
    assert cells(document) == [
        (0, 0, "规章"), (0, 1, "1"), (0, 2, "2"), (1, 0, "规范性文件"), (1, 1, "3"), (1, 2, "4"),
    ]  # fmt: skip


def test_a_report_written_into_one_table() -> None:
    rows = [
        [tc("一、总体情况", span=3)],
        [tc("本年度" + "公开信息。" * 10, span=3)],
        [tc("二、主动公开政府信息情况", span=3)],
    ]
    document = read(tbl(*rows, [tc("规章"), tc("1"), tc("2")], [tc("规范性文件"), tc("3"), tc("4")]))
    assert lines(document) == ["一、总体情况", "本年度" + "公开信息。" * 10, "二、主动公开政府信息情况"]
    assert [row for row, _, _ in cells(document)] == [0, 0, 0, 1, 1, 1]


def test_text_that_a_merged_cell_hides_is_not_read_but_said() -> None:
    document = read(tbl([tc("甲", merge="restart"), tc("1")], [tc("旧", merge="continue"), tc("2")]))
    assert "旧" not in document.text
    assert codes(document) == {"merged_text_hidden"}


# --- other writers ----------------------------------------------------------------------------------------------
def test_a_document_by_python_docx() -> None:
    made_document = python_docx.Document()
    made_document.add_heading("二、主动公开政府信息情况", 1)
    table = made_document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "第二十条第（五）项"
    for column, text in enumerate(("行政许可", "12", "")):
        table.cell(1, column).text = text
    target = io.BytesIO()
    made_document.save(target)
    document = read_docx(target.getvalue(), DEFAULT_LIMITS)
    assert document.reader == "docx" and document.media_type.endswith("wordprocessingml.document")
    assert cells(document) == [(0, 0, "第二十条第（五）项"), (1, 0, "行政许可"), (1, 1, "12"), (1, 2, "")]
