"""Lists and mappings written as YAML: by indentation, a dash before each item, a colon after each name.

Only what tables are written in is read: block mappings and lists with plain or quoted fields, which follow on each
other line by line. A clerk's list of single entries (``- 规章: 3``) is a text and no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.formats.literals import Bare, Literal, Value, unescaped

_LINE = re.compile(
    r"(?P<indent> *+)(?P<dash>-(?: ++|$))?"
    r"(?:(?P<key>\"[^\"\n]*\"|'[^'\n]*'|[^\s\-#\[\]{},\"':|>&*][^:\n\t]{0,80}?) ?:(?= |$) *+(?P<value>[^\n]*)"
    r"|(?P<item>[^\n]*))$"
)
_NUMBER = re.compile(r"-?\d[\d.]*")
_FEWEST = 6  # lines
_MOST_DEPTH = 20


class _Entry(NamedTuple):
    """A line: how far its name stands in, whether an item begins with it and where its dash stands."""

    start: int
    end: int
    indent: int
    dash: int | None
    key: str | None
    field: str | None


def find_yaml(text: str) -> Iterator[Literal]:
    """The mappings and lists of a text in which every line is an entry, with names within names or in items."""
    run: list[_Entry] = []
    at = 0
    for line in [*text.split("\n"), ""]:
        entry = _entry(line.rstrip("\r"), at)
        if entry is None or (entry.indent == 0 and entry.dash is None and entry.key is None):
            yield from _literal(run)
            run = []
        else:
            run.append(entry)
        at += len(line) + 1


def _entry(line: str, at: int) -> _Entry | None:
    found = _LINE.match(line)
    if found is None or not line.strip() or (found["key"] is None and (found["dash"] is None or not found["item"])):
        return None
    indent, dash = len(found["indent"]), None
    if found["dash"]:
        dash, indent = indent, indent + len(found["dash"])
    key = None if found["key"] is None else _field(found["key"])
    return _Entry(at, at + len(line), indent, dash, key, _field(found["value"] if key is not None else found["item"]))


def _field(content: str) -> str | None:
    content = content.strip()
    if len(content) > 1 and content[0] == content[-1] == '"':
        return unescaped(content[1:-1])
    if len(content) > 1 and content[0] == content[-1] == "'":
        return content[1:-1].replace("''", "'")
    if content in ("", "~", "null", "Null", "NULL"):
        return None
    return Bare(content) if _NUMBER.fullmatch(content) else content


def _literal(run: Sequence[_Entry]) -> Iterator[Literal]:
    deeper = sum(entry.indent > 0 and entry.dash is None for entry in run)
    if len(run) < _FEWEST or 2 * deeper < len(run):
        return
    value, at = _block(run, 0, 0)
    if at == len(run):
        yield Literal(run[0].start, run[-1].end, value)


def _block(run: Sequence[_Entry], at: int, depth: int) -> tuple[Value, int]:
    """The list or mapping that begins with entry ``at``, and the entry after it."""
    first = run[at]
    if depth > _MOST_DEPTH:
        return None, at
    if first.dash is None:
        return _mapping(run, at, first.indent, depth)
    items: list[Value] = []
    while at < len(run) and run[at].dash == first.dash:
        if run[at].key is None:
            items.append(run[at].field)
            at += 1
        else:
            item, at = _mapping(run, at, run[at].indent, depth)
            items.append(item)
    return items, at


def _mapping(run: Sequence[_Entry], at: int, indent: int, depth: int) -> tuple[Value, int]:
    members: dict[str, Value] = {}
    begin = at
    while at < len(run) and run[at].indent == indent and (run[at].dash is None or at == begin):
        key, field = run[at].key, run[at].field
        if key is None or key in members:
            break
        at += 1
        if field is None and at < len(run) and _is_within(run[at], indent):
            members[key], at = _block(run, at, depth + 1)
        else:
            members[key] = field
    return members, at


def _is_within(entry: _Entry, indent: int) -> bool:
    """Whether an entry begins what a name at ``indent`` holds; a list's dashes may stand below the name itself."""
    return entry.indent > indent if entry.dash is None else entry.dash >= indent
