"""Labels of the official forms: their comparable text, and what vocabulary belongs to which table.

Labels are compared by their Han characters alone, in one canonical form: numbering, punctuation,
brackets, spaces and widths vary too much between writers and converters to tell anything.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reports.forms import TABLES, Table, editions, load_form

# Traditional forms of characters that occur in the forms' labels.
_TRADITIONAL = str.maketrans(
    "開關機構規範許強計劃務內點證費繳納總結轉續辦業織會處訟復覆議間項數單萬報請條獲現補過類執檔無應認製頒發廢佈對",
    "开关机构规范许强计划务内点证费缴纳总结转续办业织会处讼复复议间项数单万报请条获现补过类执档无应认制颁发废布对",
)


class _Fold(dict[int, str | None]):
    """Maps a code point to its comparable character, or to None for what is left out."""

    def __missing__(self, code: int) -> str | None:
        folded = unicodedata.normalize("NFKC", chr(code)).translate(_TRADITIONAL)
        result = folded if len(folded) == 1 and "\u3400" <= folded <= "\u9fff" else None
        self[code] = result
        return result


_FOLD = _Fold()


def fold(text: str) -> str:
    """The comparable characters of a text."""
    return text.translate(_FOLD)


def folded_positions(text: str, start: int, end: int) -> list[int]:
    """Where in ``text`` the characters of ``fold(text[start:end])`` stand."""
    return [i for i in range(start, end) if _FOLD[ord(text[i])] is not None]


NodeKind = Literal["row", "group", "column", "caption", "header"]

# Words of the forms' headers that name no column of their own.
_HEADER_WORDS = {
    "proactive": ("信息内容",),
    "requests": ("申请人情况", "法人或其他组织"),
    "reviews": ("行政复议", "行政诉讼"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A label of a table in the form's reading order; ``index`` counts rows or columns from 0."""

    kind: NodeKind
    text: str  # folded
    index: int = -1
    block: int = 0
    least: int = 1  # folded characters of the shortest way in which the label is written


@lru_cache
def label_nodes(edition: str, table_name: str) -> tuple[Node, ...]:
    """The labels of a table in the order in which its page reads: header, then groups and rows."""
    table = load_form(edition).tables[table_name]
    nodes = [Node("header", fold(word)) for word in _HEADER_WORDS[table_name]] if table_name == "requests" else []
    row_index = 0
    for number, block in enumerate(table.blocks):
        if block.heading:
            nodes.append(Node("caption", fold(block.heading), number, number))
            nodes.append(Node("header", fold(_HEADER_WORDS["proactive"][0]), -1, number))
        nodes += [Node("column", fold(c.label), i, number) for i, c in enumerate(block.columns)]
        groups: tuple[str, ...] = ()
        for row in block.rows:
            common = 0
            while common < min(len(groups), len(row.under)) and groups[common] == row.under[common]:
                common += 1
            nodes += [Node("group", fold(group), -1, number) for group in row.under[common:]]
            groups = row.under
            least = min(len(fold(label)) for label in row.labels)
            nodes.append(Node("row", fold(row.label), row_index, number, least))
            row_index += 1
    return tuple(nodes)


@lru_cache(4096)
def grams(text: str) -> frozenset[str]:
    """The two-character pieces of a folded text; a single character stands for itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else frozenset(text)


@lru_cache
def vocabulary(table_name: str) -> frozenset[str]:
    """The two-character pieces of all labels of a table, every edition and variant taken together."""
    pieces: set[str] = set()
    for edition in editions():
        table: Table = load_form(edition).tables[table_name]
        for block in table.blocks:
            labels = [block.heading or "", *_HEADER_WORDS[table_name]]
            for column in block.columns:
                labels += column.labels
            for row in block.rows:
                labels += [*row.labels, *row.under]
            for label in labels:
                pieces |= grams(fold(label))
    return frozenset(pieces)


def affinity(text: str) -> dict[str, float]:
    """How much of a label's text (any text) is vocabulary of each table, from 0 to 1."""
    pieces = grams(fold(text))
    if not pieces:
        return dict.fromkeys(TABLES, 0.0)
    return {name: len(pieces & vocabulary(name)) / len(pieces) for name in TABLES}
