"""Where a character stands on its line: display columns of text set in a fixed pitch.

East Asian wide characters take two columns on terminals and in dumps made for them; ``pdftotext -layout`` and
pdfplumber count every character as one. A table tells by its own alignment which of the two it was set with.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], int]

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
)
_AMBIGUOUS = re.compile("[\u2014-\u2026\u2103\u2160-\u217f\u2460-\u24ff\u00b7\u00d7]")


def display_width(text: str) -> int:
    """The width of ``text`` in columns, East Asian wide characters two wide."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def broad_width(text: str) -> int:
    """As ``display_width``, and quotes, dashes, circled numbers (East Asian ambiguous) two wide as well."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text)) + len(_AMBIGUOUS.findall(text))


MEASURES: tuple[Measure, ...] = (display_width, broad_width, len)
