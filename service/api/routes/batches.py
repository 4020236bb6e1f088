"""Endpoint for many reports at once: whatever is in the body is made durable, and read later by a job."""

from __future__ import annotations

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from service.api import job_examples
from service.api.access import needs
from service.api.dependencies import ServicesDep
from service.api.examples import json_example
from service.api.problems import problem, responses
from service.api.uploads import new_folder, receive_uploads, remove_folder
from service.archives import looks_like_archive
from service.jobs.enqueuing import Upload, enqueue_batch
from service.messages import Given, Job
from service.services import Services

router = APIRouter(prefix="/v1/batches", tags=["batches"])


class BatchParameters(Given):
    """What holds for all reports of a batch, and what a body that is an archive is called."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(
        default=None,
        description="请求体是 ZIP 时它的名称。 The name of a body that is a ZIP.",
        examples=["云岭县2025.zip"],
    )


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                            "description": "报告或装有报告的 ZIP。 Reports, or ZIP archives of them.",
                        }
                    },
                    "required": ["files"],
                    "additionalProperties": False,
                }
            },
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_LOCATION = {"Location": {"description": "任务的地址。 Where the job is.", "schema": {"type": "string"}}}


@router.post(
    "",
    status_code=202,
    summary="批量送来：多个文件或 ZIP · Send many: several files or a ZIP",
    dependencies=[needs("write")],
    responses={
        202: {"content": json_example(job_examples.NEW_JOB), "headers": _LOCATION},
        **responses(
            "bad_request", "incomplete_body", "slow_body", "body_too_large", "unsupported_encoding",
            "unsupported_media_type", "media_type_mismatch", "invalid_request", "invalid_name", "empty_batch",
        ),
    },
    openapi_extra=_BODY,
)  # fmt: skip
async def post_batch(
    request: Request, response: Response, services: ServicesDep, parameters: Annotated[BatchParameters, Query()]
) -> Job:
    """每个文件各有结果，一个坏文件不影响其他文件。回应 202 时，全部字节已经落盘；进度见 `GET /v1/jobs/{id}`。
    `organ`、`year`、`region` 用于其中每一份报告，优先于读出来的。

    Each file has an outcome of its own. With 202 all bytes are durable; follow the job by `GET /v1/jobs/{id}`.
    `organ`, `year` and `region` hold for every report and outrank what is read.
    """
    folder = await anyio.to_thread.run_sync(new_folder, services.settings)
    try:
        uploads = await receive_uploads(request, folder, parameters.name, services.settings)
        job = await anyio.to_thread.run_sync(_accept, services, uploads, request, parameters)
    finally:
        await anyio.to_thread.run_sync(remove_folder, folder)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _accept(services: Services, uploads: list[Upload], request: Request, parameters: BatchParameters) -> Job:
    if not uploads:
        raise problem("empty_batch", "批量中没有文件")
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/")
    if not is_form and not looks_like_archive(uploads[0].path):
        raise problem("media_type_mismatch", "请求体不是 ZIP；单独一份报告请发到 /v1/reports")
    given = Given(organ=parameters.organ, year=parameters.year, region=parameters.region)
    return enqueue_batch(services, uploads, given)
