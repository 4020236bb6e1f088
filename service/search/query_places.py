"""Places, organs and levels in a query, and what is left of it without them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from reports.terms import terms_in
from service.search.organ_words import FIELDS, ORDINARY_WORDS

_DIVISION = re.compile(
    r".{2,}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗|街道|苏木|镇|乡)|.[县乡镇]"
)
_AUTONOMOUS = re.compile("(?:壮族|回族|维吾尔)?自治区$|省$|市$|县$|区$|特别行政区$")
_KEY = 2  # characters by which names are looked up
# 哪些乡镇, 各县区, 县级部门, 市直机关; and a level that a query begins with and says something of: 乡镇有哪些问题.
_ASKING = "(?:有?哪些|有?哪几?个|有?哪几?家|各个?|所有的?|全部的?|多少个?|有的|一些|某些|其他|其它)"
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("市县区?", ("city", "county")),
    (r"乡镇(?:街道|\(街道\)|办)?|镇街|街镇|镇乡|镇办|街道(?:办事处|办)?|乡|镇", ("township",)),
    (r"县[、(]?市?[、]?区\)?|市区县|区县|旗县区?|县级市|县|区|旗", ("county",)),
    ("地级市|地市|市州|设区市|市|州", ("city",)),
    ("省区市|省份|省", ("province",)),
    ("国家部委|部委|国务院部门|中央部门|中央单位|国家机关", ("national",)),
)
_NOT_BEHIND = "(?![域间长民场容貌委级直属局道村际情志内外])"
_GRADES = (
    ("(?:国家级|中央|国务院)", ("national",)),
    ("(?:省级|省直|省属)", ("province",)),
    ("(?:地?市级|市直|市属|州级|州直)", ("city",)),
    ("(?:县区级|区县级|县级|区级|县直|区直|旗县级)", ("county",)),
    ("(?:乡镇级|镇级|乡级|街道级|基层乡镇)", ("township",)),
)  # fmt: skip
_BODY = "(?:各?部门|各?单位|机关|人民政府|政府|行政机关|组织)"
_SUBJECT = r"(?=\s*(?:(?:政府|机关)?(?:有|是|如何|怎|存在|都|为什么|为何|缺))|\s*$)"
_HOME = {"省": "province", "市": "city", "州": "city", "县": "county", "区": "county", "旗": "county", "镇": "township",
         "乡": "township"}  # fmt: skip
_FIELD = "|".join(sorted(FIELDS, key=len, reverse=True))
_ORGAN = re.compile(
    rf"(?P<home>[省市县区旗州](?!场监))?(?P<field>{_FIELD})"
    r"(?P<kind>委员会|分局|管理局|监督管理局|局|厅|委(?!托|派|屈)|主管部门|部门|系统|机关)"
)
_GOVERNMENT = re.compile(
    r"^\s*(?P<home>[省市县区旗州镇乡])(?:人民)?政府(?!办|网|门户|公报|信息|令|常务|工作|采购|投资|购买|职能|文件|规章|债|开放)"
)


class Places(NamedTuple):
    """As ``service.search.understanding.Understanding`` has them; ``rest`` as in ``query_years.Years``."""

    rest: str
    regions: tuple[str, ...]
    organs: tuple[str, ...]
    levels: tuple[str, ...]


def take_places(query: str, regions: frozenset[str], organs: frozenset[str]) -> Places:
    """Organs and regions that are known to be in the index, levels, and organs by their field, whatever place."""
    rest, named = _take_names(query, _by_key(organs))
    rest, found = _take_regions(rest, regions)
    rest, levels = _take_levels(rest)
    rest, parts, more = _take_fields(rest, organs)
    return Places(rest, tuple(dict.fromkeys(found)), (*named, *parts), tuple(dict.fromkeys((*levels, *more))))


@lru_cache(maxsize=8)
def _by_key(names: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Names by their first characters, long ones first."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) > _KEY:
            by_key[name[:_KEY]].append(name)
    return {key: tuple(sorted(found, key=len, reverse=True)) for key, found in by_key.items()}


def _matches(text: str, by_key: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """The longest name at each place, those that overlap an earlier one left out."""
    at = 0
    while at < len(text):
        name = next((one for one in by_key.get(text[at : at + _KEY], ()) if text.startswith(one, at)), None)
        if name is not None:
            yield at, name
        at += len(name) if name else 1


def _take_names(query: str, by_key: Mapping[str, tuple[str, ...]]) -> tuple[str, list[str]]:
    """Whole names; one that is but a term of the field (档案馆) is looked for in the text."""
    terms = {(term.start, term.end) for term in terms_in(query)}
    found = [(at, name) for at, name in _matches(query, by_key) if (at, at + len(name)) not in terms]
    rest = query
    for at, name in reversed(found):
        rest = without(rest, at, at + len(name))
    return rest, [name for _, name in found]


def _take_regions(query: str, regions: frozenset[str]) -> tuple[str, list[str]]:
    """Of divisions that stand one behind the other the last; 省 and 市 may be left away (安徽, 淮北)."""
    by_key = _region_names(regions)
    terms = [(term.start, term.end) for term in terms_in(query)]
    found: list[tuple[int, int, tuple[str, ...]]] = []
    at = 0
    while at < len(query):
        entry = next((one for one in by_key.get(query[at : at + _KEY], ()) if query.startswith(one[0], at)), None)
        end = at + len(entry[0]) if entry else at + 1
        if entry and not any(a <= at and end <= b for a, b in terms):
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], end, entry[1])
            else:
                found.append((at, end, entry[1]))
        at = end
    rest = query
    for start, end, _ in reversed(found):
        rest = without(rest, start, end)
    return rest, [name for *_, names in found for name in names]


@lru_cache(maxsize=8)
def _region_names(regions: frozenset[str]) -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """What known regions and their parts are called, with the parts that each name may mean."""
    meant: dict[str, set[str]] = defaultdict(set)
    for region in regions:
        parts = _DIVISION.findall(region) or [region]
        for first in range(len(parts)):
            for last in range(first, len(parts)):
                name = "".join(parts[first : last + 1])
                meant[name].add(name)
        for part in parts:
            short = _AUTONOMOUS.sub("", part)
            if len(short) >= 2 and short not in ORDINARY_WORDS and short not in FIELDS and not terms_in(short):
                meant[short].add(part)
    by_key: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for name, parts_meant in meant.items():
        if len(name) >= _KEY:
            by_key[name[:_KEY]].append((name, tuple(sorted(parts_meant))))
    return {key: tuple(sorted(names, key=lambda one: -len(one[0]))) for key, names in by_key.items()}


def _take_levels(query: str) -> tuple[str, list[str]]:
    rest = query
    levels: list[str] = []
    if match := _GOVERNMENT.match(rest):
        return without(rest, *match.span()), [_HOME[match["home"]]]
    for pattern, meant in (*_levels(), *_grades()):
        if match := pattern.search(rest):
            rest = without(rest, *match.span())
            levels += meant
    return rest, levels


@lru_cache(maxsize=1)
def _levels() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple(
        (
            re.compile(
                rf"{_ASKING}(?:{names}){_NOT_BEHIND}(?:政府|级)?(?:的|{_BODY})?|^\s*(?:{names})(?:政府)?{_SUBJECT}(?!\s*$)"
            ),
            meant,
        )
        for names, meant in _PARTS
    )


@lru_cache(maxsize=1)
def _grades() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(rf"{_ASKING}?{names}{_BODY}"), meant) for names, meant in _GRADES)


def _take_fields(query: str, known: frozenset[str]) -> tuple[str, list[str], list[str]]:
    """水务局 as it stands, 水务 of 水务部门, and of 住建局 all that the names of such organs may have."""
    rest = query
    organs: list[str] = []
    levels: list[str] = []
    terms = [(term.start, term.end) for term in terms_in(query)]
    for match in reversed(list(_ORGAN.finditer(query))):
        if any(a <= match.start("field") and match.end() <= b for a, b in terms):
            continue
        field, kind = match["field"], match["kind"]
        whole = field + kind
        parts = FIELDS[field]
        plain = parts == (field,) and kind in {"局", "厅", "委", "委员会"}
        organs += [whole] if plain and (not known or _is_part(whole, known)) else parts
        if match["home"]:
            levels.append(_HOME[match["home"]])
        rest = without(rest, *match.span())
    return rest, organs, levels


@lru_cache(maxsize=1024)
def _is_part(part: str, names: Collection[str]) -> bool:
    return any(part in name for name in names)


def without(text: str, start: int, end: int) -> str:
    """The text with a blank in place of a stretch and of the 的 behind it."""
    if text[end : end + 1] == "的":
        end += 1
    return f"{text[:start]} {text[end:]}"
