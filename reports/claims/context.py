"""Whose figure a count is and of which time: the report's own year and its own organ, or another's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reports.claims.terms import Term

Whose = Literal["own", "others", "unsure"]

_GOVERNMENT = re.compile(r"(?:政府|[区县市省州旗镇乡盟]|街道|办事处|管委会|管理委员会|兵团)$")
# The letter of a region that tells its level.
_LEVELS = dict.fromkeys("乡镇街道", "township") | dict.fromkeys("县旗", "county") | {c: c for c in "区市州盟省"}
_REGION = re.compile(r"[乡镇街道县旗区市州盟省]")
_OWN_REGION = re.compile(r"(?:([乡镇道县旗区市州盟省])(?:人民政府|政府)?|办事处)$")
_YEAR = re.compile(
    r"(?P<since>自?(?P<y0>20\d\d)年?(?:以来|起|实施以来))|(?P<list>20\d\d年?度?(?:[、和及与,]20\d\d年?度?)+)"
    r"|(?P<range>(?P<y1>20\d\d)年?(?:度)?(?:至|到|-|—|~)(?P<y2>20\d\d)年)"
    r"|(?P<year>20\d\d)年(?!度?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报|要点|方案))"
)
_PARTS = re.compile(
    r"(?P<whole>1月1日(?:起)?(?:至|到|-|—|~|——|–)(?:(?:20\d\d年)?12月(?:31日|底)?|年底)|12月(?:31[日号]|底|末)|年底|年末)"
    r"|(?P<part>\d{1,2}月(?:份|底|末)?(?:\d{1,2}[日号])?(?:(?:至|到|-|—|~)(?:\d{1,2}月)?(?:份|底)?(?:\d{1,2}[日号])?)?"
    r"|(?:连续|有)[一二两三四五六七八九十\d]+个(?:多?月|季度)|上半年|下半年|[一二三四1-4]季度|半年|当月|本月)"
)
_LAST = re.compile(
    r"(?:去年|上年度?|上一年度?)(?:同期)?|往年|前年|历年|近[两三四五六七八九十\d]年|[两三四五]年来|五年|(?:实施|施行|成立)以来|十[三四]五|报告期[后外]"
)
_THIS = re.compile(r"今年|本年度?|报告期(?![后外])|本报告年度")
_WHOLE = re.compile(r"全年|年内|整年|年度内")
_COMPARED = re.compile(r"(?:较|比|与|同|和|跟|于|相较|相比|对比|较之|相当于|高于|低于|少于|多于)$")
_TIMES_AS_MANY = re.compile(r"[^;。]{0,16}的[\d.]+倍")
_COMPARING = re.compile(r"(?:度|同期|同比)?(?:的?[\d,]+[件条份]?)?(?:相比|相较|持平|增|减|上升|下降|有所)")
_TITLES = re.compile(r"《[^》]*》|〔[^〕]*〕|\[20\d\d\]")
_CARRIED = re.compile(r"(?:上年度?|上一年度?|去年)[^,;]{0,4}结转")
_ORGAN = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14}?(?:局|委员会|委|办公室|办|厅|中心|镇|乡|街道|办事处|分局|支队|大队|管委会|公司|人民政府|法院|检察院|学校|学院|医院|[^学]院|小学|中学|幼儿园|集团|协会|总站|社区|[^收受]所))"
    r"(?:被|因|\d{4}年度?|全年|本年度?|今年|共|累计|总共|合计|新|依法|已|目前)*$"
)
_ASIDE = re.compile(r"\([^()]*\)")
_ASIDE_NEXT = re.compile(r"[^,;()\d]{0,4}\(")
_INCLUSIVE = re.compile(r"\((?:不?包?含|包括|不包括|除)")
# "13个单位零申请", "派驻各园区的6家机构共"
_SEVERAL = re.compile(
    r"(?:(?:\d+|[一二两三四五六七八九十]+|多|几)[个家所]|各|所有|其余|其他|部分|个别|大多数|少数|有关|相关)[\u4e00-\u9fff、]{0,8}?"
    r"(?:单位|部门|机构|乡镇|镇街|街道|街镇|镇|乡|局|所|大队|学校|高校|医院|科室|股室|处室|区县|县区|县|企业|公司|中心)"
    r"[^,;:\d、]{0,8}$"
)
_SHORT_NAME = re.compile(r"[省市县区州镇乡](?:局|委|办|厅|院)")
_NOT_ORGANS = re.compile(r"(?:办|承办|主办|协办|机关办|督办|交办|本级|中心)$")


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, and on which year."""

    organ: str | None
    year: int | None

    @property
    def is_government(self) -> bool:
        """Whether the figures of the whole region are the report's own, as far as is known."""
        return self.organ is not None and _GOVERNMENT.search(self.organ) is not None

    def governs(self, whole: str) -> bool:
        """Whether the region of words such as "全县" is the organ's own: a township's report may tell the county's."""
        region = _REGION.search(whole)
        own = _OWN_REGION.search("".join((self.organ or "").split()))
        if not self.is_government or region is None or own is None:
            return self.is_government
        return _LEVELS[region[0]] == _LEVELS[own[1] or "街"]


