"""Items: the tagged stretches that tables are made of, and which official table each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reports.document import Document, Segment
from reports.forms import TABLES, editions, load_form
from reports.labels import affinity, fold
from reports.numbers import clean, read_cell
from reports.tables.misread import MISREAD, misread_values
from reports.tables.swallowed import parted
from reports.tags import Stretch, Tag, Tags

ItemKind = Literal["label", "value", "blank", "empty", "text", "heading"]

_LABEL_TAGS = frozenset({Tag.ROW_LABEL, Tag.COLUMN_LABEL, Tag.CAPTION})
_KIND_OF_TAG: dict[Tag, ItemKind] = {
    Tag.ROW_LABEL: "label",
    Tag.COLUMN_LABEL: "label",
    Tag.CAPTION: "label",
    Tag.VALUE: "value",
    Tag.BLANK: "blank",
}
_OUTSIDE = "outside"
_REMARK = re.compile(r"备\s*注|注\s*[:：]|说\s*明|填\s*报")
_SEPARATORS = " \t\u3000\u00a0,，;；、。|:：=＝"
_MARKS = ",，;；。"  # the end of a clause without a number
_DASH = re.compile("[-–—―－]+")
_EQUALS = re.compile(r"[=＝≈:：→⇒|｜]+\s*")  # stands before a value and is none
_LONG_TEXT = 60  # code points; labels are shorter, and a longer stretch is no damaged label


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a table: a label, a value, a blank, an empty place of no known meaning, other text.

    ``row`` tells items of one row from those of the next: rows of grids, or lines. ``cell`` is the index
    of the segment; two items of one cell share it. ``column`` is the grid's (-1 in a line).
    """

    kind: ItemKind
    start: int
    end: int
    tag: Tag
    probability: float
    row: tuple[int, int]
    cell: int
    column: int
    grid: int | None


def table_items(document: Document, tags: Tags, end: int | None = None) -> dict[str, list[Item]]:
    """The items of each official table, in reading order. ``end`` cuts off what follows (a second report)."""
    items = list(_items(document, tags, end if end is not None else len(document.text)))
    owners = _owners(document, items)
    tables: dict[str, list[Item]] = {name: [] for name in TABLES}
    for item, owner in zip(items, owners, strict=True):
        if owner != _OUTSIDE and item.kind != "heading":
            tables[owner].append(item)
    return {name: _trim(found) for name, found in tables.items()}


def _items(document: Document, tags: Tags, end: int) -> Iterable[Item]:
    segments = document.segments
    at, last_empty = 0, -1
    stretches = parted(document, tags.stretches)
    misread = misread_values(document, stretches)
    begun = noted = (-1, -1)  # the row in which something was written last, and the last that begins with a note
    for stretch in stretches:
        if stretch.start >= end:
            return
        empty = stretch.start == stretch.end
        at = _segment_of(segments, stretch, at + 1 if empty and at == last_empty else at)
        last_empty = at if empty else last_empty
        segment = segments[at]
        row = (segment.grid, segment.row) if segment.grid is not None else (-1, at)
        number = stretch.start in misread and not empty
        if stretch.tag in (Tag.NOTE, Tag.RUNNING_HEAD, Tag.TITLE) and not number:
            if segment.grid is not None and row != begun and _REMARK.match(document.text, stretch.start):
                noted = row
            continue
        kind = "value" if number else _KIND_OF_TAG.get(stretch.tag)
        if not empty and segment.grid is None and _is_mere_sign(document.text, stretch, kind):
            continue
        if kind is None:
            kind = "heading" if stretch.tag.heading_kind else "empty" if stretch.start == stretch.end else "text"
        if kind == "value" and not clean(document.text[stretch.start : stretch.end]):
            kind = "blank"
        if not empty:
            begun = row
        if row == noted and kind in ("value", "blank", "empty"):
            continue  # beside a remark that begins its row stands what it remarks, and no number of the table
        tag, probability = (Tag.VALUE, MISREAD) if number else (stretch.tag, stretch.probability)
        yield Item(kind, stretch.start, stretch.end, tag, probability, row, at, segment.column, segment.grid)


