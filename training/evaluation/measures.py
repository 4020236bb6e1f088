"""Measuring one reading against its gold: pure functions from both to counts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from reports.assemble import Assembled
from reports.document import Document
from reports.headings import NUMBERING
from reports.labels import fold
from reports.report import Cell, Number
from reports.tags import Stretch, Tag
from training.evaluation.counts import Counts, TagCounts
from training.evaluation.gold import Gold, GoldCell
from training.synthesis.pieces import GoldSpan

SURE = 0.9  # a confidence below this is a sign of doubt
_TOLERANCE = 1e-6
_SAME_HEADING = 85  # per cent of likeness: a heading read with one wrong character is found
_TAGS = tuple(Tag)
_CODE = {tag: code for code, tag in enumerate(_TAGS)}
_NOTHING = len(_TAGS)


class Mistake(NamedTuple):
    """A cell read wrong. ``kind``: "silent", "wrong" (with a sign of doubt), "lost" or "state".

    ``confidence`` is None where the reading has no such cell.
    """

    key: str
    kind: str
    expected: str
    found: str
    confidence: float | None = None


KINDS = ("silent", "wrong", "lost", "state")  # the gravest first


def measure(gold: Gold, reading: Assembled | None) -> tuple[Counts, list[Mistake]]:
    """Count a reading, None for one that failed; the mistakes in its cells, the gravest kind first."""
    if reading is None:
        return _failed(gold), [Mistake("", "lost", "", "(failed)")]
    counts, mistakes = measure_cells(gold, reading)
    counts.reports = 1
    counts.perfect_values = int(counts.values == counts.cells and not counts.wrong)
    counts.perfect = int(counts.perfect_values and counts.states == counts.cells)
    given = [(section.kind, section.heading) for section in reading.sections]
    counts.headings, counts.headings_given = len(gold.headings), len(given)
    counts.headings_right = matched_headings(gold.headings, given)
    if gold.is_report:
        counts.identified = 1
        counts.titles = int(_squash(gold.title) == _squash(reading.title))
        counts.organs = int(_squash(gold.organ) == _squash(reading.organ))
        counts.years = int(gold.year == reading.year)
        counts.forms = int(gold.form == reading.form)
    return counts, mistakes


def _failed(gold: Gold) -> Counts:
    """The counts of a reading that failed: every number is lost."""
    counts = Counts(reports=1, failures=1, headings=len(gold.headings), identified=int(gold.is_report))
    for key, cell in gold.cells.items():
        number = cell.value is not None
        counts.cell(key, cells=1, numbers=number, lost=number, doubtful=cell.doubtful, doubtful_unread=cell.doubtful)
    return counts


# cells


def measure_cells(gold: Gold, reading: Assembled) -> tuple[Counts, list[Mistake]]:
    """Count the cells. A number in a cell that the gold's form does not have is wrong as well.

    Where a careful reader is not sure, no number and a number with a sign of doubt do equally well: such
    cells count only where a number is given without one.
    """
    doubts = Doubts(reading)
    counts, mistakes = Counts(), []
    found = dict(_cells(reading))
    for key, expected in gold.cells.items():
        cell = found.pop(key, None)
        _calibrate(expected, cell, counts)
        if expected.doubtful:
            _measure_doubtful(key, expected, cell, doubts, counts)
            if cell is None or cell.value is None or doubts.over(key, cell):
                continue
        if mistake := _measure_cell(key, expected, cell, doubts, counts):
            mistakes.append(mistake)
    for key, cell in found.items():
        if cell.value is not None:
            nothing = GoldCell(None, "no such cell")
            _calibrate(nothing, cell, counts)
            mistakes.append(_wrong(key, nothing, cell, doubts, counts))
    mistakes.sort(key=lambda mistake: KINDS.index(mistake.kind))
    return counts, mistakes


def _calibrate(gold: GoldCell, cell: Cell | None, counts: Counts) -> None:
    """Count a cell's confidence. Where the text does not tell and no number is given, nothing can be wrong."""
    if cell is None or (gold.doubtful and cell.value is None):
        return
    right = _is_right(gold, cell)
    counts.reliability.note(cell.confidence, right)
    if cell.value is not None:
        counts.reliability_numbers.note(cell.confidence, right)


def _is_right(gold: GoldCell, cell: Cell | None) -> bool:
    value, state = (None, "missing") if cell is None else (cell.value, cell.state)
    return same_number(gold.value, value) and state == gold.state


def _measure_doubtful(key: str, gold: GoldCell, cell: Cell | None, doubts: Doubts, counts: Counts) -> None:
    """Count a cell that the text does not tell, apart from the others."""
    if _is_right(gold, cell):
        outcome = "doubtful_right"
    elif cell is None or cell.value is None:
        outcome = "doubtful_unread"
    else:
        outcome = "doubtful_flagged" if doubts.over(key, cell) else "doubtful_silent"
    counts.cell(key, doubtful=1, **{outcome: 1})


def _cells(reading: Assembled) -> Iterator[tuple[str, Cell]]:
    for table, rows in reading.tables.items():
        for row, columns in rows.items():
            for column, cell in columns.items():
                yield f"{table}.{row}.{column}", cell


