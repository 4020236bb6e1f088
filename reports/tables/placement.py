"""Placement: which column of the form each value of a row belongs to.

Where a grid shows empty places, rows of one table agree on a frame (which columns, counted from the left
of the page, or which places after the label, hold values), and the frame places the values of rows that
leave cells blank. Where blanks do not show, a full row is placed by counting, and a row that is not full
is placed by its sum, and says that it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from types import MappingProxyType

from reports.calibration import GUESSED, INFERRED, MOVED
from reports.document import Document
from reports.numbers import read_cell
from reports.tables.digits import digit_splits, is_run
from reports.tables.endings import open_endings
from reports.tables.frames import (
    Frame,
    find_frame,
    fitting,
    is_usual,
    told_windows,
    usual_lengths,
    windows,
    without_separators,
    without_serials,
)
from reports.tables.gaps import Separator, find_separator, full_row, on_line
from reports.tables.merged import written_once
from reports.tables.rows import Slot, ValueRow, split_parts

SURE_BLANK = 0.9  # probability of a blank from which a frame may rest on it
_FEWEST_SUMMED = 5  # columns of the narrowest row that has a total
_UNSUMMED = 3  # columns of the widest row that has none, in table 二
_TOTALS_WRITTEN = 0.6  # share of the rows from which a table's totals count as written
_PADDING = 3  # cells beyond a row's columns; with more, counting them tells nothing
_SUPPORT = 3  # full rows that make a frame of columns certain
_RUN = 3  # digits from which one number may be several
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# No commas: 1，3920 is a grouped 1392 and the next cell's 0, run together.
_NUMBER_LIST = re.compile(r"\d+(?:\.\d+)?(?:\s*[/／、;；|]\s*\d+(?:\.\d+)?)+")
_THOUSANDS_GAPS = (" ", "\u00a0", "\u2009", "\u202f")
SURE, GOOD, GAPS, SHIFTED = 1.0, 0.99, MOVED, 0.95

Slots = tuple[Slot | None, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row's slots by column, None where there is no place; ``quality`` from 0 to 1; why it is not 1.

    ``options``: all the ways in which the row may be placed, where its own numbers do not tell.
    """

    slots: Slots
    quality: float
    problem: str | None = None
    options: tuple[Slots, ...] = ()


def place_rows(
    document: Document,
    rows: Sequence[ValueRow],
    width: int,
    named: Mapping[int, int] = MappingProxyType({}),
    side_by_side: Sequence[int] = (),
) -> list[Placed]:
    """Place each row's slots into ``width`` columns. All rows are of one table (or block) of the report.

    ``named``: the columns that the table's header names, with the grid's column of each. Where the header
    leaves some out and most rows have just as many values as it names, the table lacks those columns, and
    their cells have no place. ``side_by_side``: how many columns each of the form's rows has where several lie
    in one line.
    """
    if width / 2 < len(named) < width and not any(row.by_order or row.keys is not None for row in rows):
        full = sum(len(named) in (len(row.filled), len(row.known), len(row.slots)) for row in rows)
        if len(rows) >= 3 and full > 0.7 * len(rows):
            return [_widened(placed, named, width) for placed in place_rows(document, rows, len(named))]
    aligned = [row for row in rows if row.aligned]
    columns, support = _aligned_frame(aligned, width)
    header = tuple(named[place] for place in sorted(named))
    if len(set(header)) == width and all(slot.column in header for row in aligned for slot in row.filled):
        # The header stands over every value: it tells the columns, in whatever order they are.
        columns, support = header, _SUPPORT
    by_label = find_frame(aligned, width)
    spare = max((len(row.slots) for row in aligned), default=0) - width
    if columns and by_label and spare <= _PADDING and fitting(aligned, by_label, width) > _fitting(aligned, columns):
        # Cells stand at the same distance from their labels, not below each other: columns only count here.
        rows, columns = [replace(row, aligned=False) for row in rows], None
    rows = without_serials(document, rows)
    lines = iter(without_separators([row for row in rows if not row.in_grid], width))
    rows = [row if row.in_grid else next(lines) for row in rows]
    counted = [row for row in rows if not row.aligned]
    frame = find_frame([row for row in counted if row.in_grid], width)
    line_frame = find_frame([row for row in counted if not row.in_grid], width)
    usual, told = usual_lengths(counted), told_windows(counted, width)
    separator = find_separator(document, counted, width)
    placed = []
    for row, is_open in zip(rows, open_endings(document, rows, width), strict=True):
        result: Placed | None = None
        if row.keys is not None:
            result = _place_keyed(row, width)
        elif row.aligned:
            result = _place_aligned(document, row, columns, width, support)
        else:
            result = _place_by_frame(row, frame if row.in_grid else line_frame, usual, told, width)
            result = result or _place_by_gaps(document, row, separator, width)
        if result is None and (row.hollow or not row.known):
            result = Placed((None,) * width, GUESSED, "row_without_values")
        one = result or _place_counted(document, row, width, side_by_side)
        if is_open:
            one = doubted(one, "columns_doubtful")
        if row.appended:
            one = doubted(one, "row_continued")
        if row.by_order:
            one = doubted(one, "cells_by_order")
        placed.append(one)
    return _with_totals(rows, placed, side_by_side or (width,))


