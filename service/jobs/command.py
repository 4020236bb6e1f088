"""``gouji worker``: a process that works on jobs, beside a service or in place of the worker within it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

from service.serving_commands import Workers, open_or_end, settings_or_end, warn_of_unknown

_SECOND_SIGNAL = 1  # the exit status of a worker that was told twice to end


def worker(
    workers: Workers = None,
) -> None:
    """处理批量等后台任务，与 gouji serve 共用数据；停止时先读完手头的。 Work on jobs beside gouji serve."""
    settings = settings_or_end(workers=workers)
    warn_of_unknown()
    told = _until_told()
    services = open_or_end(settings)
    try:
        from service.jobs.working import JobWorker
        from service.services import start_index_worker

        job_worker = JobWorker(services)
        job_worker.start()
        index_worker = start_index_worker(services)
        logging.getLogger("gouji").info("worker_started", extra={"workers": services.pool.workers})
        told.wait()
        services.stopping.set()
        job_worker.stop(settings.shutdown_seconds)
        index_worker.stop(settings.shutdown_seconds)
    finally:
        services.close()


def _until_told() -> threading.Event:
    """An event that the first signal to stop sets; the second ends the process at once, and loses nothing."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        if told.is_set():
            os._exit(_SECOND_SIGNAL)
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    return told
