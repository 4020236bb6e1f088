"""The requests of the API as data: what is asked, and what the answer means. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from reports.report import Cell, Check, Report
from service.client import filters, uploads
from service.client.errors import unexpected
from service.client.filters import Params, ReportFilters
from service.history.messages import OrganHistory, RecurringOfOrgan
from service.messages import (
    CheckOfReport,
    Job,
    JobItem,
    LongRow,
    Page,
    PassageOfReport,
    Readiness,
    ReadingSummary,
    ReportSummary,
    Statistics,
    Versions,
)
from service.search.messages import PassageInfo, SearchAnswer, SimilarAnswer, ThemeInfo

Answer = TypeVar("Answer")
Item = TypeVar("Item")

Table = dict[str, dict[str, Cell]]
SheetFormat = Literal["csv", "xlsx"]
LongTable = Literal["csv", "xlsx", "parquet", "ndjson"]
SearchTable = Literal["csv", "xlsx", "parquet"]
Repeat = Literal["freely", "cautiously", "never"]

MEDIA_TYPES: dict[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "ndjson": "application/x-ndjson",
}


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """A request, and how its answer is understood.

    ``repeat``: whether it may be sent again after a failure: "cautiously" where it would do its work twice.
    ``accepted`` are statuses beside the successes whose answers are understood, too.
    """

    method: str
    path: str
    understand: Callable[[httpx.Response], Answer]
    params: Params = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    parts: list[uploads.Part] | None = None
    repeat: Repeat = "freely"
    accepted: frozenset[int] = frozenset()


class Posted(NamedTuple):
    """A report, and whether it was new to the service."""

    report: Report
    created: bool


def as_type(kind: Any) -> Callable[[httpx.Response], Any]:
    """Understands an answer as JSON of a type."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return lambda response: adapter.validate_json(response.content)


def _nothing(_: httpx.Response) -> None:
    return None


def _bytes(response: httpx.Response) -> bytes:
    return response.content


def _text(response: httpx.Response) -> str:
    return response.content.decode("utf-8")


_REPORT, _JOB = as_type(Report), as_type(Job)


def report_path(report_id: str, *parts: str) -> str:
    """The path of a report, or of what is below it."""
    return "/".join(("/v1/reports", *(quote(part, safe="") for part in (report_id, *parts))))


def job_path(job_id: str, *parts: str) -> str:
    """The path of a job, or of what is below it."""
    return "/".join(("/v1/jobs", *(quote(part, safe="") for part in (job_id, *parts))))


def _get(path: str, kind: Any, **values: object) -> Call[Any]:
    return Call("GET", path, as_type(kind), filters.params(values), {"Accept": MEDIA_TYPES["json"]})


# Reports


def post(data: bytes, name: str | None, given: Mapping[str, object]) -> Call[Posted]:
    """Send a report. The same bytes are the same report, so that sending them again does no harm."""
    return Call(
        "POST",
        "/v1/reports",
        lambda response: Posted(_REPORT(response), response.status_code == 201),
        filters.params({"name": name, **given}),
        {"Content-Type": uploads.BYTES},
        data,
    )


def post_async(data: bytes, name: str | None, given: Mapping[str, object]) -> Call[Job]:
    """Send a report that is read later."""
    headers = {"Content-Type": uploads.BYTES, "Prefer": "respond-async"}
    query = filters.params({"name": name, **given})
    return Call("POST", "/v1/reports", _JOB, query, headers, data, repeat="cautiously")


def batch(sources: Iterable[uploads.NamedSource], given: Mapping[str, object]) -> Call[Job]:
    """Send many files."""
    body = uploads.parts(sources)
    return Call("POST", "/v1/batches", _JOB, filters.params(given), parts=body, repeat="cautiously")


def report(report_id: str) -> Call[Report]:
    return _get(report_path(report_id), Report)


def summary(report_id: str) -> Call[ReportSummary]:
    return _get(report_path(report_id, "summary"), ReportSummary)


def exists(report_id: str) -> Call[bool]:
    """Whether a report is there. Nothing but the status is answered."""
    return Call("HEAD", report_path(report_id), lambda response: response.is_success, accepted=frozenset({404}))


def source(report_id: str) -> Call[bytes]:
    return Call("GET", report_path(report_id, "source"), _bytes)


def text(report_id: str) -> Call[str]:
    return Call("GET", report_path(report_id, "text"), _text)


def table(report_id: str, name: str) -> Call[Table]:
    return _get(report_path(report_id, "tables", name), Table)


def sheet(report_id: str, name: str, kind: SheetFormat) -> Call[bytes]:
    """A table as a file."""
    headers = {"Accept": MEDIA_TYPES[kind]}
    return Call("GET", report_path(report_id, "tables", name), _bytes, headers=headers)


def checks(report_id: str, status: str | None) -> Call[tuple[Check, ...]]:
    return _get(report_path(report_id, "checks"), tuple[Check, ...], status=status)


def passages(report_id: str, role: str | None, theme: str | None) -> Call[tuple[PassageOfReport, ...]]:
    return _get(report_path(report_id, "passages"), tuple[PassageOfReport, ...], role=role, theme=theme)


