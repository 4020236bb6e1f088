"""Title, organ and year: of titles alone, of whole documents, and of the seed reports where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.document import Document, Mark, Segment
from reports.identity import Identity, identify, organ_of_title, year_of
from reports.tags import Stretch, Tag, Tags

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
BODY = "一、总体情况\n（一）主动公开\n全年主动公开信息120条。\n"
LONG = "为保障公众依法获取政府信息，我单位编写了本材料，内容包括六个部分，数据截至当年年底，可在网站查阅全文。"


def document(text: str, marks: tuple[Mark, ...] = ()) -> Document:
    """A document of lines alone."""
    segments, at = [], 0
    for line in text.split("\n"):
        content = line.strip()
        start = at + (len(line) - len(line.lstrip()) if content else 0)
        segments.append(Segment(start, start + len(content)))
        at += len(line) + 1
    return Document(text, tuple(segments), marks=marks)


def read(text: str, *, titles: tuple[str, ...] = (), marks: tuple[Mark, ...] = ()) -> Identity:
    """Identify a text whose first heading is 一、总体情况; ``titles`` are the pieces a tagger would call TITLE."""
    heading = text.find("一、总体情况")
    stretches = [Stretch(text.index(piece), text.index(piece) + len(piece), Tag.TITLE, 0.9) for piece in titles]
    return identify(document(text, marks), Tags(tuple(stretches)), None if heading < 0 else heading)


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("临河县水利局2023年政府信息公开工作年度报告", "临河县水利局"),
        ("2023年临河县水利局政府信息公开工作年度报告", "临河县水利局"),
        ("临河县水利局 2023 年度 政府信息公开 年度报告", "临河县水利局"),
        ("临 河 县 水 利 局 2023 年 政 府 信 息 公 开 工 作 年 度 报 告", "临河县水利局"),
        ("关于临河县水利局2023年度政府信息公开工作情况的报告", "临河县水利局"),
        ("临河县水利局关于2023年度政府信息公开工作情况的报告", "临河县水利局"),
        ("关于报送临河县水利局2022年政府信息公开年报的报告", "临河县水利局"),
        ("临河县水利局二〇二三年政府信息公开工作年度报告", "临河县水利局"),
        ("临河县水利局二○二○年度政府信息公开年报", "临河县水利局"),
        ("临河县水利局政府信息公开工作年度报告（2023年度）", "临河县水利局"),
        ("临河县水利局(2022年)政府信息公开工作年度报告", "临河县水利局"),
        ("《临河县水利局2021年政府信息公开工作年度报告》", "临河县水利局"),
        ("“临河县水利局”2021年政务公开工作总结", "临河县水利局"),
        ("2023年政府信息公开工作年度报告（临河县水利局）", "临河县水利局"),
        ("附件1：临河县水利局2023年政府信息公开工作年度报告", "临河县水利局"),
        ("临河区人民政府2023年政府信息公开工作年度报告", "临河区人民政府"),
        ("临河区人民政府信息公开2023年度报告", "临河区人民政府"),
        ("临河区政府2020年政府信息公开工作年度报告", "临河区政府"),
        ("2022年东川市政府信息公开工作年度报告", "东川市"),
        ("东川市人民政府办公室2024年政府信息公开工作年度报告", "东川市人民政府办公室"),
        ("东川省人民政府办公厅2019年政府信息公开工作年度报告", "东川省人民政府办公厅"),
        ("东川市财政局（本级）2023年政府信息公开工作年度报告", "东川市财政局"),
        ("东川市本级2023年政府信息公开工作年度报告", "东川市本级"),
        ("东川市民政局（东川市老龄办）2023年政府信息公开工作年度报告", "东川市民政局（东川市老龄办）"),
        ("国家税务总局临河县税务局2020年政府信息公开工作年度报告", "国家税务总局临河县税务局"),
        ("中国人民银行东川市分行2023年政府信息公开工作年度报告", "中国人民银行东川市分行"),
        ("国家金融监督管理总局东川监管分局2023年政府信息公开工作年度报告", "国家金融监督管理总局东川监管分局"),
        ("中华人民共和国东川海关2021年政府信息公开工作年度报告", "中华人民共和国东川海关"),
        ("交通运输部2022年政府信息公开工作年度报告", "交通运输部"),
        ("东川市公安局交通警察支队2022年政府信息公开工作年度报告", "东川市公安局交通警察支队"),
        ("临河县消防救援大队2022年度政府信息公开年度报告", "临河县消防救援大队"),
        ("东川市第12中学2022年信息公开年度报告", "东川市第12中学"),
        ("东川市第二〇二医院2022年院务公开工作年度报告", "东川市第二〇二医院"),
        ("东川市12345政务服务便民热线中心2023年政府信息公开工作年度报告", "东川市12345政务服务便民热线中心"),
        ("东川水务集团有限公司2023年信息公开年度报告", "东川水务集团有限公司"),
        ("云溪彝族乡2021年政府信息公开工作年度报告", "云溪彝族乡"),
        ("临河县云溪镇人民政府2023年度政府信息公开工作年度报告", "临河县云溪镇人民政府"),
        ("临河区解放路街道2023年政府信息公开工作年度报告", "临河区解放路街道"),
        ("临河区三里街道办事处2022年政府信息公开年报", "临河区三里街道办事处"),
        ("东川经济技术开发区管理委员会2022年政府信息公开工作年度报告", "东川经济技术开发区管理委员会"),
        ("苏尼特右旗人民政府2023年政府信息公开工作年度报告", "苏尼特右旗人民政府"),
        ("临河县残联2023年政府信息公开工作年度报告", "临河县残联"),
        ("中共临河县委党校2023年政务公开工作年度报告", "中共临河县委党校"),
        ("临河县政务公开办公室2023年政府信息公开工作年度报告", "临河县政务公开办公室"),
        ("临河县医疗保障局推进政府信息公开工作情况报告（2022年）", "临河县医疗保障局"),
        ("本溪市民政局2023年政府信息公开工作年度报告", "本溪市民政局"),
        ("全椒县2023年政府信息公开工作年度报告", "全椒县"),
        ("临河縣水利局2023年政府信息公開工作年度報告", "临河县水利局"),
        ("政府信息公开工作年度报告（2022年）", None),
        ("2023年政府信息公开工作年度报告", None),
        ("我局2023年政府信息公开工作年度报告", None),
        ("2023年度全县政府信息公开工作年度报告", None),
        ("政府信息公开工作年度报告（全文）", None),
    ],
)
def test_organ_of_title(title: str, organ: str | None) -> None:
    assert organ_of_title(title) == organ


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("临河县水利局2023年政府信息公开工作年度报告", 2023),
        ("临河县水利局2O23年政府信息公开工作年度报告", 2023),
        ("临河县水利局 20 23 年政府信息公开工作年度报告", 2023),
        ("临河县水利局２０２２年度政府信息公开工作年度报告", 2022),
        ("临河县水利局202l年政府信息公开工作年度报告", 2021),
        ("二〇二三年政府信息公开工作年度报告", 2023),
        ("二○一九年度政府信息公开工作年度报告", 2019),
        ("二零二零年政府信息公开工作年度报告", 2020),
        ("二O二四年度政府信息公开工作年度报告", 2024),
        ("政府信息公开工作年度报告（2022年）", 2022),
        ("政府信息公开工作年度报告（2022）", 2022),
        ("政府信息公开工作年度报告2022年度", 2022),
        ("临河县水利局2023政府信息公开工作年度报告", 2023),
        ("2023年政府信息公开工作总结及2024年工作计划", 2023),
        ("（2024年1月发布）临河县水利局2023年政府信息公开工作年度报告", 2023),
        ("临河县水利局2022年度政府信息公开工作年度报告（2023年编制）", 2022),
        ("临河县水利局23年度政府信息公开工作年度报告", 2023),
        ("东川市第二〇二医院2021年信息公开年度报告", 2021),
        ("政府信息公开工作年度报告", None),
        ("东川市第12中学政府信息公开工作年度报告", None),
        ("临河县水利局1998年政府信息公开工作年度报告", None),
        ("（2024年1月20日发布）政府信息公开工作年度报告", None),
        ("国办公开办函〔2021〕30号", None),
    ],
)
def test_year_of(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("top", "title", "organ", "year"),
    [
        (
            "临河县水利局2023年政府信息公开工作年度报告\n\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "临河县水利局\n2023年政府信息公开工作年度报告\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "临河县水利局\n\n2023年\n政府信息公开工作\n年度报告\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "临河县农业\n农村局2023年政府信息公开工作年度报告\n",
            "临河县农业农村局2023年政府信息公开工作年度报告",
            "临河县农业农村局",
            2023,
        ),
        (
            "临河县人民政府\n办公室2022年政府信\n息公开工作年度报告\n",
            "临河县人民政府办公室2022年政府信息公开工作年度报告",
            "临河县人民政府办公室",
            2022,
        ),
        (
            "政府信息公开工作年度报告\n（2022年）\n临河县水利局\n",
            "政府信息公开工作年度报告（2022年）",
            "临河县水利局",
            2022,
        ),
        (
            "2022年政府信息公开工作年度报告\n（临河县水利局）\n",
            "2022年政府信息公开工作年度报告（临河县水利局）",
            "临河县水利局",
            2022,
        ),
        (
            "2022年政府信息公开工作年度报告\n（临河县水利局 2023年1月12日）\n",
            "2022年政府信息公开工作年度报告",
            "临河县水利局",
            2022,
        ),
        (
            "首页 > 政务公开 > 政府信息公开年报\n云溪镇2020年政府信息公开工作年度报告\n"
            "发布时间：2021-01-28 来源：云溪镇政府\n",
            "云溪镇2020年政府信息公开工作年度报告",
            "云溪镇",
            2020,
        ),
        (
            "索引号：0143/2022-006\n发布机构：云溪乡人民政府\n发布日期：2022-02-19\n"
            "2021年政府信息公开工作年度报告\n字体：[大 中 小]\n",
            "2021年政府信息公开工作年度报告",
            "云溪乡人民政府",
            2021,
        ),
        (
            "临河县人民政府\n政府信息公开\n政府信息公开年报\n临河县审计局2023年政府信息公开工作年度报告\n",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府信息公开工作年度报告\n临河县审计局\n2023年政府信息公开工作年度报告\n" + LONG + "\n",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "名称：临河县审计局2023年政府信息公开工作年度报告\n",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府信息公幵工作年度报舌\n",
            "临河县审计局2023年政府信息公幵工作年度报舌",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府 息公开工作年度报告\n",
            "临河县审计局2023年政府 息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府信息公开工作年度报告 ",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府信息公开工作年度报告 根据条例要求，编写本材料，全文由六部分组成，请予监督。",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局2023年政府信息公开工作年度报告",
            "临河县审计局",
            2023,
        ),
        (
            "临河县水利局政府信息公开\n— 1 —\n2023年度报告\n",
            "临河县水利局政府信息公开2023年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "首页 数据开放 微信 微博 临河县水利局2023年政府信息公开工作年度报告\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "# 临河县水利局\n# 2023年政府信息公开工作年度报告\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "临河县水利局2023年度政务公开工作总结暨政府信息公开年度报告\n",
            "临河县水利局2023年度政务公开工作总结暨政府信息公开年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "临水发〔2024〕6号政府信息公开临河县水利局 2023年政府信息公开工作年度报告现予公布。\n",
            "临河县水利局 2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "政府信息公开2023年临河县水利局政府信息公开工作年度报告现予公布。\n",
            "2023年临河县水利局政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "2023年政府信息公开工作年度报告临河县水利局根据条例编制了2023年度报告，现予以公布。\n",
            "2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
        (
            "当前位置：首页 > 政务公开 > 临河县水利局2023年政府信息公开工作年度报告 来源：本站\n",
            "临河县水利局2023年政府信息公开工作年度报告",
            "临河县水利局",
            2023,
        ),
    ],
)
def test_title_before_the_first_section(top: str, title: str, organ: str, year: int) -> None:
    found = read(top + BODY)
    assert (found.title, found.organ, found.year) == (title, organ, year)
    assert found.title_span is not None
    written = (top + BODY)[found.title_span.start : found.title_span.end]
    assert (written[:3], written[-3:]) == (title[:3], title[-3:])


@pytest.mark.parametrize(
    "top",
    [
        "",
        "访问量 66520 责任编辑 管理员\n政府信息公开年报\n浏览次数：41528\n" + LONG + "\n",
        "首页 > 政务公开 > 政府信息公开年报\n",
        "政府信息公开指南\n政府信息公开制度\n政府信息公开年报\n" + LONG + "\n",
        "根据条例规定，现公布临河县审计局2023年政府信息公开工作年度报告。" + LONG + "\n",
        "临河县审计局2023年政府信息公开工作年度报告（以下简称年报）是根据条例编制的，由六个部分组成。\n",
        "按照上级关于编制报告的要求，我局认真梳理了全年的各项工作，形成了本单位\n2023年政府信息公开工作年度报告，现予公布。\n",
    ],
)
def test_no_title_is_made_up(top: str) -> None:
    found = read(top + BODY)
    assert found.title is None
    assert found.title_span is None
    assert "title_missing" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("2023年，青山区严格按照上级要求推进公开。我区上下一致。\n", "青山区"),
        ("2023年，在县委、县政府的领导下，临河县水利局认真贯彻条例。我局公开信息30条，我局无申请。\n", "临河县水利局"),
        ("2023年云溪街道办事处坚持公开为常态。街道持续推进公开工作。\n", "云溪街道办事处"),
        ("本报告由临河县卫生健康局编制。2023年，全县各部门认真落实要求。\n", "临河县卫生健康局"),
        ("如有疑问，请与临河县教育局办公室联系（电话：000）。2023年，我局认真公开。我局公开30条。\n", "临河县教育局"),
        ("请与云溪镇党政办公室联系。2023年，云溪镇高度重视公开工作。我镇公开30条。\n", "云溪镇"),
        ("现公布临河县云溪镇2023年政府信息公开工作年度报告。2023年，我镇认真做好公开。\n", "临河县云溪镇"),
        ("根据条例，编制并公布临河县云溪镇人民政府2023年政府信息公开工作年度报告。\n", "临河县云溪镇人民政府"),
        ("2023年，我局认真做好公开。\n临河县林业局\n2024年1月10日\n", "临河县林业局"),
        ("来源：临河县人民政府网\n2023年，临河县民政局深入学习条例。\n", "临河县民政局"),
        ("2023年，东川开发区管理委员会认真贯彻执行条例。我委公开22条，我委无申请。\n", "东川开发区管理委员会"),
        ("本报告由临河县人民政府办公室编制。我办全年公开30条，我办无申请。\n", "临河县人民政府办公室"),
        ("本报告由临河县人民政府办公室编制。我县全年公开30条，我县无申请。\n", "临河县人民政府"),
        ("2023年，双河县云溪镇政府认真贯彻条例。2023年，云溪镇未收取费用。\n", "双河县云溪镇政府"),
        ("现将\n翠屏市洛河区溪羊镇人民政府2023年政府信息\n公开工作情况公布如下。\n", "翠屏市洛河区溪羊镇人民政府"),
        ("主题分类：综合政务 体裁：报告 有效性：有效\n临河县水利局根据条例编制了本报告。\n", "临河县水利局"),
        ("和湾县水利局根据条例编制了本报告。\n", "和湾县水利局"),
        (
            "临河县人民政府办公室根据条例编制了本报告。县政府办公室公开30条，县政府办公室无申请，县政府办公室未收费。"
            "2023年，县政府办公室公开信息。\n",
            "临河县人民政府办公室",
        ),
        ("现将应急管理部2023年政府信息公开工作情况公布如下。\n", "应急管理部"),
        ("2023年，我局认真做好公开，各部门积极配合，全县上下高度重视。\n", None),
        ("2023年，在区委、区政府的领导下，我办认真做好公开。\n", None),
    ],
)
def test_organ_from_elsewhere(text: str, organ: str | None) -> None:
    found = read(text + "一、总体情况\n公开信息30条。\n") if text.startswith("现") else read("一、总体情况\n" + text)
    assert found.organ == organ
    if organ is None:
        assert "organ_unknown" in {notice.code for notice in found.notices}


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("数据的统计期限为2022年1月1日至2022年12月31日。发布日期：2023-01-20\n", 2022, None),
        ("统计期限自2020年1月1日起，至12月31日止。2021年我局将继续努力。\n", 2020, None),
        ("统计时段为二〇二一年一月一日至二〇二一年十二月三十一日。\n", 2021, None),
        ("2023年，我局公开30条，比2022年增加3条。结转至2024年办理1件。\n", 2023, "year_inferred"),
        ("现将我局2021年度政府信息公开工作情况报告如下。\n2022年1月20日\n", 2021, "year_inferred"),
        ("全年公开信息30条。依据国办公开办函〔2021〕30号。\n2024年1月20日\n", 2023, "year_inferred"),
        ("全年公开信息30条。\n", None, "year_unknown"),
    ],
)
def test_year_from_elsewhere(text: str, year: int | None, code: str | None) -> None:
    found = read("一、总体情况\n" + text)
    assert found.year == year
    codes = {notice.code for notice in found.notices if notice.code.startswith("year")}
    assert codes == ({code} if code else set())


def test_a_title_does_not_begin_within_a_bracket() -> None:
    found = read("【字体 大 中 小】 2024年临河县医疗保障局政府信息公开工作年度报告\n" + BODY)
    assert (found.title, found.organ) == ("2024年临河县医疗保障局政府信息公开工作年度报告", "临河县医疗保障局")


def test_title_and_period_that_disagree_are_told() -> None:
    found = read("临河县水利局2023年政府信息公开工作年度报告\n统计期限为2022年1月1日至2022年12月31日。\n" + BODY)
    assert found.year == 2023
    assert [notice.code for notice in found.notices] == ["year_conflict"]


def test_a_tagged_title_that_no_rule_knows() -> None:
    text = "临河县水利局信息公开述职材料二〇二三年度\n" + BODY
    assert read(text).title is None
    found = read(text, titles=("临河县水利局信息公开述职材料二〇二三年度",))
    assert (found.title, found.year) == ("临河县水利局信息公开述职材料二〇二三年度", 2023)


def test_rules_mend_a_title_tagged_in_part() -> None:
    found = read("临河县水利局\n2023年政府信息公开工作年度报告\n" + BODY, titles=("2023年政府信息公开工作年度报告",))
    assert found.title == "临河县水利局2023年政府信息公开工作年度报告"


def test_tagged_prose_is_no_title() -> None:
    assert read(LONG + "\n" + BODY, titles=(LONG,)).title is None


def test_marked_lines_are_left_out() -> None:
    head = "东川市政府信息公开工作年度报告汇编2023年\n"
    text = head + "临河县水利局2023年政府信息公开工作年度报告\n" + BODY
    found = read(text, marks=(Mark(0, len(head) - 1, "running_head"),))
    assert found.title == "临河县水利局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "text",
    [
        "东川市2020年法治政府建设工作年度报告\n",
        "我市政务公开培训班开班\n来源：东川市融媒体中心\n本报讯，全市信息公开业务培训班开班。\n",
    ],
)
def test_other_documents_give_no_title(text: str) -> None:
    assert read(text) == Identity(None, None, None, None)


def test_an_empty_form_names_no_organ() -> None:
    found = read("（单位名称）2020年政府信息公开工作年度报告\n" + BODY)
    assert (found.organ, found.year) == (None, 2020)


def test_long_texts_are_read_in_linear_time() -> None:
    sentence = "我局与各部门协同推进政务公开和信息公开工作由办公室负责"
    found = read("一、总体情况\n" + sentence * 20_000)  # would not end, did a pattern backtrack over the whole
    assert found.title is None


def test_a_text_of_something_else_has_no_identity() -> None:
    found = read("2023年，临河县水利局认真做好防汛。\n全县雨量偏多。\n")
    assert found == Identity(None, None, None, None)


def test_title_in_a_cell() -> None:
    text = "\t临河县水利局2023年政府信息公开工作年度报告\n一、总体情况\n"
    end = text.index("\n")
    cells = (Segment(1, end, 0, 0, 0), Segment(end + 1, end + 7))
    found = identify(Document(text, cells), Tags(()), end + 1)
    assert found.title_span == (1, end)


@pytest.mark.skipif(not SEEDS.exists(), reason="the seed reports are not here")
def test_seeds() -> None:
    gold = json.loads((SEEDS / "gold.json").read_text("utf-8"))
    for report in gold.values():
        text = (SEEDS / report["file"]).read_bytes().decode("utf-8")
        found = identify(document(text), Tags(()), report["sections"][0]["at"])
        assert (found.title, found.organ, found.year) == (report["title"], report["organ"], report["year"])


def beside(title: str | None) -> Identity:
    """Identify a report without a title line whose format keeps ``title`` beside the text."""
    body = document(BODY)
    kept = Document(body.text, body.segments, title=title)
    return identify(kept, Tags(()), 0)


def test_a_title_beside_the_text_serves_where_the_text_has_none() -> None:
    found = beside("临河县水利局2023年 政府信息公开工作年度报告")
    assert found.title == "临河县水利局2023年政府信息公开工作年度报告"
    assert (found.organ, found.year) == ("临河县水利局", 2023)
    assert "title_missing" not in [notice.code for notice in found.notices]


@pytest.mark.parametrize("title", [None, "", "临河县人民政府门户网站", "通知公告"])
def test_what_stands_beside_the_text_and_is_no_title_is_none(title: str | None) -> None:
    found = beside(title)
    assert found.title is None
    assert "title_missing" in [notice.code for notice in found.notices]


@pytest.mark.parametrize("above", ["政府信息公开", "云岭县人民政府", "云岭县人民政府门户网站", "|"])
def test_a_line_above_the_title_is_none_of_it(above: str) -> None:
    title = "云岭县水务局2023年政府信息公开工作年度报告"
    joint = " " if above == "|" else "\n"
    found = read(f"{above}{joint}{title}\n{BODY}", titles=(above, title) if above != "|" else (f"| {title}",))
    assert (found.title, found.organ) == (title, "云岭县水务局")


def test_a_title_over_three_lines_stays_whole() -> None:
    lines = ("云岭市人民政府", "青山街道办事处", "2023年政府信息公开工作年度报告")
    found = read("\n".join((*lines, BODY)), titles=lines)
    assert found.title == "云岭市人民政府青山街道办事处2023年政府信息公开工作年度报告"


def test_the_number_of_a_page_before_the_title_is_none_of_it() -> None:
    title = "2023年云岭县水务局政府信息公开工作年度报告"
    found = read(f"- 1 - {title} {LONG} {BODY}", titles=(f"1 - {title}",))
    assert (found.title, found.organ) == (title, "云岭县水务局")
