"""The client for ordinary programs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, Unpack, overload

import httpx
from httpx_retries import RetryTransport

from reports.report import Check, Report
from service.client import calls, filters
from service.client.calls import Call, LongTable, SearchTable, SheetFormat, Table
from service.client.connection import Connection
from service.client.errors import ServiceError, told_as_service_errors
from service.client.events import EVENT_TIMEOUT, Following
from service.client.exchange import checked, prepared, understood
from service.client.saving import saving, search_format, table_format
from service.client.uploads import NamedSource, Source, content_and_name
from service.history.messages import OrganHistory, RecurringOfOrgan
from service.messages import (
    CheckOfReport,
    Job,
    JobItem,
    JobState,
    LongRow,
    Page,
    PassageOfReport,
    Readiness,
    ReadingSummary,
    ReportSummary,
    Statistics,
    Versions,
)
from service.search.messages import FoundPassage, PassageInfo, SearchAnswer, SimilarAnswer, ThemeInfo

Answer = TypeVar("Answer")
Item = TypeVar("Item")


class Client:
    """A client of the service at ``url``, with an API key where the service asks for one.

    Without ``url`` and ``key`` the settings GOUJI_URL and GOUJI_KEY count. ``timeout`` is how many seconds an answer
    may take. What the service is too busy for (429, 503), and what a lost connection has cost, is asked for again up
    to ``retries`` times, with growing waits or those that the service asks for. The environment's proxy is used but
    for this machine itself. ``transport`` takes the place of the network.

    Every method raises ServiceError where the service refuses or does not answer. A client may be shared by threads.

        with gouji.Client("http://127.0.0.1:8000") as client:
            report = client.post("report.docx")
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = 300.0,
        retries: int = 5,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = connection = Connection(url, key, timeout, retries)
        transport = transport or httpx.HTTPTransport(proxy=connection.proxy())
        self._http = httpx.Client(
            base_url=connection.url,
            headers=connection.headers(),
            timeout=connection.timeout,
            transport=RetryTransport(transport, connection.retry()),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._connection.url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def perform(self, call: Call[Answer]) -> Answer:
        """Send a request and return what its answer means; all methods below come down to it."""
        request = prepared(self._http, call, self._connection)
        with told_as_service_errors(request.url):
            response = self._http.send(request)
        return understood(call, response)

    # Reports

    def post(self, source: Source, *, name: str | None = None, **given: Unpack[filters.Given]) -> Report:
        """Send a report, a path or a file's bytes, and return it read. The same bytes are the same report.

        ``name`` is what the report is called, by default the file's name; ``organ``, ``year`` and ``region`` outrank
        what is read.
        """
        return self.perform(calls.post(*content_and_name(source, name), given)).report

    def post_async(self, source: Source, *, name: str | None = None, **given: Unpack[filters.Given]) -> Job:
        """Send a report that the service reads later; ``wait`` for the job that is returned."""
        return self.perform(calls.post_async(*content_and_name(source, name), given))

    def batch(self, sources: Iterable[NamedSource], **given: Unpack[filters.Given]) -> Job:
        """Send many files, ZIP archives of reports among them, as one job: paths, bytes, or (name, bytes)."""
        return self.perform(calls.batch(sources, given))

    def report(self, report_id: str) -> Report:
        """A report."""
        return self.perform(calls.report(report_id))

    def summary(self, report_id: str) -> ReportSummary:
        """A report without its content, with what was given and when it was received."""
        return self.perform(calls.summary(report_id))

    def exists(self, report_id: str) -> bool:
        """Whether the service has a report; its id is the SHA-256 of the file's bytes."""
        return self.perform(calls.exists(report_id))

    def reports(self, **listing: Unpack[filters.ReportListing]) -> Iterator[ReportSummary]:
        """The reports that meet the filters, page after page."""
        return self._items(calls.reports(listing))

    def source(self, report_id: str) -> bytes:
        """The original bytes of a report."""
        return self.perform(calls.source(report_id))

    def text(self, report_id: str) -> str:
        """The text that the spans of a report index into."""
        return self.perform(calls.text(report_id))

    @overload
    def table(self, report_id: str, table: str, format: Literal["json"] = "json") -> Table: ...
    @overload
    def table(self, report_id: str, table: str, format: SheetFormat) -> bytes: ...
    def table(self, report_id: str, table: str, format: Literal["json"] | SheetFormat = "json") -> Table | bytes:
        """A table ("proactive", "requests", "reviews"): its cells by row and column, or a CSV or Excel file."""
        if format == "json":
            return self.perform(calls.table(report_id, table))
        return self.perform(calls.sheet(report_id, table, format))

    def checks(self, report_id: str, *, status: str | None = None) -> tuple[Check, ...]:
        """A report's checks, those across years included."""
        return self.perform(calls.checks(report_id, status))

    def passages(
        self, report_id: str, *, role: str | None = None, theme: str | None = None
    ) -> tuple[PassageOfReport, ...]:
        """A report's passages on problems and improvements."""
        return self.perform(calls.passages(report_id, role, theme))

    def readings(self, report_id: str) -> tuple[ReadingSummary, ...]:
        """How often a report was read, with which models."""
        return self.perform(calls.readings(report_id))

    def reading(self, report_id: str, number: int) -> Report:
        """A report as one of its readings gave it."""
        return self.perform(calls.reading(report_id, number))

    def reread(self, report_id: str) -> Report:
        """Have a report read again with the present models."""
        return self.perform(calls.reread(report_id))

    def delete(self, report_id: str) -> None:
        """Delete a report and its original."""
        self.perform(calls.delete(report_id))

    # Many reports

    def all_checks(self, **listing: Unpack[filters.CheckListing]) -> Iterator[CheckOfReport]:
        """Checks over many reports, by default those that failed."""
        return self._items(calls.all_checks(listing))

    def statistics(self, **which: Unpack[filters.ReportFilters]) -> Statistics:
        """Counts by year, region, theme and outcome over the reports that meet the filters."""
        return self.perform(calls.statistics(which))

    def long_table(
        self,
        table: str,
        path: str | Path,
        format: LongTable | None = None,
        **which: Unpack[filters.ReportFilters],
    ) -> Path:
        """Save one table of many reports, a cell a row, as CSV, XLSX, Parquet or JSON lines.

        Without ``format`` the suffix of the file says it. The file is there when all of it has arrived.
        """
        target = Path(path)
        call = calls.long_table(table, table_format(format, target), which)
        with saving(target) as stream, self._stream(call) as response:
            for piece in response.iter_bytes():
                stream.write(piece)
        return target

    def rows(self, table: str, **which: Unpack[filters.ReportFilters]) -> Iterator[LongRow]:
        """One table of many reports, cell after cell."""
        with self._stream(calls.long_table(table, "ndjson", which)) as response:
            rows = calls.RowReader()
            for piece in response.iter_bytes():
                yield from rows.feed(piece)

    # The search

    def search(self, query: str = "", **listing: Unpack[filters.SearchListing]) -> SearchAnswer:
        """What answers a query, best first, with counts and with what the query was taken for."""
        return self.perform(calls.search(query, listing))

    def found(self, query: str = "", **which: Unpack[filters.SearchFilters]) -> Iterator[FoundPassage]:
        """The passages that answer a query, page after page."""
        call: Call[SearchAnswer] | None = calls.found_passages(query, which)
        while call is not None:
            answer = self.perform(call)
            yield from answer.items
            call = calls.more_found(call, answer)

    def found_table(
        self,
        query: str,
        path: str | Path,
        format: SearchTable | None = None,
        **which: Unpack[filters.SearchFilters],
    ) -> Path:
        """Save the passages that answer a query, one a row, as CSV, XLSX or Parquet; ``long_table`` is alike."""
        target = Path(path)
        call = calls.found_table(query, search_format(format, target), which)
        with saving(target) as stream, self._stream(call) as response:
            for piece in response.iter_bytes():
                stream.write(piece)
        return target

    def passage(self, passage_id: str) -> PassageInfo:
        """A passage, with the ids of those beside it."""
        return self.perform(calls.passage(passage_id))

    def similar(self, passage_id: str, **which: Unpack[filters.SimilarListing]) -> SimilarAnswer:
        """Passages that say much the same as one, the nearest first."""
        return self.perform(calls.similar(passage_id, which))

    def themes(self, **which: Unpack[filters.ThemeFilters]) -> tuple[ThemeInfo, ...]:
        """All themes, with how many of the reports that meet the filters name a problem of each, by year."""
        return self.perform(calls.themes(which))

    def history(self, organ: str, *, theme: str | None = None, all_sections: bool = False) -> OrganHistory:
        """What comes back in an organ's reports over the years; ``organ`` is its whole name."""
        return self.perform(calls.history(organ, {"theme": theme, "all_sections": all_sections}))

    def recurring_problems(self, *, theme: str | None = None, region: str | None = None) -> Iterator[RecurringOfOrgan]:
        """Organs whose problems come back year after year, by name, page after page."""
        return self._items(calls.recurring_problems(theme, region))

    # Jobs

    def job(self, job_id: str) -> Job:
        """How far a job is."""
        return self.perform(calls.job(job_id))

    def jobs(self, *, state: JobState | None = None) -> Iterator[Job]:
        """All jobs, the newest first."""
        return self._items(calls.jobs(state))

    def job_items(self, job_id: str, *, state: str | None = None) -> Iterator[JobItem]:
        """What became of each source of a job."""
        return self._items(calls.job_items(job_id, state))

    def events(self, job_id: str) -> Iterator[Job]:
        """A job each time that it has got further, until it is over. Lost connections are made anew."""
        following = Following(self._connection.retries)
        while True:
            lost: ServiceError | None = None
            try:
                with self._stream(calls.events(job_id, following.last_id), EVENT_TIMEOUT) as response:
                    for text in response.iter_text():
                        for job in following.feed(text):
                            yield job
                            if job.over:
                                return
            except ServiceError as error:
                lost = error
            time.sleep(following.lost(lost))

    def wait(self, job: Job | str, on_progress: Callable[[Job], Any] | None = None) -> Job:
        """Wait until a job is over, and return it; ``on_progress`` is called each time that it has got further."""
        last = job if isinstance(job, Job) else self.job(job)
        if last.over:
            return last
        for state in self.events(last.id):
            last = state
            if on_progress is not None:
                on_progress(state)
        return last

    def cancel(self, job_id: str) -> Job:
        """Cancel what a job has not begun."""
        return self.perform(calls.cancel(job_id))

    def delete_job(self, job_id: str) -> None:
        """Forget a job that is over; its reports stay."""
        self.perform(calls.delete_job(job_id))

    # The service itself

    def version(self) -> Versions:
        """What runs there."""
        return self.perform(calls.version())

    def ready(self) -> Readiness:
        """Whether the service can do its work, and what each part of it says."""
        return self.perform(calls.ready())

    def _items(self, call: Call[Page[Item]] | None) -> Iterator[Item]:
        while call is not None:
            page = self.perform(call)
            yield from page.items
            call = calls.next_page(call, page)

    @contextmanager
    def _stream(self, call: Call[Any], timeout: httpx.Timeout | None = None) -> Iterator[httpx.Response]:
        """An answer that is taken in piece by piece."""
        request = prepared(self._http, call, self._connection, timeout)
        with told_as_service_errors(request.url):
            response = self._http.send(request, stream=True)
            try:
                if not response.is_success:
                    response.read()
                checked(call, response)
                yield response
            finally:
                response.close()
