"""Organs that publish annual reports, of every level and kind, with place names made up of common syllables.

Training and held-out evaluation share no place name, and some kinds of organ occur only on one side.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.synthesis.data.organ_kinds import (
    BUREAUS,
    INSTITUTIONS,
    MINISTRIES,
    PLACE_HEADS,
    PLACE_TAILS,
    STREET_TAILS,
    VERTICAL,
    ZONES,
)
from training.synthesis.splits import Split, is_heldout, side


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ: ``name`` as its report gives it, ``own`` as it calls itself (我局), ``region`` it serves."""

    name: str
    own: str
    region: str
    level: str  # 国家, 省, 市, 区, 县, 镇, 乡, 街道
    government: bool  # answers for a whole region rather than for itself


def place(rng: random.Random, split: Split) -> str:
    """A place name of two characters (seldom three), on the side of ``split``."""
    while True:
        name = rng.choice(PLACE_HEADS) + (rng.choice(PLACE_HEADS) if rng.random() < 0.06 else "")
        name += rng.choice(PLACE_TAILS)
        if name[0] != name[-1] and is_heldout(name) == (split == "heldout"):
            return name


def _street(rng: random.Random, split: Split) -> str:
    while True:
        name = rng.choice(PLACE_HEADS) + rng.choice(STREET_TAILS)
        if is_heldout(name) == (split == "heldout"):
            return name


def _own(name: str, rng: random.Random) -> str:
    """How an organ calls itself, from the last characters of its name."""
    for ending, words in (
        ("委员会", ("我委", "本委", "委机关")),
        ("人民政府办公室", ("我办", "本办", "办公室")),
        ("办公室", ("我办", "本办公室")),
        ("人民政府", ("我{L}", "本机关", "全{L}", "{L}政府")),
        ("街道办事处", ("我街道", "街道", "本街道", "街道办", "我办事处")),
        ("办事处", ("我街道", "办事处")),
        ("街道", ("我街道", "街道")),
        ("兵团", ("我师", "师市")),
        ("师", ("我师", "全师")),
        ("署", ("我署", "署机关")),
        ("站", ("我站", "本站")),
        ("所", ("我所", "所里")),
        ("馆", ("我馆", "本馆")),
        ("院", ("我院", "本院")),
        ("会", ("我会", "本会")),
        ("厅", ("我厅", "本厅", "省厅")),
        ("分局", ("我局", "分局")),
        ("局", ("我局", "本局", "局机关", "我单位")),
        ("海关", ("我关", "本关区")),
        ("中心", ("我中心", "中心", "本单位")),
        ("医院", ("我院", "医院")),
        ("学院", ("学院", "我院")),
        ("大学", ("学校", "我校")),
        ("学", ("我校", "学校")),
        ("公司", ("我公司", "公司", "本公司")),
        ("队", ("我队", "全队")),
        ("部", ("我部", "本部")),
        ("管委会", ("我区", "管委会")),
    ):
        if name.endswith(ending):
            return rng.choice(words)
    return rng.choice(("我单位", "本单位", "本机关"))


_PEOPLES = ("回族", "土家族", "瑶族", "满族", "壮族", "畲族", "苗族", "侗族", "彝族", "蒙古族")
_PREFECTURE_PEOPLES = (
    "藏族",
    "彝族",
    "苗族侗族",
    "哈萨克",
    "回族",
    "土家族苗族",
    "藏族羌族",
    "布依族苗族",
    "朝鲜族",
    "蒙古族藏族",
)


def _region(rng: random.Random, split: Split) -> tuple[str, str]:
    """A region below the province and its level's word."""
    level = rng.choices(("市", "区", "县", "旗", "州", "盟", "地区"), (30, 34, 27, 4, 3, 1, 1))[0]
    name = place(rng, split)
    if level == "州":
        return f"{name}{rng.choice(_PREFECTURE_PEOPLES)}自治州", "州"
    if level == "旗":
        return f"{name}{rng.choice(('左旗', '右旗', '旗', '中旗'))}", "旗"
    if level == "县" and rng.random() < 0.1:
        peoples = rng.choice(_PEOPLES)
        if rng.random() < 0.2:
            peoples += rng.choice([other for other in _PEOPLES if other != peoples])
        return f"{name}{peoples}自治县", "县"
    return name + level, level


def _above(rng: random.Random, split: Split) -> str:
    """The region that a district or county belongs to, of the level of a prefecture."""
    name = place(rng, split)
    kind = rng.choices(("市", "州", "盟", "地区"), (82, 14, 2, 2))[0]
    return f"{name}{rng.choice(_PREFECTURE_PEOPLES)}自治州" if kind == "州" else name + kind


