"""Tables written as lists: each value stands beside the name of its column.

"（一）予以公开：自然人 5，商业企业 0，…", a line for each "规章 本年新制作数量=0", or a column's name and its
value below the row's label. No counting is needed then: the name says the column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from reports.document import Document
from reports.forms import Block, Table
from reports.labels import fold, grams
from reports.tables.items import Item
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag

_LONGEST_GROUP = len("行政诉讼件行政诉讼未经复议直接起诉")
_NEXT_COLUMN = 0.6  # confidence in a column that only its place among the others tells
_LONGEST_NAMES = 300  # characters of one line that may name several columns; those of a table have some 60
_MOST_BLANKS = 4  # blank cells of a grid for each named value; with more the table is a grid, and nearly all blank
EARLIER = ("上年", "去年", "同期", "上期", "同比")
WITHOUT_TOTAL = 3  # columns of the widest block that has no total
_KEY_SIGNS = "=＝:：为"
_KEY_SIGN = re.compile(f"\\s*[{_KEY_SIGNS}]")
_BETWEEN = " \t\u3000\u00a0\n,，;；、。.|-•*"
_ENTRY_END = re.compile(r"[\n,，;；、。|]")
_GAP = re.compile(r"\s*[,，;；、。|]\s*|\s+")  # what may part the names of two columns
_PATH_SIGN = re.compile(r"[.．/／>＞]")
_PATH = re.compile(r"[.．/／>＞]\Z")  # what sets the name of a column off in a path: 予以公开.自然人
_SHORTEST_PATH = 2  # folded characters of a path; less is the number before the label of a row (（七）总计)
_UNIT = re.compile(r"(?<!\s)\s*+(?:[(（][^()（）]{1,6}[)）]\s*+)?[:：=＝为]?[\s,，;；。]*+\Z")  # 自然人（件）为
_SHORTEST_DAMAGED = 3  # characters of a label that may be a damaged or an abridged name
_SAME = 0.75  # share of a name's characters that a damaged one still has
_LIKE = 0.6  # share of two-character pieces in common at which a damaged name still counts


def column_names(table: Table, block: Block | None = None) -> dict[str, int]:
    """Every name of a column of the table, or of one block, folded, with its place among the columns of its block."""
    return {
        fold(label): place
        for one in ((block,) if block is not None else table.blocks)
        for place, column in enumerate(one.columns)
        for label in column.labels
    }


def named_column(text: str, names: Mapping[str, int]) -> int | None:
    """The column that a label names, or None."""
    return _named(text, tuple(names.items())) if len(text) <= _LONGEST_NAMES else None


@lru_cache(maxsize=4096)  # the same labels are asked of by every reader of a table
def _named(text: str, columns: tuple[tuple[str, int], ...]) -> int | None:
    names = dict(columns)
    folded = fold(text)
    if folded in names:
        return names[folded]
    if folded.startswith(EARLIER):
        return None  # last year's number beside this year's
    ending = max((name for name in names if folded.endswith(name)), key=len, default=None)
    if ending is not None and len(folded) - len(ending) <= _LONGEST_GROUP:
        return names[ending]  # 申请人法人或其他组织商业企业: the groups' names stand before the column's
    if ending is None and (bare := _UNIT.sub("", text)) != text:
        return named_column(bare, names)
    if len(folded) < _SHORTEST_DAMAGED:
        return None
    pieces = grams(folded)
    scored = [(len(pieces & grams(name)) / len(pieces | grams(name)), place) for name, place in names.items()]
    score, place = max(scored)
    return place if score >= _LIKE else _damaged(folded, names)


def _damaged(folded: str, names: dict[str, int]) -> int | None:
    """The one column whose name a label abridges (制发数), or nearly ends in (维持结果)."""
    like = {names[name] for name in _damaged_endings(folded, names)}
    like |= {place for name, place in names.items() if len(name) > len(folded) and _is_abridged(folded, name)}
    return like.pop() if len(like) == 1 else None


def _ending(folded: str, names: dict[str, int]) -> str:
    """The longest name of a column that a label ends in, damaged or not; "" for none."""
    whole = max((name for name in names if folded.endswith(name)), key=len, default="")
    damaged = _damaged_endings(folded, names)
    single = max(damaged, key=len) if len({names[name] for name in damaged}) == 1 else ""
    return max(whole, single, key=len)


def _damaged_endings(folded: str, names: dict[str, int]) -> list[str]:
    """The names that nearly stand at a label's end."""
    endings = {name: folded[-len(name) :] for name in names if len(name) > _SHORTEST_DAMAGED}
    return [
        name
        for name, ending in endings.items()
        if len(ending) == len(name) and (Counter(ending) & Counter(name)).total() >= _SAME * len(name)
    ]


def _is_abridged(short: str, name: str) -> bool:
    """Whether a label has characters of a name only, in their order."""
    characters = iter(name)
    return all(character in characters for character in short)


