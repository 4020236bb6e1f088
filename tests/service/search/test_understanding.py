"""What queries mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from models.themes import Classified, FoundTheme, load_classifier
from service.search.understanding import Known, Meant, Understanding, understand

TODAY = date(2025, 6, 1)
KNOWN = Known(
    regions=frozenset({"安徽省淮北市", "安徽省淮北市相山区", "安徽省淮北市濉溪县", "云岭县", "安徽省宿州市公安县"}),
    organs=frozenset(
        {"云岭县水务局", "淮北市教育局", "濉溪县教育体育局", "相山区住房和城乡建设局", "云岭县石桥镇人民政府"}
    ),
    years=frozenset({2020, 2021, 2022, 2023, 2024}),
)


class _Silent:
    """A classifier that has nothing to say, or the same of every text."""

    name, version = "silent", "1"

    def __init__(self, *themes: tuple[str, float]) -> None:
        self.themes = tuple(FoundTheme(theme, score, ()) for theme, score in themes)
        self.asked: list[str] = []

    def classify(self, passages: Sequence[str], under: object = None) -> list[Classified]:
        self.asked += passages
        return [Classified("problem", 1.0, self.themes) for _ in passages]


def _understood(query: str, known: Known = KNOWN, classifier: Any = None) -> Understanding:
    return understand(query, classifier or _Silent(), known, today=TODAY)


YEARS: list[tuple[str, tuple[int, ...], int | None, int | None, str]] = [
    ("2023年人手不足", (2023,), None, None, "人手不足"),
    ("2023年度人手不足", (2023,), None, None, "人手不足"),
    ("2023 人手不足", (2023,), None, None, "人手不足"),
    ("二〇二三年度人手不足", (2023,), None, None, "人手不足"),
    ("二零二一年培训", (2021,), None, None, "培训"),
    ("23年培训", (2023,), None, None, "培训"),
    ("2021-2023年培训", (), 2021, 2023, "培训"),
    ("2021年至2023年培训", (), 2021, 2023, "培训"),
    ("从2021年到2023年的培训", (), 2021, 2023, "培训"),
    ("2021年以来的培训", (), 2021, None, "培训"),
    ("2022年以前的培训", (), None, 2021, "培训"),
    ("2022年及以前的培训", (), None, 2022, "培训"),
    ("2021年和2023年的培训", (2021, 2023), None, None, "培训"),
    ("2021、2023年的培训", (2021, 2023), None, None, "培训"),
    ("近三年的培训", (), 2022, 2024, "培训"),
    ("最近2年培训", (), 2023, 2024, "培训"),
    ("去年的培训", (2024,), None, None, "培训"),
    ("今年的培训", (2024,), None, None, "培训"),
    ("前年的培训", (2023,), None, None, "培训"),
    ("2023年", (2023,), None, None, ""),
    ("12345热线", (), None, None, "12345热线"),
    ("培训2000人", (), None, None, "培训2000人"),
    ("1999年的培训", (), None, None, "1999年的培训"),
    ("去年指出的问题整改", (), None, None, "去年指出的问题整改"),
    ("国办公开办函〔2021〕30号", (), None, None, "国办公开办函〔2021〕30号"),
    ("2019年修订的条例", (), None, None, "2019年修订的条例"),
]


@pytest.mark.parametrize(("query", "years", "low", "high", "text"), YEARS, ids=[row[0] for row in YEARS])
def test_years(query: str, years: tuple[int, ...], low: int | None, high: int | None, text: str) -> None:
    found = _understood(query)
    assert (found.years, found.year_from, found.year_to, found.text) == (years, low, high, text)


def test_relative_years_are_the_calendar_s_where_nothing_is_known() -> None:
    found = _understood("去年的培训", Known())
    assert found.years == (2024,)
    assert (_understood("近两年的培训", Known()).year_from, _understood("近两年的培训", Known()).year_to) == (
        2023,
        2024,
    )


PLACES: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]] = [
    ("教育局", (), ("教育局",), (), ""),
    ("相山区人手不足", ("相山区",), (), (), "人手不足"),
    ("安徽省淮北市相山区人手不足", ("安徽省淮北市相山区",), (), (), "人手不足"),
    ("淮北的培训", ("淮北市",), (), (), "培训"),
    ("安徽2023年培训", ("安徽省",), (), (), "培训"),
    ("濉溪政策解读", ("濉溪县",), (), (), "政策解读"),
    ("云岭县水务局培训", (), ("云岭县水务局",), (), "培训"),
    ("相山区教育局培训", ("相山区",), ("教育局",), (), "培训"),
    ("公安栏目空白", (), (), (), "公安栏目空白"),
    ("公安局栏目空白", (), ("公安",), (), "栏目空白"),
    ("教育部门招生信息", (), ("教育",), (), "招生信息"),
    ("住建局培训", (), ("住房和城乡建设", "住房城乡建设", "住建"), (), "培训"),
    ("县水务局培训", (), ("水务局",), ("county",), "培训"),
    ("哪些乡镇更新不及时", (), (), ("township",), "更新不及时"),
    ("各县区培训", (), (), ("county",), "培训"),
    ("哪些市的培训少", (), (), ("city",), "培训少"),
    ("各省政务公开培训", (), (), ("province",), "政务公开培训"),
    ("县级部门考核", (), (), ("county",), "考核"),
    ("市直单位培训", (), (), ("city",), "培训"),
    ("国家部委培训", (), (), (), "国家部委培训"),
    ("各部委培训", (), (), ("national",), "培训"),
    ("街道有哪些问题", (), (), ("township",), "问题"),
    ("乡镇人手不足", (), (), (), "乡镇人手不足"),
    ("县级融媒体中心", (), (), (), "县级融媒体中心"),
    ("市政府门户网站", (), (), (), "市政府门户网站"),
    ("县政府的年报", (), (), ("county",), "年报"),
    ("贵阳市培训", (), (), (), "贵阳市培训"),
]


@pytest.mark.parametrize(("query", "regions", "organs", "levels", "text"), PLACES, ids=[row[0] for row in PLACES])
def test_places(
    query: str, regions: tuple[str, ...], organs: tuple[str, ...], levels: tuple[str, ...], text: str
) -> None:
    found = _understood(query)
    assert (found.regions, found.organs, found.levels, found.text) == (regions, organs, levels, text)


QUESTIONS: list[tuple[str, str, str | None]] = [
    ("哪些单位人手不足", "人手不足", "problem"),
    ("有没有单位泄露个人隐私", "单位泄露个人隐私", "problem"),
    ("请问政策解读有哪些问题", "政策解读", "problem"),
    ("政策解读存在的主要问题", "政策解读", "problem"),
    ("怎么改进政策解读", "改进政策解读", "measure"),
    ("如何提高公众参与度", "提高公众参与度", "measure"),
    ("依申请公开的创新举措", "依申请公开", "measure"),
    ("存在的问题", "存在的问题", "problem"),
    ("问题", "问题", "problem"),
    ("问题整改", "问题整改", None),
    ("政策解读", "政策解读", None),
    ("网站", "网站", None),
    ("群众不知道怎么申请", "群众不知道 申请", "problem"),
    ("领导不重视", "领导不重视", "problem"),
    ("什么是政府开放日？", "政府开放日", None),
    ("公开", "公开", None),
    ("信息更新慢的单位", "信息更新慢", "problem"),
    ("加强队伍建设", "加强队伍建设", "measure"),
    ("规范性文件", "规范性文件", None),
    ("今年做了哪些创新举措", "做了 创新举措", "measure"),
    ("，。", ",。", None),
    ("", "", None),
]


@pytest.mark.parametrize(("query", "text", "role"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_question_words_go_and_tell_the_role(query: str, text: str, role: str | None) -> None:
    found = _understood(query)
    assert (found.text, found.role) == (text, role)


def test_an_organ_called_as_a_term_is_no_filter() -> None:
    found = _understood("档案馆查阅", Known(organs=frozenset({"档案馆"})))
    assert (found.organs, found.text) == ((), "档案馆查阅")


def test_what_is_quoted_has_to_stand_there() -> None:
    found = _understood('“三审三校” 2024年 "错敏词"和「公开 栏」')
    assert found.phrases == ("三审三校", "错敏词", "公开 栏")
    assert (found.text, found.years) == ("", (2024,))
    assert _understood("“2023年”的培训").years == ()
    assert _understood("“”培训").phrases == ()


def test_words_come_with_the_terms_that_mean_the_same() -> None:
    words = {meant.word: meant.terms for meant in _understood("两微一端和办事指南的审批").words}
    assert set(words) == {"两微一端", "办事指南", "审批"}
    assert {"新媒体", "公众号"} <= set(words["两微一端"])
    assert "服务指南" in words["办事指南"]
    assert words["审批"] == ()


def test_terms_that_hold_the_word_or_another_are_left_out() -> None:
    (meant,) = _understood("培训").words
    assert not any("培训" in term for term in meant.terms)
    (meant,) = _understood("渠道不多").words
    assert "渠道单一" in meant.terms
    assert "公开渠道单一" not in meant.terms


def test_words_of_every_report_count_only_where_there_are_no_others() -> None:
    assert [meant.word for meant in _understood("政务公开培训").words] == ["培训"]
    assert _understood("公开").words == (Meant("公开", ()),)
    assert _understood("人").words == (Meant("人", ()),)
    assert _understood("，。").words == ()


def test_long_runs_are_looked_for_in_pairs() -> None:
    assert [meant.word for meant in _understood("乡村医生补助").words] == ["乡村", "村医", "医生", "生补", "补助"]
    assert [meant.word for meant in _understood("会议记录").words] == ["会议记录", "会议", "记录"]


def test_themes_come_from_terms_and_from_the_classifier() -> None:
    assert [one.theme for one in _understood("一人多岗").themes] == ["staffing"]
    backed = _understood("一人多岗", classifier=_Silent(("staffing", 0.9))).themes[0].score
    assert backed > _understood("一人多岗").themes[0].score
    both = _understood("一人多岗", classifier=_Silent(("training", 0.9))).themes
    assert [one.theme for one in both] == ["staffing", "training"]


@pytest.mark.parametrize("query", ["公开", "信息公开", "政府信息公开工作", "水务", "2023年", "教育局"])
def test_short_queries_and_words_of_every_report_have_no_theme(query: str) -> None:
    classifier = _Silent(("content", 1.0))
    assert _understood(query, classifier=classifier).themes == ()
    assert classifier.asked == []


def test_a_whole_question_without_a_known_term_has_the_classifier_s_themes() -> None:
    found = _understood("村里拆屋子给多少钱", classifier=_Silent(("content", 0.9)))
    assert [one.theme for one in found.themes] == ["content"]


def test_full_width_forms_do_not_matter() -> None:
    assert _understood("２０２３年１２３４５热线").years == (2023,)


@pytest.mark.shipped
@pytest.mark.parametrize(
    ("query", "theme", "role"),
    [
        ("哪些单位人手不足", "staffing", "problem"),
        ("领导不重视公开", "awareness", "problem"),
        ("怎么改进政策解读", "interpretation", "measure"),
        ("村里大喇叭广播政策", "channels", None),
        ("群众不知道怎么申请", "publicity", "problem"),
        ("网站搜索框用不了", "platform", "problem"),
        ("人员总是换，交接做不好", "staffing", "problem"),
        ("账号长期没人更新", "new_media", "problem"),
    ],
)
def test_queries_as_people_write_them(query: str, theme: str, role: str | None) -> None:
    found = understand(query, load_classifier(), KNOWN, today=TODAY)
    assert (found.themes[0].theme, found.role) == (theme, role)
