"""The narrative outside of the section on problems, cut into passages by subsection and paragraph.

A paragraph is a passage. A short one joins the next, or else the one before; a long one is cut at the ends of
sentences into parts of about the same length. Tables, labels, figures and page numbers are left out, and no passage
goes over them, over a subheading or over the border of a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from reports.document import Span
from reports.forms import editions, load_form
from reports.passages.plain import ENDS, Plain, flatten
from reports.report import Report, Section, SectionKind

SHORTEST, LONGEST = 20, 400
_SHORT = 40  # characters of a paragraph that joins the next
_TABLE_GAP = 240  # characters without a sentence's end that may stand between two cells of a table
_LINE_ENDS = "\n\r\v\f\u0085\u2028\u2029"
_WORD = re.compile(r"\w")
_LINE = re.compile(f"[^{_LINE_ENDS}]+")
_FIGURES = re.compile(r"(?:[\d.,，%+-]+[\s|]+)+[\d.,，%+-]+[\s|]*")  # several of them: a single one is the page's
_HAN = re.compile("[㐀-鿿]")
_CLAUSES = 2  # commas of a paragraph that lost its full stop
_NO_PROSE = re.compile(r"勾稽关系|第[一二]项加|[|│┃┆]|,,")
_SEPARATORS = re.compile("[;,、:]")


class Paragraph(NamedTuple):
    """A passage's place in a report's text, and the heading of the subsection that it stands in."""

    start: int
    end: int
    section: SectionKind
    under: str | None


class _Piece(NamedTuple):
    """A stretch of the plain text."""

    start: int
    end: int


def paragraphs(report: Report) -> list[Paragraph]:
    """The passages of all sections but the one on problems, in text order, each of 20 to 400 characters.

    A stretch between tables or headings that is shorter than that as a whole is left out.
    """
    tables = _table_stretches(report)
    found = []
    for section in report.sections:
        if section.kind == "problems":
            continue
        for start, end, under in _parts(section):
            for low, high in _between(sorted([*tables, *_table_lines(report.text, start, end)]), start, end):
                plain = flatten(report.text, low, high)
                found += [Paragraph(*span, section.kind, under) for span in _passages(plain)]
    return found


def _parts(section: Section) -> Iterator[tuple[int, int, str | None]]:
    """The section's text before its first subsection, and that of each of these, without the headings."""
    edges: list[tuple[int, int, str | None]] = [(*section.heading_span, None)]
    edges += [(*one.heading_span, one.heading) for one in sorted(section.subsections, key=lambda one: one.heading_span)]
    edges.append((section.span[1], section.span[1], None))
    for (_, start, under), (end, _, _) in pairwise(edges):
        if start < end:
            yield start, end, under


# Tables


def _table_stretches(report: Report) -> list[Span]:
    """Where the official tables stand: from cell to cell and to the ends of their lines, as far as no prose is."""
    text = report.text
    spans = sorted(
        cell.span
        for rows in report.tables.values()
        for cells in rows.values()
        for cell in cells.values()
        if cell.span is not None
    )
    stretches: list[Span] = []
    for start, end in spans:
        low, high = _line_around(text, start, end)
        if stretches and (low <= stretches[-1].end or _is_within_table(text[stretches[-1].end : low])):
            stretches[-1] = Span(stretches[-1].start, max(high, stretches[-1].end))
        else:
            stretches.append(Span(low, high))
    return stretches


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The line, or as much of it as there is to the next full stops: a whole report may stand in one line."""
    while start > 0 and text[start - 1] not in _LINE_ENDS and text[start - 1] != "。":
        start -= 1
    while end < len(text) and text[end] not in _LINE_ENDS and text[end - 1] != "。":
        end += 1
    return start, end


def _is_within_table(between: str) -> bool:
    return "。" not in between and len(between) <= _TABLE_GAP


def _table_lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Lines of labels or of figures whose cells were not found."""
    for line in _LINE.finditer(text, start, end):
        written = line[0].strip()
        if _FIGURES.fullmatch(written) or (
            not _has_end(written) and _is_labels(flatten(written, 0, len(written)).text)
        ):
            yield Span(*line.span())


