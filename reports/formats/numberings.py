"""Numberings that stand on a line of their own: what joining a page's pieces of text leaves of "2." in a tag by itself.

``2``, ``.`` and ``其他法律行政法规禁止公开`` on three lines would make the 2 a number of the row above.
"""

from __future__ import annotations

import re

# No line begins with a point or an enumeration comma unless what stands before it was parted from it.
_PARTED = re.compile(
    r"^([ \t]*[（(]?[1-9一二三四五六七八][)）]?)[^\S\n]*+\n\s*+([.．、])[ \t]*+(?:\r?\n\s*+)?(?=[^\d\s])", re.MULTILINE
)


def joined(text: str) -> str:
    """``text`` with each numbering, its point and the label after it on one line."""
    return _PARTED.sub(r"\1\2", text)
