"""How sure a short text is, a number above all: by two readings of it, and by the shapes that stand there.

The models are sure of themselves even where they leave out a digit, so their word alone is not enough.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain

from reports.formats.ocr.recognizing import Reading
from reports.formats.ocr.shapes import Shape

MOST_SURE = 0.99
_DISAGREED = 0.4
_MISSHAPEN = 0.6
_MISREAD = 0.3
_SHAPED = 0.95  # a slash or a dash that its shape confirms
_DEPENDENT = 5.0  # two readings of one picture are often wrong together: how much oftener than by chance
_LONGEST = 18
_DIGIT_WIDTH = 0.66  # of its height, its distance from the next included
_DIGIT_PITCH = 0.75  # from the middle of a digit to that of the next, of its height
_WIDEST_STEP = 1.4  # of the usual one between two digits
_LEAST_STEP = 1.2  # where a point stands between them
_ZEROS = "OoΟοО〇○◯"
_DASHES = "-—–−―─－ー一_"
_STROKES = ("", "/", "1", "l", "I", "|", "L", "丿", "ノ", "J", "i")
_LOOKS = str.maketrans("lI|", "111")  # where the other reading says that it is a one
_FLAT = (*_DASHES, "二", "三", "=", "~", "·")
_POINTS = ".,，．。、·"
_DIGITS = "0123456789"


def is_short(text: str) -> bool:
    """Whether a text may be what a cell holds as its value."""
    compact = "".join(text.split())
    digits = sum(char.isdigit() or char in _ZEROS for char in compact)
    return len(compact) <= 3 or (len(compact) <= _LONGEST and 2 * digits >= len(compact))


def settle(
    first: Reading, second: Reading, shapes: Sequence[Shape], others: Iterable[Sequence[Shape]], em: float
) -> tuple[str, float]:
    """The text of two readings of one line, and its certainty.

    ``shapes`` are the line's glyphs, ``others`` the same seen otherwise, for where glyphs are broken or touch.
    """
    text, other = plain(first.text, shapes), plain(second.text, shapes)
    if len(shapes) == 1 and shapes[0].is_slash and {text, other} <= set(_STROKES):
        return "/", _SHAPED
    if len(shapes) == 1 and _is_dash(shapes[0], em) and (text in _FLAT or other in _FLAT):
        return "—", _SHAPED
    if are_digits(shapes, em) and len(shapes) == len(first.digits) and not text.isdigit():
        return first.digits, _MISREAD  # a guess that is known as one
    if text != other and text.translate(_LOOKS) == other.translate(_LOOKS) and (text.isdigit() or other.isdigit()):
        text = other = text.translate(_LOOKS)
    if not text or text != other:
        return (text or other, _DISAGREED)
    certainty = min(MOST_SURE, 1 - _DEPENDENT * (1 - first.least) * (1 - second.least))
    if _leans(text, shapes) or not any(_fits(text, seen, em) for seen in chain([shapes], others)):
        certainty = min(certainty, _MISSHAPEN)
    return text, max(certainty, 0.0)


def _is_dash(shape: Shape, em: float) -> bool:
    return shape.is_flat and 0.2 * em <= shape.width <= 2.4 * em and shape.height <= 0.25 * em


def _leans(text: str, shapes: Sequence[Shape]) -> bool:
    """Whether a slash may stand where a digit was read."""
    if len(shapes) != len(text):
        return "1" in text and any(shape.is_slash for shape in shapes)
    if len(text) == 1 and text in "17" and shapes[0].is_slash:
        return True
    return any(char == "1" and shape.may_be_slash for char, shape in zip(text, shapes, strict=True))


def are_digits(shapes: Sequence[Shape], em: float) -> bool:
    """Whether shapes are as high and narrow as digits; characters are as wide as high."""
    return all(
        0.45 * em <= shape.height <= 1.1 * em
        and shape.width <= 0.75 * shape.height
        and shape.width >= 0.4 * shape.height
        for shape in shapes
    )


def plain(text: str, shapes: Sequence[Shape]) -> str:
    """A reading in the characters of numbers: no model can tell a zero from the letter, or a dash from 一, by shape."""
    folded = "".join(unicodedata.normalize("NFKC", char) if "\uff00" <= char <= "\uffef" else char for char in text)
    compact = "".join(folded.split())
    if compact and all(char in _DASHES for char in compact) and all(shape.is_flat for shape in shapes):
        return "—" * len(compact)
    if set(compact) <= set(_ZEROS + _DIGITS + _POINTS) and all(shape.height >= 1.1 * shape.width for shape in shapes):
        return "".join("0" if char in _ZEROS else char for char in compact)
    return compact


def _fits(text: str, shapes: Sequence[Shape], em: float) -> bool:
    """Whether as many shapes of each kind stand there as the text has characters; True for text of other kinds."""
    expected = _expected(text)
    if expected is None:
        return True
    return expected == "".join(_seen(shapes, em)) and _is_evenly_spaced(expected, shapes)


def _is_evenly_spaced(kinds: str, shapes: Sequence[Shape]) -> bool:
    """Whether digits stand apart where a point is between them, and nowhere else: a speck takes no room of its own."""
    if len(kinds) != len(shapes):
        return True  # digits that touch, or dust
    middles = [(shape.area.left + shape.area.right) / 2 for shape in shapes]
    near = [b - a for a, b, pair in zip(middles, middles[1:], _pairs(kinds, 2), strict=False) if pair == "TT"]
    apart = [b - a for a, b, pair in zip(middles, middles[2:], _pairs(kinds, 3), strict=False) if pair == "TdT"]
    usual = statistics.median(near) if near else _DIGIT_PITCH * max(shape.height for shape in shapes)
    return all(step <= _WIDEST_STEP * usual for step in near) and all(step >= _LEAST_STEP * usual for step in apart)


def _pairs(kinds: str, size: int) -> list[str]:
    return [kinds[at : at + size] for at in range(len(kinds) - size + 1)]


def _expected(text: str) -> str | None:
    kinds = []
    for char in text:
        if char in _DIGITS or char in "/\\":
            kinds.append("T")
        elif char in _POINTS:
            kinds.append("d")
        elif char in _DASHES or char == "+":
            kinds.append("m")
        else:
            return None
    return "".join(kinds)


def _seen(shapes: Sequence[Shape], em: float) -> list[str]:
    if not shapes:
        return []
    tall = max(shape.height for shape in shapes)
    if tall < 0.35 * em:
        return ["m"] * len(shapes)
    base = max(shape.area.bottom for shape in shapes if shape.height >= 0.7 * tall)
    return [_kind(shape, tall, base) for shape in shapes]


def _kind(shape: Shape, tall: int, base: int) -> str:
    raised = base - shape.area.bottom
    if raised > 0.08 * tall and shape.height < 0.8 * tall and shape.width >= 0.8 * shape.height:
        return "m"
    if shape.height >= 0.7 * tall:
        # Digits that touch are one shape.
        return "T" * max(1, round(shape.width / (_DIGIT_WIDTH * tall))) if shape.width > tall else "T"
    if shape.area.top >= base - 0.45 * tall and shape.height < 0.5 * tall:
        return "d"
    if max(shape.width, shape.height) < 0.3 * tall:
        return ""  # dust, or a piece broken off
    return "m" if shape.area.bottom < base - 0.03 * tall else "?"
