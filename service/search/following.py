"""What keeps the index up to date in a process of the service, in a thread with an event loop of its own.

It is told when this process has changed reports, and looks from time to time for what others have. It writes the
index only while it holds the lease, and lets go of it as soon as nothing is left to be done.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable

from models.sentences import Encoder
from service.search.catching_up import LEASE, Indexer, kept
from service.search.index import IndexUnfit, PassageIndex
from service.search.opening import made_with, open_index
from service.settings import Settings
from service.storage import indexing
from service.storage.leases import LEASE_SECONDS, Lease
from service.storage.store import Store

CHECK_SECONDS = 24 * 3600.0
_SHARE = 20  # times as long as looking takes, that is not looked again
_PAUSE_SECONDS, _LONGEST_PAUSE = 1.0, 60.0  # after an error
_REST_SECONDS = 5.0  # without anything new, after which small additions are merged

_log = logging.getLogger(__name__)


class IndexWorker:
    """Keeps the index up to date until it is stopped. ``changed`` is set by whoever changes reports.

    ``encoder`` gives the sentence encoder, and raises ModelError where there is none.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        changed: threading.Event,
        encoder: Callable[[], Encoder],
        *,
        lease_seconds: float = LEASE_SECONDS,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self._settings, self._store, self._told = settings, store, changed
        self._encoder, self._check_seconds = encoder, check_seconds
        self._lease = Lease(store, LEASE, seconds=lease_seconds)
        self._stopping = threading.Event()
        self._opened = False  # whether this process has found or made an index for its encoder
        self._checked: float | None = None
        self._commits, self._changed = 0, 0.0
        self._looking = 0.0  # seconds that it took to look
        self._thread = threading.Thread(target=self._run, name="index-worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float | None = None) -> None:
        """End after the batch that is in work; the rest is found by whoever comes next."""
        self._stopping.set()
        self._told.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        asyncio.run(self._follow())

    async def _follow(self) -> None:
        pause = _PAUSE_SECONDS
        while not self._stopping.is_set():
            self._told.clear()
            try:
                wait = await self._look()
                pause = _PAUSE_SECONDS
            except Exception as error:  # whatever storage, database or model are up to: the index may be late
                _log.warning("index_postponed", exc_info=pause == _PAUSE_SECONDS, extra={"error": type(error).__name__})
                wait, pause = pause, min(2 * pause, _LONGEST_PAUSE)
                await asyncio.to_thread(self._stopping.wait, wait)
                continue
            if not self._stopping.is_set():
                await asyncio.to_thread(self._told.wait, wait)

    async def _look(self) -> float:
        """Do what there is to do; how long to wait before looking again."""
        encoder = await asyncio.to_thread(self._encoder)
        due = self._checked is None or time.monotonic() - self._checked >= self._check_seconds
        began = time.monotonic()
        behind = await asyncio.to_thread(indexing.is_behind, self._store, made_with(encoder))
        self._looking = time.monotonic() - began
        rested = self._commits and time.monotonic() - self._changed >= _REST_SECONDS
        if (due or behind or rested) and await asyncio.to_thread(self._lease.take):
            async with kept(self._lease):
                await self._write(encoder, check=due)
        return max(self._settings.index_seconds, _SHARE * self._looking)

    async def _write(self, encoder: Encoder, *, check: bool) -> None:
        index = await self._open(encoder)
        try:
            indexer = Indexer(self._store, index, encoder, self._lease)
            indexer.commits = self._commits
            if check and (found := await indexer.check()):
                _log.warning("index_differs", extra={"reports": len(found.reports), "loaded": found.loaded})
                await indexer.repair(found)
            done = await indexer.catch_up(stop=self._stopping.is_set)
            if check:
                self._checked = time.monotonic()
            if done:
                self._changed = time.monotonic()
                _log.info("indexed", extra={"count": done})
            elif indexer.commits and not self._stopping.is_set():
                await indexer.compact()
            self._commits = indexer.commits
        finally:
            await index.close()

    async def _open(self, encoder: Encoder) -> PassageIndex:
        """The index. One made with another encoder before this process is made anew; later ones are left alone."""
        try:
            index = await open_index(self._settings, encoder, writable=True)
        except IndexUnfit:
            if self._opened:
                raise
            _log.warning("index_made_anew", extra={"encoder": made_with(encoder)})
            index = await open_index(self._settings, encoder, anew=True)
        self._opened = True
        return index
