"""What ``gouji bench`` has measured, for people: lines for the terminal and a page of Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from service.benchmark import Measures
from service.format_benchmark import HEAD, FormatMeasures, rows

_EXPLANATION = """\
Each format in a process of its own, its files one after the other, the start not counted (but that of OCR). Of a file's
runs the median counts; files/s, median and p95 are over the files. Reader: from bytes to text and grid, conversion and
OCR included; tagger: the model; assembler: from tags to tables and checks; narrative: passages, themes and claims.
Memory: the peak of the process, behind "+" that of LibreOffice. `text` are synthetic reports, `scan` pages of the
corpus' PDF files as images of 200 dpi, all others the files in `annotations/formats/`."""


def measure_lines(measures: Measures) -> Iterator[str]:
    """The measures of text reports, one a line."""
    pairs = list(measures.rows())
    width = max(_width(name) for name, _ in pairs)
    for name, value in pairs:
        yield f"{name}{' ' * (width - _width(name))}  {value}"


def format_lines(measured: Sequence[FormatMeasures]) -> Iterator[str]:
    """The table of formats, its columns aligned."""
    lines = [HEAD, *rows(measured)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for first, *others in lines:
        yield "  ".join([first.ljust(widths[0]), *map(str.rjust, others, widths[1:])])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def markdown(
    facts: Mapping[str, object], measures: Measures, formats: Sequence[FormatMeasures], notes: Sequence[str]
) -> str:
    """The page ``bench.md``. ``facts``: the machine, the versions, the call."""
    known = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
    parts = ["# Bench 性能", "Written by `gouji bench` (`make bench`).", known + "."]
    parts.append(_table(("measure", "value"), measures.rows()))
    if formats:
        parts += ["## Formats 各格式", _table(HEAD, rows(formats)), _EXPLANATION]
    parts += [f"- {note}" for note in notes]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], lines: Iterator[tuple[str, ...]]) -> str:
    rule = "|".join(["---", *["---:"] * (len(head) - 1)])
    return "\n".join([f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(line)} |" for line in lines)])
