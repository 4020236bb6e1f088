"""Texts that were kept inside of others: escaped for JSON or a program, or quoted in a letter.

Their line breaks are not where the text's are, so the readers could not see a single line of a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from reports.encodings import Decoded
from reports.limits import DEFAULT_LIMITS

_ESCAPE = re.compile(r"\\(?:(?P<sign>[nrtfbv\"'/\\])|u(?P<code>[0-9a-fA-F]{4}))")
_SIGNS = {"n": "\n", "r": "", "t": "\t", "f": "\n", "b": "", "v": "\n"}
_FEWEST = 20  # escaped line breaks; a text that speaks of some has fewer
_QUOTE = re.compile(r"^(?:[>＞][ \t]?)+", re.MULTILINE)
_QUOTED_SHARE = 0.8
_FEWEST_ROWS, _LONGEST_FIELD = 2, 120  # of a table within a JSON text
_LEAST_CONTENT = 40  # characters of a JSON text from which it may be a report's


def unwrapped(decoded: Decoded) -> Decoded:
    """The text itself where ``decoded`` holds it escaped or quoted; otherwise ``decoded`` as it is."""
    text = decoded.text
    inner = _from_json(text) or (_unescaped(text) if _is_escaped(text) else None) or _unquoted(text)
    return decoded if inner is None else decoded._replace(text=inner)


def _from_json(text: str) -> str | None:
    """The long strings of a JSON document, each after the other; None for what is none, or holds none."""
    if text.lstrip()[:1] not in ("{", "[", '"') or len(text) > DEFAULT_LIMITS.text_bytes:
        return None
    try:
        found = [part for part in _strings(json.loads(text)) if part.strip()]
    except (ValueError, RecursionError):
        return None
    whole = "\n".join(found)
    return whole.replace("\r\n", "\n").replace("\r", "\n") if len(whole) >= _LEAST_CONTENT else None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        rows = _rows(value)
        for part in value if rows is None else ():
            yield from _strings(part)
        yield from ("\t".join(map(_field, row)) for row in rows or ())


def _rows(value: list[Any]) -> list[list[Any]] | None:
    """A list's rows where it is a table: of lists of short fields, or of objects with the same keys, its header."""
    if len(value) < _FEWEST_ROWS:
        return None
    if all(isinstance(part, dict) and part.keys() == value[0].keys() for part in value):
        rows = [list(value[0]), *(list(part.values()) for part in value)]
    elif all(isinstance(part, list) for part in value):
        rows = value
    else:
        return None
    fields = [field for row in rows for field in row]
    whole = all(
        field is None or (isinstance(field, str | int | float) and len(str(field)) <= _LONGEST_FIELD)
        for field in fields
    )
    return rows if whole and max(map(len, rows)) > 1 else None


def _field(value: str | float | None) -> str:
    return "" if value is None else "".join(str(value).splitlines()).replace("\t", " ")


def _is_escaped(text: str) -> bool:
    breaks = text.count("\\n")
    return breaks >= _FEWEST and breaks > 2 * text.count("\n")


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        sign = match["sign"]
        return _SIGNS.get(sign, sign) if sign else chr(int(match["code"], 16))

    return _ESCAPE.sub(character, text)


def _unquoted(text: str) -> str | None:
    """A letter's text without the signs of quotation before its lines, where nearly all lines have one."""
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = sum(line.startswith((">", "＞")) for line in lines)
    return _QUOTE.sub("", text) if len(lines) > 1 and quoted >= _QUOTED_SHARE * len(lines) else None
