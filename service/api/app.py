"""The application: the endpoints, and what surrounds every one of them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

import gouji
from service.api import documentation
from service.api.access import Access
from service.api.dependencies import InFlight
from service.api.framing import Refusing
from service.api.metrics import Metrics, ObservedPool
from service.api.observing import Observing, is_request_id
from service.api.problems import add_handlers
from service.api.readiness import ReadinessProbe
from service.api.routes import (
    batches,
    checks,
    history,
    jobs,
    operations,
    report_parts,
    reports,
    search,
    statistics,
    tables,
    themes,
)
from service.services import Services, start_index_worker

if TYPE_CHECKING:
    from service.jobs.working import JobWorker
    from service.search.following import IndexWorker

_COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
)  # nothing is won by compressing these again
_GZIP_LEVEL = 5


def create_app(services: Services) -> FastAPI:
    """The application over the services of this process. It closes none of them."""
    in_flight = InFlight(services.settings.requests_in_flight)
    metrics = Metrics(services, lambda: in_flight.count)
    services = dataclasses.replace(services, pool=ObservedPool(services.pool, metrics))
    app = FastAPIOffline(
        title="勾稽 Gouji",
        version=gouji.__version__,
        summary=documentation.SUMMARY,
        description=documentation.DESCRIPTION,
        openapi_tags=documentation.TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        swagger_ui_parameters=documentation.SWAGGER_PARAMETERS,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call their functions
        lifespan=_lifespan,
    )
    app.state.services = services
    app.state.in_flight = in_flight
    app.state.metrics = metrics
    app.state.readiness = ReadinessProbe(services)
    app.state.access = Access(services.settings, services.store)
    for module in (
        reports,
        report_parts,
        batches,
        jobs,
        tables,
        checks,
        statistics,
        search,
        themes,
        history,
        operations,
    ):
        app.include_router(module.router)
    add_handlers(app)
    documentation.add(app)
    # The last one is the outermost.
    app.add_middleware(GZipMiddleware, compresslevel=_GZIP_LEVEL, exclude_content_types=_COMPRESSED)
    app.add_middleware(Refusing)
    app.add_middleware(documentation.SafeHeaders)
    app.add_middleware(Observing, metrics=metrics)
    app.add_middleware(CorrelationIdMiddleware, validator=is_request_id)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Search and work on jobs meanwhile, and stop doing so as soon as the service is told to stop."""
    services: Services = app.state.services
    opening = asyncio.create_task(services.search.warm_up()) if services.search.eager else None
    try:
        async with _working(services):
            yield
    finally:
        if opening is not None:
            await opening
        await services.search.close()


@asynccontextmanager
async def _working(services: Services) -> AsyncIterator[None]:
    if not services.settings.embedded_worker:
        yield
        services.stopping.set()
        return
    from service.jobs.working import JobWorker

    worker = JobWorker(services)
    await asyncio.to_thread(worker.start)
    index_worker = await asyncio.to_thread(start_index_worker, services) if services.search.eager else None
    ending = asyncio.create_task(asyncio.to_thread(_stop_when_told, worker, index_worker, services))
    try:
        yield
    finally:
        services.stopping.set()
        await ending


def _stop_when_told(worker: JobWorker, index_worker: IndexWorker | None, services: Services) -> None:
    services.stopping.wait()
    worker.stop(services.settings.shutdown_seconds)
    if index_worker is not None:
        index_worker.stop(services.settings.shutdown_seconds)
