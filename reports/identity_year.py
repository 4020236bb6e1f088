"""The year a report is on, which is not the year it was published in.

By the 条例 (article 50) the report on a year is published by 31 January of the next, so dates of publication
say little; the title says it best, then the data period, then the year the narrative speaks of most.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from reports.identity_data import DATE_ONLY, DIGITS, TITLE_END, YEAR
from reports.identity_text import fold

FIRST_YEAR, LAST_YEAR = 2008, 2035  # the 条例 came into force in 2008
_YEAR = re.compile(f"({YEAR})(?=年|度|\\)(?!\\d+号)|$|政府信息|政务|信息)")
_YEAR_SPOKEN = re.compile(f"({YEAR})年")
_REPORT_NEXT = re.compile(rf"年?度?的?{TITLE_END.pattern}")
_OTHER_MATTER = re.compile(
    r"年(?:\d{1,2}|[一二三四五六七八九十]+)月|年?度?(?:工作)?(?:计划|打算|发布|公布|编制|印发|修订)"
)
_SHORT_YEAR = re.compile(r"(?<![0-9A-Za-z第])([0-3][0-9])年(?=度|政府信息|政务|信息公开)")
_FIRST_DAY = r"(?:0?1|一|元)月(?:0?1|一)日"
_LAST_DAY = r"(?:12|十二)月(?:31|三十一)日"
_PERIOD = re.compile(
    rf"({YEAR})年{_FIRST_DAY}[^。\n]{{0,6}}?(?:至|到|—|-|~|～|一|止){{1,3}}(?:({YEAR})年|同年|当年|本年)?(?:度)?{_LAST_DAY}"
)
_PERIOD_NAMED = re.compile(
    rf"统计(?:期限|时限|时段|时间|周期|区间|期间|期|起止|范围|口径|年度|数据)[^。\n]{{0,16}}?({YEAR})年(?!\d+号)"
)
_ANNOUNCED = re.compile(
    rf"(?:现将|现公布|特公布|公布|现发布|现向|编制|形成)[^。;\n《]{{0,40}}?({YEAR})年度?[^。;,\n]{{0,20}}?(?:信息公开|政务公开)"
)
_PUBLISHED = re.compile(rf"({YEAR})[年./-](\d{{1,2}}|[一二三])(?:[月./-]|$)")


class YearFound(NamedTuple):
    """A year and where it was found: "title", "period", "narrative", "published"."""

    year: int
    source: str


def _number(digits: str) -> int | None:
    value = 0
    for digit in digits:
        value = value * 10 + DIGITS[digit]
    return value if FIRST_YEAR <= value <= LAST_YEAR else None


def year_of(text: str) -> int | None:
    """The year that a title, or a text as short, speaks of; None where it names none between 2008 and 2035.

    Of several, one that belongs to the report itself goes before one of a date, a plan or a publication:
    it stands next to the report's name, or it is the first.
    """
    folded = fold(text)
    best: tuple[int, int, int] | None = None
    for order, match in enumerate(_YEAR.finditer(folded)):
        year = _number(match[1])
        if year is None:
            continue
        after = folded[match.end() : match.end() + 12]
        rank = 2
        if _REPORT_NEXT.match(folded, match.end()):
            rank = 0
        elif _OTHER_MATTER.match(after):
            rank = 3
        elif re.match(r"年?度|年(?!\d)", after):
            rank = 1
        if best is None or (rank, order) < best[:2]:
            best = (rank, order, year)
    if best is not None:
        return best[2] if best[0] < 3 else None
    short = _SHORT_YEAR.search(folded)
    return _number("20" + short[1]) if short else None


def period_year(prose: str) -> int | None:
    """The year of the data period that the folded prose states ("自2023年1月1日起至2023年12月31日止")."""
    for match in _PERIOD.finditer(prose):
        year = _number(match[2] or match[1])
        if year is not None:
            return year
    named = _PERIOD_NAMED.search(prose)
    return _number(named[1]) if named else None


def narrative_year(prose: str) -> int | None:
    """The year that the folded prose (lines set apart by newlines) most often speaks of as the reported one."""
    weights: dict[int, float] = defaultdict(float)
    for match in _ANNOUNCED.finditer(prose):
        year = _number(match[1])
        if year is not None:
            weights[year] += 5
    for line in prose.split("\n"):
        if DATE_ONLY.fullmatch(line) or re.match(r"(?:发布|公开|成文|生成|发文|更新|签发)(?:日期|时间)", line):
            continue
        for match in _YEAR_SPOKEN.finditer(line):
            year = _number(match[1])
            if year is not None:
                weights[year] += _weight(line, match.start(), match.end())
    if not weights:
        return None
    # dict order is order of mention, so of equals the one mentioned first is taken
    return max(weights, key=lambda year: weights[year])


def _weight(line: str, start: int, end: int) -> float:
    """How much one mention of a year says that the report is on it."""
    before, after = line[max(0, start - 12) : start], line[end : end + 10]
    if re.search(r"(?:结转至?到?|下一年|展望|计划在|力争|同比|相比|较|比|与|自|修订于|施行于)$", before):
        return 0.2
    if re.match(r"(?:度)?(?:工作)?(?:计划|打算|将|修订|施行|印发|发布|公布|以前|之前|相比)|,(?:我.{1,3})?将", after):
        return 0.2
    if re.match(r"\d{1,2}月|[一二三四五六七八九十]+月", after):
        return 0.3
    if before.rfind("《") > before.rfind("》"):
        return 0.5
    clause_begins = start == 0 or line[start - 1] in "。;!?,:)"
    return 2.0 if clause_begins or after.startswith((",", "度,", "以来")) else 1.0


def published_year(text: str) -> int | None:
    """The year before a publication in the months January to March, by the 条例's date of publication; else None."""
    for match in _PUBLISHED.finditer(text):
        year = _number(match[1])
        month = DIGITS.get(match[2], 0) if not match[2].isdigit() else int(match[2])
        if year is not None and 1 <= month <= 3 and year > FIRST_YEAR:
            return year - 1
    return None


def find_year(title: str | None, prose: str) -> YearFound | None:
    """The report's year from the best source there is; ``prose`` is folded, its lines set apart by newlines."""
    from_title = year_of(title) if title else None
    if from_title is not None:
        return YearFound(from_title, "title")
    for source, finder in (("period", period_year), ("narrative", narrative_year), ("published", published_year)):
        year = finder(prose)
        if year is not None:
            return YearFound(year, source)
    return None
