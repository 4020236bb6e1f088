"""What the headings over a table's values say against the places that the values were given.

An organ's own column (上年数, 备注, 个体工商户) pushes the numbers beside it out of their places or takes the place of
one of the form's, and where rows are counted nothing else tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from reports.calibration import INFERRED
from reports.document import Document
from reports.forms import Block, Table, editions, load_form
from reports.labels import fold, label_nodes
from reports.tables.items import Item
from reports.tables.keyed import EARLIER, WITHOUT_TOTAL, column_names, in_order, named_column
from reports.tables.placement import Placed, doubted, is_total, value_of
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag

# What stands above the labels of the rows: 信息内容, and how reports write it.
STUB = re.compile(r"信\s*息\s*(?:内\s*容|类|名|项)|^(?:类\s*[别型]|名\s*称|内\s*容|事\s*项|项\s*目)$")

# Columns that hold no number of the table, and the form's headings in other words.
_HARMLESS = frozenset({"序号", "行次", "编号", "指标", "办理情况", "公民", "其它"})
_GROUP = "法人(?:或者?|及|和|与)?其[他它]组织"  # heads several columns, and holds the name of one (其他)
_BETWEEN = re.compile(r"[\s|｜,，、]+")
_LIKE = 0.5  # share of a heading's characters in common with one of the form's, from which it is that one, damaged
_LIKE_ROW = 0.7  # the same for its rows
_PIECE, _OF_PIECE = 3, 0.6  # characters of a piece of a broken heading, and the share of it that has to be a name's
_NEAR = 24  # code points between two headings of a line; more is a text of its own
_SHORTEST, _LONGEST = 2, 20  # folded characters of a heading; less is a crumb, and more is a remark


def names_in(text: str, names: Mapping[str, int]) -> list[int]:
    """The columns named in a text, in the text's order; one label may hold the headings of several columns."""
    pattern = "|".join([_GROUP, *map(re.escape, sorted(names, key=len, reverse=True))])
    return [names[found[0]] for found in re.finditer(pattern, fold(text)) if found[0] in names]


def named_order(document: Document, labels: Sequence[Item], table: Table, block: Block) -> list[int]:
    """The columns of a block in the order in which labels name them, where these name each once; else []."""
    names = column_names(table, block)
    found = [place for item in labels for place in names_in(document.text[item.start : item.end], names)]
    return found if sorted(found) == [*range(len(block.columns))] else []


def is_reordered(order: Sequence[int]) -> bool:
    """Whether ``named_order`` is another than the form's."""
    return bool(order) and not in_order(order, len(order))


def by_named_order(document: Document, placed: Placed, order: Sequence[int]) -> Placed:
    """A row placed by counting, its values in the order of the headings over it, and in doubt.

    Where the table has totals, only if the row's holds in this order; a row that is not full stays as it is.
    """
    slots: dict[int, Slot] = {place: slot for place, slot in zip(order, placed.slots, strict=True) if slot is not None}
    if len(slots) == len(order) and placed.quality > INFERRED:
        moved = tuple(slots[place] for place in range(len(order)))
        values = [value_of(document, slot) for slot in moved]
        if len(order) <= WITHOUT_TOTAL or (is_total(values) and any(values)):
            placed = replace(placed, slots=moved)
    return doubted(placed, "columns_reordered")


def has_foreign(document: Document, labels: Sequence[Item], end: int, block: Block, table: Table, edition: str) -> bool:
    """Whether a heading stands among the labels over a block's values that is none of the form's for this block.

    ``end`` is where the label of the block's first row begins. Where all of the form's headings are there, too, only
    an earlier year's counts: rows with more values than columns say so.
    """
    names = column_names(table, block)
    texts = _whole_labels(document, labels, end)
    complete = len(set(names_in("".join(texts), names))) == len(block.columns)
    nodes = label_nodes(edition, table.name)
    known = {node.text for node in nodes if node.kind not in ("row", "group")} | set(names)
    rows = {node.text for node in nodes} - known
    others = _other_names(table.name) - set(names)
    if not others.isdisjoint(texts):
        return True
    for text in texts:
        if not _SHORTEST <= len(text) <= _LONGEST or named_column(text, names) is not None:
            continue
        if text in _HARMLESS or STUB.search(text) or (complete and not text.startswith(EARLIER)):
            continue
        if not any(_are_alike(text, name) for name in known) and not any(_is_row(text, name) for name in rows):
            return True
    return False


