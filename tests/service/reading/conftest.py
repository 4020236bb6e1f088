"""Pools of light workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from service.reading.pool import ReadingPool
from tests.service.reading.waiting import LONG, READERS

MakePool = Callable[..., ReadingPool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Makes pools that read with ``commanded`` and are closed when the test is over."""
    pools: list[ReadingPool] = []

    def make(workers: int = 1, *, seconds: float = LONG, memory: int = 0, reader: str = "commanded") -> ReadingPool:
        pools.append(ReadingPool(workers, seconds=seconds, memory_bytes=memory, reader=f"{READERS}:{reader}"))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def shared_pool() -> Iterator[ReadingPool]:
    """A pool of one worker for the tests of a module that do it no harm."""
    with ReadingPool(1, seconds=LONG, reader=f"{READERS}:commanded") as pool:
        yield pool