class Times:
    """The times that a sentence speaks of: at any place, whether it is the report's year as a whole."""

    def __init__(self, text: str, terms: list[Term], reporter: Reporter) -> None:
        self.text = text
        self.reporter = reporter
        self.rows = [(term.start, term.end) for term in terms if term.kind == "row"]
        titles = [match.span() for match in _TITLES.finditer(text)]
        carried = [match.span() for match in _CARRIED.finditer(text)]
        self.skipped = [*self.rows, *titles, *carried]
        self.events = sorted([*self._years(), *self._words(), *self._brackets()])

    def is_own(self, position: int) -> bool:
        """Whether what is counted at a position is of the whole year of the report."""
        state = "own"
        outside: list[str] = []
        for at, says in self.events:
            if at > position:
                break
            if says == "(":
                outside.append(state)
            if says in ("(", ")"):
                state = outside.pop() if says == ")" and outside else state
                continue
            # "全年" ends a part of the year, and says nothing of which year.
            state = state if says == "whole" and state == "other" else "own" if says == "whole" else says
        return state == "own"

    def is_known(self, position: int) -> bool:
        """Whether it can be told which year is spoken of: without the report's own, one that is named may be any."""
        return self.reporter.year is not None or _YEAR.search(self.text, 0, position) is None

    def _brackets(self) -> list[tuple[int, str]]:
        """What is said in brackets holds inside of them."""
        return [(match.start(), match[0]) for match in re.finditer(r"[()]", self.text)]

    def _skips(self, start: int) -> bool:
        return any(a <= start < b for a, b in self.skipped)

    def _years(self) -> list[tuple[int, str]]:
        events = []
        year = self.reporter.year
        for match in _YEAR.finditer(self.text):
            if self._skips(match.start()):
                continue
            if self._is_comparison(match):
                if aside := _ASIDE_NEXT.match(self.text, match.end()):
                    events.append((aside.end(), "other"))  # "较2022年(收到81件)"
                continue
            if match["since"]:
                own = match["y0"] == str(year)
            elif match["list"]:
                own = False
            elif match["range"]:
                own = match["y1"] == match["y2"] == str(year)
            else:
                own = year is None or match["year"] == str(year)
            events.append((match.start(), "own" if own else "other"))
        return events

    def _words(self) -> list[tuple[int, str]]:
        events = []
        for match in _PARTS.finditer(self.text):
            if match["part"] and not self._skips(match.start()):
                events.append((match.start(), "part"))
        for match in _LAST.finditer(self.text):
            if not self._skips(match.start()) and not self._is_comparison(match):
                events.append((match.start(), "other"))
        events += [(match.start(), "own") for match in _THIS.finditer(self.text)]
        events += [(match.start(), "whole") for match in _WHOLE.finditer(self.text)]
        return events

    def _is_comparison(self, match: re.Match[str]) -> bool:
        compared = _COMPARED.search(self.text, 0, match.start()) is not None
        multiple = _TIMES_AS_MANY.match(self.text, match.end())
        return compared or multiple is not None or _COMPARING.match(self.text, match.end()) is not None


def whose(text: str, clause: int, start: int, terms: list[Term], reporter: Reporter) -> Whose | None:
    """Whose figure a count is by the words before it in its clause; None where they do not say.

    The clause begins at ``clause``, and what is counted at ``start``.
    """
    said: Whose | None = None
    whole = ourselves = False
    aside, inclusive = _asides(text, clause, start)
    for term in terms:
        if any(a <= term.start < b for a, b in aside):
            continue
        if term.kind == "whole":
            whole = True
            said = "own" if reporter.governs(text[term.start : term.end]) else "unsure"
        elif term.kind == "others":
            by_name = reporter.organ is not None and reporter.organ.endswith(text[term.start : term.end])
            among = ourselves or (whole and reporter.is_government)
            everyone = whole and reporter.is_government and text.startswith("各级", term.start)
            said = "own" if by_name or everyone else "unsure" if among else "others"
        elif term.kind in ("system", "core"):
            said = "unsure"
        elif term.kind == "ourselves":
            said, ourselves = "own", True
    bare = _ASIDE.sub("", text[clause:start])
    if said in (None, "own") and _SEVERAL.search(bare):
        return "unsure" if said else "others"
    if said is None:
        said = _named(bare, reporter)
    return "unsure" if inclusive and said in (None, "own") else said


def _asides(text: str, clause: int, start: int) -> tuple[list[tuple[int, int]], bool]:
    """What stands in brackets before a count, and whether it says what is counted in ("(含各部门、街道)")."""
    aside = [match.span() for match in _ASIDE.finditer(text, clause, start)]
    return aside, any(_INCLUSIVE.match(text, a) for a, _ in aside)


def _named(clause: str, reporter: Reporter) -> Whose | None:
    """By the name of an organ that stands right before the verb."""
    match = _ORGAN.search(clause)
    if match is None or _NOT_ORGANS.search(match["name"]):
        return None
    if reporter.organ is None:
        return "unsure"
    name = match["name"]
    organ = "".join(reporter.organ.split())
    if organ in name or any(name[i:] in organ for i in range(max(1, len(name) - 2))):
        return "own"
    if _SHORT_NAME.fullmatch(name) and organ.endswith(name[1:]):
        return "own"  # "县局" of a bureau
    return "unsure"
