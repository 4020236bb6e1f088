"""Which problem a measure answers. A link that is not there does less harm than a wrong one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.passages.announcing import FAULTS, TURN_TO_IT
from reports.passages.numbering import HAN
from reports.report import PassageRole


class Linkable(NamedTuple):
    """A passage as far as links go by it; ``number`` and ``group`` are the Cut's."""

    role: PassageRole
    themes: frozenset[str]
    number: int | None
    group: int
    text: str


class _Run(NamedTuple):
    """Passages of one role with none of the other between them."""

    role: PassageRole
    members: list[int]


_NAMED = re.compile(
    f'(?:[^,，。；;]{{0,12}})??(?:针对|关于|对于|围绕|为解决|就)(?P<what>[^,，。；;]{{2,60}}?)的?[”"]?(?:这一|这个|等)?(?:{FAULTS}|现象|情况)'
)
_ORDINAL = re.compile(rf"(?:针对|关于|对于?|就)第?(?P<n>[{HAN}]|\d)(?:个|条|项|点|类)?(?:方面的?)?(?:{FAULTS}|[,，])")
_EMPTY = re.compile(
    "政府信息|政务信息|政务公开|信息公开|工作|公开|进一步|我[局镇乡街县区市委厅办]|人员|加强|问题|不够|有待|提高"
)
_ALIKE = 0.75  # share of a list's pairs that have to share a theme or words for the rest to be believed
_FEWEST_BY_THEME = 3  # pairs in lists of different length, none of the shorter left over
_MOST_PROBLEMS = 100  # beyond this a text is no list of problems, and comparing all with all takes long
_NAMES_IT = 0.34  # share of the words in 针对…问题 that have to stand in the problem


def link(passages: Sequence[Linkable]) -> tuple[int | None, ...]:
    """For each passage the index of the problem it answers; None for all but measures, and where nothing pairs them."""
    answers: list[int | None] = [None] * len(passages)
    for k, problem in _in_one_point(passages):
        answers[k] = problem
    paired = set(answers)
    rest = [k for k, p in enumerate(passages) if p.role != "context" and answers[k] is None and k not in paired]
    runs = _runs(passages, rest)
    for k, problem in _alternating(runs):
        answers[k] = problem
    for before, after in pairwise(runs):
        if before.role == "problem" and not any(answers[k] is not None for k in after.members):
            for k, problem in _lists(passages, before.members, after.members):
                answers[k] = problem
    problems = [k for k, passage in enumerate(passages) if passage.role == "problem"][:_MOST_PROBLEMS]
    for k, passage in enumerate(passages):
        if passage.role == "measure" and answers[k] is None:
            answers[k] = _named(passages, problems, k)
    return tuple(answers)


def _in_one_point(passages: Sequence[Linkable]) -> Iterator[tuple[int, int]]:
    """Measures that are the second part of a point that begins with its problem."""
    last: dict[tuple[int, int], int] = {}
    for k, passage in enumerate(passages):
        if passage.number is None:
            before = passages[k - 1] if k else None
            if passage.role == "measure" and before and before.role == "problem" and TURN_TO_IT.match(passage.text):
                yield k, k - 1
            continue
        key = (passage.group, passage.number)
        if passage.role == "problem":
            last[key] = k
        elif passage.role == "measure" and key in last:
            yield k, last[key]


def _runs(passages: Sequence[Linkable], members: Sequence[int]) -> list[_Run]:
    runs: list[_Run] = []
    for k in members:
        if not runs or runs[-1].role != passages[k].role:
            runs.append(_Run(passages[k].role, []))
        runs[-1].members.append(k)
    return runs


def _alternating(runs: Sequence[_Run]) -> Iterator[tuple[int, int]]:
    """Problems one by one, each with what is done about it right behind: at least two such pairs in a row."""
    single = [
        k + 1 < len(runs) and run.role == "problem" and len(run.members) == 1 and runs[k + 1].role == "measure"
        for k, run in enumerate(runs)
    ]
    for k, run in enumerate(runs):
        beside = (k >= 2 and single[k - 2]) or (k + 2 < len(runs) and single[k + 2])
        if single[k] and beside and len(runs[k + 1].members) == 1:
            yield runs[k + 1].members[0], run.members[0]


