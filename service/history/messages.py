"""What is said of an organ's reports across the years: types that server, command and client share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from reports.report import SectionKind, SpanPair
from service.messages import ReportId


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class YearOfOrgan(_Message):
    """A year of an organ: its report, and how many problems that names."""

    year: int
    report_id: ReportId
    problems: int


class NamedProblem(_Message):
    """A problem as one year's report names it. ``number`` is the passage's in its report, from 1.

    ``similarity`` is that with the year before, between 0 and 1; null for the first year.
    """

    year: int
    report_id: ReportId
    number: int
    text: str
    span: SpanPair
    themes: tuple[str, ...]
    similarity: float | None


class RecurringProblem(_Message):
    """The same problem, named two years running or longer. ``themes`` are those that its years share."""

    themes: tuple[str, ...]
    years: tuple[int, ...]
    named: tuple[NamedProblem, ...]


class AlignedSentence(_Message):
    """A sentence with the one of the year before that it was made from. Numbers are left out of the comparison."""

    later: str
    later_span: SpanPair
    earlier: str
    earlier_span: SpanPair
    similarity: float


class CopiedSection(_Message):
    """A section that was taken over: ``share`` is the share of its characters in sentences that stood there before.

    ``verbatim`` is the share in sentences that are the same to the letter, numbers included.
    """

    section: SectionKind
    year: int
    report_id: ReportId
    earlier_year: int
    earlier_id: ReportId
    share: float
    verbatim: float
    sentences: int = Field(description="Sentences of the later section that were compared.")
    aligned: tuple[AlignedSentence, ...]


class OrganHistory(_Message):
    """What comes back in an organ's reports year after year.

    Of several reports of a year the one received last counts.
    """

    organ: str
    years: tuple[YearOfOrgan, ...]
    recurring: tuple[RecurringProblem, ...]
    copied: tuple[CopiedSection, ...]


class RecurringOfOrgan(_Message):
    """The problems of an organ that come back."""

    organ: str
    region: str | None
    recurring: tuple[RecurringProblem, ...]