def header_columns(
    document: Document, items: Sequence[Item], table: Table, block: Block | None = None
) -> dict[int, int]:
    """The columns that the labels before a table's (or a block's) first value name, in reading order.

    Each with the grid's column that its name stands in; a label in a line may be the names of several.
    """
    names = column_names(table, block)
    found: dict[int, int] = {}
    for item in items:
        if item.kind in ("value", "blank"):
            break
        if item.kind == "label":
            for start, end in _parts_of(document.text, item, names):
                column = named_column(document.text[start:end], names)
                if column is not None:
                    found.setdefault(column, item.column)
    return found


def _parts_of(text: str, item: Item, names: dict[str, int]) -> list[tuple[int, int]]:
    """Where the names of columns stand in a label: in a line there may be several, with blanks between them."""
    if item.grid is not None or item.end - item.start > _LONGEST_NAMES:
        return [(item.start, item.end)]
    return list(_names_in(text, item, names))


def in_order(columns: Sequence[int], width: int) -> bool:
    """Whether a header that names every column names them in the form's order.

    Headings of two levels read the total before the columns whose group stands beside it; a narrow block has none.
    """
    if len(columns) < width or width < 2:
        return True
    usual = list(range(width))
    two_levels = [0, width - 1, *range(1, width - 1)]
    return list(columns) == usual or (width > WITHOUT_TOTAL and list(columns) == two_levels)


def keyed_rows(document: Document, items: Sequence[Item], table: Table) -> list[ValueRow] | None:
    """The rows of a table written as a list, or None where it is not written so."""
    names = column_names(table)
    pieces = [piece for item in items for piece in _apart(document, item, names)]
    pairs = _pairs(document, pieces, names)
    if len(pairs) > 1:
        items = pieces
    else:  # a heading of all columns, before digits that ran together
        pairs = _pairs(document, items, names)
    values = sum(item.kind == "value" for item in items)
    blanks = sum(item.kind == "blank" and item.grid is not None for item in items)
    if values == 0 or len(pairs) < 0.6 * values or blanks > _MOST_BLANKS * len(pairs):
        return None
    entries = pairs | _unfilled(document, items, names, pairs)
    rows: list[ValueRow] = []
    labels: list[Item] = []
    fresh = True  # a label has been seen since the last value
    for i, item in enumerate(items):
        if i in entries:
            if table.side_by_side and _row_words(document, item, names):
                # 行政复议结果维持 3: the name of the row stands before that of the column.
                labels, fresh = [item], True
            elif _is_path(document, item, names):
                labels, fresh = [*labels, item] if fresh else [item], True
            if i not in pairs:
                if (unfilled := entries[i]) is not None:
                    _enter(document, rows, labels, names, unfilled, _blank_after(item), fresh=fresh)
                fresh = False
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
            _enter(document, rows, labels, names, column, slot, fresh=fresh)
            fresh = False
    return rows


def _apart(document: Document, item: Item, names: dict[str, int]) -> list[Item]:
    """A label in a line as the names of several columns, where the cells between them are blank.

    自然人，商业企业，总计 4 is three names; what names no column stays with the one after it. A label that names a
    column twice is the heading of several rows beside each other.
    """
    if item.tag is not Tag.COLUMN_LABEL or item.grid is not None or item.end - item.start > _LONGEST_NAMES:
        return [item]
    spans = list(_names_in(document.text, item, names))
    columns = [named_column(document.text[start:end], names) for start, end in spans]
    if len(spans) < 2 or len(set(columns)) < len(columns):
        return [item]
    return [replace(item, start=start, end=end) for start, end in spans]


