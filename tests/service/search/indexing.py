"""What the tests of the index's upkeep share: reports with passages, and a look into the index."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from reports.report import Passage, Report, Section, Theme
from service.messages import Given
from service.search.catching_up import LEASE, Indexer, kept
from service.search.index import PassageIndex
from service.search.opening import open_index
from service.search.records import IndexedPassage, PassageFilter
from service.settings import Settings
from service.storage import accepting
from service.storage.leases import Lease
from service.storage.store import Store
from tests.service.fakes import make_report, source_of
from tests.service.search.fakes import GramEncoder

PROBLEM = "县政府网站部分栏目更新不及时，个别单位政策解读形式单一，群众不易看懂。"
PLAIN = "全年主动公开政府信息一千余条，政务新媒体发布信息八百余条，较上年明显增长。"


def report_with(organ: str, year: int, problem: str = PROBLEM) -> Report:
    """A report with a paragraph in its first section and a problem in its fifth."""
    heads = "一、总体情况\n", "五、存在的主要问题及改进情况\n"
    text = f"{heads[0]}{PLAIN}\n{heads[1]}{problem}\n"
    middle = len(heads[0]) + len(PLAIN) + 1
    start = middle + len(heads[1])
    sections = (
        Section(number=1, kind="overview", heading=heads[0].strip(), heading_span=(0, len(heads[0]) - 1),
                span=(0, middle)),
        Section(number=5, kind="problems", heading=heads[1].strip(), heading_span=(middle, start - 1),
                span=(middle, len(text))),
    )  # fmt: skip
    passage = Passage(
        section="problems", role="problem", text=problem, span=(start, start + len(problem)),
        themes=(Theme(theme="website", score=0.9),),
    )  # fmt: skip
    return make_report(organ=organ, year=year, tables={}, checks=(), text=text, sections=sections, passages=(passage,))


def accept(store: Store, organ: str, year: int = 2023, problem: str = PROBLEM) -> str:
    """Take a report in; its id."""
    report = report_with(organ, year, problem)
    return accepting.accept(store, source_of(organ, year), report, Given()).id


def settings_for(folder: Any, **said: Any) -> Settings:
    """Settings whose index lies in a folder."""
    return Settings(data_dir=folder, index_url=str(folder / "index"), index_seconds=0.05, **said)


def with_indexer(store: Store, settings: Settings, work: Callable[[Indexer], Any]) -> Any:
    """What ``work`` gives, done by the one writer of the index."""

    async def run() -> Any:
        lease = Lease(store, LEASE)
        assert lease.take()
        async with kept(lease):
            index = await open_index(settings, GramEncoder(), writable=True)
            try:
                return await work(Indexer(store, index, GramEncoder(), lease))
            finally:
                await index.close()

    return asyncio.run(run())


def catch_up(store: Store, settings: Settings) -> int:
    """Bring the index up to date; how much there was to do."""
    done: int = with_indexer(store, settings, lambda indexer: indexer.catch_up())
    return done


def indexed(settings: Settings, **where: Any) -> list[IndexedPassage]:
    """All passages that the index has, in their order."""

    async def look() -> list[IndexedPassage]:
        index: PassageIndex = await open_index(settings, GramEncoder())
        try:
            return await index.listed(PassageFilter(**where), sort="place", limit=100_000)
        finally:
            await index.close()

    return asyncio.run(look())
