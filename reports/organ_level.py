"""The level of an organ, by its name: of the state, a province, a city, a county or a township.

The lowest division in the name decides. 市 may be of either level: the second one in a name is a county's, and so are
those that are known to be (``reports/data/county_level_cities.txt``); another is taken for a city.
The districts of the four municipalities under the centre count as counties, the municipalities as provinces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Literal

from reports.identity_data import MINISTRY
from reports.region import region_of

OrganLevel = Literal["national", "province", "city", "county", "township"]

_MUNICIPALITY = re.compile(r"(?:北京|天津|上海|重庆)市?$")
_SHORT_PROVINCE = re.compile(
    "(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|北京|天津|上海|重庆|香港|澳门)"
)
_CORPS = "新疆生产建设兵团"
_DIVISION = re.compile("第[一二三四五六七八九十0-9]+师")
_REGIMENT = re.compile("[一二三四五六七八九十百0-9]+团(?!委|体|结)|团场")
# Organs of the centre, and what their names end in where they stand for a part of the country.
_CENTRE = re.compile("国务院|中华人民共和国|国家|中国|全国|中共中央|中央|最高人民|审计署|海关总署|新华通讯社")
_PROVINCE = re.compile("[一-龥]{2,4}?(?:省(?!直)|自治区)")  # of whatever name
_PREFECTURE = re.compile("[一-龥]{2,6}?州(?=[一-龥]*(?:局|委员会|办公室|政府|中心)$)")
_COMPANY = re.compile("(?:公司|集团|大学|学院|学校|医院)$")
_OF_PROVINCE = re.compile("调查总队|特派员办事处|专员办|审计局|监管局$|监察局$|管理局$|通信管理局")
_OF_CITY = re.compile("监管分局|调查队|中心支行|海关$|支局|分局|分行")
_WITHIN_CITY = re.compile(
    "(?<!第.税务)(?<!直属)(?<!直属税务)分局|(?:开发|高新|产业|园|示范|度假|保税|工业|合作|风景名胜|经开|自贸|新)区"
)
_ZONE = re.compile("(?:开发|高新|产业园|示范|度假|保税|工业园|合作|经开|自贸试验|风景名胜)区")
_TOWNSHIP_OFFICE = re.compile("(?:街道办事处|街道办|街道|(?:镇|乡)(?:人民)?政府)")
# 市教育局, as it is spoken of at home.
_AT_HOME: tuple[tuple[OrganLevel, re.Pattern[str]], ...] = (
    ("province", re.compile("(?:全?省|自治区)(?!道)")),
    ("city", re.compile("(?:市|自治州|州|盟|地区|行署)")),
    ("county", re.compile("(?:自治县|县|区|旗)")),
    ("township", re.compile("(?:街道|苏木|镇|乡(?!村))")),
)


def level_of(organ: str | None) -> OrganLevel | None:
    """The level of an organ; None where its name does not tell: 教育局, 某某大学."""
    name = re.sub(r"\s|^(?:中共|\(|（)(?!中央)", "", unicodedata.normalize("NFKC", organ or ""))
    if not name:
        return None
    if name.startswith(_CORPS) or _DIVISION.match(name):
        return _level_in_corps(name)
    region = region_of(name)
    if _CENTRE.match(name):
        return _level_under_centre(name, region)
    if region:
        return _level_of_division(region, name.partition(region)[2])
    return _level_without_division(name)


def _level_in_corps(name: str) -> OrganLevel:
    if _REGIMENT.search(name):
        return "county"
    return "city" if _DIVISION.search(name) else "province"


def _level_under_centre(name: str, region: str | None) -> OrganLevel | None:
    """Of 国家税务总局 and what it is called in 某市某县; a company or school of the state has no level."""
    if region:
        return _level_of_division(region, name.partition(region)[2])
    if _COMPANY.search(name):
        return None
    if _OF_CITY.search(name):
        return "county" if _ZONE.search(name) else "city"
    if _ZONE.search(name):
        return "county"
    if _SHORT_PROVINCE.search(name) or _PROVINCE.search(name) or re.search("调查总队|特派员?办|专员办", name):
        return "province"
    return "national"


def _level_of_division(region: str, rest: str) -> OrganLevel:
    """The level of the organ called ``rest`` of a division."""
    level = _level_of_region(region)
    if level == "province" and _MUNICIPALITY.fullmatch(region) and _WITHIN_CITY.search(rest):
        return "county"
    if level == "city" and _WITHIN_CITY.search(rest):
        return "county"
    if level in ("city", "county") and rest.startswith("街道办事处"):
        return "township"
    return level


def _level_of_region(region: str) -> OrganLevel:
    if _MUNICIPALITY.fullmatch(region) or re.search("(?:省|自治区|特别行政区)$", region):
        return "province"
    if re.search("(?:街道|苏木|镇|乡)$", region):
        return "township"
    if re.search("(?:自治州|地区|盟)$", region):
        return "city"
    if not region.endswith("市"):
        return "county"
    within = re.sub("^.{2,4}?省|^.{2,6}?自治区", "", region)
    return "county" if re.search("市.|州.|盟.|地区.", within[:-1]) or within in _county_level_cities() else "city"


def _level_without_division(name: str) -> OrganLevel | None:
    if re.fullmatch(rf"{MINISTRY}(?:办公厅|机关)?", name):
        return "national"
    if _TOWNSHIP_OFFICE.match(name):
        return "township"
    for level, pattern in _AT_HOME:
        if pattern.match(name):
            if level == "city" and _WITHIN_CITY.search(name):
                return "county"
            return level
    if _SHORT_PROVINCE.match(name) and name.endswith("厅"):
        return "province"
    if _PROVINCE.match(name) or re.search("[^公]厅$", name):
        return "province"
    if _PREFECTURE.match(name):
        return "city"
    return "county" if _ZONE.search(name) else None


@lru_cache(maxsize=1)
def _county_level_cities() -> frozenset[str]:
    """Cities that stand where a county does."""
    data = resources.files("reports").joinpath("data", "county_level_cities.txt").read_text(encoding="utf-8")
    return frozenset(f"{name}市" for line in data.splitlines() if not line.startswith("#") for name in line.split())
