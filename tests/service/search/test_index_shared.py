"""The index with several processes at it, one of which may die at any moment, and in an object store."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.search.index import IndexMissing
from service.search.records import PassageFilter, Term
from tests.service.search.made import VECTOR_SEED, made, opened, reports_of, run, vectors

SPAWN = multiprocessing.get_context("spawn")
ALL = PassageFilter()
PASSAGES = made(840, "kill")
VECTORS = vectors(len(PASSAGES), VECTOR_SEED)
_BATCH = 14  # passages: two reports
_KILLS = 10


def write(folder: str, began: object) -> None:
    """What is missing is added, two reports at a time; then all of it anew, for ever. A process of its own."""

    async def forever() -> None:
        index = await opened(folder)
        began.set()  # type: ignore[attr-defined]
        while True:
            held = await index.held()
            for at in range(0, len(PASSAGES), _BATCH):
                batch = PASSAGES[at : at + _BATCH]
                if any(held.get(report) != 7 for report in reports_of(batch)) or len(held) == len(PASSAGES) // 7:
                    await index.replace(reports_of(batch), batch, VECTORS[at : at + _BATCH])
            await index.compact(wholly=True)

    asyncio.run(forever())


def test_killed_again_and_again_it_opens_and_catches_up(tmp_path: Path) -> None:
    chance, folder = random.Random("kills"), tmp_path / "index"
    for _ in range(_KILLS):
        began = SPAWN.Event()
        writer = SPAWN.Process(target=write, args=(str(folder), began))
        writer.start()
        assert began.wait(60)
        time.sleep(chance.uniform(0.0, 0.8))
        assert writer.pid is not None and writer.is_alive()
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        run(_whole_reports(folder))

    async def caught_up() -> None:
        index = await opened(folder)
        held = await index.held()
        missing = [place for place, one in enumerate(PASSAGES) if one.report_id not in held]
        await index.replace((), [PASSAGES[place] for place in missing], VECTORS[missing])
        listed = await index.listed(ALL, sort="place", limit=5000)
        assert [one.id for one in listed] == [one.id for one in PASSAGES]
        found = [hit.passage.id for hit in await index.containing(["人员"], ALL, None)]
        assert sorted(found) == sorted(one.id for one in PASSAGES if "人员" in one.text)

    run(caught_up())


async def _whole_reports(folder: Path) -> None:
    """No report is there in part or twice, and it can be searched."""
    index = await opened(folder, writable=False)
    assert set((await index.held()).values()) <= {7}
    await index.by_words([Term("人员")], ALL, 10)
    await index.nearest(VECTORS[0], ALL, 10)
    await index.close()


def read(folder: str, seconds: float, failures: object) -> None:
    """Searches of all kinds for some seconds; a report is always there as a whole. A process of its own."""

    async def ask() -> int:
        index, asked, until = await opened(folder, writable=False), 0, time.monotonic() + seconds
        while time.monotonic() < until:
            place = asked % 700
            await index.by_words([Term("人员"), Term("平台", 0.5)], ALL, 50)
            await index.nearest(VECTORS[place], PassageFilter(years=(2020, 2023)), 20)
            await index.facets(ALL, ["公开"])
            hits = await index.containing(["解读"], ALL, 20)
            await index.listed(PassageFilter(themes=("staffing",)), sort="-theme", limit=20)
            counts = set((await index.held()).values())
            assert counts == {7}, counts
            assert hits
            asked += 1
        return asked

    try:
        assert asyncio.run(ask())
    except BaseException as error:
        failures.put(repr(error))  # type: ignore[attr-defined]
        raise


def test_one_writes_while_four_read(tmp_path: Path) -> None:
    folder, failures = tmp_path / "index", SPAWN.Queue()

    async def begin() -> None:
        index = await opened(folder)
        await index.replace((), PASSAGES[:700], VECTORS[:700])
        await index.compact(wholly=True)
        await index.close()

    async def go_on(readers: list[object]) -> None:
        index, rounds = await opened(folder), 0
        while any(reader.is_alive() for reader in readers):  # type: ignore[attr-defined]
            at = rounds * _BATCH % len(PASSAGES)
            batch = PASSAGES[at : at + _BATCH]
            await index.replace(reports_of(batch), batch, VECTORS[at : at + _BATCH])
            assert await index.count(PassageFilter(reports=tuple(reports_of(batch)))) == _BATCH
            rounds += 1
            if rounds % 10 == 0:
                await index.compact(wholly=True)
        assert rounds > 10

    run(begin())
    readers = [SPAWN.Process(target=read, args=(str(folder), 3.0, failures)) for _ in range(4)]
    for reader in readers:
        reader.start()
    run(go_on(list(readers)))
    assert failures.empty(), failures.get()
    assert [reader.exitcode for reader in readers] == [0] * 4


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket in an emulated object store."""
    server_module = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT": f"http://{host}:{port}", "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": "made",
        "AWS_SECRET_ACCESS_KEY": "up", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=f"http://{host}:{port}").create_bucket(Bucket="passages")
    yield "s3://passages/gouji/index"
    server.stop()


def test_the_same_in_an_object_store(bucket: str) -> None:
    async def steps() -> None:
        with pytest.raises(IndexMissing):
            await opened(bucket, writable=False)
        writer = await opened(bucket)
        await writer.replace((), PASSAGES[:70], VECTORS[:70])
        await writer.compact(wholly=True)
        reader = await opened(bucket, writable=False)
        assert await reader.count() == 70
        await writer.replace(reports_of(PASSAGES[63:84]), PASSAGES[63:84], VECTORS[63:84])
        await asyncio.sleep(0.6)
        listed = await reader.listed(ALL, sort="place", limit=100)
        assert listed == PASSAGES[:84]
        found = [hit.passage.id for hit in await reader.containing(["人员"], ALL, None)]
        assert sorted(found) == sorted(one.id for one in PASSAGES[:84] if "人员" in one.text)
        near = await reader.nearest(VECTORS[80], ALL, 1)
        assert near[0].passage == PASSAGES[80] and near[0].score == pytest.approx(1.0, abs=1e-5)

    run(steps())
