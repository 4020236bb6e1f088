"""The worker of the index: told or not, it finds what was accepted; errors only delay it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from models.sentences import Encoder
from service.messages import Given
from service.search import following
from service.search.following import IndexWorker
from service.search.opening import made_with
from service.settings import Settings
from service.storage import accepting, indexing, loaded
from service.storage.leases import Lease
from service.storage.schema import LeaseRow
from service.storage.store import Store
from tests.service.search.fakes import GramEncoder
from tests.service.search.indexing import accept, catch_up, indexed, settings_for
from tests.service.search.test_catching_up import loaded_passage

_SECONDS = 20.0  # in which anything happens that is to happen


class OtherEncoder(GramEncoder):
    version = "2"
    dimensions = 32


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@contextmanager
def working(
    store: Store, settings: Settings, encoder: Callable[[], Encoder] = GramEncoder, **said: Any
) -> Iterator[threading.Event]:
    changed = threading.Event()
    worker = IndexWorker(settings, store, changed, encoder, **said)
    worker.start()
    try:
        yield changed
    finally:
        worker.stop(_SECONDS)
        assert not worker._thread.is_alive()


def wait_until(said: Callable[[], object]) -> None:
    end = time.monotonic() + _SECONDS
    while not said():
        assert time.monotonic() < end
        time.sleep(0.02)


def up_to_date(store: Store, encoder: type[GramEncoder] = GramEncoder) -> Callable[[], bool]:
    return lambda: not indexing.is_behind(store, made_with(encoder()))


def test_what_was_there_and_what_comes_is_indexed(store: Store, settings: Settings) -> None:
    first = accept(store, "云岭县水务局")
    with working(store, settings):
        wait_until(up_to_date(store))
        accept(store, "白石市教育局")
        wait_until(up_to_date(store))
        accepting.delete(store, first)
        loaded.add(store, [loaded_passage("a")])
        wait_until(up_to_date(store))
    assert {one.organ for one in indexed(settings)} == {"白石市教育局"}
    assert len(indexed(settings)) == 3
    assert Lease(store, "index").take()  # it has let go


def test_who_is_told_does_not_wait(store: Store, settings: Settings) -> None:
    with working(store, settings.model_copy(update={"index_seconds": 3600.0})) as changed:
        wait_until((Path(settings.index_url) / "passages.lance").exists)
        accept(store, "云岭县水务局")
        changed.set()
        wait_until(up_to_date(store))


def test_there_is_an_index_before_there_is_a_report(store: Store, settings: Settings) -> None:
    with working(store, settings):
        wait_until((Path(settings.index_url) / "passages.lance").exists)
    assert indexed(settings) == []


def test_an_index_that_lost_passages_is_mended(store: Store, settings: Settings) -> None:
    report_id = accept(store, "云岭县水务局")
    catch_up(store, settings)
    indexing.forget(store, [report_id])
    found = indexing.lacking(store, made_with(GramEncoder()), 1)
    indexing.mark(store, made_with(GramEncoder()), [(found[0], 5)])  # it should have five passages
    with working(store, settings, check_seconds=0.1):
        wait_until(lambda: indexing.counts(store).passages == 2)
    assert len(indexed(settings)) == 2


def test_an_error_only_delays_it(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_PAUSE_SECONDS", 0.01)
    fails = iter([OSError("disk"), RuntimeError("lance"), ValueError("else")])

    def encoder() -> GramEncoder:
        for error in fails:
            raise error
        return GramEncoder()

    accept(store, "云岭县水务局")
    with working(store, settings, encoder):
        wait_until(up_to_date(store))
    assert len(indexed(settings)) == 2


def test_another_encoder_makes_the_index_anew(store: Store, settings: Settings) -> None:
    accept(store, "云岭县水务局")
    loaded.add(store, [loaded_passage("a")])
    with working(store, settings):
        wait_until(up_to_date(store))
    with working(store, settings, OtherEncoder):
        wait_until(up_to_date(store, OtherEncoder))
    assert indexing.counts(store, made_with(OtherEncoder())) == (1, 0, 2, 1, 0)


def test_it_waits_for_another_writer(store: Store, settings: Settings) -> None:
    lease = Lease(store, "index")
    assert lease.take()
    with store.database.writing() as session:
        session.execute(update(LeaseRow).values(holder="other", host="elsewhere"))
    accept(store, "云岭县水务局")
    with working(store, settings):
        time.sleep(0.5)
        assert indexing.is_behind(store, made_with(GramEncoder()))
        with store.database.writing() as session:
            session.execute(update(LeaseRow).values(until=datetime(2020, 1, 1, tzinfo=UTC)))
        wait_until(up_to_date(store))


def test_two_workers_do_not_disturb_each_other(store: Store, settings: Settings) -> None:
    with working(store, settings), working(store, settings):
        ids = [accept(store, f"云岭县第{number}中学") for number in range(40)]
        for report_id in ids[:5]:
            accepting.delete(store, report_id)
        for report_id in ids[5:10]:
            accepting.regive(store, report_id, Given(year=2019))
        wait_until(up_to_date(store))
    assert len(indexed(settings)) == 70
    assert len(indexed(settings, years=(2019,))) == 10
