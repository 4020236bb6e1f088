"""Copies: an official table that stands in the text more than once.

Annexes repeat a table for a subordinate organ, drafts hold last year's beside this year's, web pages show
a table twice. Only the first is read, and the report says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Document
from reports.labels import fold, label_nodes
from reports.tables.items import Item

_SPREAD = 0.5  # how far back towards the table's first row a copy begins, as a share of its rows


def first_copy(document: Document, items: list[Item], edition: str, table: str) -> tuple[list[Item], bool]:
    """The items up to where the table begins anew, and whether it does."""
    rows = [node.text for node in label_nodes(edition, table) if node.kind == "row"]
    if len(rows) < 6:
        return items, False
    places = _row_places(document, items, rows)
    highest = -1
    for k, (at, index) in enumerate(places):
        following = [later for _, later in places[k + 1 : k + 4]]
        # Two rows in order far above where the table has got to: no single label misread does that.
        if highest - index > _SPREAD * len(rows) and any(index < later < highest for later in following):
            return items[: _beginning(items, at)], True
        highest = max(highest, index)
    return items, False


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
