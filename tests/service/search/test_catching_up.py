"""The index follows the database: what is accepted is in it, what is deleted is not, whatever happened in between."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from service.messages import Given
from service.search import catching_up
from service.search.catching_up import Indexer, LeaseLost
from service.search.collecting import collect
from service.search.opening import made_with
from service.search.records import IndexedPassage, ThemeScore
from service.settings import Settings
from service.storage import accepting, indexing, loaded
from service.storage.store import Store
from tests.service.search.fakes import GramEncoder
from tests.service.search.indexing import PLAIN, PROBLEM, accept, catch_up, indexed, settings_for, with_indexer

MADE_WITH = made_with(GramEncoder())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


def loaded_passage(name: str, text: str = PROBLEM) -> IndexedPassage:
    return IndexedPassage(
        id=name, report_id=None, number=1, text=text, organ="白石市教育局", region="白石市", level="city", year=2022,
        form=None, section="problems", under=None, role="problem", themes=(ThemeScore("website", 0.75),), failed=False,
        last=True,
    )  # fmt: skip


def test_passages_of_all_sections_come_in_the_order_of_the_text(store: Store, settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    assert catch_up(store, settings) == 1
    first, second = indexed(settings)
    assert (first.id, first.number, first.text, first.section, first.role, first.themes, first.last) == (
        f"{report_id}-1", 1, PLAIN, "overview", "context", (), False,
    )  # fmt: skip
    assert (second.number, second.text, second.role, second.themes[0].theme, second.last) == (
        2, PROBLEM, "problem", "website", True,
    )  # fmt: skip
    assert (second.organ, second.region, second.level, second.year, second.form, second.failed) == (
        "云岭县水务局", "云岭县", "county", 2023, "2021", False,
    )  # fmt: skip


def test_nothing_is_done_twice(store: Store, settings: Settings) -> None:
    accept(store, "云岭县水务局")
    assert indexing.is_behind(store, MADE_WITH)
    assert catch_up(store, settings) == 1
    assert not indexing.is_behind(store, MADE_WITH)
    assert catch_up(store, settings) == 0
    assert indexing.is_behind(store, "another encoder")


def test_what_changes_takes_the_place_of_what_was(store: Store, settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    accept(store, "白石市教育局")
    catch_up(store, settings)
    accepting.regive(store, report_id, Given(year=2019))
    assert catch_up(store, settings) == 1
    assert sorted((one.organ, one.year) for one in indexed(settings)) == [
        ("云岭县水务局", 2019), ("云岭县水务局", 2019), ("白石市教育局", 2023), ("白石市教育局", 2023),
    ]  # fmt: skip


def test_what_is_deleted_goes(store: Store, settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    accept(store, "白石市教育局")
    catch_up(store, settings)
    accepting.delete(store, report_id)
    assert indexing.is_behind(store, MADE_WITH)
    assert catch_up(store, settings) == 1
    assert {one.organ for one in indexed(settings)} == {"白石市教育局"}
    assert indexing.counts(store) == (1, 0, 2, 0, 0)


def test_what_was_indexed_and_not_marked_is_found_once(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(store, "云岭县水务局")
    loaded.add(store, [loaded_passage("a")])

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    for module in (indexing, loaded):
        with monkeypatch.context() as patch:
            patch.setattr(module, "mark", die)
            with pytest.raises(KeyboardInterrupt):
                catch_up(store, settings)
    assert catch_up(store, settings) == 1
    assert len(indexed(settings)) == 3


def test_a_report_that_changes_while_it_is_indexed_is_indexed_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = accept(store, "云岭县水务局")
    collected = catching_up._collected

    def change_meanwhile(found: indexing.Indexable) -> list[IndexedPassage]:
        accepting.regive(store, report_id, Given(year=2019))
        return collected(found)

    monkeypatch.setattr(catching_up, "_collected", change_meanwhile)
    assert catch_up(store, settings) == 2
    assert {one.year for one in indexed(settings)} == {2019}


def test_a_damaged_reading_stops_no_others(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = accept(store, "云岭县水务局")
    accept(store, "白石市教育局")

    def refuse(found: indexing.Indexable) -> list[IndexedPassage]:
        return (
            collect(found)
            if found.id != broken
            else collect(indexing.Indexable(broken, 1, None, None, None, False, b"x"))
        )

    monkeypatch.setattr(catching_up, "collect", refuse)
    assert catch_up(store, settings) == 2
    assert {one.organ for one in indexed(settings)} == {"白石市教育局"}
    assert not indexing.is_behind(store, MADE_WITH)


def test_loaded_passages_come_and_go(store: Store, settings: Settings) -> None:
    loaded.add(store, [loaded_passage("a"), loaded_passage("b")])
    assert catch_up(store, settings) == 2
    loaded.add(store, [loaded_passage("b", text=PLAIN)])
    assert catch_up(store, settings) == 1
    assert {one.id: one.text for one in indexed(settings)} == {"a": PROBLEM, "b": PLAIN}
    assert indexed(settings)[0] == loaded_passage("a")
    assert loaded.remove_all(store) == 2


def test_what_the_index_has_lost_is_found_and_put_in_again(store: Store, settings: Settings, tmp_path: Path) -> None:
    accept(store, "云岭县水务局")
    loaded.add(store, [loaded_passage("a")])
    catch_up(store, settings)
    shutil.rmtree(tmp_path / "index")

    async def mend(indexer: Indexer) -> tuple[int, int]:
        found = await indexer.check()
        assert (len(found.reports), found.loaded) == (1, -1)
        await indexer.repair(found)
        return await indexer.catch_up(), len((await indexer.check()).reports)

    assert with_indexer(store, settings, mend) == (2, 0)
    assert len(indexed(settings)) == 3


def test_what_the_index_has_too_much_is_found_and_taken_out(store: Store, settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    loaded.add(store, [loaded_passage("a")])
    catch_up(store, settings)
    indexing.forget(store, [report_id])
    accepting.delete(store, report_id)
    loaded.remove_all(store)

    async def mend(indexer: Indexer) -> None:
        found = await indexer.check()
        assert (found.reports, found.loaded) == ((report_id,), 1)
        await indexer.repair(found)

    with_indexer(store, settings, mend)
    assert indexed(settings) == []


def test_nobody_writes_without_the_lease(store: Store, settings: Settings) -> None:
    accept(store, "云岭县水务局")

    async def lose(indexer: Indexer) -> int:
        await asyncio.to_thread(indexer._lease.give_back)
        return await indexer.catch_up()

    with pytest.raises(LeaseLost):
        with_indexer(store, settings, lose)
    assert indexed(settings) == []
