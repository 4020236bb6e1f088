"""Tables written as lists: each value stands beside the name of its column.

"（一）予以公开：自然人 5，商业企业 0，…", a line for each "规章 本年新制作数量=0", or a column's name and its
value below the row's label. No counting is needed then: the name says the column.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.document import Document
from reports.forms import Block, Table
from reports.labels import fold, grams
from reports.tables.items import Item
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag

_LONGEST_GROUP = len("申请人情况法人或者其他组织")
_NEXT_COLUMN = 0.6  # confidence in a column that only its place among the others tells
_MOST_BLANKS = 4  # blank cells of a grid for each named value; with more the table is a grid, and nearly all blank
_EARLIER = ("上年", "去年", "同期", "上期", "同比")
_LIKE = 0.6  # share of two-character pieces in common at which a damaged name still counts


def column_names(table: Table, block: Block | None = None) -> dict[str, int]:
    """Every name of a column of the table, or of one block, folded, with its place among the columns of its block."""
    return {
        fold(label): place
        for one in ((block,) if block is not None else table.blocks)
        for place, column in enumerate(one.columns)
        for label in column.labels
    }


def named_column(text: str, names: dict[str, int]) -> int | None:
    """The column that a label names, or None."""
    folded = fold(text)
    if folded in names:
        return names[folded]
    if folded.startswith(_EARLIER):
        return None  # last year's number beside this year's
    ending = max((name for name in names if folded.endswith(name)), key=len, default=None)
    if ending is not None and len(folded) - len(ending) <= _LONGEST_GROUP:
        return names[ending]  # 申请人法人或其他组织商业企业: the groups' names stand before the column's
    pieces = grams(folded)
    if len(folded) < 3:
        return None
    scored = [(len(pieces & grams(name)) / len(pieces | grams(name)), place) for name, place in names.items()]
    score, place = max(scored)
    return place if score >= _LIKE else None


def header_columns(
    document: Document, items: Sequence[Item], table: Table, block: Block | None = None
) -> dict[int, int]:
    """The columns that the labels before a table's (or a block's) first value name, in reading order.

    Each with the grid's column that its name stands in.
    """
    names = column_names(table, block)
    found: dict[int, int] = {}
    for item in items:
        if item.kind in ("value", "blank"):
            break
        if item.kind == "label":
            column = named_column(document.text[item.start : item.end], names)
            if column is not None:
                found.setdefault(column, item.column)
    return found


def in_order(columns: Sequence[int], width: int) -> bool:
    """Whether a header that names every column names them in the form's order.

    Headings of two levels read the total before the columns whose group stands beside it.
    """
    if len(columns) < width or width < 2:
        return True
    usual = list(range(width))
    return list(columns) in (usual, [0, width - 1, *range(1, width - 1)])


def keyed_rows(document: Document, items: Sequence[Item], table: Table) -> list[ValueRow] | None:
    """The rows of a table written as a list, or None where it is not written so."""
    names = column_names(table)
    pairs = _pairs(document, items, names)
    values = sum(item.kind == "value" for item in items)
    blanks = sum(item.kind == "blank" and item.grid is not None for item in items)
    if values == 0 or len(pairs) < 0.6 * values or blanks > _MOST_BLANKS * len(pairs):
        return None
    rows: list[ValueRow] = []
    labels: list[Item] = []
    fresh = True  # a label has been seen since the last value
    for i, item in enumerate(items):
        if i in pairs:
            if table.side_by_side and _row_words(document, item, names):
                # 行政复议结果维持 3: the name of the row stands before that of the column.
                labels, fresh = [item], True
        elif item.kind == "label":
            if rows and not fresh and _unnamed(items, i):
                continue
            labels = [*labels, item] if fresh else [item]
            fresh = True
        elif item.kind == "value" and i > 0:
            column, probability = pairs.get(i - 1), item.probability
            if column is None:
                if fresh or not rows or not _unnamed(items, i - 1):
                    continue
                # A name that cannot be read: columns are named in their order, so it is the next one.
                column, probability = (rows[-1].keys or [-1])[-1] + 1, _NEXT_COLUMN * item.probability
            slot = Slot(item.start, item.end, probability, column, True, False, (item,))
            row = rows[-1] if rows else None
            same = row is not None and (not fresh or _same(document, row.labels, labels, names))
            if row is not None and row.keys is not None and same and column not in row.keys:
                row.slots.append(slot)
                row.keys.append(column)
            else:
                rows.append(ValueRow(labels, [slot], in_grid=False, aligned=False, keys=[column]))
            fresh = False
    return rows


def _unnamed(items: Sequence[Item], i: int) -> bool:
    """Whether the tagger takes an item for the name of a column and a value follows it."""
    return items[i].tag is Tag.COLUMN_LABEL and i + 1 < len(items) and items[i + 1].kind == "value"


def _row_words(document: Document, item: Item, names: dict[str, int]) -> str:
    """What stands in a label before the name of a column, folded."""
    folded = fold(document.text[item.start : item.end])
    ending = max((name for name in names if folded.endswith(name)), key=len, default="")
    return folded[: len(folded) - len(ending)]


def _pairs(document: Document, items: Sequence[Item], names: dict[str, int]) -> dict[int, int]:
    """The labels that name a column and are followed by one value, by their place among the items."""
    pairs: dict[int, int] = {}
    for i, item in enumerate(items[:-1]):
        following = items[i + 1]
        # A cell beside the value, blank or not, is of the same row: the label is the row's then.
        another = i + 2 < len(items) and items[i + 2].kind in ("value", "blank") and items[i + 2].row == following.row
        if item.kind == "label" and following.kind == "value" and not another:
            column = named_column(document.text[item.start : item.end], names)
            if column is not None:
                pairs[i] = column
    return pairs


def _same(document: Document, one: Sequence[Item], other: Sequence[Item], names: dict[str, int]) -> bool:
    def words(labels: Sequence[Item]) -> str:
        return "".join(_row_words(document, item, names) for item in labels)

    return words(one) == words(other)