def _between(tables: list[Span], start: int, end: int) -> Iterator[Span]:
    """What of ``[start, end)`` belongs to no table."""
    for table in tables:
        if table.end <= start:
            continue
        if table.start >= end:
            break
        if start < table.start:
            yield Span(start, table.start)
        start = table.end
    if start < end:
        yield Span(start, end)


# Prose


def _passages(plain: Plain) -> Iterator[Span]:
    joined: list[_Piece] = []
    for start, end in _lines(plain.text):
        if not _is_prose(plain.text[start:end]):
            continue
        if joined and _wants_next(plain.text[slice(*joined[-1])]) and _length(plain, joined[-1].start, end) <= LONGEST:
            joined[-1] = _Piece(joined[-1].start, end)
        else:
            joined.append(_Piece(start, end))
    if len(joined) > 1 and _is_short(plain, joined[-1]) and _length(plain, joined[-2].start, joined[-1].end) <= LONGEST:
        joined[-2:] = [_Piece(joined[-2].start, joined[-1].end)]
    for piece in joined:
        for part in _cut(plain, piece):
            if not _is_short(plain, part):
                yield plain.source(*part)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        while start < end and not _WORD.match(text[start]) and text[start] not in "“《(":
            start += 1
        if start < end:
            yield start, end


def _is_prose(line: str) -> bool:
    """Whether a line says something: it has a sentence's end or several clauses, and is no label or row of figures."""
    han = len(_HAN.findall(line))
    if not han or _NO_PROSE.search(line) or han < 0.4 * len(line):
        return False
    if _is_labels(line):
        return False
    if _has_end(line):
        return han >= 4
    return line.count(",") >= _CLAUSES and han >= SHORTEST


def _has_end(text: str) -> bool:
    return any(mark in text for mark in (*ENDS, *"；！？"))


def _is_labels(line: str) -> bool:
    """Whether a line of plain text is made of labels of the official tables for the most part."""
    han = len(_HAN.findall(line))
    return han > 0 and len(_HAN.findall(_labels().sub("", line))) < han / 2


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """The labels of the official tables, as a line of the plain text has them."""
    forms = [load_form(edition) for edition in editions()]
    blocks = [block for form in forms for table in form.tables.values() for block in table.blocks]
    labels = {label for block in blocks for row in block.rows for label in (*row.labels, *row.under)}
    labels |= {label for block in blocks for column in block.columns for label in column.labels}
    folded = {flatten(label, 0, len(label)).text for label in labels}
    return re.compile("|".join(re.escape(label) for label in sorted(folded, key=len, reverse=True) if label))


def _wants_next(text: str) -> bool:
    return len(text) < _SHORT or (text.endswith(":") and len(text) < LONGEST // 4)


def _is_short(plain: Plain, piece: _Piece) -> bool:
    return piece.end - piece.start < SHORTEST


def _length(plain: Plain, start: int, end: int) -> int:
    """Characters in the source."""
    span = plain.source(start, end)
    return span.end - span.start


def _cut(plain: Plain, piece: _Piece) -> Iterator[_Piece]:
    """The piece in as few parts of about the same length as there have to be."""
    start, end = piece
    while (length := _length(plain, start, end)) > LONGEST:
        wanted = length / -(-length // LONGEST)
        stop = _best_stop(plain, start, end, wanted)
        yield _Piece(start, stop)
        start = stop
    yield _Piece(start, end)


def _best_stop(plain: Plain, start: int, end: int, wanted: float) -> int:
    """Where to cut: behind a sentence nearest to the wanted length, else behind a clause, else anywhere."""
    origin = plain.at[start]
    fits = [at for at in range(start + SHORTEST, end - SHORTEST) if plain.at[at - 1] + 1 - origin <= LONGEST]
    for is_end in (lambda at: plain.text[at - 1] in ENDS, lambda at: _SEPARATORS.match(plain.text, at - 1)):
        stops = [at for at in fits if is_end(at)]
        if stops:
            return min(stops, key=lambda at: abs(plain.at[at - 1] + 1 - origin - wanted))
    return fits[-1] if fits else min(start + 1, end)
