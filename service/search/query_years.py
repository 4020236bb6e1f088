"""Years in a query: which years it asks for, and what is left of it without them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

_FIRST = 2008  # the year in which the 条例 came into force, and the first reports
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_COUNTS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_LONG = "(?:20[0-9]{2}|二[〇○零Ｏ][〇○零Ｏ一二三四五六七八九]{2})"
_SHORT = "(?<![0-9])[0-9]{2}"
_UNIT = "(?>年度|年份|年)"
_TO = "(?:-|—+|–|~|～|至|到)"
_EDITION = "(?!\\s*(?:版|新?修[订正]))"
_COUNT = r"(?!\s*(?:[号条件个项次万元余多家份]|人(?![手员])))"
_OPEN = re.compile(
    r"(?P<after>(?:以来|以后|之后|起|开始|至今|到现在|及以后))|(?P<through>及(?:以前|之前))|(?P<before>(?:以前|之前))"
)
_RANGE = re.compile(
    rf"(?:从|自)?(?:(?P<from>{_LONG}){_UNIT}?\s*{_TO}\s*(?P<to>{_LONG}|{_SHORT}){_UNIT}?"
    rf"|(?P<short_from>{_SHORT}){_UNIT}?\s*{_TO}\s*(?P<short_to>{_SHORT}){_UNIT})(?:期间|之间|间)?{_EDITION}"
)
_ONE = re.compile(
    rf"(?<![0-9〔\[(第])(?P<year>{_LONG}){_UNIT}{_EDITION}|(?<![0-9〔\[第])(?P<short>{_SHORT}){_UNIT}(?!来|前|后|内|间)"
    rf"|(?<![0-9A-Za-z〔\[(.])(?P<bare>20[0-9]{{2}})(?![0-9.〕\]年]){_COUNT}"
)
_RECENT = re.compile(
    r"(?:最近|近|过去|前)的?(?P<count>[一二两三四五六七八九十]|[0-9]{1,2})(?:个年度|年)(?:以?来|间|内)?"
)
_SPOKEN = re.compile(r"(?<![比与和同较])(?P<word>今年|去年|前年|大前年)(?:以来)?(?!相比|同期|指出|提出|反馈)")
_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}


class Years(NamedTuple):
    """``rest`` is the query with blanks in place of what was understood."""

    rest: str
    years: tuple[int, ...]
    year_from: int | None
    year_to: int | None


def take_years(query: str, known: Collection[int], this_year: int) -> Years:
    """The years of a query: 2023年, 二〇二三年度, 23年, 2021-2023年, 2021年以来, 近三年, 去年.

    A report on a year appears in the next one. So 今年 and 去年 are those of the calendar, but where no report of that
    year is known the newest one that is; 近三年 ends with the newest. A year that names a document (〔2021〕30号) or an
    edition (2019年修订) is none that is asked for, nor one that something is compared with (与去年相比).
    """
    newest = max((year for year in known if year <= this_year), default=this_year - 1)
    rest, low, high = query, None, None
    years: set[int] = set()
    if match := _RANGE.search(rest):
        first = _year(match["from"] or match["short_from"])
        last = _year(match["to"] or match["short_to"])
        if _FIRST <= first <= last <= this_year + 1:
            low, high, rest = first, last, _without(rest, *match.span())
    if match := _RECENT.search(rest):
        count = _COUNTS.get(match["count"]) or int(match["count"])
        if 0 < count <= this_year - _FIRST:
            low, high, rest = newest - count + 1, newest, _without(rest, *match.span())
    while match := next((found for found in _ONE.finditer(rest) if _is_asked(found, this_year)), None):
        year, end = _year(match["year"] or match["short"] or match["bare"]), match.end()
        if limit := _OPEN.match(rest, end):
            end = limit.end()
            low = year if limit["after"] else low
            high = year - (1 if limit["before"] else 0) if not limit["after"] else high
        else:
            years.add(year)
        rest = _without(rest, match.start(), end)
        rest = re.sub(r"(?<=\s)[、和与及,或](?=\s*(?:20|\d\d年))|(?<=\s)[、和与及,或](?=\s{2,})", " ", rest)
    while match := _SPOKEN.search(rest):
        year = this_year - _BACK[match["word"]]
        years.add(newest if known and year not in known else year)
        rest = _without(rest, *match.span())
    return Years(rest, tuple(sorted(years)), low, high)


def _is_asked(match: re.Match[str], this_year: int) -> bool:
    return _FIRST <= _year(match["year"] or match["short"] or match["bare"]) <= this_year + 1


def _year(written: str) -> int:
    number = int(written.translate(_DIGITS))
    return number if number >= 100 else 2000 + number


def _without(text: str, start: int, end: int) -> str:
    """The text with a blank, or with nothing at its ends, in place of a stretch and of the 的 behind it."""
    if text[end : end + 1] == "的":
        end += 1
    return f"{text[:start]} {text[end:]}"
