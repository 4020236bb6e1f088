"""Endpoints for jobs: their progress, what became of each source, and their end."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated, Any, cast

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from service.api import job_examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, is_known, not_modified, tagged, weak_etag
from service.api.cursors import LONGEST_CURSOR, make_cursor, next_page, read_cursor
from service.api.dependencies import ServicesDep
from service.api.examples import json_example
from service.api.problems import ProblemError, problem, responses
from service.messages import ItemState, Job, JobItem, JobState, Page
from service.services import Services
from service.storage import jobs
from service.storage.jobs import StoredJob

POLL_SECONDS = 0.5
_RETRY_MILLISECONDS = 2000  # before a client that has lost the stream asks again
_ID = re.compile(r"[0-9a-f]{32}")

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


def _missing(job_id: str) -> ProblemError:
    return problem("job_not_found", f"没有任务 {job_id[:64]}")


def _job_id(job_id: Annotated[str, Path(description="任务编号。 The job's id.")]) -> str:
    """An id that a job could have. Any other is of no job."""
    if not _ID.fullmatch(job_id):
        raise _missing(job_id)
    return job_id


JobId = Annotated[str, Depends(_job_id)]


def _stored(job_id: JobId, services: ServicesDep) -> StoredJob:
    found = jobs.found(services.store, job_id)
    if found is None:
        raise _missing(job_id)
    return found


FoundJob = Annotated[StoredJob, Depends(_stored)]
Limit = Annotated[int, Field(ge=1, le=500, description="一页几条。 How many on a page.")]
After = Annotated[
    str | None,
    Field(max_length=LONGEST_CURSOR, description="上一页的 `next` 中的标记。 From `next` of the page before."),
]


class JobsParameters(BaseModel):
    """Which jobs are asked for."""

    model_config = ConfigDict(extra="forbid")

    state: JobState | None = Field(default=None, description="只要这种状态的。 Only those in this state.")
    limit: Limit = 50
    after: After = None


class ItemsParameters(BaseModel):
    """Which items of a job are asked for."""

    model_config = ConfigDict(extra="forbid")

    state: ItemState | None = Field(default=None, description="只要这种状态的。 Only those in this state.")
    limit: Limit = 100
    after: After = None


@router.get(
    "",
    summary="任务列表 · Jobs",
    dependencies=[needs("read")],
    responses={200: {"content": json_example(job_examples.JOBS)}, **responses("invalid_cursor")},
)
def list_jobs(request: Request, services: ServicesDep, asked: Annotated[JobsParameters, Query()]) -> Page[Job]:
    """最近的在前。 The newest first."""
    after = None if asked.after is None else cast(str, read_cursor(asked.after, "jobs", str)[0])
    found = jobs.listed(services.store, state=asked.state, after=after, limit=asked.limit + 1)
    shown = tuple(found[: asked.limit])
    cursor = make_cursor("jobs", shown[-1].id) if len(found) > len(shown) else None
    return Page(items=shown, next=next_page(request, cursor))


@router.get(
    "/{job_id}",
    summary="任务进度 · A job's progress",
    response_model=Job,
    dependencies=[needs("read")],
    responses={
        200: {"content": json_example(job_examples.JOB), "headers": ETAG_HEADER},
        **NOT_MODIFIED,
        **responses("job_not_found"),
    },
)
def get_job(request: Request, response: Response, found: FoundJob) -> Any:
    """`items` 是各状态的文件数。带上次的 ETag 再问，没有变化就是 304。

    `items` counts the sources by state. Asked again with the last ETag, 304 as long as nothing has changed.
    """
    headers = tagged(weak_etag("job", found.job.id, found.revision))
    if is_known(request, headers["ETag"]):
        return not_modified(headers)
    response.headers.update(headers)
    return found.job


@router.get(
    "/{job_id}/items",
    summary="任务中的每个文件 · A job's sources",
    dependencies=[needs("read")],
    responses={200: {"content": json_example(job_examples.ITEMS)}, **responses("job_not_found", "invalid_cursor")},
)
def list_items(
    request: Request, services: ServicesDep, job_id: JobId, asked: Annotated[ItemsParameters, Query()]
) -> Page[JobItem]:
    """每个文件的结果：报告编号，或者没有读出的原因。 What became of each: a report's id, or why there is none."""
    after = 0 if asked.after is None else cast(int, read_cursor(asked.after, "items", int)[0])
    found = jobs.items(services.store, job_id, state=asked.state, after=after, limit=asked.limit + 1)
    if found is None:
        raise _missing(job_id)
    shown = tuple(found[: asked.limit])
    cursor = make_cursor("items", shown[-1].place) if len(found) > len(shown) else None
    return Page(items=shown, next=next_page(request, cursor))


