"""Decoding: from a tagger's log probabilities for each token to stretches that can be.

A segment whose tokens all have the same likeliest tag has it. In the others the best sequence of tags is sought
(Viterbi), in which every change of tag costs something and some changes cannot be: no sequence with one is produced.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.model_input import CELL_START, IN_CELL, Bools, Ints, ModelInput
from reports.document import Document
from reports.tags import Stretch, Tag

Floats = NDArray[np.float32]

LABELS: tuple[Tag, ...] = tuple(Tag)
# Nats that a change of tag within a segment costs. A stray token costs two, so that three nats must speak for it.
CHANGE_COST = 1.5
IMPOSSIBLE = -1e9
_BLANK, _PROSE, _VALUE = LABELS.index(Tag.BLANK), LABELS.index(Tag.PROSE), LABELS.index(Tag.VALUE)
_SIGNS, _NO_SIGN_AFTER = "-－−减增+＋", "/／增加减-－−+＋"
_COPULAS = "为是"
_JOINT = re.compile(rf"[{_COPULAS}=＝:：]\s*(?=\d)")
_UNITS = "万亿元件条次宗起项个份"
_HEADINGS = frozenset(tag for tag in Tag if tag.heading_kind)
_OUTSIDE_TABLES = _HEADINGS | {Tag.TITLE, Tag.SUBHEADING}
_OF_TABLES = frozenset({Tag.VALUE, Tag.ROW_LABEL, Tag.COLUMN_LABEL, Tag.CAPTION})


def possible(logits: Floats, empty: Bools) -> Floats:
    """Log probabilities over the labels that can be: an empty segment is blank or prose, no other is blank."""
    masked = logits.copy()
    masked[~empty, _BLANK] = IMPOSSIBLE
    others = np.asarray([index not in (_BLANK, _PROSE) for index in range(len(LABELS))])
    masked[empty[:, None] & others] = IMPOSSIBLE
    if len(masked):
        masked -= masked.max(axis=1, keepdims=True)
    result: Floats = masked - np.log(np.exp(masked).sum(axis=1, keepdims=True))
    return result


def _can_follow(before: Tag, after: Tag, *, attached: bool, in_cell: bool) -> bool:
    """Whether a token of tag ``after`` may stand right behind one of tag ``before`` in the same segment.

    ``attached``: nothing stands between them, not even a space; ``in_cell``: the segment is a cell of a table.
    """
    if before is after:
        return True
    pair = {before, after}
    if Tag.BLANK in pair:
        return False  # a cell is empty or it is not
    if attached and before in _HEADINGS and after in _HEADINGS:
        return False  # no heading turns into another section's in the middle
    if in_cell and pair & _OUTSIDE_TABLES and pair & _OF_TABLES:
        return False  # what stands outside of the tables shares no cell with a label or a number
    # A title is followed by a line's end, by words of the narrative or by a heading, never by a number of a table.
    return not (Tag.TITLE in pair and pair & _OF_TABLES)


def _transitions() -> Floats:
    """What a change costs, ``[attached, in cell, before, after]``, as a (negative) score."""
    size = len(LABELS)
    scores = np.zeros((2, 2, size, size), dtype=np.float32)
    for attached in (False, True):
        for in_cell in (False, True):
            for i, before in enumerate(LABELS):
                for j, after in enumerate(LABELS):
                    if not _can_follow(before, after, attached=attached, in_cell=in_cell):
                        scores[int(attached), int(in_cell), i, j] = IMPOSSIBLE
                    elif i != j:
                        scores[int(attached), int(in_cell), i, j] = -CHANGE_COST
    return scores


TRANSITIONS = _transitions()


def settle(tokens: ModelInput, log_probabilities: Floats) -> Ints:
    """Each token's tag, as an index into LABELS."""
    tags = np.asarray(log_probabilities.argmax(axis=1), dtype=np.int64)
    if not len(tags):
        return tags
    first = np.flatnonzero(np.append(True, tokens.segment[1:] != tokens.segment[:-1]))
    last = np.append(first[1:], len(tags))
    changes = np.append(0, np.cumsum(tags[1:] != tags[:-1]))
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        if changes[end - 1] > changes[start]:
            tags[start:end] = _best_path(tokens, log_probabilities, start, end)
    return tags


