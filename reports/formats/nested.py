"""Tables in nested mappings: from a group to its rows to their columns, or from the columns to the rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from reports.formats.literals import Value
from reports.forms import TABLES, editions
from reports.labels import NodeKind, fold, label_nodes

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LONGEST_FIELD = 120
_COLUMNS = 0.6  # share of names that are columns'

Leaf = tuple[tuple[str, ...], str | None]
Row = tuple[tuple[str, ...], dict[str, str | None]]


def by_index(value: dict[str, Value]) -> list[Value] | None:
    """The rows that a mapping counts (0, 1, 2 …), or that its columns count or list one below the other."""
    parts = list(value.values())
    if _counts(value):
        return parts
    columns: list[list[Value]] = []
    for part in parts:
        column = list(part.values()) if isinstance(part, dict) and _counts(part) else part
        if not isinstance(column, list) or any(isinstance(field, list | dict) for field in column):
            return None
        columns.append(column)
    if len(columns) < 2 or len(columns[0]) < 2 or len({len(column) for column in columns}) > 1:
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]


def _counts(value: dict[str, Value]) -> bool:
    return len(value) > 1 and any(list(value) == [str(n + start) for n in range(len(value))] for start in (0, 1))


def leaves(value: dict[str, Value]) -> list[Leaf] | None:
    """The short fields of a mapping with the names that lead to each; None where it holds anything else."""
    found: list[Leaf] = []
    for key, part in value.items():
        if isinstance(part, dict):
            inner = leaves(part)
            if inner is None:
                return None
            found.extend(((key, *path), field) for path, field in inner)
        elif isinstance(part, list) or len(part or "") > _LONGEST_FIELD:
            return None
        else:
            found.append(((key,), part))
    return found


def path_name(path: Sequence[str]) -> str:
    """The name of a column from those that lead to it; a program's own names in between say nothing."""
    return "".join(name for name in path if _CHINESE.search(name)) or path[-1]


def rows(found: Sequence[Leaf]) -> list[Row]:
    """The rows of a table: the labels that lead to each, and its fields by the names of their columns."""
    turned = _share({path[0] for path, _ in found}) > _share({path[-1] for path, _ in found})
    made: dict[tuple[str, ...], dict[str, str | None]] = {}
    for path, field in found:
        labels, column = _apart(_turned(path) if turned else path)
        made.setdefault(labels, {})[column] = field
    return list(made.items())


def is_row(found: Sequence[Leaf]) -> bool:
    """Whether the names that lead to the fields of a mapping are all those of columns: it is one row."""
    return min(_share({path[0] for path, _ in found}), _share({path[-1] for path, _ in found})) >= _COLUMNS


def _share(given: Collection[str]) -> float:
    return sum(map(is_column, given)) / len(given)


def _turned(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path that leads from a column to a row, the other way round."""
    column = next((at for at, name in enumerate(path) if fold(name) not in _names("header")), 0)
    return (*path[column + 1 :], *path[: column + 1])


def _apart(path: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The labels of a row and the name of its column, with those of the groups over the column."""
    at = len(path) - 1
    while at > 1 and fold(path[at - 1]) in _names("header"):
        at -= 1
    return (path[:at], path_name(path[at:])) if at else (path, "")


def is_column(name: str) -> bool:
    """Whether a name is that of a column of the forms, with or without its groups', or of a group of columns."""
    folded = fold(name)
    return folded in _names("header") or folded.endswith(_names("column"))


@lru_cache(maxsize=2)
def _names(kind: NodeKind) -> tuple[str, ...]:
    """The names of the forms' columns, or of the groups that stand over them, folded."""
    nodes = [node for edition in editions() for table in TABLES for node in label_nodes(edition, table)]
    return tuple({node.text for node in nodes if node.kind == kind})
