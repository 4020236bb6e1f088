"""Answers put together: passages as messages, pages, groups by organ, facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reports.themes import ROLES, THEMES
from service.messages import SECTION_KINDS
from service.search.highlighting import highlights
from service.search.messages import (
    Facet,
    Facets,
    FoundPassage,
    OrganGroup,
    PassageInfo,
    PassageTheme,
    Synonym,
    UnderstoodQuery,
    Why,
)
from service.search.questions import SearchQuestion
from service.search.ranking import Ranked
from service.search.records import IndexedPassage, passage_id
from service.search.understanding import Understanding

_BEST_OF_ORGAN = 3
_PLACES = 4  # decimals of a score
_ORDER = {key: place for place, key in enumerate((*THEMES, *ROLES, *SECTION_KINDS))}

Values = Iterable[tuple[str | int | None, int]]


def info_of(passage: IndexedPassage) -> PassageInfo:
    """A passage with the ids of those beside it."""
    return PassageInfo.model_validate(_fields(passage))


def found_passage(ranked: Ranked, wanted: Iterable[str]) -> FoundPassage:
    """A hit; highlighted is what is wanted of it."""
    passage = ranked.passage
    why = Why(words=_rounded(ranked.words), theme=_rounded(ranked.theme), meaning=_rounded(ranked.meaning))
    return FoundPassage.model_validate(
        {
            **_fields(passage),
            "score": round(ranked.score, _PLACES),
            "why": why,
            "highlights": highlights(passage.text, wanted),
        }
    )


def _fields(passage: IndexedPassage) -> dict[str, object]:
    report, number = passage.report_id, passage.number
    return {
        "id": passage.id, "report_id": report, "organ": passage.organ, "region": passage.region,
        "level": passage.level, "year": passage.year, "form": passage.form, "section": passage.section,
        "under": passage.under, "role": passage.role, "failed": passage.failed, "text": passage.text,
        "themes": tuple(PassageTheme(theme=one.theme, score=round(one.score, _PLACES)) for one in passage.themes),
        "previous": passage_id(report, number - 1) if report is not None and number > 1 else None,
        "next": passage_id(report, number + 1) if report is not None and not passage.last else None,
    }  # fmt: skip


def _rounded(signal: float | None) -> float | None:
    return None if signal is None else round(min(1.0, max(0.0, signal)), _PLACES)


def page_of(
    ranked: Sequence[Ranked], question: SearchQuestion, offset: int, wanted: Iterable[str], *, cut: bool
) -> tuple[tuple[FoundPassage, ...], tuple[OrganGroup, ...] | None]:
    """The page's passages, or its organs where grouping was asked for. ``cut``: the page has yet to be cut out."""
    wanted = tuple(wanted)
    if question.group is None:
        page = ranked[offset : offset + question.limit] if cut else ranked
        return tuple(found_passage(one, wanted) for one in page), None
    organs: dict[str | None, list[Ranked]] = {}
    for one in ranked:
        organs.setdefault(one.passage.organ, []).append(one)
    groups = list(organs.items())[offset : offset + question.limit]
    return (), tuple(
        OrganGroup(
            organ=organ,
            passages=len(found),
            best=tuple(found_passage(one, wanted) for one in found[:_BEST_OF_ORGAN]),
        )
        for organ, found in groups
    )


def facets_of(passages: Sequence[IndexedPassage]) -> Facets:
    """Counts over passages that are at hand."""
    return counted(
        {
            "theme": Counter(one.theme for passage in passages for one in passage.themes).items(),
            "role": Counter(passage.role for passage in passages).items(),
            "section": Counter(passage.section for passage in passages).items(),
            "year": Counter(passage.year for passage in passages).items(),
            "region": Counter(passage.region for passage in passages).items(),
            "level": Counter(passage.level for passage in passages).items(),
        }
    )


def counted(values: Mapping[str, Values]) -> Facets:
    """Counts as facets: themes, roles and sections in their own order, years newest first, others the most first."""
    return Facets(**{name: tuple(_facet(name, values.get(name, ()))) for name in Facets.model_fields})


def _facet(name: str, values: Values) -> Iterable[Facet]:
    def order(value: tuple[str | int | None, int]) -> tuple[object, ...]:
        key, count = value
        if name in {"theme", "role", "section"}:
            return key is None, _ORDER.get(str(key), len(_ORDER))
        if name == "year":
            return key is None, -int(key or 0)
        return key is None, -count, str(key)

    for key, count in sorted(values, key=order):
        yield Facet(key=None if key is None else str(key), passages=count)


def understood_query(understanding: Understanding | None, query: str) -> UnderstoodQuery:
    """What a query was taken for; None: it was taken as it stands."""
    if understanding is None:
        return UnderstoodQuery(applied=False, text=query)
    years = understanding.years
    return UnderstoodQuery(
        applied=True,
        text=understanding.text,
        themes=tuple(one.theme for one in understanding.themes),
        role=understanding.role,
        years=years,
        year_from=understanding.year_from,
        year_to=understanding.year_to,
        regions=understanding.regions,
        organs=understanding.organs,
        levels=understanding.levels,  # type: ignore[arg-type]  # the model checks it
        phrases=understanding.phrases,
        synonyms=tuple(Synonym(word=one.word, terms=one.terms) for one in understanding.words if one.terms),
    )