_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "事件 progress 和 finished，数据是 Job · Events whose data is a Job",
        "content": {"text/event-stream": {"example": job_examples.EVENTS}},
    }
}


@router.get(
    "/{job_id}/events",
    summary="任务进度的事件流 · A job's progress as events",
    response_class=EventSourceResponse,
    dependencies=[needs("read")],
    responses={**_EVENTS, **responses("job_not_found")},
)
async def follow_job(
    services: ServicesDep,
    found: FoundJob,
    last_event_id: Annotated[
        str | None, Header(description="最后收到的事件，断线后从那里接着。 The last event received.")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """先发当前进度，此后每有变化发 `progress`，结束时发 `finished` 后关闭。服务停止时也会关闭，重连即可接着。

    Progress now and whenever it changes, `finished` at the end. The stream ends when the service stops, too: ask again.
    """
    job_id, sent = found.job.id, last_event_id
    current: StoredJob | None = found
    while current is not None:
        if current.job.over:
            yield _event("finished", current)
            return
        if str(current.revision) != sent:
            sent = str(current.revision)
            yield _event("progress", current)
        current = await _changed(services, job_id, sent)


def _event(name: str, found: StoredJob) -> ServerSentEvent:
    return ServerSentEvent(data=found.job, event=name, id=str(found.revision), retry=_RETRY_MILLISECONDS)


async def _changed(services: Services, job_id: str, sent: str) -> StoredJob | None:
    """The job when it has changed; None where it is gone or the service stops."""
    while not services.stopping.is_set():
        await anyio.sleep(POLL_SECONDS)
        revision = await anyio.to_thread.run_sync(jobs.revision, services.store, job_id)
        if revision is None:
            return None
        if str(revision) != sent:
            return await anyio.to_thread.run_sync(jobs.found, services.store, job_id)
    return None


@router.post(
    "/{job_id}/cancel",
    summary="取消任务 · Cancel a job",
    dependencies=[needs("write")],
    responses={
        200: {"content": json_example(job_examples.CANCELLED_JOB)},
        **responses("job_not_found", "job_over"),
    },
)
def cancel_job(services: ServicesDep, job_id: JobId) -> Job:
    """还没开始的不再读，正在读的可以读完；已读出的报告留下。 What has not begun is not read; what was read stays."""
    try:
        cancelled = jobs.cancel(services.store, job_id)
    except jobs.JobOver as error:
        raise problem("job_over", "任务已经完成，没有可取消的") from error
    if cancelled is None:
        raise _missing(job_id)
    return cancelled.job


@router.delete(
    "/{job_id}",
    status_code=204,
    summary="删除任务 · Delete a job",
    dependencies=[needs("write")],
    responses=responses("job_not_found", "job_not_over"),
)
def delete_job(services: ServicesDep, job_id: JobId) -> None:
    """只删任务和没有读出的文件，读出的报告留下。 Reports stay; the bytes of what was not read go."""
    try:
        removed = jobs.remove(services.store, job_id)
    except jobs.JobNotOver as error:
        raise problem("job_not_over", "任务还没有结束，请先取消") from error
    if not removed:
        raise _missing(job_id)
