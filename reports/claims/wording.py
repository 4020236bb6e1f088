"""The small words between phrases and numbers, as patterns."""

from __future__ import annotations

import re

from reports.claims import vocabulary as words
from reports.claims.terms import expand


def any_of(data: str) -> str:
    """A pattern for any of the alternatives, the longest first."""
    return "|".join(sorted({re.escape(text) for text in expand("{" + data + "}")}, key=len, reverse=True))


_BRACKET = r"\([^()\d]*\)"
_FILLERS = any_of(words.FILLERS)
_YEAR = r"20\d\d年度?"
_NUMBER = r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、)]"  # of an item of a list


def _run(*choices: str) -> re.Pattern[str]:
    """Any number of the choices. Possessive, so that no text takes long: every word is read in one way only."""
    return re.compile(f"(?>{'|'.join(choices)})*+")


FILL = _run(_FILLERS, _BRACKET, r"\|")
BEHIND = _run(any_of(words.BEHIND), _BRACKET)
JOINED = _run(_FILLERS, _BRACKET, "以及", "[、,和及与或)]")
KNOWN = _run(
    any_of(f"{words.FILLERS}|{words.MODIFIERS}"),
    _NUMBER,
    "全[市区县省州镇乡]",
    "我[局市区县]",
    _YEAR,
    _BRACKET,
    "[、和]",
)
LEAD = _run(
    _NUMBER, any_of(words.LEADS), _YEAR, "截至[^,]{0,14}?[日底]", "全[市县区镇乡省]", "[、和及与:(]", r"\d+[件起宗例]"
)
BOUNDARY = re.compile(r"[,;。!?]|(?<=[\u4e00-\u9fff)%])\.")
DISCLOSURE = re.compile(words.DISCLOSURE)
# Documents by their kind of disclosure ("发文47件,其中主动公开35件、依申请公开10件、不予公开2件") are no requests.
ATTRIBUTES = re.compile(
    r"(?:发文|公文|文件|属性|文稿)[^。]{0,80}主动公开[^,;]{0,4}\d"
    r"|主动公开[^,;]{0,6}[件份条][、,]依申请公开[^,;]{0,6}[件份条][、,]不(?:予)?公开"
)
