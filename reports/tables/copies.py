"""Copies: an official table that stands in the text more than once.

Annexes repeat a table for a subordinate organ, drafts hold last year's beside this year's, web pages show
a table twice. The first is read, and the report says so; an extract (a few rows of two
years beside each other) is passed over, and so is a copy with other headings than the form's.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Document
from reports.labels import fold, label_nodes
from reports.tables.items import Item
from reports.tags import Tag

_ENOUGH = 0.6  # share of the fullest copy's rows from which an earlier one is the table; below, it is an extract
_SPREAD = 0.5  # how far back towards the table's first row a copy begins, as a share of its rows


def best_copy(document: Document, items: list[Item], edition: str, table: str) -> tuple[list[Item], bool]:
    """The items of the first copy that is more than an extract of the table, and whether there are several."""
    rows = [node.text for node in label_nodes(edition, table) if node.kind == "row"]
    if len(rows) < 6:
        return items, False
    places = _row_places(document, items, rows)
    copies: list[tuple[int, set[int]]] = [(0, set())]  # where each begins, and the rows it has
    highest = -1
    for k, (at, index) in enumerate(places):
        following = [later for _, later in places[k + 1 : k + 4]]
        # Two rows in order far above where the table has got to: no single label misread does that.
        if highest - index > _SPREAD * len(rows) and any(index < later < highest for later in following):
            copies.append((_beginning(items, at), set()))
            highest = -1
        copies[-1][1].add(index)
        highest = max(highest, index)
    if len(copies) == 1:
        return items, False
    most = max(len(found) for _, found in copies)
    ends = [*(start for start, _ in copies[1:]), len(items)]
    parts = [items[start:end] for (start, _), end in zip(copies, ends, strict=True)]
    names = {fold(node.text) for node in label_nodes(edition, table) if node.kind in ("column", "caption")}
    enough = [part for part, (_, found) in zip(parts, copies, strict=True) if len(found) >= _ENOUGH * most]
    enough = [part for part in enough if any(item.kind == "value" for item in part)] or enough  # an empty form first
    return next((part for part in enough if not _is_foreign(document, part, names)), enough[0]), True


def _is_foreign(document: Document, items: Sequence[Item], names: set[str]) -> bool:
    """Whether a copy has headings of its own and none of the form's: an organ's own comparison of years."""
    headings = {fold(document.text[item.start : item.end]) for item in items if item.tag is Tag.COLUMN_LABEL}
    return bool(headings) and not headings & names


def _row_places(document: Document, items: Sequence[Item], rows: Sequence[str]) -> list[tuple[int, int]]:
    """Where labels stand that are a row's to the letter: their place among the items, and the row's index."""
    unique = {text: index for index, text in enumerate(rows) if rows.count(text) == 1 and len(text) > 3}
    # Numbering is often lost; without it every label that is long enough is still its row's alone.
    bare = {text.lstrip("一二三四五六七八九十"): index for text, index in unique.items()}
    found = []
    for at, item in enumerate(items):
        if item.kind == "label":
            text = fold(document.text[item.start : item.end])
            index = unique.get(text, bare.get(text.lstrip("一二三四五六七八九十")))
            if index is not None:
                found.append((at, index))
    return found


def _beginning(items: Sequence[Item], at: int) -> int:
    """Where the copy's header begins: after the last value before its first row."""
    while at > 0 and items[at - 1].kind not in ("value", "blank"):
        at -= 1
    return at
