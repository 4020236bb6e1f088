"""Digits of several cells run together."""

from itertools import pairwise

import pytest

from reports.tables.digits import digit_splits


def cut(text: str, *rows: int) -> list[list[int]]:
    """The numbers of each way to take a run apart."""
    return [[int(text[a:b]) for a, b in pairwise(edges)] for edges in digit_splits(text, rows)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0000000", [0] * 7),
        ("91000029" + "3", [91, 0, 0, 0, 0, 2, 93]),
        ("120000012", [12, 0, 0, 0, 0, 0, 12]),
    ],
)
def test_a_row_is_cut_where_its_total_allows_one_way(text: str, numbers: list[int]) -> None:
    assert cut(text, 7) == [numbers]


def test_a_row_without_a_total_is_cut_into_single_digits_alone() -> None:
    assert cut("023", 3) == [[0, 2, 3]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("--0--0-", ["-", "-", "0", "-", "-", "0", "-"]),
        ("15--5-20", ["15", "-", "-", "5", "-", "20"]),
        ("无无无3无无3", ["无", "无", "无", "3", "无", "无", "3"]),
    ],
)
def test_a_sign_for_no_number_is_a_cell(text: str, cells: list[str]) -> None:
    assert [[text[a:b] for a, b in pairwise(edges)] for edges in digit_splits(text, [len(cells)])] == [cells]


def test_a_total_is_no_sign_where_there_are_numbers() -> None:
    assert digit_splits("1--2---", [7]) == []


def test_several_rows_beside_each_other() -> None:
    assert cut("310041000100000", 5, 5, 5) == [[3, 1, 0, 0, 4, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]]
    assert cut("2010021" + "0" * 10, 5, 5, 5) == [[20, 1, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1111111", (7,)),  # no sum holds: blanks were dropped
        ("123", (7,)),  # too few digits
        ("1203", (3,)),  # a row without a total
        ("12a", (3,)),
        ("1" * 41, (7,)),
    ],
)
def test_what_no_cut_explains_is_not_cut(text: str, rows: tuple[int, ...]) -> None:
    assert cut(text, *rows) == []


def test_every_way_is_told_where_there_are_several() -> None:
    assert cut("121013", 4) == [[1, 2, 10, 13], [12, 1, 0, 13]]


def test_long_runs_end_soon() -> None:
    assert cut("1" * 40, 5, 5, 5) == []