def _is_mere_sign(text: str, stretch: Stretch, kind: ItemKind | None) -> bool:
    """Whether a stretch in a line only sets labels and values apart, or a row's name off from its group's."""
    if kind == "label" or stretch.tag.heading_kind:
        return not text[stretch.start : stretch.end].strip(_SEPARATORS)
    if kind == "value" and _EQUALS.fullmatch(text, stretch.start, stretch.end):
        return True
    if kind == "value" and not text[stretch.start : stretch.end].strip(_MARKS):
        return bool(text[max(0, stretch.start - 1) : stretch.start].strip())  # alone on a line, it is a cell misread
    if kind != "value" or not _DASH.fullmatch(text, stretch.start, stretch.end):
        return False
    line = text[max(0, stretch.start - _LONG_TEXT) : stretch.start].rpartition("\n")[2]
    close = fold(line[-1:]) and fold(text[stretch.end : stretch.end + 1])
    return bool(close) and fold(line).endswith(_groups())


@lru_cache(maxsize=1)
def _groups() -> tuple[str, ...]:
    """The names of groups, which have no values of their own; a group of one edition may be a row of another."""
    rows = [row for edition in editions() for table in load_form(edition).tables.values() for row in table.rows]
    own = {fold(label) for row in rows for label in row.labels}
    return tuple({fold(label) for row in rows for label in row.under} - own)


def _segment_of(segments: Sequence[Segment], stretch: Stretch, at: int) -> int:
    """The segment that a stretch is of, from the segment ``at`` on.

    Several empty cells may stand at one place, and where the text before them ends: each of their stretches is
    of the next empty segment.
    """
    empty = stretch.start == stretch.end
    for number in range(at, len(segments)):
        segment = segments[number]
        if segment.start > stretch.end:
            break
        if segment.start <= stretch.start and stretch.end <= segment.end and segment.is_empty == empty:
            return number
    return min(at, len(segments) - 1)


def _owners(document: Document, items: Sequence[Item]) -> list[str]:
    """The table of each item: the likeliest sequence given headings and the vocabulary of labels.

    A small Viterbi decoding over "outside" and the tables, since a single label ("总计", "其他") may be
    any table's, headings get lost and sections stand in any order.
    """
    states = (_OUTSIDE, *TABLES)
    switch = 1.2
    scores = dict.fromkeys(states, 0.0)
    back: list[dict[str, str]] = []
    for item in items:
        best = max(states, key=lambda state: scores[state])
        came: dict[str, str] = {}
        after: dict[str, float] = {}
        evidence = _evidence(document, item)
        for state in states:
            stay, jump = scores[state], scores[best] - switch
            # On a tie the table changes as late as it can: values belong to the label before them.
            came[state] = state if stay > jump else best
            after[state] = max(stay, jump) + evidence.get(state, 0.0)
        scores = after
        back.append(came)
    owner = max(states, key=lambda state: scores[state])
    owners: list[str] = []
    for came in reversed(back):
        owners.append(owner)
        owner = came[owner]
    return owners[::-1]


def _evidence(document: Document, item: Item) -> dict[str, float]:
    if item.kind == "heading":
        kind = item.tag.heading_kind or ""
        return {kind: 2.0} if kind in TABLES else {_OUTSIDE: 2.0}
    if item.kind == "text":
        text = document.text[item.start : item.end]
        if item.grid is None and len(text) > _LONG_TEXT:
            return {_OUTSIDE: 1.5}
        return {_OUTSIDE: 0.2}
    if item.kind == "label":
        text = document.text[item.start : item.end]
        if len(text) < 2:
            return {}  # a piece of a broken label says nothing by itself
        weight = min(1.0, 0.4 + len(text) / 8)
        evidence = {name: weight * score for name, score in affinity(text).items()}
        evidence[_OUTSIDE] = 0.15 * weight
        return evidence
    return {_OUTSIDE: -0.05} if item.kind in ("value", "blank") else {}


def _trim(items: list[Item]) -> list[Item]:
    """Without what precedes the first label and without text in lines, which is no part of a table."""
    first = next((i for i, item in enumerate(items) if item.kind == "label"), len(items))
    return [item for item in items[first:] if item.kind != "text" or item.grid is not None]


def as_value(document: Document, item: Item) -> bool:
    """Whether other text in a grid's cell says something that a value cell may say."""
    return read_cell(document.text[item.start : item.end]).state in ("reported", "not_applicable")
