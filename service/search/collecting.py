"""From a stored reading to the passages that are indexed, in the order of its text."""

from __future__ import annotations

from operator import itemgetter

from reports.organ_level import level_of
from reports.passages.paragraphs import paragraphs
from reports.report import Passage, PassageRole, Report, SectionKind
from service.search.records import IndexedPassage, ThemeScore, passage_id
from service.storage.contents import inflated
from service.storage.indexing import Indexable

_OTHERS: PassageRole = "context"
"""The role of passages outside of the section on problems, of which no theme is told either."""

_Piece = tuple[int, str, SectionKind, str | None, PassageRole, tuple[ThemeScore, ...]]


def collect(indexable: Indexable) -> list[IndexedPassage]:
    """The passages of a report: those of the section on problems as they were classified, those of others cut here.

    Raises ValueError, zlib.error where the reading is damaged.
    """
    report = inflated(indexable.content)
    pieces: list[_Piece] = [_classified(report, one) for one in report.passages]
    pieces += [
        (one.start, report.text[one.start : one.end], one.section, one.under, _OTHERS, ()) for one in paragraphs(report)
    ]
    pieces.sort(key=itemgetter(0))
    level = level_of(indexable.organ)
    return [
        IndexedPassage(
            id=passage_id(indexable.id, number), report_id=indexable.id, number=number, text=text,
            organ=indexable.organ, region=indexable.region, level=level, year=indexable.year, form=report.form,
            section=section, under=under, role=role, themes=themes, failed=indexable.failed,
            last=number == len(pieces),
        )
        for number, (_, text, section, under, role, themes) in enumerate(pieces, 1)
    ]  # fmt: skip


def _classified(report: Report, passage: Passage) -> _Piece:
    themes = tuple(ThemeScore(one.theme, one.score) for one in passage.themes)
    start = passage.span[0]
    return start, passage.text, passage.section, _heading_over(report, start), passage.role, themes


def _heading_over(report: Report, at: int) -> str | None:
    """The heading of the subsection that a place stands in."""
    for section in report.sections:
        if section.span[0] <= at < section.span[1]:
            return next((one.heading for one in section.subsections if one.span[0] <= at < one.span[1]), None)
    return None
