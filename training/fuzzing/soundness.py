"""What holds for every reading of anything: nothing is said that does not stand there.

Each function yields a line for each promise that is broken: what is broken, a colon, where.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import get_args

from reports.checks import tidy
from reports.document import Document
from reports.forms import editions, load_form
from reports.heading_extent import MARKS
from reports.numbers import read_cell
from reports.report import Cell, CellState, Check, Section, SpanPair
from reports.tags import SECTION_KINDS, Tag, Tags
from training.fuzzing.reading import Reading

_STATES = frozenset(get_args(CellState))


def broken_promises(reading: Reading) -> list[str]:
    """Every promise of docs/report-format.md that a reading breaks; empty for a sound one."""
    return [
        *_document(reading.document),
        *_tags(reading.document, reading.tags),
        *_sections(reading.document.text, reading.assembled.sections, reading.assembled.end),
        *_tables(reading),
        *_checks(reading),
        *_passages(reading),
        *_claims(reading),
        *_words(reading),
    ]


def _is_inside(span: SpanPair, start: int, end: int) -> bool:
    return start <= span[0] <= span[1] <= end


def _document(document: Document) -> Iterator[str]:
    length, at = len(document.text), 0
    for segment in document.segments:
        if not at <= segment.start <= segment.end <= length:
            yield f"segment out of order: {segment}"
        if segment.grid is not None and not (
            0 <= segment.grid < len(document.grids) and min(segment.row, segment.column) >= 0
        ):
            yield f"cell of no grid: {segment}"
        at = segment.end
    if any(not _is_inside((mark.start, mark.end), 0, length) for mark in document.marks):
        yield f"mark outside of the text: {document.marks}"
    if document.places and len(document.places) != len(document.segments):
        yield f"places and segments differ in number: {len(document.places)}, {len(document.segments)}"


def _tags(document: Document, tags: Tags) -> Iterator[str]:
    starts = [segment.start for segment in document.segments]
    at = 0
    for stretch in tags.stretches:
        if not (at <= stretch.start <= stretch.end and 0 <= stretch.probability <= 1):
            yield f"stretch out of order: {stretch}"
        at = stretch.end
        place = bisect_right(starts, stretch.start) - 1
        if place < 0 or stretch.end > document.segments[place].end:
            yield f"stretch across a border: {stretch}"
        if stretch.tag is Tag.BLANK and stretch.start != stretch.end:
            yield f"blank with text: {stretch}"


def _sections(text: str, sections: Sequence[Section], end: int) -> Iterator[str]:
    if not 0 <= end <= len(text):
        yield f"end outside of the text: {end}"
    if len({section.kind for section in sections}) < len(sections):
        yield f"two sections of a kind: {[section.kind for section in sections]}"
    at = 0
    for section in sections:
        heading, span = section.heading_span, section.span
        if not (at <= span[0] == heading[0] < heading[1] <= span[1] <= end):
            yield f"section out of place: {section.kind} {heading} {span}"
        if section.number != SECTION_KINDS.index(section.kind) + 1:
            yield f"section of another number: {section.kind} {section.number}"
        yield from _heading(text, section.heading, heading)
        at = span[1]
        below = heading[1]
        for sub in section.subsections:
            if not (below <= sub.span[0] == sub.heading_span[0] < sub.heading_span[1] <= sub.span[1] <= span[1]):
                yield f"subsection out of place: {section.kind} {sub.heading_span} {sub.span}"
            yield from _heading(text, sub.heading, sub.heading_span)
            below = sub.span[1]


def _heading(text: str, heading: str, span: SpanPair) -> Iterator[str]:
    """A heading is what stands at its span, but for line ends and the space, boxes and marks of strong text there."""
    if _bare(heading) != _bare(text[slice(*span)]) or "\n" in heading:
        yield f"heading does not stand there: {span}"


def _bare(text: str) -> str:
    return "".join(character for character in text if not character.isspace() and character not in MARKS)


def _tables(reading: Reading) -> Iterator[str]:
    tables = reading.assembled.tables
    text = reading.document.text
    for name, rows in tables.items():
        if not any(_has_shape_of(edition, name, rows) for edition in editions()):
            yield f"table of no form: {name}"
    taken: list[tuple[int, int, str]] = []
    for key, cell in _cells(reading):
        yield from (f"{fault}: {key} {cell!r:.300}" for fault in _cell(text, cell, bool(reading.document.places)))
        if cell.span is not None and cell.span[0] < cell.span[1]:
            taken.append((*cell.span, key))
    for (_, end, one), (start, _, other) in pairwise(sorted(taken)):
        if start < end:
            yield f"one text in two cells: {one}, {other}"


def _has_shape_of(edition: str, name: str, rows: object) -> bool:
    form = load_form(edition).tables.get(name)
    shape = form and {row.key: [column.key for column in form.columns(row.key)] for row in form.rows}
    return isinstance(rows, dict) and {key: list(cells) for key, cells in rows.items()} == shape


def _cells(reading: Reading) -> Iterator[tuple[str, Cell]]:
    for table, rows in reading.assembled.tables.items():
        for row, cells in rows.items():
            yield from ((f"{table}.{row}.{column}", cell) for column, cell in cells.items())


def _cell(text: str, cell: Cell, has_places: bool) -> Iterator[str]:
    """What is broken in a cell, without where it is."""
    if cell.state not in _STATES:
        yield "no such state"
    if (cell.value is None) != (cell.state != "reported"):
        yield "a value against its state"
    if cell.value is not None and not math.isfinite(cell.value):
        yield "a number without end"
    if not 0 <= cell.confidence <= 1:
        yield "no such confidence"
    if cell.span is not None and not _is_inside(cell.span, 0, len(text)):
        yield "cell outside of the text"
    elif cell.raw is not None and (cell.span is None or text[slice(*cell.span)] != cell.raw):
        yield "raw does not stand there"
    if cell.state == "missing" and (cell.span is not None or cell.raw is not None):
        yield "missing, but it stands somewhere"
    if cell.state in ("reported", "not_applicable") and not cell.raw:
        yield "said without a text"
    if cell.raw is not None:
        yield from _understood(cell, has_places)


def _understood(cell: Cell, has_places: bool) -> Iterator[str]:
    """The state and the number are those of the text; a scan's cell may be unreadable whatever stands there."""
    if has_places and cell.state == "unreadable":
        return
    ways = [read_cell(cell.raw or "", signed=signed) for signed in (False, True)]
    if all((way.state, way.value, way.unit) != (cell.state, cell.value, cell.unit) for way in ways):
        yield "a text understood in another way"