def readings(report_id: str) -> Call[tuple[ReadingSummary, ...]]:
    return _get(report_path(report_id, "readings"), tuple[ReadingSummary, ...])


def reading(report_id: str, number: int) -> Call[Report]:
    return _get(report_path(report_id, "readings", str(number)), Report)


def reread(report_id: str) -> Call[Report]:
    return Call("POST", report_path(report_id, "reread"), _REPORT, repeat="cautiously")


def delete(report_id: str) -> Call[None]:
    return Call("DELETE", report_path(report_id), _nothing)


# Lists


def reports(values: Mapping[str, object]) -> Call[Page[ReportSummary]]:
    return _get("/v1/reports", Page[ReportSummary], **values)


def all_checks(values: Mapping[str, object]) -> Call[Page[CheckOfReport]]:
    return _get("/v1/checks", Page[CheckOfReport], **values)


def jobs(state: str | None) -> Call[Page[Job]]:
    return _get("/v1/jobs", Page[Job], state=state)


def job_items(job_id: str, state: str | None) -> Call[Page[JobItem]]:
    return _get(job_path(job_id, "items"), Page[JobItem], state=state, limit=500)


def next_page(call: Call[Page[Item]], page: Page[Item]) -> Call[Page[Item]] | None:
    """The page after this one. Its place is a path and a query: the key goes to no other address."""
    return _following(call, page.next)


def _following(call: Call[Answer], address: str | None) -> Call[Answer] | None:
    if address is None:
        return None
    target = httpx.URL(address)
    return Call("GET", target.path, call.understand, tuple(target.params.multi_items()), call.headers)


def long_table(name: str, kind: LongTable, values: ReportFilters) -> Call[None]:
    """A table of many reports. The answer is a stream and is not to be understood as a whole."""
    path = f"/v1/tables/{quote(name, safe='')}"
    return Call("GET", path, _nothing, filters.params(dict(values)), {"Accept": MEDIA_TYPES[kind]})


class RowReader:
    """JSON lines in pieces as they come; rows as soon as their lines are whole."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[LongRow]:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            if line:
                yield _long_row(line)


def _long_row(line: bytes) -> LongRow:
    try:
        return LongRow.model_validate_json(line)
    except ValueError as error:
        raise unexpected("表格的一行无法理解") from error


def statistics(values: ReportFilters) -> Call[Statistics]:
    return _get("/v1/statistics", Statistics, **values)


# The search


def passage_path(passage_id: str, *parts: str) -> str:
    """The path of a passage, or of what is below it."""
    return "/".join(("/v1/passages", *(quote(part, safe="") for part in (passage_id, *parts))))


def search(query: str, values: Mapping[str, object]) -> Call[SearchAnswer]:
    return _get("/v1/search", SearchAnswer, q=query or None, **values)


def found_passages(query: str, values: Mapping[str, object]) -> Call[SearchAnswer]:
    """The first page of all passages that answer."""
    return search(query, {"limit": 200, **values})


def more_found(call: Call[SearchAnswer], answer: SearchAnswer) -> Call[SearchAnswer] | None:
    """The page after this one."""
    return _following(call, answer.next)


def found_table(query: str, kind: SearchTable, values: Mapping[str, object]) -> Call[None]:
    """All passages that answer as a file. The answer is a stream and is not to be understood as a whole."""
    query_params = filters.params({"q": query or None, **values})
    return Call("GET", "/v1/search", _nothing, query_params, {"Accept": MEDIA_TYPES[kind]})


def passage(passage_id: str) -> Call[PassageInfo]:
    return _get(passage_path(passage_id), PassageInfo)


def similar(passage_id: str, values: Mapping[str, object]) -> Call[SimilarAnswer]:
    return _get(passage_path(passage_id, "similar"), SimilarAnswer, **values)


def themes(values: Mapping[str, object]) -> Call[tuple[ThemeInfo, ...]]:
    return _get("/v1/themes", tuple[ThemeInfo, ...], **values)


def history(organ: str, values: Mapping[str, object]) -> Call[OrganHistory]:
    return _get(f"/v1/organs/{quote(organ, safe='')}/history", OrganHistory, **values)


def recurring_problems(theme: str | None, region: str | None) -> Call[Page[RecurringOfOrgan]]:
    return _get("/v1/recurring-problems", Page[RecurringOfOrgan], theme=theme, region=region)


# Jobs


def job(job_id: str) -> Call[Job]:
    return _get(job_path(job_id), Job)


def events(job_id: str, last_id: str | None) -> Call[None]:
    """A job's progress as a stream; who follows it asks again."""
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
    if last_id is not None:
        headers["Last-Event-ID"] = last_id
    return Call("GET", job_path(job_id, "events"), _nothing, headers=headers, repeat="never")


def cancel(job_id: str) -> Call[Job]:
    return Call("POST", job_path(job_id, "cancel"), _JOB)


def delete_job(job_id: str) -> Call[None]:
    return Call("DELETE", job_path(job_id), _nothing)


# The service itself


def version() -> Call[Versions]:
    return _get("/version", Versions)


def ready() -> Call[Readiness]:
    """Whether it is ready; "no" is an answer as well, and not to be asked again for."""
    return Call("GET", "/readyz", as_type(Readiness), repeat="never", accepted=frozenset({503}))