def has_other_editions(document: Document, labels: Sequence[Item], block: Block, table: Table) -> bool:
    """Whether a heading over a block's values is one of another edition's, and none of its own columns' names."""
    names = column_names(table, block)
    others = _other_names(table.name) - set(names)
    end = labels[-1].end if labels else 0
    return any(text in others for text in _whole_labels(document, labels, end))


def _whole_labels(document: Document, labels: Sequence[Item], end: int) -> list[str]:
    """The folded labels: those of a grid's cell joined, those of lines cut at their signs, no caption alone.

    In lines, what stands between two of them or before ``end`` is a heading, too, whatever its tag.
    """
    found: list[str] = []
    for _, group in groupby(enumerate(labels), key=lambda pair: pair[1].cell):
        pairs = list(group)
        items = [item for _, item in pairs]
        if items[0].grid is None:
            after = pairs[-1][0] + 1
            following = labels[after].start if after < len(labels) else end
            own = next((item.start for item in items if item.tag is not Tag.CAPTION), items[-1].end)
            near = following - items[-1].end <= _NEAR and (after == len(labels) or labels[after].grid is None)
            stretch = document.text[own : max(following if near else 0, items[-1].end)]
            found += [fold(piece) for piece in _BETWEEN.split(stretch)]
        elif any(item.tag is not Tag.CAPTION for item in items):
            found.append(fold(document.text[items[0].start : items[-1].end]))
    return found


def has_unread_digits(document: Document, row: ValueRow) -> bool:
    """Whether digits stand in a line between its label and its last value that are part of neither."""
    if row.in_grid or not row.slots:
        return False
    starts = [slot.start for slot in row.slots]
    ends = [*(label.end for label in row.labels[-1:]), *(slot.end for slot in row.slots[:-1])]
    gaps = [document.text[end:start] for end, start in zip(ends, starts[len(starts) - len(ends) :], strict=True)]
    return any(re.search(r"\d", gap) and "\n" not in gap for gap in gaps)


def contradicts(placed: Placed, header: Mapping[int, int], *, ordered: bool) -> bool:
    """Whether a grid's value was placed in another column than the one whose heading stands over it.

    Under headings in the form's order (``ordered``) a full row is told by counting; columns aligned by spaces stand
    beside their headings at times.
    """
    at = {grid: place for place, grid in header.items() if grid >= 0}
    filled = [(place, slot) for place, slot in enumerate(placed.slots) if slot is not None and slot.filled]
    if ordered and len(filled) == len(placed.slots):
        return False
    return any(at.get(slot.column, place) != place for place, slot in filled)


def is_uneven(placed: Placed, header: Mapping[int, int]) -> bool:
    """Whether a row's values stand beside some of the headings of a grid whose cells only count, and under others."""
    if len(header) >= len(placed.slots):
        return False
    shown = [(place, slot.column) for place, slot in enumerate(placed.slots) if slot is not None]
    return len({column - header[place] for place, column in shown if header.get(place, -1) >= 0}) > 1


def _other_names(table: str) -> set[str]:
    """The names of a table's columns in any edition."""
    return {name for edition in editions() for name in column_names(load_form(edition).tables[table])}


def _is_row(text: str, name: str) -> bool:
    """Whether a label above a block is one of the form's rows: short ones share half of their characters by chance."""
    shared = sum(min(text.count(char), name.count(char)) for char in set(text))
    return text in name or shared >= _LIKE_ROW * max(len(text), len(name))


def _are_alike(text: str, name: str) -> bool:
    """Whether a heading is a name of the form, a piece of one, or one that is damaged or has words added."""
    if text in name:
        return True
    if text.startswith(EARLIER):
        return False
    shared = sum(min(text.count(char), name.count(char)) for char in set(text))
    return name in text or shared >= (
        _OF_PIECE * len(text) if len(text) <= _PIECE else _LIKE * max(len(text), len(name))
    )
