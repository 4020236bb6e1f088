"""Working on jobs: announcements in, items claimed, read and settled, until this process is told to stop.

Several threads of several processes may work on one job. Whoever dies at it loses nothing: each process tells the
database that it is alive, and looks there for what dead ones and the queue have left behind.
"""

from __future__ import annotations

import errno
import logging
import threading
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.jobs.tasks import ClaimLost, Unable, perform
from service.reading.pool import PoolClosed
from service.services import Services
from service.storage import job_items, workers
from service.storage.job_items import Claim
from service.storage.workers import Worker

BEAT_SECONDS = 5.0
LOST_SECONDS = 20.0  # a worker that was not seen for so long is dead
_JOBS_AT_A_TIME = 2
_TURN = 50  # items of a job before another job that waits has its turn
_PAUSE_SECONDS = 2.0  # when nothing can be read or stored
_READY_SECONDS = 0.1

_PASSING = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    PoolClosed,
    CancelledError,
    Unable,
    ConnectionError,
    TimeoutError,
)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM})

_log = logging.getLogger(__name__)


class JobWorker:
    """What works on jobs in this process, in threads of its own; the reading is done by the pool of its services."""

    def __init__(
        self, services: Services, *, beat_seconds: float = BEAT_SECONDS, lost_seconds: float = LOST_SECONDS
    ) -> None:
        self._services = services
        self._beat_seconds, self._lost_seconds = beat_seconds, lost_seconds
        self._me = Worker()
        self._room = services.pool.workers + max(1, services.pool.workers // 2)  # items of a job at a time
        self._lock = threading.Lock()
        self._claiming = threading.Lock()  # nobody claims while it is looked which claims are held
        self._held: set[int] = set()
        self._active: set[str] = set()
        self._stopping, self._stopped = threading.Event(), threading.Event()
        self._hands = ThreadPoolExecutor(_JOBS_AT_A_TIME * self._room, "job-item")
        self._consumer = services.queue.consumer(self._work_on, _JOBS_AT_A_TIME)
        self._heart = threading.Thread(target=self._live, name="job-heart", daemon=True)

    def start(self) -> None:
        """Begin. What was left behind by those before is taken up at once."""
        self._look_around()
        self._heart.start()
        self._consumer.start()

    def stop(self, seconds: float) -> None:
        """Take on nothing more, finish what is begun within ``seconds``, and give the rest back."""
        self._stopping.set()
        self._consumer.shutdown_timeout = seconds
        self._consumer.stop(graceful=True)
        self._stopped.set()
        self._heart.join()
        self._hands.shutdown(wait=False, cancel_futures=True)
        try:
            workers.leave(self._services.store, self._me)
        except _PASSING as error:  # others will find out that this one is gone
            _log.warning("job_worker_not_signed_off", extra={"error": type(error).__name__})

    def _live(self) -> None:
        while not self._stopped.wait(self._beat_seconds):
            try:
                self._look_around()
            except Exception:
                _log.exception("job_worker_beat_failed")

    def _look_around(self) -> None:
        """Say that this worker is alive, take back what dead ones had, announce what nobody works on."""
        store, queue = self._services.store, self._services.queue
        workers.seen(store, self._me)
        with self._claiming:
            returned = workers.recover(store, self._me, frozenset(self._held), self._lost_seconds)
        if returned:
            _log.warning("job_items_recovered", extra={"items": returned})
        if self._stopping.is_set():
            return
        neglected = workers.neglected(store)
        known = queue.announced() | self._active if neglected else set()
        for job_id in neglected:
            if job_id not in known:
                queue.announce(job_id)

    def _work_on(self, job_id: str) -> None:
        with self._lock:
            if job_id in self._active:
                return
            self._active.add(job_id)
        try:
            unfinished = self._turn(job_id)
        except _PASSING as error:
            _log.warning("job_postponed", extra={"job": job_id, "error": type(error).__name__})
            self._stopping.wait(_PAUSE_SECONDS)
            unfinished = False  # it will be found that nobody works on it
        finally:
            with self._lock:
                self._active.discard(job_id)
        if unfinished:
            self._services.queue.announce(job_id)

    def _turn(self, job_id: str) -> bool:
        """Work on a job until nothing in it waits, or until it is the turn of another; whether that is so."""
        at_work: set[Future[bool]] = set()
        taken, able, turn_over = 0, True, False
        while True:
            claims = []
            if able and not turn_over and self._is_ready():
                claims = self._claim(job_id, self._room - len(at_work), idle=not at_work)
            at_work |= {self._hands.submit(self._handle, claim) for claim in claims}
            if not at_work:
                break
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            able = able and all(future.result() for future in done)
            taken += len(claims)
            turn_over = taken >= _TURN and bool(self._services.queue.announced() - {job_id})
        if not able:
            self._stopping.wait(_PAUSE_SECONDS)
        return turn_over

    def _is_ready(self) -> bool:
        """Whether something can be read; waits until it is so. Not when this worker stops."""
        while not self._services.pool.ready and not self._stopping.wait(_READY_SECONDS):
            pass
        return not self._stopping.is_set()

    def _claim(self, job_id: str, count: int, *, idle: bool) -> list[Claim]:
        with self._claiming:
            claims = job_items.claim(self._services.store, job_id, self._me.id, count, idle=idle)
            self._held |= {claim.item_id for claim in claims}
        return claims

    def _handle(self, claim: Claim) -> bool:
        """Work on an item; whether it makes sense to go on with others."""
        able = True
        try:
            perform(self._services, claim)
        except ClaimLost:
            _log.warning("job_item_lost", extra={"job": claim.job_id, "item": claim.item_id})
        except Exception as error:
            passing = isinstance(error, _PASSING) or (isinstance(error, OSError) and error.errno in _FULL)
            able = not (passing or isinstance(error, OSError))
            if passing:
                _log.warning("job_item_postponed", extra={"job": claim.job_id, "error": type(error).__name__})
            else:
                _log.exception("job_item_interrupted", extra={"job": claim.job_id, "item": claim.item_id})
            self._give_back(claim, counted=not passing)
        finally:
            with self._claiming:
                self._held.discard(claim.item_id)
        return able

    def _give_back(self, claim: Claim, *, counted: bool) -> None:
        try:
            job_items.release(self._services.store, claim, counted=counted)
        except Exception as error:  # it is found later that nobody holds the item
            _log.warning("job_item_not_released", extra={"job": claim.job_id, "error": type(error).__name__})
