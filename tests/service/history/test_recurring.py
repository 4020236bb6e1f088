"""Which problems of one year are those of the year before."""

from __future__ import annotations

import pytest

from service.history.recurring import Statement, chains, links, paired, similarities
from tests.service.search.fakes import GramEncoder

LATE = "部分栏目更新不及时，个别信息公开滞后"
FEW = "工作人员多为兼职，人手不足"
DULL = "政策解读形式单一，多为文字解读"


def statement(key: int, text: str, *themes: str) -> Statement:
    return Statement(key, text, frozenset(themes))


def test_the_same_problem_is_linked_and_another_is_not() -> None:
    earlier = [statement(0, LATE, "timeliness"), statement(1, FEW, "staffing")]
    later = [statement(0, DULL, "interpretation"), statement(1, "个别信息公开滞后，部分栏目更新不够及时", "timeliness")]
    found = links(earlier, later, GramEncoder())
    assert [(link.earlier, link.later) for link in found] == [(0, 1)]
    assert 0.6 <= found[0].similarity <= 1


def test_numbers_play_no_part() -> None:
    similar = similarities(["2021年培训3次，参训120人次"], ["2022年培训5次，参训98人次"], GramEncoder())
    assert similar[0, 0] == pytest.approx(1, abs=1e-6)


def test_each_is_paired_once_and_the_nearest_first() -> None:
    import numpy as np

    similar = np.array([[0.9, 0.95], [0.2, 0.94]])
    assert [(link.earlier, link.later) for link in paired(similar, np.full((2, 2), 0.6))] == [(0, 1)]
    assert [(link.earlier, link.later) for link in paired(similar, np.full((2, 2), 0.1))] == [(1, 0), (0, 1)]


def test_nothing_to_compare_gives_nothing() -> None:
    assert links([], [statement(0, LATE)], GramEncoder()) == []
    assert links([statement(0, LATE)], [], GramEncoder()) == []


def test_chains_run_over_consecutive_years_only() -> None:
    named = {
        2019: [statement(0, LATE, "timeliness")],
        2020: [statement(0, FEW, "staffing"), statement(1, LATE, "timeliness")],
        2021: [statement(0, LATE, "timeliness"), statement(1, FEW, "staffing")],
        2023: [statement(0, LATE, "timeliness")],
    }
    found = chains(named, GramEncoder())
    assert [[(year, place) for year, place, _ in chain] for chain in found] == [
        [(2019, 0), (2020, 1), (2021, 0)],
        [(2020, 0), (2021, 1)],
    ]
    assert found[0][0][2] is None and found[0][1][2] == pytest.approx(1, abs=1e-6)
