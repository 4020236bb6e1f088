"""Numbers in the narrative: what is written, how exactly it is meant, and what is counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.numbers import read_cell
from reports.report import Number

_SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}
_MONEY = r"(?:人民币)?元(?:人民币)?"
_COUNTED = (
    r"件次|人次|户次|件|条|份|宗|起|例|次(?!性|月)|个(?!工作日|月|小时|百分|自然日|方面|环节|专栏|栏目)"
    r"|项|笔|部|封|篇|期|户"
)
_MEASURED = r"%|‰|年|月|日|天|时|分|号|级|届|倍|个工作日|个月|个百分点|家|人|名|场|版|字|册|张|位|公里|亩|吨"
_UNIT = rf"(?P<money>{_MONEY})|(?P<counted>{_COUNTED})|(?P<measured>{_MEASURED})"
_SCALE = "(?P<scale>百万|千万|[百千万亿])?"
_ARABIC = re.compile(
    r"(?<![\d.|〔\[A-Za-z第])(?P<digits>\d{1,3}(?:,\d{3})+(?![\d|])|\d+(?:[|,]\d+)*)(?P<fraction>\.\d+(?:\|\d+)*)?"
    rf"(?P<more>余|多|几)?{_SCALE}(?P<more2>余|多|几)?(?:{_UNIT})?"
)
_CHINESE = re.compile(
    r"(?<![第数几上〇零一二两三四五六七八九十百千万亿\d年])(?P<digits>[〇零一二两三四五六七八九十百千万]+)"
    rf"(?P<more>余|多|几)?(?P<scale>亿)?(?P<more2>余)?(?:{_UNIT})"
)
_ZERO = re.compile(
    r"(?<=[为是均共报])零(?=$|[,;。、)])|(?<![一二三四五六七八九十百千万])零(?=申请|依申请|复议|行政|诉讼|收费|发生|收到)"
)
# A number with letters in it ("1O件", "l3件") cannot be read, and what is beside it is no number of its own.
_GARBLED = re.compile(
    rf"(?<![A-Za-z])[\d,.|]*[A-Za-z\u0370-\u04ff][\dA-Za-z\u0370-\u04ff,.|]*(?={_COUNTED}|元|万|亿)"
    r"|\d[\d,.|]*[OoQDlIi][\dOoQDlIi]*"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|[1-9]\d*|0")
_BEFORE = re.compile(r"(?:约|近|大约|将近|超过|超|逾|突破|不足|接近|至少|不到|达到)$")
_AFTER = re.compile(r"左右|上下|以上|以内|有余|多")


class Count(NamedTuple):
    """A number in the text. ``step`` is what its last written digit counts for; ``more`` says that it is a lower bound.

    ``unit`` is "" where none is written; ``kind`` says what it measures: "count", "money", "bare" or "other".
    ``doubtful`` is a number whose digits stand apart or in odd groups ("9 3件", "1.027件", ",045件").
    """

    start: int
    end: int
    value: Number
    unit: str
    kind: str
    step: Number
    approximate: bool
    more: bool
    doubtful: bool = False


def find_counts(text: str) -> list[Count]:
    """The numbers of a text without blanks, in order."""
    found = [*_garbled(text), *_arabic(text), *_chinese(text), *_zeros(text)]
    counts: list[Count] = []
    for count in sorted(found, key=lambda count: (count.start, -count.end)):
        if not counts or count.start >= counts[-1].end:
            counts.append(count)
    return counts


def _arabic(text: str) -> Iterator[Count]:
    for match in _ARABIC.finditer(text):
        digits = re.sub("[,|]", "", match["digits"])
        if len(digits) > 12:
            continue
        scale = _SCALES.get(match["scale"] or "", 1)
        fraction = (match["fraction"] or "").replace("|", "")
        if fraction and match["counted"] and scale == 1:
            yield _with_point(text, match, digits, fraction)
            continue
        value: Number = round(float(digits + fraction) * scale, 4) if fraction else int(digits) * scale
        value = int(value) if value == int(value) else value
        step: Number = scale / 10 ** (len(fraction) - 1) if fraction else scale
        yield _count(text, match, value, step)


def _with_point(text: str, match: re.Match[str], digits: str, fraction: str) -> Count:
    """There are no parts of a request: "1.027件" is 1,027 of them, and any other point is damage."""
    count = _count(text, match, int(digits + fraction[1:]), 1)
    return count._replace(doubtful=True) if len(fraction) == 4 else count._replace(kind="other")


def _garbled(text: str) -> Iterator[Count]:
    for match in _GARBLED.finditer(text):
        yield Count(match.start(), match.end(), 0, "", "other", 1, False, False)


def _chinese(text: str) -> Iterator[Count]:
    for match in _CHINESE.finditer(text):
        digits = match["digits"]
        # A cell with "一" or "两" alone holds a dash or a word; before a unit both are numbers.
        value = read_cell(digits).value if len(digits) > 1 else _CHINESE_DIGITS.get(digits)
        if value is None:
            continue
        scale = 100_000_000 if match["scale"] else 1
        yield _count(text, match, value * scale, scale)


def _zeros(text: str) -> Iterator[Count]:
    for match in _ZERO.finditer(text):
        yield Count(match.start(), match.end(), 0, "", "bare", 1, False, False)


def _count(text: str, match: re.Match[str], value: Number, step: Number) -> Count:
    kind = "money" if match["money"] else "count" if match["counted"] else "other" if match["measured"] else "bare"
    more = bool(match["more"] or match["more2"]) or (kind != "bare" and text[match.end() : match.end() + 2] == "以上")
    if more:
        step = max(step, _place(value))
    around = _BEFORE.search(text, 0, match.start()) or (kind != "bare" and _AFTER.match(text, match.end()))
    unit = match["money"] or match["counted"] or match["measured"] or ""
    doubtful = match["digits"].isascii() and not (_GROUPED.fullmatch(match["digits"]) and "|" not in match[0])
    return Count(match.start(), match.end(), value, unit, kind, step, bool(more or around), more, doubtful)


def _place(value: Number) -> int:
    """What the last digit of a round number counts for: 400 is written in hundreds."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place