def _measure_cell(key: str, gold: GoldCell, cell: Cell | None, doubts: Doubts, counts: Counts) -> Mistake | None:
    value = None if cell is None else cell.value
    state = "missing" if cell is None else cell.state
    same, right = same_number(gold.value, value), _is_right(gold, cell)
    kept = right or state == "unreadable"
    number = gold.value is not None
    counts.cell(key, cells=1, numbers=number, values=same, states=state == gold.state, right=right, kept=kept)
    if not same and cell is not None and value is not None:
        return _wrong(key, gold, cell, doubts, counts)
    confidence = None if cell is None else cell.confidence
    if not same:
        counts.cell(key, lost=1)
        return Mistake(key, "lost", f"{gold.value}", state, confidence)
    if not right:
        return Mistake(key, "state", gold.state, state, confidence)
    return None


def _wrong(key: str, gold: GoldCell, cell: Cell, doubts: Doubts, counts: Counts) -> Mistake:
    silent = not doubts.over(key, cell)
    counts.cell(key, wrong=1, silent=silent, sure=cell.confidence >= SURE)
    expected = gold.state if gold.value is None else f"{gold.value}"
    return Mistake(key, "silent" if silent else "wrong", expected, f"{cell.value}", cell.confidence)


def same_number(left: Number | None, right: Number | None) -> bool:
    """Whether two cells say the same number, or both none."""
    if left is None or right is None:
        return left is right
    return abs(left - right) < _TOLERANCE


class Doubts:
    """The signs of doubt that a reading shows: warnings by place, and the cells of checks not in order."""

    def __init__(self, reading: Assembled) -> None:
        self._warned = {warning.where for warning in reading.warnings if warning.where}
        unsettled = (check for check in reading.checks if check.status in ("failed", "incomplete"))
        self._checked = {key for check in unsettled for key in check.cells}

    def over(self, key: str, cell: Cell) -> bool:
        """Whether a user is told to look: low confidence, a warning on the cell, its row or its table, or a check."""
        if cell.confidence < SURE or key in self._checked:
            return True
        row = key.rpartition(".")[0]
        return not self._warned.isdisjoint((key, row, key.partition(".")[0]))


# headings and names


def matched_headings(gold: Sequence[tuple[str, str]], given: Sequence[tuple[str, str]]) -> int:
    """How many gold headings are given with the right kind and text; numbering and small damage do not count."""
    left = [(kind, _bare(text)) for kind, text in given]
    right = 0
    for kind, text in gold:
        bare = _bare(text)
        match = next((n for n, (k, t) in enumerate(left) if k == kind and ratio(t, bare) >= _SAME_HEADING), None)
        if match is not None:
            del left[match]
            right += 1
    return right


def _bare(heading: str) -> str:
    text = re.sub(r"^[#*>\s|-]+", "", heading)
    return fold(NUMBERING.sub("", text, count=1)) or fold(text)


def _squash(text: str | None) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


# tags


def measure_tags(document: Document, gold: Iterable[GoldSpan], found: Sequence[Stretch]) -> TagCounts:
    """Characters of each tag in the gold, as tagged, and in both; white space and delimiters do not count.

    Blanks have no characters: of them the cells are counted, and only those that the Document shows as an
    empty segment, because no tagger can tag what its reader does not show. The gold is one of the same text.
    """
    spans, text = list(gold), document.text
    expected, tagged = _painted(text, spans), _painted(text, found)
    known = expected != _NOTHING
    counts: TagCounts = Counter()
    for kind, codes in (
        ("gold", expected[known]),
        ("found", tagged[known]),
        ("right", expected[known & (expected == tagged)]),
    ):
        amounts = np.bincount(codes, minlength=_NOTHING + 1).tolist()
        counts.update({(tag.value, kind): amount for tag, amount in zip(_TAGS, amounts, strict=False) if amount})
    shown = [segment.start for segment in document.segments if segment.is_empty]
    golds = blanks_met([(span.start, span.end) for span in spans if span.tag is Tag.BLANK], shown)
    blanks = [stretch.start for stretch in found if stretch.tag is Tag.BLANK]
    counts.update({(Tag.BLANK.value, "gold"): len(golds), (Tag.BLANK.value, "found"): len(blanks)})
    counts[Tag.BLANK.value, "right"] += len(blanks_met(golds, blanks))
    return counts


def _painted(text: str, spans: Iterable[GoldSpan | Stretch]) -> NDArray[np.int64]:
    """The code of each character's tag; no tag on white space, and none of blanks."""
    codes = np.full(len(text), _NOTHING, dtype=np.int64)
    for span in spans:
        if span.tag is not Tag.BLANK:
            codes[span.start : span.end] = _CODE[span.tag]
    codes[np.fromiter((character.isspace() for character in text), np.bool_, len(text))] = _NOTHING
    return codes


def blanks_met(gold: Sequence[tuple[int, int]], places: Sequence[int]) -> list[tuple[int, int]]:
    """The gold blanks in which one of the places lies, one for one; both in text order, a gold's end included."""
    met: list[tuple[int, int]] = []
    at = 0
    for start, end in gold:
        while at < len(places) and places[at] < start:
            at += 1
        if at < len(places) and places[at] <= end:
            at += 1
            met.append((start, end))
    return met
