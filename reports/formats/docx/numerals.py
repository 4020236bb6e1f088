"""How an automatic number is written: the numbering formats of Word (ST_NumberFormat) that Chinese documents use."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_OLD_LEGAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_HIGHEST = 32_767  # what Word counts up to; beyond it digits are as good as anything


def written(value: int, form: str) -> str:
    """A counter's value in a numbering format; digits where the format is not known."""
    if form in ("none", "bullet"):
        return ""
    if value < 0 or value > _HIGHEST:
        return str(value)
    write = _FORMS.get(form)
    return write(value) if write is not None else str(value)


def _chinese(value: int, digits: str = _DIGITS, powers: str = "十百千万") -> str:
    """A number in words: 十一, 二十, 一百零五."""
    if value == 0:
        return "零" if digits[0] == "〇" else digits[0]
    if value >= 10_000:
        high, rest = divmod(value, 10_000)
        gap = "零" if 0 < rest < 1000 else ""
        return _chinese(high, digits, powers) + powers[3] + gap + (_chinese(rest, digits, powers) if rest else "")
    text, after_gap = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            text += ("零" if after_gap and text else "") + digits[digit] + (powers[power - 1] if power else "")
        after_gap = digit == 0
    return text


def _counted(value: int) -> str:
    """As people count: 十一, not 一十一."""
    text = _chinese(value)
    return text[1:] if text.startswith("一十") else text


def _legal(value: int) -> str:
    return _chinese(value, _LEGAL_DIGITS, "拾佰仟萬")


def _old_legal(value: int) -> str:
    return _chinese(value, _OLD_LEGAL_DIGITS, "拾佰仟萬")


def _digit_by_digit(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _cycled(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value else "0"


def _ranged(first: str, last: int) -> Callable[[int], str]:
    """Signs that follow each other in Unicode, from 1 to ``last``; digits beyond."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= last else str(value)


def _circled(value: int) -> str:
    for low, high, first in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if low <= value <= high:
            return chr(ord(first) + value - low)
    return str(value)


def _letters(value: int) -> str:
    """A … Z, AA, BB …: Word repeats the letter."""
    return chr(ord("A") + (value - 1) % 26) * min((value - 1) // 26 + 1, 50) if value else "0"


def _roman(value: int) -> str:
    text = ""
    for size, sign in _ROMAN:
        text += sign * (value // size)
        value %= size
    return text or "0"


def _sexagenary(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value else "0"


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _digit_by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _digit_by_digit("０１２３４５６７８９"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _ranged("⒈", 20),
    "decimalEnclosedParen": _ranged("⑴", 20),
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "chineseCounting": _counted,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": _digit_by_digit(_DIGITS),
    "japaneseDigitalTenThousand": _digit_by_digit(_DIGITS),
    "taiwaneseDigital": _digit_by_digit("○一二三四五六七八九"),
    "ideographTraditional": _cycled(_STEMS),
    "ideographZodiac": _cycled(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographEnclosedCircle": _ranged("㊀", 10),
    "ideographLegalTraditional": _old_legal,
    "japaneseLegal": _old_legal,
    "chineseLegalSimplified": _legal,
}
