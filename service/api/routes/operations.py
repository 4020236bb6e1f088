"""Endpoints for those who run the service: whether it lives, whether it is ready, what it measures, what it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

import gouji
from service.api.access import needs
from service.api.dependencies import ServicesDep
from service.api.metrics import CONTENT_TYPE
from service.api.readiness import readiness
from service.messages import Readiness, Versions
from service.model_facts import model_versions

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """That the process answers."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", summary="进程是否活着 · Whether the process lives")
async def healthz() -> Health:
    """不问数据库和模型，只要进程还在回应就是 200。 Asks neither database nor models."""
    return Health()


_NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {
        "model": Readiness,
        "description": "还不能处理请求 · Not ready",
        "content": {
            "application/json": {
                "example": {"ready": False, "parts": {"database": "ok", "originals": "ok", "models": "正在载入"}}
            }
        },
    }
}


@router.get("/readyz", summary="能否处理请求 · Whether requests can be served", responses=_NOT_READY)
def readyz(state: Annotated[Readiness, Depends(readiness)], response: Response) -> Readiness:
    """数据库、原件存放处、模型都可用时为 200，否则为 503，`parts` 说明各部分的情况。

    200 when database, originals and models can be used, else 503; `parts` says what each of them is like.
    """
    response.status_code = 200 if state.ready else 503
    return state


@router.get(
    "/metrics",
    summary="运行指标 · Metrics for Prometheus",
    response_class=PlainTextResponse,
    dependencies=[needs("read")],
    responses={200: {"content": {"text/plain": {"example": "gouji_reports 1204.0\n"}}}},
)
def metrics(request: Request) -> Response:
    """Prometheus 文本格式；要求密钥时需要 read 权限。 In Prometheus' text format; needs the role read where keys are
    asked for.
    """
    return Response(request.app.state.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


@router.get("/version", summary="版本 · Versions")
def version(services: ServicesDep) -> Versions:
    """程序、模型和数据库的版本。 Versions of the program, its models and its database."""
    from service.storage.upgrading import revision

    return Versions(
        version=gouji.__version__,
        models=model_versions(),
        schema="gouji/report/1",
        database=revision(services.store.database),
    )
