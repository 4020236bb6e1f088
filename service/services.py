"""What a process of the service holds: its settings, the store, the pool that reads, the queue of jobs."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from reports.report import Report
from service.pipeline import Failure
from service.search.serving import SearchService
from service.settings import Settings
from service.storage.store import Store
from service.workers import processors

if TYPE_CHECKING:
    from service.jobs.queue import JobQueue
    from service.search.following import IndexWorker


class Pool(Protocol):
    """What reads documents: service.reading.pool.ReadingPool, or a stand-in."""

    @property
    def workers(self) -> int: ...

    @property
    def waiting(self) -> int: ...

    @property
    def busy(self) -> int: ...

    @property
    def replaced(self) -> int: ...

    @property
    def ready(self) -> bool: ...

    @property
    def refusal(self) -> str | None: ...

    def submit(self, data: bytes, name: str, *, urgent: bool = False) -> Future[Report | Failure]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the parts of a process share. ``stopping`` is set as soon as the process is told to end, ``changed``
    whenever this process has changed reports, for whoever brings the index up to date.
    """

    settings: Settings
    store: Store
    pool: Pool
    queue: JobQueue
    search: SearchService = field(default_factory=SearchService)
    stopping: threading.Event = field(default_factory=threading.Event)
    changed: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """Let everything go, the pool first: what still reads would want to store."""
        self.stopping.set()
        self.pool.close()
        self.queue.close()
        self.store.close()


def start_index_worker(services: Services) -> IndexWorker:
    """What keeps the index up to date in this process, at work. Importing what it needs takes a second."""
    from service.search.following import IndexWorker

    worker = IndexWorker(services.settings, services.store, services.changed, services.search.encoder)
    worker.start()
    return worker


def open_services(settings: Settings, store: Store | None = None) -> Services:
    """Open everything, or what there is beside a store; the reading processes begin to load their models.

    Raises SchemaError, as ``open_store`` does.
    """
    from service.jobs.queue import JobQueue
    from service.reading.pool import ReadingPool

    store = store or open_store(settings)
    try:
        queue = JobQueue.open(settings.queue_url)
    except BaseException:
        store.close()
        raise
    pool = ReadingPool(
        settings.workers or processors(), seconds=settings.read_seconds, memory_bytes=settings.worker_memory_bytes
    )
    return Services(settings=settings, store=store, pool=pool, queue=queue, search=SearchService(settings, eager=True))


def open_store(settings: Settings) -> Store:
    """The store alone, its database ready for use.

    A database file is made or brought up to date, which is safe beside other processes; a database server's is not
    touched without being asked: raises SchemaError where its tables are not those of this version.
    """
    from service.storage.upgrading import require_current, upgrade

    store = Store.open(settings)
    try:
        if store.database.is_sqlite:
            upgrade(store.database)
        else:
            require_current(store.database)
    except BaseException:
        store.close()
        raise
    return store
