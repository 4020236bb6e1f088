"""How a number is written in a cell: separators, width of the digits, units, signs, and what stands for zero."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, TypeVar

from training.synthesis.draft import CellContent

T = TypeVar("T")
Zeros = Literal["written", "blank", "blank_but_totals", "blank_but_total_column", "holes", "mark", "some_marks"]
Kind = Literal["count", "amount", "change"]

_ZEROS: tuple[tuple[Zeros, int], ...] = (
    ("written", 52),
    ("blank", 10),
    ("blank_but_totals", 6),
    ("blank_but_total_column", 7),
    ("holes", 9),
    ("mark", 10),
    ("some_marks", 6),
)
_MARKS = (
    *(("/", 38), ("-", 19), ("—", 12), ("无", 19), ("不适用", 2), ("／", 2), ("－", 2)),
    *(("——", 2), ("--", 2), ("不涉及", 1), ("–", 1)),
)
_FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")
_WORDS = ("见附件", "详见说明", "见附表", "待统计", "详见附表", "若干", "未统计", "另行公布", "见网站", "数据待核")
_HAN = "零一二三四五六七八九"
_POWERS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def weighted(rng: random.Random, table: tuple[tuple[T, int], ...]) -> T:
    """One entry of a table of (entry, weight)."""
    return rng.choices([entry for entry, _ in table], [weight for _, weight in table])[0]


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The habits of one table's clerk. ``hole`` is the share of zeros affected where only some are."""

    zeros: Zeros = "written"
    mark: str = "/"
    hole: float = 0.0
    separator: str = ""
    full_width: bool = False
    han: bool = False  # 十二 for 12
    unit: str = ""
    decimal_zero: str = "0"
    amount_unit: str = ""
    sign: tuple[str, str] = ("增", "减")


def draw_style(rng: random.Random) -> NumberStyle:
    """A style; most are plain."""
    odd = rng.random()
    return NumberStyle(
        zeros=weighted(rng, _ZEROS),
        mark=weighted(rng, _MARKS),
        hole=rng.choice((0.02, 0.1, 0.3, 0.6)),
        separator=rng.choice((",", ",", "，")) if 0.02 < odd < 0.1 else "",
        full_width=odd < 0.02,
        han=0.97 < odd < 0.976,
        unit=rng.choice(("件", "件", "项", "个")) if odd > 0.98 else "",
        decimal_zero=rng.choices(("0", "0.00", "0.0"), (85, 11, 4))[0],
        amount_unit=rng.choice(("万元", "万", "元")) if rng.random() < 0.12 else "",
        sign=rng.choice((("增", "减"), ("+", "-"), ("", "-"), ("", "-"), ("增", "减"), ("+", "-"))),
    )


def _digits(value: float, style: NumberStyle) -> str:
    text = f"{value:,}" if style.separator else str(value)
    return text.replace(",", style.separator) if style.separator else text


def in_han(value: int) -> str:
    """A whole number from 0 to 9999 in Chinese numerals: 一百零五, 十二. ValueError beyond."""
    if not 0 <= value <= 9999:
        raise ValueError(f"no numeral for {value}")
    text, gap = "", False
    for power, word in _POWERS:
        digit = value // power % 10
        if digit:
            text += ("零" if gap and text else "") + _HAN[digit] + word
        gap = digit == 0
    return text.removeprefix("一") if 10 <= value < 20 else text or "零"


def write_number(value: float, kind: Kind, style: NumberStyle) -> str:
    """The raw writing of ``value``; its unit and sign included where the style writes them."""
    if kind == "change":
        plus, minus = style.sign
        raw = "0" if value == 0 else (minus if value < 0 else plus) + str(abs(value))
    elif kind == "amount":
        raw = (style.decimal_zero if value == 0 else _digits(value, style)) + style.amount_unit
    elif style.han and 0 <= value <= 9999 and value != 1:  # 一 alone could be a dash
        raw = in_han(int(value)) + style.unit
    else:
        raw = _digits(value, style) + style.unit
    return raw.translate(_FULL_WIDTH) if style.full_width else raw


def write_cell(value: float, kind: Kind, style: NumberStyle, rng: random.Random, total: str) -> CellContent:
    """What stands in a cell whose number is ``value``.

    ``total`` says what the cell adds up: "column" in the column of totals, "row" in the row of totals,
    "" elsewhere; styles that blank zeros may leave totals alone.
    """
    if value == 0:
        zeros = style.zeros
        keep = (zeros == "blank_but_totals" and total != "") or (
            zeros == "blank_but_total_column" and total == "column"
        )
        if not keep and (zeros.startswith("blank") or (zeros == "holes" and rng.random() < style.hole)):
            return CellContent(None, "blank")
        if zeros == "mark" or (zeros == "some_marks" and rng.random() < style.hole):
            return CellContent(style.mark, "not_applicable")
    return CellContent(write_number(value, kind, style), "reported")


def word_instead(rng: random.Random) -> CellContent:
    """A word where a number should stand."""
    return CellContent(rng.choice(_WORDS), "unreadable")
