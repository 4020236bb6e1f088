"""An organ's history out of the store: its newest readings year by year, compared with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.sentences import Encoder
from reports.passages.paragraphs import paragraphs
from reports.report import Report, SectionKind
from service.history.copying import COPIED, Sentence, compare, sentences
from service.history.messages import (
    AlignedSentence,
    CopiedSection,
    NamedProblem,
    OrganHistory,
    RecurringOfOrgan,
    RecurringProblem,
    YearOfOrgan,
)
from service.history.recurring import Statement, chains
from service.messages import SECTION_KINDS
from service.storage.contents import newest
from service.storage.schema import PassageRow, PassageThemeRow, ReportRow
from service.storage.store import Store


class Problem(NamedTuple):
    """A problem out of the database. ``number`` counts the passages of its report from 1."""

    report_id: str
    number: int
    text: str
    span: tuple[int, int]
    themes: tuple[str, ...]


Problems = Mapping[int, Sequence[Problem]]


def history(
    store: Store, organ: str, encoder: Encoder, *, theme: str | None = None, whole: bool = False
) -> OrganHistory | None:
    """The history of an organ by its whole name; None where no report with a year is its.

    With a ``theme`` only problems of it. Sections that were hardly taken over are left out unless ``whole``.
    """
    with store.database.reading() as session:
        ids = _reports(session, organ)
        if not ids:
            return None
        problems = _problems(session, ids)
        readings = {year: newest(session, report_id) for year, report_id in ids.items()}
    years = [YearOfOrgan(year=year, report_id=ids[year], problems=len(problems.get(year, ()))) for year in sorted(ids)]
    copied = [found for found in _copies(readings) if whole or found.share >= COPIED]
    return OrganHistory(
        organ=organ, years=tuple(years), recurring=tuple(recurring(problems, encoder, theme)), copied=tuple(copied)
    )


def recurring(problems: Problems, encoder: Encoder, theme: str | None = None) -> Iterator[RecurringProblem]:
    """The problems that come back, those of most years first."""
    statements = {
        year: [Statement(place, one.text, frozenset(one.themes)) for place, one in enumerate(found)]
        for year, found in problems.items()
    }
    for chain in sorted(chains(statements, encoder), key=lambda chain: (-len(chain), chain[0][:2])):
        named = [(year, problems[year][place], similarity) for year, place, similarity in chain]
        counts = Counter(key for _, one, _ in named for key in one.themes)
        shared = tuple(key for key, count in counts.most_common() if count > len(named) / 2)
        if theme is not None and not any(theme in one.themes for _, one, _ in named):
            continue
        yield RecurringProblem(
            themes=shared,
            years=tuple(year for year, _, _ in named),
            named=tuple(_named(*each) for each in named),
        )


def _named(year: int, problem: Problem, similarity: float | None) -> NamedProblem:
    return NamedProblem(
        year=year, report_id=problem.report_id, number=problem.number, text=problem.text, span=problem.span,
        themes=problem.themes, similarity=None if similarity is None else round(similarity, 4),
    )  # fmt: skip


def recurring_organs(
    store: Store, encoder: Encoder, *, theme: str | None, region: str | None, after: str, limit: int
) -> tuple[list[RecurringOfOrgan], str | None]:
    """Organs of a region whose problems come back, in the order of names; and behind which one to go on.

    Up to ``limit`` organs behind ``after`` with reports of several years are looked at: a page may be short, or empty,
    and not the last.
    """
    with store.database.reading() as session:
        names = _organs(session, region, after, limit + 1)
        several = {name: _problems(session, _reports(session, name)) for name, _ in names[:limit]}
    found = []
    for name, place in names[:limit]:
        comes_back = tuple(recurring(several[name], encoder, theme))
        if comes_back:
            found.append(RecurringOfOrgan(organ=name, region=place, recurring=comes_back))
    return found, names[limit - 1][0] if len(names) > limit else None


def _organs(session: Session, region: str | None, after: str, limit: int) -> list[tuple[str, str | None]]:
    """Organs with reports of more than one year, with their region."""
    query = (
        select(ReportRow.organ, func.max(ReportRow.region))
        .where(ReportRow.organ > after, ReportRow.year.is_not(None))
        .group_by(ReportRow.organ)
        .having(func.count(ReportRow.year.distinct()) > 1)
        .order_by(ReportRow.organ)
        .limit(limit)
    )
    if region is not None:
        query = query.where(ReportRow.region.icontains(region, autoescape=True))
    return [(name, place) for name, place in session.execute(query) if name is not None]


def _reports(session: Session, organ: str) -> dict[int, str]:
    """The report of each year: of several the one received last."""
    query = (
        select(ReportRow.year, ReportRow.id)
        .where(ReportRow.organ == organ, ReportRow.year.is_not(None))
        .order_by(ReportRow.received_at, ReportRow.id)
    )
    return {year: report_id for year, report_id in session.execute(query) if year is not None}


def _problems(session: Session, ids: Mapping[int, str]) -> dict[int, list[Problem]]:
    """The problems of each year in the order of the text."""
    years = {report_id: year for year, report_id in ids.items()}
    query = (
        select(PassageRow.id, PassageThemeRow.theme)
        .join(PassageThemeRow, PassageThemeRow.passage_id == PassageRow.id)
        .where(PassageRow.report_id.in_(years), PassageRow.role == "problem")
        .order_by(PassageThemeRow.score.desc())
    )
    themes: defaultdict[int, list[str]] = defaultdict(list)
    for passage_id, theme in session.execute(query):
        themes[passage_id].append(theme)
    found: dict[int, list[Problem]] = {year: [] for year in ids}
    rows = select(PassageRow).where(PassageRow.report_id.in_(years), PassageRow.role == "problem")
    for row in session.scalars(rows.order_by(PassageRow.report_id, PassageRow.place)):
        found[years[row.report_id]].append(
            Problem(row.report_id, row.place + 1, row.text, (row.start, row.end), tuple(themes[row.id]))
        )
    return found


def _copies(readings: Mapping[int, Report]) -> Iterator[CopiedSection]:
    """Each section of each year against that of the year before, the latest year first."""
    texts = {year: _sections(report) for year, report in readings.items()}
    for earlier, later in reversed(list(pairwise(sorted(readings)))):
        if later != earlier + 1:
            continue
        for kind in SECTION_KINDS:
            before, after = texts[earlier].get(kind, []), texts[later].get(kind, [])
            copy = compare(before, after)
            if copy is None:
                continue
            yield CopiedSection(
                section=kind, year=later, report_id=readings[later].id,
                earlier_year=earlier, earlier_id=readings[earlier].id,
                share=round(copy.share, 4), verbatim=round(copy.verbatim, 4), sentences=len(after),
                aligned=tuple(_aligned(before[one.earlier], after[one.later], one.similarity) for one in copy.aligned),
            )  # fmt: skip


def _aligned(before: Sentence, after: Sentence, similarity: float) -> AlignedSentence:
    return AlignedSentence(
        later=after.text, later_span=(after.start, after.end),
        earlier=before.text, earlier_span=(before.start, before.end), similarity=round(similarity, 4),
    )  # fmt: skip


def _sections(report: Report) -> dict[SectionKind, list[Sentence]]:
    """The sentences of each section, tables left out."""
    spans: defaultdict[SectionKind, list[tuple[int, int]]] = defaultdict(list)
    for passage in report.passages:
        spans[passage.section].append(passage.span)
    for paragraph in paragraphs(report):
        spans[paragraph.section].append((paragraph.start, paragraph.end))
    return {kind: sentences(report.text, sorted(found)) for kind, found in spans.items()}
