"""The administrative division that an organ's name begins with: 安徽省淮北市相山区 of 安徽省淮北市相山区教育局.

A rule over the names of divisions (省、市、州、县、区、旗、乡、镇、街道) and no gazetteer: what is no division's name
is left out, and where a name starts with no division there is no region.
"""

from __future__ import annotations

import re

# The divisions of the first level, by their full names.
_PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
    "四川 贵州 云南 陕西 甘肃 青海 台湾"
)
_FIRST = "|".join(
    (
        f"(?:{'|'.join(_PROVINCES.split())})省",
        "(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区",
        "(?:香港|澳门)特别行政区",
        "(?:北京|天津|上海|重庆)市",
    )
)
# Characters of the names of organs, 城乡 and the 城市 behind a division's name: no division's name goes over them.
_NAME = r"(?:(?!城乡|(?<=[县区市])城市|开发|管理|社区|园区)[一-龥](?<![局厅委办府院]))"
# What 市 and 县 begin of themselves (市场, 市民, 县级); 民政 and 政务 are fields of organs.
_NO_CITY = "[场容直属级委区]|政(?![务府协法])|民(?![政族宗])"
_NO_COUNTY = "[级委]|政(?![务府协法])"
_CITY = rf"{_NAME}{{2,8}}?(?:自治州|地区|盟|市(?!{_NO_CITY}))"
_COUNTY = rf"{_NAME}{{1,12}}?(?:自治县|自治旗|新区|林区|特区|县(?!{_NO_COUNTY})|区|旗|市(?!{_NO_CITY}))"
_TOWNSHIP = rf"{_NAME}{{1,10}}?(?:街道|苏木|镇|乡(?![村镇]))"
_REGION = re.compile(rf"(?:{_FIRST})?(?:{_CITY})?(?:{_COUNTY})?(?:{_TOWNSHIP})?")
_NATIONAL = re.compile(r"(?:国家|中国|中华)[一-龥]*?(?:总局|局|院|银行|总队|公司)")


def region_of(organ: str | None) -> str | None:
    """The division that an organ's name begins with, as it is written there; None where it begins with none.

    An agency of the centre has it behind its own name: 淮北市 of 国家税务总局淮北市税务局.
    """
    if not organ:
        return None
    name = organ.strip()
    national = _NATIONAL.match(name)
    if national:
        name = name[national.end() :]
    found = _REGION.match(name)
    return (found.group() or None) if found else None
