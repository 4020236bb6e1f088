"""What the REST API says and hears beside the Report itself: the types that server and client share.

The Report is the contract's (reports.report); whatever surrounds it is here, and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from reports.report import Check, CheckStatus, Number, Passage, SectionKind, Source

Item = TypeVar("Item")

Role = Literal["read", "write", "train", "admin"]
Form = Literal["2019", "2021"]
JobKind = Literal["read", "batch", "reread"]
JobState = Literal["queued", "running", "finished", "cancelled"]
ItemState = Literal["waiting", "working", "done", "failed", "cancelled"]
ReportId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Year = Annotated[int, Field(ge=2008, le=2100)]
GivenText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Given(_Message):
    """What a sender knows of a report; it outranks what is read."""

    organ: GivenText | None = None
    year: Year | None = None
    region: GivenText | None = None


class Page(_Message, Generic[Item]):
    """A page of a list. ``next`` is the path and query of the page after it, None on the last one."""

    items: tuple[Item, ...]
    next: str | None = None


class CheckCounts(_Message):
    """How many of a report's checks, those across years included, failed or could not be decided."""

    failed: int
    incomplete: int


class ReportSummary(_Message):
    """A report without its content. ``given`` is what was sent along with it; ``organ``, ``year`` and ``region`` are
    what counts: given, else read. ``readings`` is how often it was read; ``warnings`` how many the newest reading has.
    """

    id: ReportId
    source: Source
    title: str | None
    organ: str | None
    year: int | None
    region: str | None
    form: Form | None
    given: Given
    checks: CheckCounts
    warnings: int
    readings: int
    received_at: datetime
    updated_at: datetime


class ReadingSummary(_Message):
    """One of a report's readings: which version of Gouji read it with which models. The last one counts."""

    number: int
    read_at: datetime
    version: str
    models: dict[str, str | None]
    changed_cells: int | None = Field(
        default=None, description="Cells that differ from the reading before; null for the first."
    )


class CheckOfReport(_Message):
    """A check with the report that it is of. ``earlier_id`` is the earlier year's report for a check across years."""

    report_id: ReportId
    organ: str | None
    year: int | None
    region: str | None
    earlier_id: ReportId | None
    check: Check


class PassageOfReport(_Message):
    """A passage with its number in its report, from 1. A measure's ``answers`` counts from 0, as in the report."""

    number: int
    passage: Passage


class LongRow(_Message):
    """A cell of one report in the long table of many."""

    report_id: ReportId
    organ: str | None
    year: int | None
    region: str | None
    form: Form | None
    row: str
    column: str
    row_label: str
    column_label: str
    value: Number | None
    raw: str | None
    unit: str | None
    state: str
    confidence: float


class ItemError(_Message):
    """Why a source was not read: ``code`` for programs, ``message`` for people."""

    code: str
    message: str


class JobItem(_Message):
    """What became of one source of a job. ``created`` is false where the report was there already."""

    place: int
    name: str
    state: ItemState
    report_id: ReportId | None = None
    created: bool | None = None
    error: ItemError | None = None


class Job(_Message):
    """Work that was accepted; what is accepted survives a restart. ``items`` counts its sources by state.

    An archive counts as one source until it is unpacked, and then as the reports in it.
    """

    id: str
    kind: JobKind
    state: JobState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    items: dict[ItemState, int]
    total: int

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {"finished", "cancelled"}


class StatisticsGroup(_Message):
    """Counts of the reports of one group; ``key`` is a year, region, form, theme or outcome."""

    key: str | None
    reports: int
    organs: int


class CheckStatistics(_Message):
    """How many checks of one kind ended how, over all reports that were asked for."""

    check: str = Field(description='A check without its place: "requests.balance", "cross_year.carried_in".')
    counts: dict[CheckStatus, int]


class ThemeStatistics(_Message):
    """Passages of one theme and role in one year."""

    year: int | None
    theme: str
    role: Literal["problem", "measure", "context"]
    passages: int
    reports: int


class OutcomeStatistics(_Message):
    """A row of table 三 (its total) or a column of table 四, summed over the reports of one year."""

    year: int | None
    table: Literal["requests", "reviews"]
    row: str
    column: str
    label: str
    sum: Number
    reports: int = Field(description="Reports in which that cell holds a number.")


class Statistics(_Message):
    """Figures for charts, over the reports that the filter leaves."""

    reports: int
    organs: int
    with_failed_checks: int
    by_year: tuple[StatisticsGroup, ...]
    by_region: tuple[StatisticsGroup, ...]
    by_form: tuple[StatisticsGroup, ...]
    checks: tuple[CheckStatistics, ...]
    themes: tuple[ThemeStatistics, ...]
    outcomes: tuple[OutcomeStatistics, ...]


class Versions(_Message):
    """What runs here: Gouji, its models, its database's revision."""

    version: str
    models: dict[str, str | None]
    schema_: str = Field(alias="schema", serialization_alias="schema")
    database: str | None


class Readiness(_Message):
    """Whether requests can be served, and what each part says."""

    ready: bool
    parts: dict[str, str]


class Problem(_Message):
    """An error as RFC 9457 has it. ``code`` is for programs; ``title`` and ``detail`` are for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    code: str
    request_id: str | None = None
    errors: tuple[dict[str, str], ...] | None = Field(
        default=None, description="For a wrong request: each parameter with what is wrong about it."
    )


SECTION_KINDS: tuple[SectionKind, ...] = ("overview", "proactive", "requests", "reviews", "problems", "other")
