"""White space as a page shows it: collapsed, and without the line breaks that only the source has."""

from __future__ import annotations

import re

from reports.formats.blocks import BLANKS

JOINT = "\x00"  # where a link begins or ends: white space there is a space even between Han characters

_SPACE = re.compile(r"[ \t\n\r\f\x00]+")
_EDGES = " \t\n\r\f\x00"
_CJK = re.compile("[\u2014-\u201d\u2026\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def collapse(text: str) -> str:
    """The text of a line. A line break in the source between two Chinese characters is none in the text.

    Browsers show a space there, but whoever wrote the page, or the program that wrapped its lines, meant none.
    """
    text = text.strip(_EDGES)
    if "\n" in text or "\r" in text or JOINT in text or "  " in text or "\t" in text or "\f" in text:
        text = _SPACE.sub(_shown, text)
    return text.strip(BLANKS)


def _shown(space: re.Match[str]) -> str:
    found = space[0]
    if found.strip(JOINT) == "":
        return ""
    if ("\n" not in found and "\r" not in found) or JOINT in found:
        return " "
    text = space.string
    before, after = text[space.start() - 1 : space.start()], text[space.end() : space.end() + 1]
    return "" if _CJK.match(before) and _CJK.match(after) else " "
