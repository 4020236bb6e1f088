"""Which problem a measure answers."""

from __future__ import annotations

from reports.passages.linking import Linkable, link
from reports.report import PassageRole


def passage(role: PassageRole, text: str, themes: str = "", *, number: int | None = None, group: int = 0) -> Linkable:
    return Linkable(role, frozenset(themes.split()), number, group, text)


def test_the_second_part_of_a_point_answers_the_first() -> None:
    points = [
        passage("problem", "更新慢", "timeliness", number=1),
        passage("measure", "配备专人", "staffing", number=1),
        passage("problem", "解读少", "interpretation", number=2),
        passage("measure", "请人讲解", "participation", number=2),
    ]
    assert link(points) == (None, 0, None, 2)


def test_lists_of_the_same_length_are_paired_by_order() -> None:
    points = [
        passage("problem", "一是更新慢", "timeliness", number=1),
        passage("problem", "二是解读少", "interpretation", number=2),
        passage("context", "下一步", group=1),
        passage("measure", "一是按周更新", "timeliness", number=1, group=2),
        passage("measure", "二是多做解读", "interpretation channels", number=2, group=2),
    ]
    assert link(points) == (None, None, None, 0, 1)


def test_lists_that_have_nothing_in_common_are_not_paired() -> None:
    points = [
        passage("problem", "一是更新慢", "timeliness", number=1),
        passage("problem", "二是解读少", "interpretation", number=2),
        passage("measure", "一是加强领导", "awareness", number=1, group=1),
        passage("measure", "二是强化考核", "oversight", number=2, group=1),
    ]
    assert link(points) == (None, None, None, None)


def test_lists_of_different_length_are_paired_by_what_they_alone_share() -> None:
    points = [
        passage("problem", "一是更新慢", "timeliness", number=1),
        passage("problem", "二是解读少", "interpretation", number=2),
        passage("problem", "三是人手紧", "staffing", number=3),
        passage("measure", "一是加强领导", "awareness", number=1, group=1),
        passage("measure", "二是按周更新", "timeliness", number=2, group=1),
        passage("measure", "三是多做解读", "interpretation", number=3, group=1),
        passage("measure", "四是配备专人", "staffing training", number=4, group=1),
    ]
    assert link(points) == (None, None, None, None, 0, 1, 2)


def test_lists_of_different_length_of_which_only_some_share_a_theme_are_not_paired() -> None:
    points = [
        passage("problem", "一是更新慢", "timeliness", number=1),
        passage("problem", "二是解读少", "interpretation", number=2),
        passage("measure", "一是按周更新", "timeliness", number=1, group=1),
        passage("measure", "二是加强领导", "awareness", number=2, group=1),
        passage("measure", "三是强化考核", "oversight", number=3, group=1),
    ]
    assert link(points) == (None,) * 5


def test_inner_points_are_paired_before_outer_ones() -> None:
    points = [
        passage("problem", "1.解读质量不高", "interpretation", number=1),
        passage("problem", "一是形式单一", "interpretation", number=1, group=1),
        passage("problem", "二是数量偏少", "interpretation", number=2, group=1),
        passage("measure", "一是多做图解", "interpretation", number=1, group=2),
        passage("measure", "二是增加数量", "interpretation", number=2, group=2),
    ]
    assert link(points) == (None, None, None, 1, 2)


def test_problems_and_measures_in_turn() -> None:
    points = [
        passage("problem", "更新慢", "timeliness"),
        passage("measure", "配备专人", "staffing"),
        passage("problem", "栏目乱", "platform"),
        passage("measure", "请人整理"),
    ]
    assert link(points) == (None, 0, None, 2)


def test_a_measure_that_names_its_problem() -> None:
    points = [
        passage("problem", "部分栏目更新不及时", "timeliness"),
        passage("problem", "答复文书不规范", "requests"),
        passage("measure", "完善制度", "mechanism"),
        passage("measure", "针对答复文书不够规范的问题，编印样式"),
        passage("measure", "针对第一个问题，每周检查栏目"),
    ]
    # The count differs and the themes say nothing: only the measures that name a problem are linked.
    assert link(points)[2:] == (None, 1, None)


def test_a_measure_that_gives_the_number_of_its_problem() -> None:
    points = [
        passage("problem", "一是更新慢", number=1),
        passage("problem", "二是解读少", number=2),
        passage("problem", "三是人手紧", number=3),
        passage("measure", "针对第二个问题，组织宣讲"),
    ]
    assert link(points) == (None, None, None, 1)


def test_a_measure_without_a_problem() -> None:
    assert link([passage("measure", "一是按周更新", "timeliness", number=1)]) == (None,)
    assert link([]) == ()