def _checks(reading: Reading) -> Iterator[str]:
    keys = {key for key, _ in _cells(reading)}
    editions_known = {key for edition in editions() for key in load_form(edition).cell_keys()}
    for check in reading.assembled.checks:
        if not set(check.cells) <= keys | editions_known:
            yield f"check over unknown cells: {check.id}"
        yield from _check(check)


def _check(check: Check) -> Iterator[str]:
    if not all(map(math.isfinite, (check.left, check.right, check.difference))):
        yield f"check without an end: {check.id}"
    elif tidy(check.left - check.right) != check.difference:
        yield f"check with another difference: {check.id}"
    if (check.status in ("passed", "skipped")) != (abs(check.difference) < 1e-6):
        yield f"check of another status: {check.id} {check.status} {check.difference}"


def _passages(reading: Reading) -> Iterator[str]:
    text, passages = reading.document.text, reading.passages
    section = next((one for one in reading.assembled.sections if one.kind == "problems"), None)
    at = section.heading_span[1] if section else len(text)
    for number, passage in enumerate(passages):
        if section is None or not _is_inside(passage.span, at, section.span[1]) or passage.span[0] == passage.span[1]:
            yield f"passage out of place: {passage.span}"
        if text[slice(*passage.span)] != passage.text:
            yield f"passage does not stand there: {passage.span}"
        if any(not _is_inside(span, *passage.span) for theme in passage.themes for span in theme.evidence):
            yield f"evidence outside of its passage: {passage.span}"
        answered = passage.answers
        if answered is not None and not (0 <= answered < len(passages) and passages[answered].role == "problem"):
            yield f"passage answers no problem: {number} {answered}"
        at = passage.span[1]


def _claims(reading: Reading) -> Iterator[str]:
    text, claims = reading.document.text, reading.claims
    if any(after.span < before.span for before, after in pairwise(claims)):
        yield f"claims out of order: {[claim.span for claim in claims]}"
    for claim in claims:
        if not _is_inside(claim.span, 0, len(text)) or text[slice(*claim.span)] != claim.text or not claim.text:
            yield f"claim does not stand there: {claim.span}"
        if not math.isfinite(claim.value):
            yield f"claim without end: {claim.value}"
        if claim.quantity.count(".") < 2:
            yield f"claim of no cell: {claim.quantity}"


def _words(reading: Reading) -> Iterator[str]:
    """Whatever is said can be written down, and a warning is one line with a code."""
    assembled, document = reading.assembled, reading.document
    for name, words in (("text", document.text), ("title", assembled.title), ("organ", assembled.organ)):
        if words is not None and any("\ud800" <= c <= "\udfff" for c in words):
            yield f"half a character: {name}"
    for warning in assembled.warnings:
        if not warning.code or not warning.message or "\n" in warning.message:
            yield f"warning that is no line: {warning.code}"
