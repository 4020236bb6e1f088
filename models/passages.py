"""The passages of a report's section on problems and improvements: cut, classified, measures linked to problems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.document import Document, Span
from reports.narrative import noise
from reports.passages.cutting import Cut, cut
from reports.passages.linking import Linkable, link
from reports.report import Passage, Section, SectionKind, Theme
from reports.tags import Tag, Tags

if TYPE_CHECKING:
    from models.themes import Classifier

_SECTION: SectionKind = "problems"
_CLAUSE = re.compile("(?:[\u4e00-\u9fff][^\u4e00-\u9fff]*){8}")  # a shorter cell is a label
_FIGURE = re.compile(r"\s*[\d.,，%]+\s*")


def read_passages(
    document: Document, tags: Tags, sections: Sequence[Section], classifier: Classifier
) -> tuple[Passage, ...]:
    """The passages in text order; none where the report has no such section."""
    section = next((one for one in sections if one.kind == _SECTION), None)
    if section is None:
        return ()
    start, end = section.heading_span[1], section.span[1]
    cuts = cut(document.text, start, end, _noise(document, tags, start, end))
    return passages_of(document.text, cuts, classifier)


def _noise(document: Document, tags: Tags, start: int, end: int) -> list[Span]:
    """What is no prose; but the cells of a table of problems and measures are, where they are more than labels."""
    cells = [segment for segment in document.segments if segment.is_cell]
    figures = {
        (b.grid, b.row)
        for a, b in pairwise(cells)
        if (a.grid, a.row) == (b.grid, b.row) and _FIGURE.fullmatch(document.text, b.start, b.end)
    }  # rows with a number behind their first cell
    said = {cell.start for cell in cells if (cell.grid, cell.row) not in figures}
    said &= {stretch.start for stretch in tags.stretches if stretch.tag is Tag.PROSE}
    said -= {mark.start for mark in document.marks}
    return [
        span
        for span in noise(document, tags, start, end)
        if span.start not in said or not _CLAUSE.search(document.text, span.start, span.end)
    ]


def passages_of(text: str, cuts: Sequence[Cut], classifier: Classifier) -> tuple[Passage, ...]:
    """The passages at the places in a text that were cut."""
    words = [text[one.start : one.end] for one in cuts]
    classified = classifier.classify(words, [one.under for one in cuts])
    answers = link(
        [
            Linkable(one.role, frozenset(found.theme for found in one.themes), place.number, place.group, text_of)
            for one, place, text_of in zip(classified, cuts, words, strict=True)
        ]
    )
    return tuple(
        Passage(
            section=_SECTION,
            role=one.role,
            text=text_of,
            span=(place.start, place.end),
            themes=tuple(
                Theme(
                    theme=found.theme,
                    score=round(found.score, 4),
                    evidence=tuple((place.start + a, place.start + b) for a, b in found.evidence),
                )
                for found in one.themes
            ),
            answers=answer,
        )
        for one, place, text_of, answer in zip(classified, cuts, words, answers, strict=True)
    )