def _lists(passages: Sequence[Linkable], problems: list[int], measures: list[int]) -> Iterator[tuple[int, int]]:
    """Pairs from a list of problems and the list of measures behind it: by order, or by what they are about."""
    pairs = _same_length(passages, problems, measures)
    alike = [pair for pair in pairs if _share(passages, *pair)]
    if pairs and len(alike) >= _ALIKE * len(pairs):
        yield from pairs
        return
    by_theme = _by_theme(passages, problems, measures)
    in_order = by_theme == sorted(by_theme, key=lambda pair: pair[1])
    if in_order and len(by_theme) == min(len(problems), len(measures)) >= _FEWEST_BY_THEME:
        yield from by_theme


def _by_theme(passages: Sequence[Linkable], problems: list[int], measures: list[int]) -> list[tuple[int, int]]:
    """Problems and measures that share themes with each other and with no other on either side."""
    if max(len(problems), len(measures)) > _MOST_PROBLEMS:
        return []
    shared = [(m, p) for m in measures for p in problems if passages[m].themes & passages[p].themes]
    seen_m, seen_p = Counter(m for m, _ in shared), Counter(p for _, p in shared)
    return [(m, p) for m, p in shared if seen_m[m] == 1 and seen_p[p] == 1]


def _same_length(passages: Sequence[Linkable], problems: list[int], measures: list[int]) -> list[tuple[int, int]]:
    """The two lists side by side where they are as long as each other; innermost points go before outer ones."""
    for these, those in (
        (_numbered, _numbered),
        (_inner, _inner),
        (_inner, _numbered),
        (_outer, _numbered),
        (_all, _all),
    ):
        left, right = these(passages, problems), those(passages, measures)
        if left and len(left) == len(right):
            return list(zip(right, left, strict=True))
    return []


def _all(passages: Sequence[Linkable], members: list[int]) -> list[int]:
    return members


def _numbered(passages: Sequence[Linkable], members: list[int]) -> list[int]:
    return [k for k in members if passages[k].number is not None]


def _inner(passages: Sequence[Linkable], members: list[int]) -> list[int]:
    """The points that have no other points inside of them."""
    numbered = _numbered(passages, members)
    groups = [passages[k].group for k in numbered]
    return [k for place, k in enumerate(numbered) if place + 1 == len(groups) or groups[place + 1] <= passages[k].group]


def _outer(passages: Sequence[Linkable], members: list[int]) -> list[int]:
    """The points of the outermost list."""
    numbered = _numbered(passages, members)
    return [k for k in numbered if passages[k].group == passages[numbered[0]].group]


def _share(passages: Sequence[Linkable], measure: int, problem: int) -> bool:
    if passages[measure].themes & passages[problem].themes:
        return True
    return len(_pairs(passages[measure].text) & _pairs(passages[problem].text)) >= 3


def _named(passages: Sequence[Linkable], problems: Sequence[int], measure: int) -> int | None:
    """The problem that the measure names (针对…问题), by its number or its words, where it is the only one."""
    text = passages[measure].text
    if match := _ORDINAL.search(text[:40]):
        place = HAN.index(match["n"]) + 1 if match["n"] in HAN else int(match["n"])
        return next((k for k in problems if k < measure and passages[k].number == place), None)
    match = _NAMED.match(text)
    if match is None:
        return None
    words = _pairs(match["what"])
    scores = Counter({k: len(words & _pairs(passages[k].text)) for k in problems if k < measure})
    best = scores.most_common(2)
    if not best or best[0][1] < max(2, _NAMES_IT * len(words)) or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return best[0][0]


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters, without those of words that every passage has."""
    words = re.findall(r"\w+", _EMPTY.sub(" ", text))
    return {word[i : i + 2] for word in words for i in range(len(word) - 1)}
