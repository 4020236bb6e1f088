"""The section on problems and improvements, cut into passages: one numbered point, or one sentence, is one passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.document import Span
from reports.passages.announcing import BACK, TURN, TURN_TO_IT, Under, lead_in_under
from reports.passages.clauses import Prose, faults, is_lead_in, names_shortfall, remedies
from reports.passages.outline import Point, Stretch, outline
from reports.passages.plain import ENDS, Plain, flatten

_EDGE = "\n 。;,:!?、."
_WORD = re.compile(r"\w")
_STILL = re.compile("(?:但是|但|不过|然而|同时,?|与此同时,?)[^,。]{0,24}(?:存在|不足|差距)")
_LONGEST_SUBTITLE = 20
_TITLE = 30  # characters of the longest subtitle on a line of its own
_STATEMENT = 24  # characters of what is more than a subtitle to the points inside


class Cut(NamedTuple):
    """A passage's place, without closing punctuation and surrounding space.

    ``under``: what the nearest heading, label or lead-in announces. ``number`` in the list ``group``; both parts of a
    point that says first what is wrong and then what is done carry the same.
    """

    start: int
    end: int
    under: Under | None
    number: int | None
    group: int


class _Piece(NamedTuple):
    """A passage in the plain text; ``point`` as in a Stretch."""

    start: int
    end: int
    under: Under | None
    point: Point | None = None


def cut(text: str, start: int, end: int, noise: Sequence[Span] = ()) -> tuple[Cut, ...]:
    """The passages of ``[start, end)``, the section's body behind its heading. ``noise`` belongs to no passage."""
    plain = flatten(text, start, end, noise)
    prose = Prose(plain.text)
    stretches = outline(plain.text)
    _describe_points(prose, stretches)
    taken_in_turn = sum(s.point is None and s.under == "measure" for s in stretches) > 1
    pieces = [piece for k in range(len(stretches)) for piece in _pieces(prose, stretches, k, taken_in_turn)]
    return tuple(_numbered(plain, pieces))


def _numbered(plain: Plain, pieces: Sequence[_Piece]) -> Iterator[Cut]:
    """The passages in the source; sentences that follow each other without numbers are a group too."""
    groups: dict[object, int] = {}
    loose = object()
    for piece in pieces:
        start, end = _trimmed(plain.text, piece.start, piece.end)
        if not _WORD.search(plain.text, start, end):
            continue  # a bullet before a subheading
        point = piece.point
        if point is not None:
            loose = object()
        group = groups.setdefault(point.of if point else loose, len(groups))
        yield Cut(*plain.source(start, end), piece.under, point.number if point else None, group)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    while start < end and text[start] in _EDGE:
        start += 1
    return start, end


def _pieces(prose: Prose, stretches: Sequence[Stretch], k: int, in_turn: bool) -> Iterator[_Piece]:
    stretch = stretches[k]
    following = stretches[k + 1] if k + 1 < len(stretches) else None
    if stretch.point is None:
        yield from _loose(prose, stretch.start, stretch.end, stretch, in_turn=in_turn)
    elif stretch.point.parent and not stretch.answer:
        yield from _outer(prose, stretch)
    elif following and following.answer and following.under == "problem" and following.point is stretch.point:
        return  # the point's title, with “存在问题：” below it
    else:
        yield from _inner(prose, stretch, stretch.point)


# Sentences without numbers


def _loose(prose: Prose, start: int, end: int, stretch: Stretch, *, in_turn: bool = False) -> Iterator[_Piece]:
    under = stretch.under
    found = _paragraph_points(prose, list(prose.sentences(start, end)))
    alone = sum(names_shortfall(prose.text[a:b]) for a, b in _before_turn(prose, found)) < 2 and not in_turn
    for k, (a, b) in enumerate(found):
        if TURN.match(prose.text, a, b):
            under = "measure"
        elif under != stretch.under and _STILL.match(prose.text, a, b):
            under = stretch.under
        leads_in = (stretch.leads_in and k + 1 == len(found)) or prose.text[b - 1] == ":"
        if leads_in:
            yield _Piece(a, b, under)
            under = lead_in_under(prose.text[a:b]) or under
        else:
            parts = remedies(prose, a, b) if under == "measure" else faults(prose, a, b, alone=alone)
            several: Under | None = "problem" if len(parts) > 1 else None
            yield from (_Piece(c, d, under or several) for c, d in parts)


