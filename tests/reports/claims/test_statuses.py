"""Whether the tables agree: wrong figures, rounded ones, cells without numbers, and whose figures they are."""

from collections.abc import Callable

import pytest

from reports.claims.finding import find_claims
from reports.document import Span
from reports.report import Cell, Claim

Find = Callable[..., tuple[Claim, ...]]
NEW = "requests.new_received.total"


def _statuses(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [(claim.quantity, claim.status) for claim in claims]


def test_another_number_differs(find: Find) -> None:
    assert _statuses(find("我县收到政府信息公开申请95件。")) == [(NEW, "differs")]


def test_a_sum_of_rows_differs(find: Find) -> None:
    assert _statuses(find("依申请公开：不予公开9件。")) == [("requests.refused.*.total", "differs")]


def test_a_cell_without_a_number_is_unmatched(find: Find) -> None:
    assert _statuses(find("未收到政府信息公开申请。", {NEW: None})) == [(NEW, "unmatched")]


def test_tables_that_are_not_there_leave_claims_unmatched() -> None:
    text = "我县收到政府信息公开申请95件，行政复议0件。"
    claims = find_claims(text, [Span(0, len(text))], {}, "2021", 2023, "青石县人民政府")
    assert _statuses(claims) == [(NEW, "unmatched"), ("reviews.reconsideration.total", "unmatched")]


def test_a_sum_with_an_unreadable_term_is_not_called_wrong() -> None:
    damaged = Cell(value=None, raw="l", state="unreadable", span=(0, 1), confidence=0.5)
    written = Cell(value=3, raw="3", state="reported", span=(2, 3), confidence=1.0)
    rows = {"refused.state_secret": {"total": damaged}, "refused.internal_affairs": {"total": written}}
    text = "依申请公开：不予公开4件。"
    claims = find_claims(text, [Span(0, len(text))], {"requests": rows}, "2021", 2023, None)
    assert _statuses(claims) == [("requests.refused.*.total", "unmatched")]


@pytest.mark.parametrize(
    ("said", "number", "status"),
    [
        ("90余件", 93, "agrees"),
        ("90余件", 99, "agrees"),
        ("约100件", 93, "agrees"),
        ("近100件", 93, "agrees"),
        ("100件左右", 93, "agrees"),
        ("400余件", 470, "agrees"),
        ("超过50件", 93, "differs"),
        ("约60件", 93, "differs"),
        ("1.2万件", 12034, "agrees"),
        ("1.2万件", 13500, "differs"),
        ("一百二十件", 120, "agrees"),
        ("1,263件", 1263, "agrees"),
        ("1 263件", 1263, "agrees"),
    ],
)
def test_numbers_that_are_not_meant_to_the_unit(find: Find, said: str, number: int, status: str) -> None:
    assert _statuses(find(f"我县收到政府信息公开申请{said}。", {NEW: number})) == [(NEW, status)]


@pytest.mark.parametrize(
    ("text", "organ", "found"),
    [
        ("全市共收到政府信息公开申请93件。", "岚山市人民政府", True),
        ("全市共收到政府信息公开申请300件。", "岚山市水利局", False),
        ("全市水利系统共收到政府信息公开申请300件，其中市局机关收到93件。", "岚山市水利局", True),
        ("市教育局收到政府信息公开申请300件。", "岚山市水利局", False),
        ("市水利局共收到政府信息公开申请93件。", "岚山市水利局", True),
        ("我局收到政府信息公开申请93件，各分局收到政府信息公开申请20件。", "岚山市水利局", True),
        ("指导各单位规范办理，全年收到政府信息公开申请93件。", "岚山市水利局", True),
        ("全市共收到政府信息公开申请93件，其中市本级收到50件、县区收到43件。", "岚山市人民政府", True),
    ],
)
def test_whose_figure_it_is(find: Find, text: str, organ: str, found: bool) -> None:
    claims = [(claim.quantity, claim.value, claim.status) for claim in find(text, organ=organ)]
    assert claims == ([(NEW, 93, "agrees")] if found else [])


def test_the_text_is_the_shortest_that_says_it(find: Find) -> None:
    text = "依申请公开方面，2023年，全县依申请公开93件，现已办结90件。"
    claims = find(text)
    assert [claim.text for claim in claims] == ["全县依申请公开93件", "办结90件"]
    assert all(text[slice(*claim.span)] == claim.text for claim in claims)


def test_spans_hold_the_blanks_of_the_source(find: Find) -> None:
    text = "我县收到依申请\n  公开 93\n件，办结 90 件。"
    claims = find(text)
    assert [claim.text for claim in claims] == ["收到依申请\n  公开 93\n件", "办结 90 件"]


def test_a_page_number_in_between(find: Find) -> None:
    text = "全年，我县行政机关共收到政府信息公开\n- 3 -\n申请93件，办结90件。"
    first, second = text.index("全年"), text.index("申请93件")
    spans = [Span(first, text.index("\n")), Span(second, len(text))]
    cells = {
        "requests": {"new_received": {"total": Cell(value=93, raw="93", state="reported", span=None, confidence=1)}}
    }
    claims = find_claims(text, spans, cells, "2021", 2023, None)
    assert _statuses(claims)[0] == (NEW, "agrees")


def test_without_a_year_years_say_nothing(find: Find) -> None:
    assert _statuses(find("2022年收到政府信息公开申请93件。", year=None)) == [(NEW, "agrees")]
    assert find("去年收到政府信息公开申请81件。", year=None) == ()


def test_every_mention_is_a_claim(find: Find) -> None:
    text = "全年收到政府信息公开申请93件。\n三、收到和处理政府信息公开申请情况\n本年新收政府信息公开申请95件。"
    assert _statuses(find(text)) == [(NEW, "agrees"), (NEW, "differs")]
