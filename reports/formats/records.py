"""Tables and texts as programs keep them, in lists and mappings, written out as lines again.

Rows are lists, or mappings from the columns' names; nested mappings lead from a row's label to its columns, or from
a column to its rows, with the labels of groups between. What a table's rows repeat, their columns' names, becomes
one header. Cells are parted by tabs, so that the readers of text tables see them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from reports.formats import nested
from reports.formats.blocks import is_value
from reports.formats.literals import REPEATED, Bare, Value

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile("[。；！？\n]")
_LONGEST_FIELD = 120
_LONGEST_LINE = 40
_MOST_COLUMNS = 60  # of a header that several kinds of records share
_MOST_NAMES = 10  # of the widest table's columns, its labels' and two more
_MANY = 12  # records, more than the rows of any table but the requests'
_VALUES = 0.25  # share of a table's fields that are values or empty

Fields = dict[str, str | None]
Merge = Callable[[list[str], list[str]], list[str] | None]


def lines(value: Value) -> Iterator[str]:
    """The lines of a value: its tables' rows and its texts, in its order."""
    if isinstance(value, list):
        yield from _list_lines(value)
    elif isinstance(value, dict):
        yield from _mapping_lines(value)
    elif value is not None and not isinstance(value, Bare):
        yield value


def _list_lines(value: list[Value]) -> Iterator[str]:
    if rows := _plain_rows(value):
        yield from map(_row, rows)
    elif records := _records(value):
        yield from _record_lines(records)
    elif _is_header(value):
        yield _row(part for part in value if isinstance(part, str))
    else:
        for part in value:
            yield from lines(part)


def _mapping_lines(value: dict[str, Value]) -> Iterator[str]:
    if rows := nested.by_index(value):
        yield from _list_lines(rows)
        return
    leaves = nested.leaves(value)
    if leaves and nested.is_row(leaves) and (records := _records([value])):
        yield from _record_lines(records)
        return
    if leaves and any(_CHINESE.search(path[-1]) for path, _ in leaves) and _is_table(leaf for _, leaf in leaves):
        yield from _nested_lines(nested.rows(leaves))
        return
    for key, part in value.items():
        yield from _entry(key, part)


def _nested_lines(rows: Sequence[nested.Row]) -> Iterator[str]:
    """Rows by their labels, those of groups on lines of their own before their first row."""
    for groups, members in groupby(rows, key=lambda row: row[0][:-1]):
        yield from map(_shown, groups[-1:])
        yield from _record_lines([{REPEATED: labels[-1], **fields} for labels, fields in members])


def _entry(key: str, part: Value) -> Iterator[str]:
    """A member that is no part of a table: the Chinese name of a section stands above what it holds."""
    if not _CHINESE.search(key):
        yield from lines(part)
    elif isinstance(part, str | None) and len(part or "") <= _LONGEST_LINE and not _SENTENCE.search(part or ""):
        yield f"{key}：{part or ''}"
    else:
        yield key
        yield from lines(part)


def _plain_rows(value: list[Value]) -> list[list[str | None]] | None:
    """The rows of a list of lists of short fields."""
    rows: list[list[str | None]] = []
    for part in value:
        if not isinstance(part, list):
            return None
        fields = [field for field in part if _is_field(field)]
        if len(fields) < len(part):
            return None
        rows.append([field for field in fields if isinstance(field, str | None)])
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else None


def _is_field(value: Value) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST_FIELD)


def _is_header(value: list[Value]) -> bool:
    """Whether a list of short texts alone is a row: the names of a table's columns, kept apart from its rows."""
    texts = [part for part in value if isinstance(part, str) and not isinstance(part, Bare)]
    short = all(len(text) <= _LONGEST_LINE and not _SENTENCE.search(text) for text in texts)
    return 1 < len(texts) == len(value) and short


def _is_table(fields: Iterable[str | None]) -> bool:
    given = list(fields)
    values = sum(not field or isinstance(field, Bare) or is_value(field.strip()) for field in given)
    return len(given) > 1 and values >= _VALUES * len(given)


def _records(value: list[Value]) -> list[Fields] | None:
    """The rows of a list of mappings from names to short fields, those of lists within a row below it."""
    found: list[Fields] = []
    for part in value:
        rows = _record(part)
        if rows is None:
            return None
        found.extend(rows)
    return found if found and _is_table(field for record in found for field in record.values()) else None


def _record(value: Value) -> list[Fields] | None:
    if not isinstance(value, dict):
        return None
    own: Fields = {}
    below: list[Fields] = []
    for key, part in value.items():
        if isinstance(part, list):
            rows = _records(part) if part and isinstance(part[0], dict) else []
            if rows is None or not (rows or all(map(_is_field, part))):
                return None
            below.extend(rows)
            if not rows:
                fields = [field for field in part if isinstance(field, str | None)]
                own |= {f"{REPEATED}{number}": field for number, field in enumerate(fields)}
        elif isinstance(part, dict):
            leaves = nested.leaves(part)
            if leaves is None:
                return None
            own |= {nested.path_name((key, *path)): field for path, field in leaves}
        elif not _is_field(part):
            return None
        else:
            own[key] = part
    return [own, *below]


def _record_lines(records: Sequence[Fields]) -> Iterator[str]:
    """Records as rows, under a header for each run of records whose names go together."""
    runs = _runs(records, _merged)
    if len(records) >= _MANY and 2 * len(runs) > len(records):
        # Each record leaves out what is zero or blank; names misread here and there are more than a table's columns.
        mixed = _runs(records, _mixed)
        runs = mixed if max(len(header) for header, _ in mixed) <= _MOST_NAMES else runs
    for header, run in runs:
        yield from _run_lines(header, run)


def _runs(records: Sequence[Fields], merge: Merge) -> list[tuple[list[str], list[Fields]]]:
    runs: list[tuple[list[str], list[Fields]]] = []
    for record in records:
        header = merge(runs[-1][0], list(record)) if runs else None
        if header is None:
            runs.append((list(record), [record]))
        else:
            runs[-1][1].append(record)
            runs[-1] = (header, runs[-1][1])
    return runs


def _merged(header: list[str], names: list[str]) -> list[str] | None:
    """The header for rows of both kinds, where one has all names of the other; None where none has."""
    if max(len(header), len(names)) > _MOST_COLUMNS:
        return header if header == names else None
    known, given = set(header), set(names)
    return header if given <= known else names if known <= given else None


def _mixed(header: list[str], names: list[str]) -> list[str] | None:
    """The header with the names that it lacks, each before the one that follows it; None where they share none."""
    if len(header) + len(names) > _MOST_COLUMNS or not set(header) & set(names):
        return None
    mixed = list(header)
    at = len(mixed)
    for name in reversed(names):
        if name in header:
            at = mixed.index(name)
        else:
            mixed.insert(at, name)
    return mixed


def _run_lines(header: list[str], run: Sequence[Fields]) -> Iterator[str]:
    if len(header) > 1 and not nested.is_column(header[0]) and not any(record.get(header[0]) for record in run):
        header = header[1:]  # a column of labels that holds none
    if any(name.partition(REPEATED)[0] for name in header):
        yield _row(name.partition(REPEATED)[0] for name in header)
    for record in run:
        last = max((at for at, name in enumerate(header) if name in record), default=-1)
        yield _row(record.get(name) for name in header[: last + 1])


def _row(fields: Iterable[str | None]) -> str:
    return "\t".join(map(_shown, fields))


def _shown(field: str | None) -> str:
    return "".join((field or "").splitlines()).replace("\t", " ")
