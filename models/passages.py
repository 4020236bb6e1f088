"""The passages of a report's section on problems and improvements: cut, classified, measures linked to problems."""

from __future__ import annotations

from collections.abc import Sequence

from models.themes import Classifier
from reports.document import Document
from reports.narrative import noise
from reports.passages.cutting import Cut, cut
from reports.passages.linking import Linkable, link
from reports.report import Passage, Section, SectionKind, Theme
from reports.tags import Tags

_SECTION: SectionKind = "problems"


def read_passages(
    document: Document, tags: Tags, sections: Sequence[Section], classifier: Classifier
) -> tuple[Passage, ...]:
    """The passages in text order; none where the report has no such section."""
    section = next((one for one in sections if one.kind == _SECTION), None)
    if section is None:
        return ()
    start, end = section.heading_span[1], section.span[1]
    cuts = cut(document.text, start, end, noise(document, tags, start, end))
    return passages_of(document.text, cuts, classifier)


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
