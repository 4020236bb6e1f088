"""The words of a sentence that say something of a count: spaCy's PhraseMatcher over the vocabulary, built once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reports.claims import vocabulary as words
from reports.language import characters, chinese, phrase_matcher

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher

_INNERMOST = re.compile(r"\{([^{}]*)\}")


class Term(NamedTuple):
    """A phrase found. ``kind`` says how it is read; ``keys`` are the parts of quantities that it may name."""

    kind: str
    keys: tuple[str, ...]
    start: int
    end: int


def find_terms(text: str) -> list[Term]:
    """The terms of a text without blanks, in order; of two that overlap the longer one."""
    matcher, meanings = _matcher()
    doc = characters(text)
    found = sorted(matcher(doc), key=lambda match: (match[1] - match[2], match[1]))
    taken = [False] * len(doc)
    terms = []
    for match, start, end in found:
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        kind, keys = meanings[match]
        terms.append(Term(kind, keys, start, end))
    return sorted(terms, key=lambda term: term.start)


def expand(phrase: str) -> Iterator[str]:
    """Every phrase that one with alternatives stands for."""
    found = _INNERMOST.search(phrase)
    if found is None:
        yield phrase
        return
    for choice in found[1].split("|"):
        yield from expand(phrase[: found.start()] + choice + phrase[found.end() :])


@lru_cache(maxsize=1)
def _matcher() -> tuple[PhraseMatcher, dict[int, tuple[str, tuple[str, ...]]]]:
    language = chinese()
    matcher = phrase_matcher()
    meanings: dict[int, tuple[str, tuple[str, ...]]] = {}
    seen: set[str] = set()
    for number, (kind, keys, phrases) in enumerate(_groups()):
        # The first group that has a phrase keeps it: two meanings of one phrase would shadow each other at random.
        fresh = {text for phrase in phrases for text in expand(phrase)} - seen - {""}
        seen |= fresh
        if not fresh:
            continue
        name = f"{kind}/{number}"
        matcher.add(name, [characters(text) for text in sorted(fresh)])
        meanings[language.vocab.strings[name]] = (kind, keys)
    return matcher, meanings


def _groups() -> Iterator[tuple[str, tuple[str, ...], Iterable[str]]]:
    """Kind, keys and phrases of every group, the more telling ones first."""
    for row, phrases in words.REQUEST_ROWS.items():
        yield "row", (row,), phrases
    yield "carried", (), words.CARRIED
    for column, phrases in words.APPLICANTS.items():
        yield "applicant", (column,), phrases
    yield "rest", (), words.REST
    yield "request", (), words.REQUESTS
    for row, phrases in words.REVIEW_ROWS.items():
        yield "review", (row,), phrases
    for column, phrases in words.RESULTS.items():
        yield "result", (column,), phrases
    for row, phrases in words.DOCUMENTS.items():
        yield "document", (row,), phrases
    for row, phrases in words.DECISIONS.items():
        yield "decision", (row,), phrases
    for row, phrases in words.SHORT_DECISIONS.items():
        yield "short_decision", (row,), phrases
    yield "aside", (), words.ASIDES
    yield "fees", (), words.FEES
    yield "procurement", (), words.PROCUREMENT
    yield "procurement_amount", (), words.PROCUREMENT_AMOUNT
    for rows, phrases in words.VERBS.items():
        yield "verb", rows, phrases
    for columns, phrases in words.DOCUMENT_VERBS.items():
        yield "document_verb", columns, phrases
    yield "publishing", (), words.PUBLISHING
    yield "negation", (), words.NEGATIONS
    yield "bare_request", (), words.BARE_REQUESTS
    yield "system", (), words.THE_SYSTEM
    yield "others", (), words.OTHERS
    yield "whole", (), words.THE_WHOLE
    yield "core", (), words.THE_CORE
    yield "ourselves", (), words.OURSELVES
    yield "channel", (), words.CHANNELS
    yield "letters", (), words.LETTERS
    yield "lesser", (), words.LESSER
    yield "aim", (), words.AIMS
    yield "within", (), words.WITHIN
    yield "other_subject", (), words.OTHER_SUBJECTS
