"""What the headings over a table's values say against the places that the values were given.

An organ's own column (上年数, 备注, 个体工商户) pushes the numbers beside it out of their places or takes the place of
one of the form's, and where rows are counted nothing else tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from reports.document import Document
from reports.forms import Block, Table, editions, load_form
from reports.labels import fold, label_nodes
from reports.tables.items import Item
from reports.tables.keyed import EARLIER, column_names, in_order, named_column
from reports.tables.placement import Placed
from reports.tables.rows import ValueRow
from reports.tags import Tag

# What stands above the labels of the rows: 信息内容, and how reports write it.
STUB = re.compile(r"信\s*息\s*(?:内\s*容|类|名|项)|^(?:类\s*[别型]|名\s*称|内\s*容|事\s*项|项\s*目)$")

# Columns that hold no number of the table, and the form's headings in other words.
_HARMLESS = frozenset({"序号", "行次", "编号", "指标", "办理情况", "公民", "其它"})
_BETWEEN = re.compile(r"[\s|｜,，、]+")
_LIKE = 0.5  # share of a heading's characters in common with one of the form's, from which it is that one, damaged
_PIECE, _OF_PIECE = 3, 0.6  # characters of a piece of a broken heading, and the share of it that has to be a name's
_SHORTEST, _LONGEST = 2, 20  # folded characters of a heading; less is a crumb, and more is a remark


def names_in(text: str, names: Mapping[str, int]) -> list[int]:
    """The columns named in a text, in the text's order; one label may hold the headings of several columns."""
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return [names[found[0]] for found in re.finditer(pattern, fold(text))]


def is_reordered(document: Document, labels: Sequence[Item], block: Block, table: Table) -> bool:
    """Whether labels that name every column of a block once name them in another order than the form."""
    names = column_names(table, block)
    found = [place for item in labels for place in names_in(document.text[item.start : item.end], names)]
    width = len(block.columns)
    return sorted(found) == [*range(width)] and not in_order(found, width)


def has_foreign(document: Document, labels: Sequence[Item], block: Block, table: Table, edition: str) -> bool:
    """Whether a heading stands among the labels over a block's values that is none of the form's for this block.

    Where all of the form's are there, too, only an earlier year's: rows with more values than columns say so.
    """
    names = column_names(table, block)
    complete = len(set(names_in("".join(_whole_labels(document, labels)), names))) == len(block.columns)
    known = {node.text for node in label_nodes(edition, table.name)} | set(names)
    others = _other_names(table.name) - set(names)
    for text in _whole_labels(document, labels):
        if not _SHORTEST <= len(text) <= _LONGEST or named_column(text, names) is not None:
            continue
        if text in _HARMLESS or STUB.search(text) or (complete and not text.startswith(EARLIER)):
            continue
        if text in others or not any(_are_alike(text, name) for name in known):
            return True
    return False


def _whole_labels(document: Document, labels: Sequence[Item]) -> list[str]:
    """The folded labels: those of a grid's cell joined, those of a line cut at its signs, no caption alone."""
    found: list[str] = []
    for _, group in groupby(labels, key=lambda item: item.cell):
        items = list(group)
        if all(item.tag is Tag.CAPTION for item in items):
            continue
        text = document.text[items[0].start : items[-1].end]
        found += [fold(piece) for piece in (_BETWEEN.split(text) if items[0].grid is None else [text])]
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


def _other_names(table: str) -> set[str]:
    """The names of a table's columns in any edition."""
    return {name for edition in editions() for name in column_names(load_form(edition).tables[table])}


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
