"""The search of a process: index, encoder and classifier, opened with the first question and kept."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from service.settings import Settings, settings

if TYPE_CHECKING:
    from models.sentences import Encoder
    from models.themes import Classifier
    from service.search.searching import Searcher

CHECKED_SECONDS = 30.0
"""How long an index counts as the one that was opened. One may be made anew, for another encoder too."""

Answer = TypeVar("Answer")


class SearchService:
    """What answers searches in a process. For the tasks of one event loop; ``encoder`` for any thread.

    Nothing is opened, and no library of the search imported, before somebody asks; with ``eager`` a server does so as
    it starts.
    """

    def __init__(self, given: Settings | None = None, *, eager: bool = False) -> None:
        self.eager = eager
        self._settings = given
        self._encoder: Encoder | None = None
        self._classifier: Classifier | None = None
        self._loading = threading.Lock()
        self._opening = asyncio.Lock()
        self._searcher: Searcher | None = None
        self._checked = 0.0

    def encoder(self) -> Encoder:
        """What makes vectors of texts. Raises ModelError."""
        from service.search.opening import open_encoder

        with self._loading:
            if self._encoder is None:
                self._encoder = open_encoder(self._given())
            return self._encoder

    def classifier(self) -> Classifier:
        """What tells the themes of a query. Raises ModelError."""
        from models.themes import load_classifier

        with self._loading:
            if self._classifier is None:
                self._classifier = load_classifier()
            return self._classifier

    async def ask(self, question: Callable[[Searcher], Awaitable[Answer]]) -> Answer:
        """What the searcher answers. Raises IndexMissing, IndexUnfit, ModelError."""
        searcher = await self._opened()
        try:
            return await question(searcher)
        except (RuntimeError, OSError, ValueError):  # what LanceDB raises where a table was replaced under its reader
            if self._searcher is searcher:
                self._searcher = None
            return await question(await self._opened())

    async def warm_up(self) -> None:
        """Opens everything, so that the first question waits for nothing; no index yet is no fault."""
        from models.shipping import ModelError
        from service.search.index import IndexMissing, IndexUnfit

        log = logging.getLogger("gouji")
        try:
            await self.ask(_first)
        except IndexMissing:
            return
        except (IndexUnfit, ModelError) as error:
            log.warning("search_not_ready", extra={"code": error.code, "reason": error.message})
        except Exception:  # whoever asks meets the same, and is told
            log.exception("search_not_ready")

    async def close(self) -> None:
        """Lets the index go. Whoever asks afterwards opens it again."""
        searcher, self._searcher = self._searcher, None
        if searcher is not None:
            await searcher.index.close()

    def _given(self) -> Settings:
        return self._settings or settings()

    async def _opened(self) -> Searcher:
        async with self._opening:
            if self._searcher is None or time.monotonic() - self._checked > CHECKED_SECONDS:
                self._searcher = await self._looked_at(self._searcher)
                self._checked = time.monotonic()
            return self._searcher

    async def _looked_at(self, known: Searcher | None) -> Searcher:
        """The searcher over the index that there is now: the known one as long as it reads that index, since its
        caches are warm."""
        from service.search.opening import open_index
        from service.search.searching import Searcher

        encoder = await asyncio.to_thread(self.encoder)
        self._searcher = None  # unless it opens
        index = await open_index(self._given(), encoder)
        if known is not None and await _reads_the_same(known, await index.version()):
            await index.close()
            return known
        classifier = await asyncio.to_thread(self.classifier)
        return Searcher(index, encoder, classifier)


async def _reads_the_same(searcher: Searcher, version: int) -> bool:
    try:
        return await searcher.index.version() >= version
    except (RuntimeError, OSError, ValueError):
        return False


async def _first(searcher: Searcher) -> None:
    """A question like any other, so that lists and caches that are made once are made."""
    from service.search.questions import SearchQuestion

    await searcher.search(SearchQuestion(q="政务公开", limit=1))