def _with_totals(rows: Sequence[ValueRow], placed: Sequence[Placed], lengths: Sequence[int]) -> list[Placed]:
    """Doubt for counted rows that hold numbers and no total, where the table's totals are written.

    The total is the one cell that nearly every writer fills in; without it the numbers stand a column too far left.
    """
    if min(lengths) < _FEWEST_SUMMED:
        return list(placed)
    ends = [*accumulate(lengths)]
    parts = [
        (one.slots[end - size : end - 1], one.slots[end - 1])
        for one in placed
        for size, end in zip(lengths, ends, strict=True)
    ]
    told = [
        total is not None and total.filled for others, total in parts if any(s is not None and s.filled for s in others)
    ]
    if len(told) >= 3 and not any(told):  # what is taken for the column before them may be the totals
        return [one if row.keys else doubted(one, "columns_doubtful") for row, one in zip(rows, placed, strict=True)]
    if sum(told) < _TOTALS_WRITTEN * len(told):
        return list(placed)
    result = []
    for k, (row, one) in enumerate(zip(rows, placed, strict=True)):
        own = parts[k * len(lengths) : (k + 1) * len(lengths)]
        lacking = any(
            any(s is not None and s.filled for s in others) and (total is None or not total.filled)
            for others, total in own
        )
        result.append(doubted(one, "columns_doubtful") if lacking and not row.aligned and row.keys is None else one)
    return result


def doubted(placed: Placed, problem: str) -> Placed:
    """A placement that something speaks against."""
    if placed.quality <= INFERRED:
        return placed
    return replace(placed, quality=INFERRED, problem=problem)


def _widened(placed: Placed, named: Mapping[int, int], width: int) -> Placed:
    slots = dict(zip(sorted(named), placed.slots, strict=True))
    return Placed(
        tuple(slots.get(place) for place in range(width)), placed.quality, placed.problem or "columns_left_out"
    )


def _place_keyed(row: ValueRow, width: int) -> Placed:
    """Each value under the column that the report names beside it."""
    by_column = dict(zip(row.keys or (), row.slots, strict=True))
    slots = tuple(by_column.get(place) for place in range(width))
    complete = all(slot is not None for slot in slots) and len(by_column) <= width
    return Placed(slots, SURE if complete else GOOD, None if complete else "cells_missing")


def _aligned_frame(rows: Sequence[ValueRow], width: int) -> tuple[tuple[int, ...] | None, int]:
    """The columns of an aligned grid that hold values, and how many rows that are full say so."""
    shown = {tuple(slot.column for slot in row.slots) for row in rows}
    if len(shown) == 1 and len(only := shown.pop()) == width == len(set(only)):
        return only, _SUPPORT  # the rows show as many places as the form has columns, one below the other
    votes: Counter[tuple[int, ...]] = Counter()
    full: Counter[tuple[int, ...]] = Counter()
    for row in rows:
        for slots, weight in ((row.filled, 3), (row.known, 1)):
            columns = tuple(sorted({slot.column for slot in slots}))
            if len(columns) == width:
                votes[columns] += weight
                full[columns] += weight == 3
                break
    if votes:
        best = votes.most_common(1)[0][0]
        return best, full[best]
    for kind in ("filled", "known"):
        used = sorted({slot.column for row in rows for slot in getattr(row, kind)})
        if len(used) == width and len(rows) > 1:
            return tuple(used), 0
    return None, 0


def _fitting(rows: Sequence[ValueRow], columns: Sequence[int]) -> int:
    """How many rows have nothing written outside of the columns."""
    return sum(all(slot.column in columns for slot in row.filled) for row in rows)


def _is_stacked(row: ValueRow, width: int) -> bool:
    """Whether some cells of a row hold the values of several: there are too few cells, and enough values."""
    return len(row.filled) < width and len(row.slots) < len(split_parts(row.slots)) <= max(width, len(row.slots))


