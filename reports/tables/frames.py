"""Frames: where in its row a table keeps its values, when cells only count and rows differ in length.

Merged cells stand between label and values (flattened Word), padding stands after them (crawled pages), and
blanks look like both. What all rows of a table have in common tells them apart: their values begin at the same
distance from the label, or end at the same distance from the row's end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.document import Document
from reports.tables.rows import ValueRow, split_parts

_FEWEST_SERIALS, _RISING = 6, 0.75  # rows whose last numbers rise, and their share
_STEP = 3  # groups have rows of their own, with numbers that no row of the form has


@dataclass(frozen=True, slots=True)
class Frame:
    """Values stand ``offset`` places after the row's label, or before its end; ``certain`` if no other way fits
    as many rows."""

    from_end: bool
    offset: int
    certain: bool = True

    def window(self, row: ValueRow, width: int) -> int | None:
        """The first place of the row's values, or None where the row is too short."""
        start = len(row.slots) - width - self.offset if self.from_end else self.offset
        return start if 0 <= start <= len(row.slots) - width else None


def windows(row: ValueRow, width: int) -> range:
    """Where the values of a row may begin so that nothing that is written stands outside of them."""
    filled = [place for place, slot in enumerate(row.slots) if slot.filled]
    last = len(row.slots) - width
    if last < 0:
        return range(0)
    if not filled:
        return range(last + 1)
    return range(max(0, filled[-1] - width + 1), min(filled[0], last) + 1)


def find_frame(rows: Sequence[ValueRow], width: int) -> Frame | None:
    """The frame that fits the rows best; None where no row is long enough."""
    rows = [row for row in rows if not row.hollow and len(split_parts(row.slots)) == len(row.slots)]
    scores: Counter[Frame] = Counter()
    for row in rows:
        for start in windows(row, width):
            ends = row.slots[start], row.slots[start + width - 1]
            # A row whose ends are written says more than one whose ends are tagged, and that more than an empty one.
            weight = 4 if all(slot.filled for slot in ends) else 2 if all(slot.known for slot in ends) else 1
            scores[Frame(False, start)] += weight
            scores[Frame(True, len(row.slots) - width - start)] += weight
    if not scores:
        return None
    best, score = scores.most_common(1)[0]
    same = [best.window(row, width) for row in rows]
    rivals = (other for other, points in scores.items() if points == score)
    certain = all([other.window(row, width) for row in rows] == same for other in rivals)
    return Frame(best.from_end, best.offset, certain)


def fitting(rows: Sequence[ValueRow], frame: Frame, width: int) -> int:
    """How many rows have nothing written outside of the frame."""
    return sum(frame.window(row, width) in windows(row, width) for row in rows)


def without_separators(rows: Sequence[ValueRow], width: int) -> list[ValueRow]:
    """Rows of lines without the empty line that stands between any two cells, where one does.

    Double-spaced text has at least as many empty lines as cells, and all that is written on every second line.
    """
    long = [row for row in rows if len(row.slots) >= 2 * width - 1]
    parities = {place % 2 for row in long for place, slot in enumerate(row.slots) if slot.filled}
    if width < 2 or len(parities) != 1 or 2 * len(long) < len(rows):
        return list(rows)
    first = parities.pop()
    return [replace(row, slots=row.slots[first::2]) if row in long else row for row in rows]


def single_spaced(row: ValueRow, columns: int, most: int) -> ValueRow:
    """A row of double-spaced lines without the empty ones between its cells, where these are whole rows of the form.

    ``columns``: of one of the form's rows; ``most``: of all that may stand in one line. A row that is whole as it
    stands, or may be in several ways, stays.
    """
    places = [place for place, slot in enumerate(row.slots) if slot.filled]
    parities = {place % 2 for place in places}
    whole = len(row.slots) % columns == 0 and len(row.slots) <= most
    if row.in_grid or len(places) < 2 or len(parities) != 1 or whole or len(row.slots) < 2 * columns - 1:
        return row
    spaced = replace(row, slots=row.slots[parities.pop() :: 2])
    size = min(len(spaced.slots) - len(spaced.slots) % columns, most)
    found = windows(spaced, size)
    return replace(spaced, slots=spaced.slots[found[0] : found[0] + size]) if size and len(found) == 1 else row


def without_serials(document: Document, rows: Sequence[ValueRow]) -> list[ValueRow]:
    """Rows without the next row's serial number at their end, where lost borders put it there (1, 2, 3 …)."""
    solid = [row for row in rows if not row.hollow and row.filled and row.filled[-1] is not row.slots[0]]
    if len(solid) < _FEWEST_SERIALS:
        return list(rows)
    last = [document.text[row.filled[-1].start : row.filled[-1].end] for row in solid]
    numbers = [int(text) if text.isascii() and text.isdecimal() else None for text in last]
    serials: list[int | None] = []  # of each row, the number that goes on the sequence
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        before = next((serial for serial in reversed(serials) if serial is not None), None)
        goes_on = number is not None and (
            before < number <= before + _STEP if before is not None else following == number + 1
        )
        serials.append(number if goes_on else None)
    found = {id(row) for row, serial in zip(solid, serials, strict=True) if serial is not None}
    if len(found) < _RISING * len(solid):
        return list(rows)
    return [
        replace(row, slots=row.slots[: row.slots.index(row.filled[-1])]) if id(row) in found else row for row in rows
    ]


def usual_lengths(rows: Sequence[ValueRow]) -> set[tuple[int, int]]:
    """For rows that begin at the same column, how many places they usually have: ``(column, length)``.

    A row of another length may have lost a cell rather than its padding.
    """
    counts = Counter((_column(row), len(row.slots)) for row in rows)
    most: dict[int, int] = {}
    for (column, _), times in counts.items():
        most[column] = max(most.get(column, 0), times)
    return {key for key, times in counts.items() if times == most[key[0]] or times >= 3}


def told_windows(rows: Sequence[ValueRow], width: int) -> set[tuple[int, int]]:
    """For rows whose values fit in one window only: ``(places of the row, where its values begin)``.

    Where rows of one length contradict each other, none of them tells. Merged cells before the values and padding
    behind them make rows of one length alike, and tell nothing of others.
    """
    solid = [row for row in rows if row.filled and not row.hollow]
    only = [(len(row.slots), windows(row, width)) for row in solid]
    found = {(length, starts[0]) for length, starts in only if len(starts) == 1}
    times = Counter(length for length, _ in found)
    return {(length, start) for length, start in found if times[length] == 1}


def is_usual(row: ValueRow, usual: set[tuple[int, int]]) -> bool:
    return (_column(row), len(row.slots)) in usual


def _column(row: ValueRow) -> int:
    return row.slots[0].column if row.in_grid else -1
