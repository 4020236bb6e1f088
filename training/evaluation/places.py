"""Where a mistake stands: line, column and an excerpt, for whoever goes and looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from reports.assemble import Assembled
from reports.document import Document
from reports.report import Cell
from training.evaluation.gold import Gold
from training.evaluation.measures import KINDS, Mistake

WORST = 20  # errors that are listed with their place
_BEFORE, _AFTER = 30, 50  # code points of a line that are shown around a cell

Whence = Literal["cell", "gold", "row", "table"]


@dataclass(frozen=True, slots=True)
class PlacedMistake:
    """A mistake in a cell, and where to look for it.

    ``report`` is how to get the report. ``line`` and ``column`` count from 1 in the Document's text, code points;
    ``page`` too, for formats that have pages. ``whence`` they are: where the reading found the cell, where the gold
    has it, where the row's first cell stands, or else the row before it that was found in the same table; all are
    None where nothing of the table was found.
    ``excerpt`` is that line, shortened, control characters as blanks; ``mark`` is the cell in it, half-open.
    """

    report: str
    key: str
    kind: str
    expected: str
    found: str
    confidence: float | None
    line: int | None = None
    column: int | None = None
    page: int | None = None
    whence: Whence | None = None
    excerpt: str = ""
    mark: tuple[int, int] = (0, 0)

    def as_data(self) -> dict[str, Any]:
        """The mistake for JSON."""
        return asdict(self) | {"mark": list(self.mark)}


def gravity(mistake: Mistake | PlacedMistake) -> tuple[bool, float, int, str]:
    """The order of mistakes: silent ones first, then by confidence, the highest first, then by kind."""
    confidence = -1.0 if mistake.confidence is None else mistake.confidence
    return mistake.kind != "silent", -confidence, KINDS.index(mistake.kind), mistake.key


def placed(
    report: str, mistakes: Iterable[Mistake], document: Document, gold: Gold, reading: Assembled
) -> list[PlacedMistake]:
    """The gravest mistakes of a reading with their places, at most ``WORST``."""
    worst = sorted(mistakes, key=gravity)[:WORST]
    return [_placed(report, mistake, document, gold, reading) for mistake in worst]


def _placed(report: str, mistake: Mistake, document: Document, gold: Gold, reading: Assembled) -> PlacedMistake:
    fields = (report, *mistake)
    row, _, column = mistake.key.rpartition(".")
    span, whence = _span(mistake.key, reading, _gold_spans(gold, document))
    if span is None:
        return PlacedMistake(*fields)
    start, end = span
    text = document.text
    head = text.rfind("\n", 0, start) + 1
    cell = _row_cells(reading, row).get(column)
    excerpt, mark = _excerpt(text, head, start, end)
    page = None if cell is None else cell.page
    return PlacedMistake(*fields, text.count("\n", 0, start) + 1, start - head + 1, page, whence, excerpt, mark)


def _row_cells(reading: Assembled, row: str) -> Mapping[str, Cell]:
    table, _, rest = row.partition(".")
    return reading.tables.get(table, {}).get(rest, {})


def _gold_spans(gold: Gold, document: Document) -> dict[str, tuple[int, int]]:
    """Where the gold has its cells; nothing where it counts in another text."""
    if gold.spans is None or gold.text != document.text:
        return {}
    return {span.key: (span.start, span.end) for span in gold.spans if span.key is not None}


def _span(
    key: str, reading: Assembled, gold: Mapping[str, tuple[int, int]]
) -> tuple[tuple[int, int] | None, Whence | None]:
    row, _, column = key.rpartition(".")
    cells = _row_cells(reading, row)
    cell = cells.get(column)
    if cell is not None and cell.span is not None:
        return cell.span, "cell"
    if key in gold:
        return gold[key], "gold"
    beside = [other.span for other in cells.values() if other.span is not None]
    beside += [span for other, span in gold.items() if other.rpartition(".")[0] == row]
    if beside:
        return min(beside), "row"
    before = _row_before(reading, row)
    return (before, "table") if before else (None, None)


def _row_before(reading: Assembled, row: str) -> tuple[int, int] | None:
    """Where the nearest row above stands that was found."""
    table, _, wanted = row.partition(".")
    found = None
    for name, cells in reading.tables.get(table, {}).items():
        if name == wanted:
            break
        found = min((cell.span for cell in cells.values() if cell.span is not None), default=found)
    return found


def _excerpt(text: str, head: int, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """A line around ``[start, end)``; the cell's own line breaks end it."""
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    low, high = max(head, start - _BEFORE), min(stop, start + _AFTER)
    shown = "".join(character if character.isprintable() else " " for character in text[low:high])
    before, after = "…" * (low > head), "…" * (high < stop)
    at = start - low + len(before)
    return before + shown + after, (at, at + min(end, high) - start)
