"""Fields: what their instructions say where that matters, and the text of those that keep no result."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.formats.docx.numerals import written
from reports.formats.docx.symbols import symbol

_EXTERNAL = re.compile(r"\s*(?:INCLUDETEXT|INCLUDEPICTURE|LINK|DDE|DDEAUTO|IMPORT|INCLUDE)\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_CONTENTS = re.compile(r"\s*TOC\b", re.IGNORECASE)
# Drawn by Word from the instruction alone: a number in a circle (EQ \o\ac(○,1)), a fraction, a sign of a symbol font.
_CIRCLED = re.compile(r"\s*EQ\s*\\o\s*(?:\\a[cdlr]\s*)?\(\s*[○〇◯]\s*[,，;]\s*(\w{1,3})\s*\)", re.IGNORECASE)
_FRACTION = re.compile(r"\s*EQ\s*\\f\s*\(\s*([^(),;]{1,20})[,;]\s*([^(),;]{1,20})\)", re.IGNORECASE)
_SYMBOL = re.compile(r'\s*SYMBOL\s+(0x[0-9a-f]{1,4}|\d{1,5})\b(?:[^\\]*\\[^f])*[^\\]*\\f\s*"?([\w ]+)', re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A field that has begun: its instruction, and whether its result has."""

    instruction: str = ""
    shows: bool = False

    @property
    def is_external(self) -> bool:
        return _EXTERNAL.match(self.instruction) is not None

    @property
    def is_page(self) -> bool:
        """Whether it is the number of the page or of all pages."""
        return _PAGE.match(self.instruction) is not None

    @property
    def is_contents(self) -> bool:
        return _CONTENTS.match(self.instruction) is not None

    def drawn(self) -> str:
        """What Word draws for a field without a result."""
        instruction = self.instruction[:200]
        if circled := _CIRCLED.match(instruction):
            inner = circled[1]
            return written(int(inner), "decimalEnclosedCircle") if inner.isascii() and inner.isdigit() else inner
        if fraction := _FRACTION.match(instruction):
            return f"{fraction[1].strip()}/{fraction[2].strip()}"
        if sign := _SYMBOL.match(instruction):
            code = int(sign[1], 16) if sign[1].lower().startswith("0x") else int(sign[1])
            return symbol(f"{code:04X}", sign[2])
        return ""
