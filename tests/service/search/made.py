"""Many made-up passages for the tests of the index, their vectors, and what a filter means in plain Python."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from service.search.index import PassageIndex
from service.search.records import IndexedPassage, PassageFilter, Vectors
from tests.service.search.passages import passage

DIMENSIONS = 16
VECTOR_SEED = 3
ENCODER = "made 1"
_Result = TypeVar("_Result")

_PARTS = (
    "人员配备不足", "工作人员少", "专职人员", "政策解读", "解读形式单一", "主动公开目录", "依申请公开",
    "申请办理", "办事指南", "公开平台", "平台建设", "政务新媒体", "两微一端", "业务培训", "培训2次", "共12345件",
    "912345", "100%", "第3季度", "APP", "WeChat", "Ｗｅｂ网站", "it系统", "，", "。", "、", "（", "）", " ", "　",
    "2023年", "3.5万", "it's", "\\n", "50％", "a_b",
)  # fmt: skip
ORGANS = ("云岭县水务局", "云岭县人民政府", "临江市教育局", "O'Neil 局", "100%_局\\", None)
REGIONS = ("云岭县", "临江市", "云岭县'", None)
THEMES = ("staffing", "training", "platform", "scope's")


def made(count: int, seed: str = "made", per_report: int = 7) -> list[IndexedPassage]:
    """Passages of parts that overlap in many ways; of the same seed always the same."""
    chance, passages = random.Random(seed), []
    for place in range(count):
        text = "".join(chance.choice(_PARTS) for _ in range(chance.randint(1, 12)))
        themes = chance.sample(THEMES, chance.randint(0, 3))
        passages.append(
            passage(
                text, place % per_report + 1, report_id=f"{seed}{place // per_report:04}",
                themes={theme: round(chance.random(), 3) for theme in themes},
                organ=chance.choice(ORGANS), region=chance.choice(REGIONS), failed=chance.random() < 0.3,
                level=chance.choice(("county", "city", None)), year=chance.choice((2019, 2020, 2023, None)),
                form=chance.choice(("2021", "2022", None)), section=chance.choice(("problems", "overview")),
                role=chance.choice(("problem", "measure", "context")),
            )
        )  # fmt: skip
    return passages


def vectors(count: int, seed: int = 0, dimensions: int = DIMENSIONS) -> Vectors:
    """Of length 1, in all directions."""
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def reports_of(passages: Sequence[IndexedPassage]) -> set[str]:
    return {one.report_id for one in passages if one.report_id is not None}


def matches(one: IndexedPassage, where: PassageFilter) -> bool:
    """What a filter says."""
    return all(
        (
            not where.themes or any(each.theme in where.themes for each in one.themes),
            not where.roles or one.role in where.roles,
            not where.sections or one.section in where.sections,
            not where.years or one.year in where.years,
            where.year_from is None or (one.year is not None and one.year >= where.year_from),
            where.year_to is None or (one.year is not None and one.year <= where.year_to),
            not where.organs or one.organ in where.organs,
            not where.organ_parts or any(part in (one.organ or "") for part in where.organ_parts),
            not where.regions or any(part in (one.region or "") for part in where.regions),
            not where.levels or one.level in where.levels,
            not where.forms or one.form in where.forms,
            where.failed is None or one.failed == where.failed,
            not where.reports or one.report_id in where.reports,
            one.id not in where.unlike,
        )
    )


def best_theme(one: IndexedPassage, themes: Sequence[str]) -> float:
    return max((each.score for each in one.themes if each.theme in themes), default=0.0)


async def opened(url: str | Path, **options: Any) -> PassageIndex:
    options = {"encoder": ENCODER, "dimensions": DIMENSIONS, "writable": True} | options
    return await PassageIndex.open(url, **options)


def run(steps: Coroutine[Any, Any, _Result]) -> _Result:
    return asyncio.run(steps)
