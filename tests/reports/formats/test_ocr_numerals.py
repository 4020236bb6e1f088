"""How sure a number is: by two readings of it and by the shapes that stand there."""

from __future__ import annotations

import numpy as np
import pytest

from reports.document import SURE

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from reports.formats.ocr.cells import Area
from reports.formats.ocr.numerals import is_short, settle
from reports.formats.ocr.recognizing import Reading
from reports.formats.ocr.shapes import Shape, shape_of

EM = 30.0


def reading(text: str, probability: float = 0.99) -> Reading:
    return Reading(text, (probability,) * len(text), "".join(char if char.isdigit() else "8" for char in text))


def digit(left: int, lean: float | None = None) -> Shape:
    return Shape(Area(left, 10, left + 12, 31), lean)


def point(left: int) -> Shape:
    return Shape(Area(left, 28, left + 3, 31), None)


def settled(first: Reading, second: Reading, shapes: list[Shape]) -> tuple[str, float]:
    return settle(first, second, shapes, [], EM)


def test_two_readings_that_agree_are_sure() -> None:
    text, certainty = settled(reading("12"), reading("12"), [digit(0), digit(16)])
    assert text == "12"
    assert certainty >= SURE


def test_readings_that_differ_are_not() -> None:
    assert settled(reading("12"), reading("17"), [digit(0), digit(16)])[1] < SURE


def test_two_doubtful_readings_are_not() -> None:
    assert settled(reading("1", 0.7), reading("1", 0.8), [digit(0)])[1] < SURE


@pytest.mark.parametrize("text", ["1", "111"])
def test_a_digit_left_out_or_doubled_is_noticed(text: str) -> None:
    assert settled(reading(text), reading(text), [digit(0), digit(16)])[1] < SURE


def test_a_point_left_out_is_noticed() -> None:
    shapes = [digit(0), point(15), digit(22)]
    assert settled(reading("12"), reading("12"), shapes)[1] < SURE
    assert settled(reading("1.2"), reading("1.2"), [digit(0), point(14), digit(25)]) == ("1.2", pytest.approx(0.99))


def test_a_speck_between_digits_is_no_point() -> None:
    """A point takes room of its own, dust lies where the next digit stands anyway."""
    shapes = [digit(0), digit(16), point(29), digit(32)]
    assert settled(reading("12.3"), reading("12.3"), shapes)[1] < SURE


def test_digits_that_touch_are_counted_by_their_width() -> None:
    joined = Shape(Area(0, 10, 30, 31), None)
    assert settled(reading("44"), reading("44"), [joined])[1] >= SURE
    assert settled(reading("4"), reading("4"), [joined])[1] < SURE


def test_a_round_letter_is_a_zero() -> None:
    assert settled(reading("O"), reading("0"), [digit(0)]) == ("0", pytest.approx(0.99))


def test_a_character_in_the_place_of_a_digit_is_a_guess() -> None:
    text, certainty = settled(reading("日"), reading("日"), [digit(0)])
    assert text.isdigit()
    assert certainty < SURE


def test_a_leaning_stroke_is_a_slash_and_no_one() -> None:
    assert settled(reading("1"), reading("/"), [digit(0, lean=0.35)]) == ("/", 0.95)
    assert settled(reading("1"), reading("1"), [digit(0, lean=0.02)])[1] >= SURE
    assert settled(reading("1"), reading("1"), [digit(0, lean=0.17)])[1] < SURE


def test_a_flat_stroke_is_a_dash() -> None:
    flat = Shape(Area(0, 20, 24, 22), None)
    assert settled(reading("一"), reading("二", 0.4), [flat]) == ("—", 0.95)


def test_the_lean_of_a_stroke() -> None:
    ink = np.zeros((40, 40), np.uint8)
    for row in range(24):
        ink[8 + row, 24 - row // 3 : 27 - row // 3] = 255
    assert shape_of(ink, Area(16, 8, 27, 32)).is_slash
    upright = np.zeros((40, 40), np.uint8)
    upright[8:32, 20:23] = 255
    assert not shape_of(upright, Area(20, 8, 23, 32)).may_be_slash


def test_what_is_read_twice() -> None:
    assert all(is_short(text) for text in ("0", "12,345.67", "无", "1234件", ""))
    assert not any(is_short(text) for text in ("本年新收政府信息公开申请数量", "受理93件，办结80件"))