def _place_aligned(
    document: Document, row: ValueRow, columns: tuple[int, ...] | None, width: int, support: int
) -> Placed | None:
    if columns is None or _is_stacked(row, width):
        return None
    by_column = {slot.column: slot for slot in row.slots}
    outside = [slot for slot in row.filled if slot.column not in columns]
    known = tuple(slot.column for slot in row.known)
    if support < _SUPPORT and len(known) == width != len(row.filled) and known != columns:
        # The tagger takes other places for this row's cells than its table's frame does: one of them is wrong.
        return Placed(tuple(row.known), INFERRED, "columns_doubtful")
    if outside and not any(_is_readable(document, slot) for slot in outside):
        inside = [by_column.get(column) for column in columns]
        if all(slot is not None and slot.filled for slot in inside):
            return Placed(tuple(inside), GOOD)  # specks of an OCR engine beside a full row
    if not outside:
        slots = tuple(by_column.get(column) for column in columns)
        complete = all(slot is not None for slot in slots)
        if support == 0 and len(row.filled) < width:
            # No row is full and no header tells: the frame rests on what the tagger takes for blanks.
            return Placed(slots, INFERRED, "columns_doubtful")
        return Placed(slots, SURE if complete else GOOD, None if complete else "cells_missing")
    if len(row.filled) == width:  # as a whole out of place, but none is lacking
        return Placed(tuple(row.filled), SHIFTED)
    for shift in (1, -1, 2, -2, 3, -3):
        moved = {column + shift for column in columns}
        if all(slot.column in moved for slot in row.filled):
            slots = tuple(by_column.get(column + shift) for column in columns)
            return Placed(slots, INFERRED, "columns_shifted")
    return None


def _place_by_frame(
    row: ValueRow, frame: Frame | None, usual: set[tuple[int, int]], told: set[tuple[int, int]], width: int
) -> Placed | None:
    """Place a row whose cells only count: by the table's frame, or by the one window that holds its values.

    ``told``: where the values of rows of so many places begin, as rows say whose own values leave no choice.
    """
    slots = row.slots
    if _is_stacked(row, width):
        return None
    # Far more empty lines than columns stand between the cells, too, and nothing tells which is which.
    crowded = not row.in_grid and len(slots) > width + _PADDING
    sure, problem = (GOOD, None) if is_usual(row, usual) and not crowded else (INFERRED, "columns_counted")
    if len(row.filled) == width:
        return Placed(tuple(row.filled), SURE if problem is None else GOOD)
    if len(slots) == width:
        return Placed(tuple(slots), SURE if problem is None else sure, problem)
    possible = windows(row, width)
    if row.in_grid and not row.labels and len(possible) > 1:
        # Without a label to count from, a row is counted from its end: merged cells stand in front.
        return Placed(tuple(slots[-width:]), INFERRED, "columns_counted_from_end")
    if len(possible) == 1:
        return Placed(tuple(slots[possible[0] : possible[0] + width]), sure, problem)
    start = frame.window(row, width) if frame else None
    if frame is not None and start is not None and start in possible:
        if not frame.certain or (len(slots), start) not in told:
            sure, problem = INFERRED, "columns_counted"
        return Placed(tuple(slots[start : start + width]), sure, problem)
    if len(row.known) == width:
        # Of more empty lines than cells, the tagger's choice alone says which are cells.
        return Placed(tuple(row.known), *((sure, problem) if row.in_grid else (INFERRED, "columns_doubtful")))
    return None


def _place_by_gaps(document: Document, row: ValueRow, separator: Separator | None, width: int) -> Placed | None:
    """Where single separators stand between values, a doubled one encloses a blank cell."""
    shown = on_line(row) if row.known else []
    if separator is None or row.hollow or not shown or len(shown) >= width or len(split_parts(shown)) != len(shown):
        return None
    slots = full_row(document, row, separator, width)
    if slots is None:
        return None
    if separator.proven:
        return Placed(slots, GAPS)
    return Placed(slots, INFERRED, "columns_counted")


def _place_counted(document: Document, row: ValueRow, width: int, rows: Sequence[int]) -> Placed:
    """Place by counting; a row that has too few or too many values is placed by its sum and says so."""
    for slots, quality in ((row.known, SURE), (row.filled, GOOD)):
        parts = split_parts(slots)
        if len(parts) == width and _are_doubtful(row, slots, parts):
            return Placed(tuple(parts), INFERRED, "columns_doubtful")
        if len(parts) == width:
            return Placed(tuple(parts), GOOD if len(parts) != len(slots) else quality)
        if len(slots) == width:
            return Placed(tuple(slots), GOOD)
    parts = _join_thousands(document, split_parts(row.known), width)
    if len(parts) == width:
        # 89 160 may as well be two numbers, one of them of a column that the form does not have.
        summed = width >= _FEWEST_SUMMED and is_total([value_of(document, slot) for slot in parts])
        return Placed(tuple(parts), GOOD if summed else INFERRED, None if summed else "too_many_values")
    if len(parts) == 1 and (listed := _listed(document, parts[0], width)):
        return Placed(listed, GOOD)
    # A number on a line below a whole row's digits is a page's.
    alone = parts and len(parts) <= 1 + (parts[-1].parts[0].row != parts[0].parts[0].row)
    if alone and (split := _apart(document, parts[0], rows or (width,))):
        return split
    values = [value_of(document, slot) for slot in parts]
    if len(parts) > width and (once := written_once(document, parts, width, _UNSUMMED)):
        return Placed(once, GOOD if width == 1 else INFERRED, None if width == 1 else "too_many_values")
    if len(parts) > width:
        return _too_many(parts, values, width)
    return _too_few(parts, values, width)


