"""Texts that were kept inside of others: escaped for JSON or a program, or quoted in a letter.

Their line breaks are not where the text's are, so the readers could not see a single line of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reports.encodings import Decoded
from reports.formats import dataframes, exports, numberings, printed, records, yamls
from reports.formats.literals import Literal, Value, find_literals
from reports.limits import DEFAULT_LIMITS

_ESCAPE = re.compile(r"\\(?:(?P<sign>[nrtfbv\"'/\\])|u(?P<code>[0-9a-fA-F]{4}))")
_SIGNS = {"n": "\n", "r": "", "t": "\t", "f": "\n", "b": "", "v": "\n"}
_BEFORE_NUMBER = re.compile(r"\\(?=[-+.]\d)")  # Markdown's escape of a sign that would begin a list
# What pages leave in texts taken from them: blanks by name, and line breaks where a line ends anyway.
_BLANK = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#12288|#x3000|#xa0);", re.IGNORECASE)
_LINE_END = re.compile(r"(?<![ \t])[ \t]*<br[ \t]*/?>[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FEWEST = 20  # escaped line breaks; a text that speaks of some has fewer
_QUOTE = re.compile(r"^(?:[>＞][ \t]?)+", re.MULTILINE)
_QUOTED_SHARE = 0.8
_LEAST_CONTENT = 40  # characters of what a text's lists and mappings hold; less is none of a report


def unwrapped(decoded: Decoded) -> Decoded:
    """The text itself where ``decoded`` holds it escaped, quoted or printed; otherwise ``decoded`` as it is."""
    text = decoded.text
    inner = (
        printed.contents(text)
        or _from_literals(text)
        or (_unescaped(text) if _is_escaped(text) else None)
        or _unquoted(text)
        or dataframes.contents(text)
    )
    plain = _BLANK.sub("\u00a0", _LINE_END.sub("", text if inner is None else inner))
    return decoded._replace(text=numberings.joined(_BEFORE_NUMBER.sub("", plain)))


def _from_literals(text: str) -> str | None:
    """A text whose lists and mappings are written out as the tables and texts that they are; None where none is."""
    if len(text) > DEFAULT_LIMITS.text_bytes:
        return None
    parts: list[str] = []
    at = content = 0
    for first, last, value in _dumps(text):
        written = "\n".join(part for part in records.lines(value) if part.strip())
        content += len(written)
        parts += [text[at:first].rstrip(" \t"), "\n", written, "\n"]
        at = last
    if content < _LEAST_CONTENT:
        return None
    rest = text[at:]
    return "".join([*parts, rest]).replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _dumps(text: str) -> Iterator[Literal]:
    """The mappings of a text and the lists that hold some, those that follow on each other as one.

    Lists of lists are tables as they stand, unless they are the whole text.
    """
    if (document := exports.from_xml(text)) is not None:
        yield Literal(0, len(text), document)
        return
    found = list(exports.inserted(text)) or find_literals(text) or list(yamls.find_yaml(text))
    for run in _runs(text, found):
        whole = not text[: run[0].start].strip() and not text[run[-1].end :].strip()
        if whole or any(_holds_mapping(literal.value) for literal in run):
            value = run[0].value if len(run) == 1 else [literal.value for literal in run]
            yield Literal(run[0].start, run[-1].end, value)


def _runs(text: str, found: Sequence[Literal]) -> Iterator[list[Literal]]:
    """Values with nothing but blanks and commas between them."""
    run: list[Literal] = []
    for literal in found:
        if run and text[run[-1].end : literal.start].strip(" \t\r\n,;"):
            yield run
            run = []
        run.append(literal)
    if run:
        yield run


def _holds_mapping(value: Value) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_holds_mapping, value)))


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
