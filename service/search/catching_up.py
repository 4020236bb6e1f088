"""The index made to follow the database: what it lacks put in, what is gone taken out, and what differs found.

Whoever does that holds the lease of the index, so that there is one writer. A passage is in the index before the
database says so: whatever is cut short in between is done once more, and takes the place of itself.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import numpy as np

from models.sentences import Encoder
from service.search.collecting import collect
from service.search.index import PassageIndex
from service.search.opening import made_with
from service.search.records import IndexedPassage, Vectors
from service.storage import indexing, loaded
from service.storage.indexing import Indexable
from service.storage.leases import Lease
from service.storage.store import Store

LEASE = "index"
REPORTS_AT_A_TIME = 32
LOADED_AT_A_TIME = 5000
_COMMITS = 20  # after which the index is compacted, as each of them makes it slower
_ENCODED_AT_A_TIME = 256

_log = logging.getLogger(__name__)
Progress = Callable[[int], object]
"""Is told how many more passages are in the index."""


class LeaseLost(RuntimeError):
    """Somebody else may write the index by now."""


class Differences(NamedTuple):
    """Where the index is not what the database says: reports, and how many loaded passages too many or too few."""

    reports: tuple[str, ...]
    loaded: int

    def __bool__(self) -> bool:
        return bool(self.reports or self.loaded)


@asynccontextmanager
async def kept(lease: Lease) -> AsyncIterator[None]:
    """Keep a lease, which has been taken, until the end of the block, and give it back then."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(lease.seconds / 4)
            try:
                await asyncio.to_thread(lease.take)
            except Exception as error:  # it runs out by itself, which ``held`` tells
                _log.warning("lease_not_renewed", extra={"error": type(error).__name__})

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        await asyncio.to_thread(lease.give_back)


class Indexer:
    """Writes one index, under a lease that its user keeps."""

    def __init__(self, store: Store, index: PassageIndex, encoder: Encoder, lease: Lease) -> None:
        self._store, self._index, self._encoder, self._lease = store, index, encoder, lease
        self._made_with = made_with(encoder)
        self.commits = 0  # since the index was compacted

    async def catch_up(self, progress: Progress = lambda _: None, stop: Callable[[], bool] = lambda: False) -> int:
        """Put in and take out whatever differs, in batches; how many reports and loaded passages that were."""
        done = 0
        for batch in (self._remove_gone, self._add_reports, self._add_loaded):
            while not stop() and (count := await batch(progress)):
                done += count
                if self.commits >= _COMMITS:
                    await self.compact()
        return done

    async def compact(self) -> None:
        """Make the index quick again."""
        self._require_lease()
        await self._index.compact()
        self.commits = 0

    async def check(self) -> Differences:
        """Compare the index with what the database says of it."""
        held = await self._index.held()
        reports = await asyncio.to_thread(indexing.differing, self._store, self._made_with, held)
        difference = await asyncio.to_thread(loaded.difference, self._store, self._made_with, held.get("", 0))
        return Differences(tuple(reports), difference)

    async def repair(self, found: Differences) -> None:
        """Take out what differs, and have it put in again by the next ``catch_up``."""
        self._require_lease()
        if found.reports:
            await asyncio.to_thread(indexing.forget, self._store, found.reports)
            await self._index.remove(reports=found.reports)
        if found.loaded:
            await asyncio.to_thread(loaded.forget_marks, self._store)
            await self.remove_loaded()
        self.commits += 1

    async def remove_loaded(self) -> None:
        """Take out all passages that were loaded."""
        self._require_lease()
        await self._index.remove(reports=[""])

    async def _remove_gone(self, progress: Progress) -> int:
        gone = await asyncio.to_thread(indexing.gone, self._store, REPORTS_AT_A_TIME)
        if gone:
            self._require_lease()
            await self._index.remove(reports=gone)
            self.commits += 1
            await asyncio.to_thread(indexing.forget, self._store, gone)
        return len(gone)

    async def _add_reports(self, progress: Progress) -> int:
        found = await asyncio.to_thread(indexing.lacking, self._store, self._made_with, REPORTS_AT_A_TIME)
        if not found:
            return 0
        collected = await asyncio.to_thread(lambda: [_collected(one) for one in found])
        passages = [passage for of_one in collected for passage in of_one]
        await self._replace([one.id for one in found], passages)
        done = [(one, len(of_one)) for one, of_one in zip(found, collected, strict=True)]
        await asyncio.to_thread(indexing.mark, self._store, self._made_with, done)
        progress(len(passages))
        return len(found)

    async def _add_loaded(self, progress: Progress) -> int:
        found = await asyncio.to_thread(loaded.lacking, self._store, self._made_with, LOADED_AT_A_TIME)
        if not found:
            return 0
        await self._replace([], [passage for passage, _ in found])
        await asyncio.to_thread(loaded.mark, self._store, self._made_with, found)
        progress(len(found))
        return len(found)

    async def _replace(self, reports: Sequence[str], passages: Sequence[IndexedPassage]) -> None:
        vectors = await asyncio.to_thread(self._encoded, [passage.text for passage in passages])
        self._require_lease()
        await self._index.replace(reports, passages, vectors)
        self.commits += 1

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._encoder.dimensions), np.float32)
        for start in range(0, len(texts), _ENCODED_AT_A_TIME):
            some = texts[start : start + _ENCODED_AT_A_TIME]
            vectors[start : start + len(some)] = self._encoder.encode(some)
        return vectors

    def _require_lease(self) -> None:
        if not self._lease.held:
            raise LeaseLost(LEASE)


def _collected(indexable: Indexable) -> list[IndexedPassage]:
    """Its passages; none of a reading that is damaged (``gouji db check`` tells of it), lest it stop all others."""
    try:
        return collect(indexable)
    except (ValueError, zlib.error, IndexError, KeyError):
        _log.exception("report_not_indexed", extra={"report": indexable.id})
        return []
