"""Cells' texts: numbers, states and units by the contract's rules."""

import pytest

from reports.numbers import read_cell


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("12 345", 12345),
        ("\n0", 0),
        ("\xa07", 7),
        ("0.00", 0),
        ("12.5", 12.5),
        ("二十一", 21),
        ("一百零五", 105),
        ("零", 0),
        ("零，", 0),
        ("二十八。", 28),
        ("[bookmark: _Toc1]5", 5),
        ("+3", 3),
        ("-2", -2),
        ("减2", -2),
        ("减少2", -2),
        ("增3", 3),
    ],
)
def test_numbers_say_what_is_written(raw: str, value: float) -> None:
    assert (read_cell(raw, signed=True).state, read_cell(raw, signed=True).value) == ("reported", value)


@pytest.mark.parametrize(("raw", "value", "unit"), [("3件", 3, "件"), ("12.5万元", 12.5, "万元"), ("7 元", 7, "元")])
def test_a_trailing_unit_stands_beside_the_value(raw: str, value: float, unit: str) -> None:
    assert (read_cell(raw).value, read_cell(raw).unit) == (value, unit)


@pytest.mark.parametrize("raw", ["", "  ", "\n", "\xa0\u3000", "\u200b", "[bookmark: _Hlk1]"])
def test_nothing_written_is_a_blank_and_never_zero(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("blank", None)


@pytest.mark.parametrize("raw", ["/", "-", "—", "——", "无", "不适用", "－", "\\", "N/A"])
def test_marks_for_not_applicable(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("not_applicable", None)


@pytest.mark.parametrize(
    "raw",
    [
        "O",
        "1O",
        "†",
        "见附件",
        "l",
        "1.2.3",
        "12345678901234567",
        "一万万万万万万",
        "一",
        "3/4",
        "0o",
        "〇",
        "○",
        "…",
        "~",
        "*",
    ],
)
def test_what_is_no_number_is_unreadable(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("unreadable", None)


@pytest.mark.parametrize("raw", ["0 0", "07", "1 2"])
def test_a_number_that_may_be_something_else_is_unsure(raw: str) -> None:
    assert not read_cell(raw).sure


@pytest.mark.parametrize(("raw", "value", "unit"), [("3¹", 3, None), ("1,234 ¹²", 1234, None), ("5件²", 5, "件")])
def test_a_number_before_a_raised_mark_is_read_and_unsure(raw: str, value: int, unit: str | None) -> None:
    read = read_cell(raw)
    assert (read.value, read.state, read.unit, read.sure) == (value, "reported", unit, False)


@pytest.mark.parametrize("raw", ["¹", "见附件¹", "3¹4", "3₁", "17①"])
def test_a_mark_alone_or_within_makes_no_number(raw: str) -> None:
    assert (read_cell(raw).state, read_cell(raw).value) == ("unreadable", None)


def test_a_negative_count_is_sure_only_in_a_column_of_changes() -> None:
    assert read_cell("-2", signed=True).sure
    assert not read_cell("-2").sure