def _names_in(text: str, item: Item, names: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Where the names of columns stand in a label; the last stretch reaches to its end, whatever it names."""
    ends = [gap.start() for gap in _GAP.finditer(text, item.start, item.end)]
    start = item.start
    for end in ends:
        if _ending(fold(_UNIT.sub("", text[start:end])), names):
            yield start, end
            start = end
    if fold(text[start : item.end]):
        yield start, item.end


def _enter(
    document: Document,
    rows: list[ValueRow],
    labels: list[Item],
    names: dict[str, int],
    column: int,
    slot: Slot,
    *,
    fresh: bool,
) -> None:
    """Add a column's place to the row that the labels name: the last one, or a new one."""
    row = rows[-1] if rows else None
    same = row is not None and (not fresh or _same(document, row.labels, labels, names))
    if row is not None and row.keys is not None and same and column not in row.keys:
        row.slots.append(slot)
        row.keys.append(column)
    else:
        rows.append(ValueRow(labels, [slot], in_grid=False, aligned=False, keys=[column]))


def _unfilled(
    document: Document, items: Sequence[Item], names: dict[str, int], pairs: Container[int]
) -> dict[int, int | None]:
    """The labels that name a column and have no value, by their place: the column, or None where something stands."""
    found: dict[int, int | None] = {}
    for i, item in enumerate(items):
        if item.kind != "label" or i in pairs:
            continue
        following = items[i + 1] if i + 1 < len(items) else None
        sign = _sign_after(document.text, item) if item.grid is None else None
        if sign is None and not _is_passed(items, i):
            continue
        begun = sign.end() if sign else item.end
        column = _column_of(document, items, i, names)
        own = item.tag is Tag.COLUMN_LABEL or len(_row_words(document, item, names)) >= _SHORTEST_PATH
        if column is None or not own or (following is not None and following.kind == "value"):
            continue
        if _heads_line(document, items, i, column, names):
            continue
        end = following.start if following is not None else begun + _LONGEST_GROUP
        rest = _ENTRY_END.split(document.text[begun:end], maxsplit=1)[0]
        found[i] = column if not rest.strip() else None
    return found


def _sign_after(text: str, item: Item) -> re.Match[str] | None:
    """The sign between a label and its value; it may be the label's own, and so may the mark after it (总计为；)."""
    end = item.start + len(text[item.start : item.end].rstrip(_BETWEEN))
    own = end > item.start and text[end - 1] in _KEY_SIGNS
    return _KEY_SIGN.match(text, end - 1 if own else item.end)


def _is_passed(items: Sequence[Item], i: int) -> bool:
    """Whether a label is a column's name between others of its line: nothing stands between it and the next."""
    item = items[i]
    before = i > 0 and items[i - 1].row == item.row and items[i - 1].kind in ("label", "value")
    after = i + 1 < len(items) and items[i + 1].kind == "label"
    return item.tag is Tag.COLUMN_LABEL and before and after


def _heads_line(document: Document, items: Sequence[Item], i: int, column: int, names: dict[str, int]) -> bool:
    """Whether a column's name at the beginning of a line is a row's (总计：自然人 3，…): an earlier column follows."""
    if i + 1 == len(items) or items[i + 1].row != items[i].row or (i and items[i - 1].row == items[i].row):
        return False
    following = named_column(document.text[items[i + 1].start : items[i + 1].end], names)
    return following is not None and following < column


def _blank_after(item: Item) -> Slot:
    return Slot(item.end, item.end, item.probability, item.column, False, True, ())


def _unnamed(items: Sequence[Item], i: int) -> bool:
    """Whether the tagger takes an item for the name of a column and a value follows it."""
    return items[i].tag is Tag.COLUMN_LABEL and i + 1 < len(items) and items[i + 1].kind == "value"


def _row_words(document: Document, item: Item, names: dict[str, int]) -> str:
    """What stands in a label before the name of a column, folded."""
    text = document.text[item.start : item.end]
    folded = fold(text)
    if _PATH.search(text):
        return folded  # the path's next piece is a label of its own
    if not folded.endswith(tuple(names)):  # 结果维持为 would pass for a damaged name without its first character
        folded = fold(_UNIT.sub("", text))
    ending = _ending(folded, names)
    if not ending:
        *path, last = _PATH_SIGN.split(text)
        piece = fold(last)
        return fold("".join(path)) if path and piece and any(piece in name for name in names) else folded
    return folded[: len(folded) - len(ending)]


def _is_path(document: Document, item: Item, names: dict[str, int]) -> bool:
    """Whether a label names its row before the column, set off by a sign (规章.制发)."""
    text = document.text[item.start : item.end].rstrip(_KEY_SIGNS + _BETWEEN)
    *path, last = _PATH_SIGN.split(text)
    words, piece = _row_words(document, item, names), fold(last)
    return bool(path and words and piece) and not words.isdecimal() and any(piece in name for name in names)


def _pairs(document: Document, items: Sequence[Item], names: dict[str, int]) -> dict[int, int]:
    """The labels that name a column and are followed by one value, by their place among the items."""
    pairs: dict[int, int] = {}
    for i, item in enumerate(items[:-1]):
        following = items[i + 1]
        # A cell beside the value, blank or not, is of the same row: the label is the row's then.
        another = i + 2 < len(items) and items[i + 2].kind in ("value", "blank") and items[i + 2].row == following.row
        if item.kind == "label" and following.kind == "value" and not another:
            column = _column_of(document, items, i, names)
            if column is not None:
                pairs[i] = column
    return pairs


def _column_of(document: Document, items: Sequence[Item], i: int, names: dict[str, int]) -> int | None:
    """The column that a label of a list names; the last piece of a path (规章.制发) may be a part of its name."""
    item = items[i]
    column = named_column(document.text[item.start : item.end], names)
    if column is not None:
        return column
    start = items[i - 1].start if i and items[i - 1].kind == "label" and items[i - 1].end == item.start else item.start
    *path, last = _PATH_SIGN.split(document.text[start : item.end].rstrip(_KEY_SIGNS + _BETWEEN))
    piece = fold(last)
    if not path or len(piece) < _SHORTEST_PATH:
        return None
    places = {names[piece]} if piece in names else {place for name, place in names.items() if piece in name}
    return places.pop() if len(places) == 1 else None


def _same(document: Document, one: Sequence[Item], other: Sequence[Item], names: dict[str, int]) -> bool:
    def words(labels: Sequence[Item]) -> str:
        return "".join(_row_words(document, item, names) for item in labels)

    a, b = words(one), words(other)
    return a == b or (
        min(len(a), len(b)) > _SHORTEST_PATH and abs(len(a) - len(b)) == 1 and (a.endswith(b) or b.endswith(a))
    )