def _paragraph_points(prose: Prose, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences; those of a paragraph in one where most paragraphs begin with a subtitle that lost its number."""
    paragraphs: list[list[tuple[int, int]]] = []
    for a, b in found:
        if not paragraphs or prose.text[a - 1 : a] == "\n":
            paragraphs.append([])
        paragraphs[-1].append((a, b))
    titled = [len(p) > 1 and _is_subtitle(prose.text[slice(*p[0])]) for p in paragraphs]
    if sum(titled) < max(2, sum(len(p) > 1 for p in paragraphs) / 2):
        return list(found)
    whole = ([(p[0][0], p[-1][1])] if has_title else p for p, has_title in zip(paragraphs, titled, strict=True))
    return [sentence for sentences in whole for sentence in sentences]


def _is_subtitle(sentence: str) -> bool:
    """Whether a sentence is a slogan: short, and its parts, where it has some, as long as each other."""
    parts = sentence.rstrip("。").split(",")
    return len(sentence) <= _LONGEST_SUBTITLE and len({len(part) for part in parts}) == 1 and "我" not in sentence


def _before_turn(prose: Prose, found: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for a, b in found:
        if TURN.match(prose.text, a, b):
            return
        if prose.text[b - 1] != ":" and not is_lead_in(prose, a, b):
            yield a, b


# Points of lists


def _outer(prose: Prose, stretch: Stretch) -> Iterator[_Piece]:
    """What a point says before the points inside of it: nothing, where it is but their title."""
    found = list(prose.sentences(stretch.start, stretch.end))
    if not found:
        return
    a, b = found[-1]
    lead_in = len(found) > 1 and (prose.text[b - 1] == ":" or TURN.match(prose.text, a, b) is not None)
    said = found[:-1] if lead_in else found
    start, end = said[0][0], said[-1][1]
    title = prose.text[start:end].strip(_EDGE)
    states = names_shortfall(title) and stretch.under != "measure"
    if (states or len(title) > _STATEMENT) and not re.search("(?:方面|问题|情况)$", title):
        yield from _split(prose, start, end, stretch)
    if lead_in:
        yield _Piece(a, b, stretch.under)


def _inner(prose: Prose, stretch: Stretch, point: Point) -> Iterator[_Piece]:
    end = _extent(prose, stretch, point)
    yield from _split(prose, stretch.start, end, stretch)
    yield from _loose(prose, end, stretch.end, stretch)


def _split(prose: Prose, start: int, end: int, stretch: Stretch) -> Iterator[_Piece]:
    """A point whole, or in two where it turns from what is wrong to what is done."""
    turn = None if stretch.answer else _turn(prose, start, end, stretch)
    if turn is None:
        yield _Piece(start, end, stretch.under, stretch.point)
    else:
        yield _Piece(start, turn, "problem", stretch.point)
        yield _Piece(turn, end, "measure", stretch.point)


def _turn(prose: Prose, start: int, end: int, stretch: Stretch) -> int | None:
    """Where a point turns from what is wrong to what is done."""
    found = list(prose.sentences(start, end))
    for a, _ in found[1:]:
        if not TURN.match(prose.text, a, end):
            continue
        if stretch.under == "problem" or _faulty(prose, start, a, stretch.point):
            to_it = TURN_TO_IT.match(prose.text, a, end) or (stretch.point and stretch.point.of.points[0].answered)
            if stretch.under != "measure" or to_it:
                return a
    return None


def _faulty(prose: Prose, start: int, end: int, point: Point | None) -> bool:
    """Whether a point begins with what is wrong: by its words, or because the other points of its list do."""
    others = [other for other in point.of.points if other is not point] if point else []
    return names_shortfall(prose.text[start:end]) or any(other.turns for other in others)


def _extent(prose: Prose, stretch: Stretch, point: Point) -> int:
    """Where a point ends: before the next one, but the last of a list before what is said of all of them."""
    if not point.is_last:
        return stretch.end
    end = _paragraph_end(prose.text, stretch, point.of.points)
    others = [other for other in point.of.points if other is not point]
    closed = len(others) > 1 and all(other.paragraphs == 0 for other in others)
    for k, (a, _) in enumerate(list(prose.sentences(stretch.start, end))[1:]):
        turns = TURN.match(prose.text, a, end) and others and not any(o.answered or o.turns for o in others)
        if BACK.match(prose.text, a, end) or turns or (k == 0 and closed and a - stretch.start > _TITLE):
            return a
    return end


def _paragraph_end(text: str, stretch: Stretch, of: Sequence[Point]) -> int:
    """The end of the paragraphs that belong to the last point of a list: as many as the others have."""
    lines = text[stretch.start : stretch.end].split("\n")
    count = max((other.paragraphs for other in of[:-1]), default=1)
    if len(lines[0]) <= _TITLE and lines[0][-1:] not in ENDS:
        count = max(count, 2)
    return min(stretch.end, stretch.start + sum(len(line) + 1 for line in lines[: max(count, 1)]))


def _describe_points(prose: Prose, stretches: Sequence[Stretch]) -> None:
    """Note of each point how many paragraphs it has (0: a part of a sentence that a semicolon ends), if it turns."""
    for stretch in stretches:
        point = stretch.point
        if point is None or stretch.answer:
            continue
        body = prose.text[stretch.start : stretch.end].rstrip("\n")
        part = body.endswith((";", ",")) and "。" not in body
        point.paragraphs = 0 if part else body.count("\n") + 1
        starts = [a for a, _ in prose.sentences(stretch.start, stretch.end)][1:]
        point.turns = any(TURN.match(prose.text, a, stretch.end) for a in starts)