def _listed(document: Document, slot: Slot, width: int) -> Slots | None:
    """A row's numbers written as one list (4/1/0/0/0/0/5), where it has as many as the row has columns."""
    text = document.text[slot.start : slot.end]
    if width < 2 or not _NUMBER_LIST.fullmatch(text):
        return None
    numbers = [replace(slot, start=slot.start + n.start(), end=slot.start + n.end()) for n in _NUMBER.finditer(text)]
    return tuple(numbers) if len(numbers) == width else None


def _are_doubtful(row: ValueRow, slots: Sequence[Slot], parts: Sequence[Slot]) -> bool:
    """Whether blanks among a row's cells may be none: empty lines, or gaps beside cells that hold several values."""
    if row.in_grid:
        return len(parts) != len(slots) and any(slot.blank for slot in slots)
    return any(slot.blank and slot.probability < SURE_BLANK for slot in slots)


def _join_thousands(document: Document, parts: list[Slot], width: int) -> list[Slot]:
    """Numbers whose thousands are set apart by a space ("12 077") joined, if that makes the row full."""
    joined: list[Slot] = []
    for slot in parts:
        last = joined[-1] if joined else None
        if (
            last is not None
            and slot.parts[0].cell == last.parts[-1].cell
            and document.text[last.end : slot.start] in _THOUSANDS_GAPS
            and re.fullmatch(r"\d{3}(?:\.\d+)?", document.text[slot.start : slot.end])
            and re.fullmatch(r"[1-9]\d{0,2}(?:\s\d{3})*", document.text[last.start : last.end])
        ):
            joined[-1] = replace(last, end=slot.end, parts=(*last.parts, *slot.parts))
        else:
            joined.append(slot)
    return joined if len(joined) == width else parts


def _is_readable(document: Document, slot: Slot) -> bool:
    return read_cell(document.text[slot.start : slot.end]).state in ("reported", "not_applicable")


def value_of(document: Document, slot: Slot) -> float:
    """The number in a slot, 0 where none stands."""
    return read_cell(document.text[slot.start : slot.end]).value or 0


def is_total(values: Sequence[float]) -> bool:
    """Whether the last number is the sum of the others."""
    return abs(sum(values[:-1]) - values[-1]) < 1e-6


def _too_many(parts: list[Slot], values: list[float], width: int) -> Placed:
    fits = [i for i in range(len(parts) - width + 1) if width > _UNSUMMED and is_total(values[i : i + width])]
    start = fits[0] if fits else 0
    quality = INFERRED if len(fits) == 1 else GUESSED
    return Placed(tuple(parts[start : start + width]), quality, "too_many_values")


def _too_few(parts: list[Slot], values: list[float], width: int) -> Placed:
    # The total is the one cell that nearly every writer fills in.
    summed = width > 2 and (len(parts) == 1 or is_total(values))
    options = tuple(_spread(parts, width, summed=summed))
    return Placed(options[0], GUESSED, "too_few_values", options)


def _spread(parts: Sequence[Slot], width: int, *, summed: bool) -> Iterator[Slots]:
    """The ways to put a row's values into its columns in order, the leftmost first; ``summed``: the last one last."""
    own, free = (parts[:-1], width - 1) if summed else (parts, width)
    for columns in combinations(range(free), len(own)):
        slots: list[Slot | None] = [None] * width
        for column, slot in zip(columns, own, strict=True):
            slots[column] = slot
        if summed:
            slots[-1] = parts[-1]
        yield tuple(slots)


def _apart(document: Document, slot: Slot, rows: Sequence[int]) -> Placed | None:
    """A row's digits run together, taken apart; where that is unsure no cell gets a number."""
    text = document.text[slot.start : slot.end]
    if not is_run(text) or len(text) < max(sum(rows), _RUN):
        return None
    # The numbering of the next label may stick to the last number: 00000002.其他 is seven zeros and "2.".
    numbered = document.text[slot.end : slot.end + 1] in tuple(".．、")
    found = (digit_splits(text[:-1], rows) if numbered else []) or digit_splits(text, rows)
    options = tuple(
        tuple(replace(slot, start=slot.start + a, end=slot.start + b) for a, b in pairwise(edges)) for edges in found
    )
    if len(options) == 1:
        return Placed(options[0], INFERRED, "values_run_together")
    return Placed((None,) * sum(rows), GUESSED, "values_run_together", options)
