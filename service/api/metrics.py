"""What the service counts and measures, for Prometheus. Every application has its own registry."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from reports.report import Report
from service.pipeline import Failure
from service.services import Pool, Services
from service.storage.indexing import counts
from service.storage.schema import JobItemRow, ReportRow

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
_READING_BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The metrics of one application."""

    def __init__(self, services: Services, in_flight: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "gouji_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "gouji_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("method", "route"),
            buckets=_REQUEST_BUCKETS,
            registry=self.registry,
        )
        self._readings = Counter(
            "gouji_readings", 'Documents read, by outcome: "read", or the code of a failure.', ("code",),
            registry=self.registry,
        )  # fmt: skip
        self._reading_seconds = Histogram(
            "gouji_reading_seconds",
            "Seconds from handing a document in until it is read, the wait for a process included.",
            buckets=_READING_BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_State(services, in_flight))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def reading(self, code: str, seconds: float) -> None:
        """Count a reading."""
        self._readings.labels(code).inc()
        self._reading_seconds.observe(seconds)

    def text(self) -> bytes:
        """All of them, as Prometheus reads them. Asks the database."""
        return generate_latest(self.registry)


class ObservedPool:
    """A pool whose readings are counted."""

    def __init__(self, pool: Pool, metrics: Metrics) -> None:
        self._pool = pool
        self._metrics = metrics

    @property
    def workers(self) -> int:
        return self._pool.workers

    @property
    def waiting(self) -> int:
        return self._pool.waiting

    @property
    def busy(self) -> int:
        return self._pool.busy

    @property
    def replaced(self) -> int:
        return self._pool.replaced

    @property
    def ready(self) -> bool:
        return self._pool.ready

    @property
    def refusal(self) -> str | None:
        return self._pool.refusal

    def submit(self, data: bytes, name: str, *, urgent: bool = False) -> Future[Report | Failure]:
        """Hand a document in; its outcome is counted when it is there."""
        began = time.monotonic()
        future = self._pool.submit(data, name, urgent=urgent)

        def count(done: Future[Report | Failure]) -> None:
            if not done.cancelled() and done.exception() is None:
                outcome = done.result()
                code = "read" if isinstance(outcome, Report) else outcome.code
                self._metrics.reading(code, time.monotonic() - began)

        future.add_done_callback(count)
        return future

    def close(self) -> None:
        self._pool.close()


class _State(Collector):
    """What is found out when somebody asks."""

    def __init__(self, services: Services, in_flight: Callable[[], int]) -> None:
        self._services = services
        self._in_flight = in_flight

    def collect(self) -> Iterator[Metric]:
        pool = self._services.pool
        yield _gauge("gouji_requests_in_flight", "Requests that read or wait until they may.", self._in_flight())
        yield _gauge("gouji_pool_workers", "Processes that read.", pool.workers)
        yield _gauge("gouji_pool_busy", "Processes that read a document now.", pool.busy)
        yield _gauge("gouji_pool_waiting", "Documents that wait for a process.", pool.waiting)
        replaced = CounterMetricFamily("gouji_pool_replaced", "Processes that hung or died and were replaced.")
        replaced.add_metric([], pool.replaced)
        yield replaced
        yield from self._stored()

    def _stored(self) -> Iterator[Metric]:
        try:
            with self._services.store.database.reading() as session:
                reports = session.scalar(select(func.count()).select_from(ReportRow)) or 0
                waiting = session.scalar(select(func.count()).where(JobItemRow.state.in_(("waiting", "working")))) or 0
            indexed = counts(self._services.store)
        except SQLAlchemyError as error:
            logging.getLogger("gouji").warning("metrics_without_database", extra={"kind": type(error).__name__})
            return
        yield _gauge("gouji_reports", "Reports stored.", reports)
        yield _gauge("gouji_job_items_waiting", "Sources of jobs that wait or are being read.", waiting)
        yield _gauge("gouji_index_passages", "Passages of reports in the search index.", indexed.passages)
        yield _gauge(
            "gouji_index_reports_waiting", "Reports not yet in the index as they are.", indexed.reports_waiting
        )
        yield _gauge("gouji_index_loaded", "Passages loaded to be searched.", indexed.loaded)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, value=value)