def _local_bureau(rng: random.Random, split: Split) -> Organ:
    region, level = _region(rng, split)
    prefix = _above(rng, split) if level in ("区", "县") and rng.random() < 0.3 else ""
    kind = rng.choice(side(BUREAUS, split))
    name = prefix + region + kind
    return Organ(name, _own(name, rng), region, level, False)


def _township(rng: random.Random, split: Split) -> Organ:
    region, _ = _region(rng, split)
    prefix = rng.choices((region, "", _above(rng, split) + region), (55, 25, 20))[0]
    kind = rng.choices(("镇", "乡", "街道", "民族乡", "苏木"), (42, 16, 38, 3, 1))[0]
    own = _street(rng, split) if kind == "街道" and rng.random() < 0.5 else place(rng, split)
    if kind == "街道":
        name = prefix + own + rng.choices(("街道办事处", "街道", "办事处", "街道办"), (60, 20, 12, 8))[0]
        called = rng.choice(("我街道", "街道", "本街道", "我办事处"))
        return Organ(name, called, own + "街道", "街道", True)
    name = f"{prefix}{own}{kind}" + rng.choices(("人民政府", "", "政府"), (70, 22, 8))[0]
    if kind == "民族乡":
        name = name.replace("民族乡", rng.choice(_PEOPLES) + rng.choice(("乡", "民族乡")))
    short = kind[-1] if kind != "苏木" else kind
    called = rng.choice((f"我{short}", f"全{short}", f"{short}政府", "本机关", f"{own}{short}"))
    return Organ(name, called, own + short, short, True)


def _government(rng: random.Random, split: Split) -> Organ:
    region, level = _region(rng, split)
    prefix = _above(rng, split) if level in ("区", "县") and rng.random() < 0.25 else ""
    ending = rng.choices(("人民政府", "人民政府办公室", "政府办公室", "", "政府"), (50, 22, 8, 14, 6))[0]
    if level in ("盟", "地区"):
        ending = rng.choice(("行政公署", "行署", "行政公署办公室"))
    elif level in ("区", "县", "市") and rng.random() < 0.06:  # all levels from the province on
        prefix = f"{place(rng, split)}省{place(rng, split)}市"
    name = prefix + region + ending
    own = f"我{level}" if not ending.endswith("办公室") else rng.choice(("我办", "本办公室", f"{level}政府办公室"))
    return Organ(name, own, region, level, not ending.endswith("办公室"))


def _province(rng: random.Random, split: Split) -> Organ:
    region = place(rng, split) + rng.choices(("省", "自治区", "市"), (70, 15, 15))[0]
    level = "区" if region.endswith("区") else region[-1]
    if rng.random() < 0.25:
        return Organ(region + rng.choice(("人民政府", "人民政府办公厅")), f"全{level}", region, level, True)
    kind = rng.choice(side(BUREAUS, split))
    if kind.endswith("局") and rng.random() < 0.6:
        kind = kind.removesuffix("局") + "厅"
    return Organ(region + kind, _own(kind, rng), region, level, False)


def _zone(rng: random.Random, split: Split) -> Organ:
    kind = rng.choice(side(ZONES, split))
    region = place(rng, split) + kind
    name = region + rng.choices(("管理委员会", "管委会", ""), (50, 35, 15))[0]
    return Organ(name, rng.choice(("我区", "管委会", "全区")), region, "区", True)


def _ministry(rng: random.Random, split: Split) -> Organ:
    name = rng.choice(side(MINISTRIES, split))
    return Organ(name, _own(name, rng), "全国", "国家", False)


def _filled(pool: tuple[str, ...], rng: random.Random, split: Split) -> Organ:
    region, level = _region(rng, split)
    name = rng.choice(side(pool, split)).replace("{R}", region)
    name = name.replace("{N}", rng.choice("一二三四五六七八九十"))
    while "{P}" in name:
        name = name.replace("{P}", place(rng, split), 1)
    return Organ(name, _own(name, rng), region, level, False)


def make_organ(rng: random.Random, split: Split) -> Organ:
    """An organ of any level and kind, weighted as such reports come in."""
    draw = rng.random()
    if draw < 0.36:
        return _local_bureau(rng, split)
    if draw < 0.64:
        return _township(rng, split)
    if draw < 0.76:
        return _government(rng, split)
    if draw < 0.82:
        return _province(rng, split)
    if draw < 0.86:
        return _zone(rng, split)
    if draw < 0.89:
        return _ministry(rng, split)
    return _filled(VERTICAL if draw < 0.95 else INSTITUTIONS, rng, split)