def _best_path(tokens: ModelInput, log_probabilities: Floats, start: int, end: int) -> Ints:
    """The best sequence of tags for the tokens ``[start, end)`` of one segment."""
    in_cell = int(tokens.types[start] >= CELL_START)
    attached = np.isin(tokens.types[start:end], (0, IN_CELL)).astype(np.int64)
    score = log_probabilities[start]
    came = np.zeros((end - start, len(LABELS)), dtype=np.int64)
    for place in range(1, end - start):
        ways = score[:, None] + TRANSITIONS[attached[place], in_cell]
        came[place] = ways.argmax(axis=0)
        score = ways.max(axis=0) + log_probabilities[start + place]
    path = np.zeros(end - start, dtype=np.int64)
    path[-1] = int(score.argmax())
    for place in range(end - start - 1, 0, -1):
        path[place - 1] = came[place, path[place]]
    return path


def decode(document: Document, tokens: ModelInput, log_probabilities: Floats) -> list[Stretch]:
    """Stretches in text order: runs of one tag within a segment; values also end at white space."""
    if not len(tokens):
        return []
    tags = settle(tokens, log_probabilities)
    probability = np.exp(log_probabilities[np.arange(len(tags)), tags])
    cut = np.ones(len(tags), dtype=bool)
    cut[1:] = (tokens.segment[1:] != tokens.segment[:-1]) | (tags[1:] != tags[:-1])
    for index in np.flatnonzero(~cut & tokens.spaced & (tags == _VALUE)):
        before, here = document.text[tokens.start[index - 1]], document.text[tokens.start[index]]
        cut[index] = not (here in _UNITS and before.isdigit())  # "12 万元" is one value
    first = np.flatnonzero(cut)
    last = np.append(first[1:], len(tags)) - 1
    mean = np.add.reduceat(probability, first) / (last - first + 1)
    columns = (tokens.start[first], tokens.end[last], tags[first], np.minimum(mean, 1.0))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    found = [Stretch(start, end, LABELS[tag], score) for start, end, tag, score in rows]
    return _with_signs(document.text, _without_copulas(document.text, _without_islands(document.text, found)))


_LABELS = frozenset({Tag.ROW_LABEL, Tag.COLUMN_LABEL})


def _is_island(text: str, before: Tag, island: Stretch) -> bool:
    """Whether a stretch between two of tag ``before`` that it touches is a part of both.

    Words of a sentence taken for a label: 没有因 逾期不补正 而不再处理的; or broken characters within a label taken
    for a value: 无正当理由大量 ? ?复申请.
    """
    if before is Tag.PROSE:
        return island.tag in _LABELS and text[island.start - 1].isalpha()
    broken = not any(character.isalnum() for character in text[island.start : island.end])
    return before in _LABELS and island.tag is Tag.VALUE and broken


def _without_islands(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Sentences and labels whole again of which some characters were taken for something else."""
    result: list[Stretch] = []
    for stretch in stretches:
        last, before = (result[-1], result[-2]) if len(result) > 1 else (None, None)
        if (
            last is not None
            and before is not None
            and before.tag is stretch.tag
            and before.start < before.end == last.start < last.end == stretch.start < stretch.end
            and _is_island(text, before.tag, last)
        ):
            result[-2:] = [before._replace(end=stretch.end, probability=min(before.probability, stretch.probability))]
        else:
            result.append(stretch)
    return result


def _without_copulas(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Values without the word or sign that joins them to what names them: 处理决定数量 为6, 总计 = 6."""
    return [
        stretch._replace(start=joint.end())
        if stretch.tag is Tag.VALUE and (joint := _JOINT.match(text, stretch.start, stretch.end))
        else stretch
        for stretch in stretches
    ]


def _may_be_sign(sign: str, before: str) -> bool:
    """Whether ``sign`` behind the character ``before`` belongs to the number that follows."""
    if before in _NO_SIGN_AFTER or (before.isalnum() and before.isascii()):
        return False
    return sign in "减增" or before in _COPULAS or not before.isalnum()


def _with_signs(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Values with the sign right before them (减2, -2), which a tagger may take for the end of what names them.

    Not the sign of the name itself (本年增/减2), nor a dash between a name and a number or between two numbers.
    """
    spans = [stretch.start == stretch.end for stretch in stretches]  # of empty segments
    for number, (before, value) in enumerate(pairwise(stretches), start=1):
        at = value.start - 1
        if value.tag is not Tag.VALUE or at < 0 or text[at] not in _SIGNS or not text[value.start].isdecimal():
            continue
        if at and not _may_be_sign(text[at], text[at - 1]):
            continue
        if before.end == value.start and before.end > before.start:
            stretches[number - 1] = before._replace(end=at)
        elif before.end > at:
            continue
        stretches[number] = value._replace(start=at)
    # A sign on its own at a line's beginning leaves nothing; the empty stretches of empty segments stay.
    return [one for one, given in zip(stretches, spans, strict=True) if one.end > one.start or given]
