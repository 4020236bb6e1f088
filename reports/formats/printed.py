"""Lines that a program printed with their places: OCR engines' boxes, PyMuPDF's blocks and words.

``[[[90, 60], [186, 60], [186, 82], [90, 82]], '一、总体', 0.97]`` and ``(72.0, 90.1, 272.5, 104.3, '规章', 3, 0)`` are
a line of the report each; the places around it are the program's, and would be taken for the table's numbers.
"""

from __future__ import annotations

import re

_NUMBER = r"-?\d[\d.]*(?:e[+-]?\d+)?"
_ITEM = re.compile(
    rf"[\[(]{{1,4}}\s*{_NUMBER}(?:[\s,\[\]()]{{1,8}}{_NUMBER}){{3,7}}[\s,\[\]()]{{1,8}}"
    r"(?:'(?P<single>(?:[^'\\\n]|\\.){0,4000})'|\"(?P<double>(?:[^\"\\\n]|\\.){0,4000})\")"
    rf"(?:\s*,\s*{_NUMBER}){{0,4}}[\])]{{1,3}}"
)
_LOG = re.compile(r"^\[\d{4}[/-]\d\d[/-]\d\d[ T][\d:.,]{5,15}\][ \t]*(?:\w{1,20}[ \t]+){1,3}:?[ \t]*", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:(?P<sign>[nrt'\"\\])|u(?P<code>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2}))")
_SIGNS = {"n": "\n", "r": "", "t": "\t"}
_FEWEST = 20  # items; a report's tables alone have some 200
_SHARE = 0.9  # of the signs that are no blanks


def contents(text: str) -> str | None:
    """The lines of a text that is a printed list of placed lines, one below the other; None for any other text."""
    if text.lstrip()[:1] not in ("[", "("):
        return None
    text = _LOG.sub("", text)
    found = list(_ITEM.finditer(text))
    if len(found) < _FEWEST:
        return None
    rest, at = 0, 0
    for item in found:
        rest += len("".join(text[at : item.start()].split()).strip("[](),"))
        at = item.end()
    rest += len("".join(text[at:].split()).strip("[](),"))
    if rest > (1 - _SHARE) * len(text):
        return None
    return "\n".join(_plain(item["single"] or item["double"] or "").rstrip("\n") for item in found)


def _plain(content: str) -> str:
    """A string as the program had it before it was printed."""

    def character(match: re.Match[str]) -> str:
        code = match["code"] or match["byte"]
        return chr(int(code, 16)) if code else _SIGNS.get(match["sign"], match["sign"])

    return _ESCAPE.sub(character, content)
