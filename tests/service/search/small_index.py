"""A search over a few passages, for the tests of what stands around it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import models.themes
from models.themes import ThemeClassifier
from service.search import opening
from service.search.index import PassageIndex
from service.search.opening import identity
from service.search.records import IndexedPassage
from tests.models.small_classifier import write_classifier
from tests.service.search.fakes import GramEncoder
from tests.service.search.passages import passage

OTHER = "b" * 64
PASSAGES = (
    passage("一是公开栏目更新不及时，信息发布滞后", 1, themes={"timeliness": 0.9}),
    passage("二是经办人员力量薄弱，多为兼职", 2, themes={"staffing": 0.95}),
    passage("下一步将对栏目逐月检查，确保更新及时", 3, themes={"timeliness": 0.7}, role="measure", last=True),
    passage("=栏目更新滞后", 1, report_id=OTHER, organ="澜渡县渔业局", region="澜渡县", year=2022, failed=True),
    passage("业务培训不够，经办人员不熟悉流程", 2, report_id=OTHER, organ="澜渡县渔业局", region="澜渡县", year=2022,
            themes={"training": 0.8, "staffing": 0.6}, failed=True, last=True),
)  # fmt: skip


def write_index(url: Path | str, passages: tuple[IndexedPassage, ...] = PASSAGES) -> None:
    """An index with passages in place of whatever is there."""

    async def write() -> None:
        encoder = GramEncoder()
        index = await PassageIndex.open(
            url, encoder=identity(encoder), dimensions=encoder.dimensions, writable=True, anew=True
        )
        await index.replace((), passages, encoder.encode([one.text for one in passages]))
        await index.close()

    asyncio.run(write())


def use_small_models(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A classifier of a few words, written to a folder, and an encoder that needs no weights."""
    directory = write_classifier(folder)

    def load(given: Path | None = None, *, threads: int = 1) -> ThemeClassifier:
        return ThemeClassifier(directory, threads=threads)

    monkeypatch.setattr(models.themes, "load_classifier", load)
    monkeypatch.setattr(opening, "open_encoder", lambda settings: GramEncoder())
