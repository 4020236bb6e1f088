"""Padded tables: box drawing, ``+---+`` grids, and antiword's bars, where one row may take several lines.

Bars stand below one another, so a cell's column is its left bar's place. A cell whose text fills its width goes on
in the next line; the empty stretches beside such lines are no blank cells, so every row shows its blanks once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from reports.document import Mark
from reports.formats import markdown, pipes
from reports.formats.blocks import Cell, is_value
from reports.formats.piece import Row, cell, is_rule_piece
from reports.formats.widths import MEASURES, Measure

_MIN_ROWS = 3


def applies(text: str, rows: Sequence[Row]) -> bool:
    """True where bars stand below one another and no Markdown rule says that each line is a row."""
    if any(row.rule and set(text[row.line.start : row.line.end]) <= set("|｜:- ") for row in rows):
        return False
    body = [row for row in rows if not row.rule and len(row.pieces) > 2]
    if len(body) < _MIN_ROWS and not any(row.rule for row in rows):
        return False
    return _measure(text, body) is not None


def _measure(text: str, body: Sequence[Row]) -> Measure | None:
    """The measure by which most lines, and nearly all, end at one place, with padding to get there."""
    lengths = {len(text[start:stop].strip()) for row in body for start, stop in row.pieces}
    if not body or len(lengths) < 2 or not _is_padded(text, body):
        return None
    best: tuple[int, Measure] | None = None
    for measure in MEASURES:
        ends = Counter(measure(text[row.line.start : row.pieces[-1][0]]) for row in body)
        end, times = ends.most_common(1)[0]
        near = times + sum(count for other, count in ends.items() if abs(other - end) == 1)
        if near >= 0.8 * len(body) and end >= 12 and (best is None or times > best[0]):
            best = times, measure
    return best[1] if best is not None else None


def _is_padded(text: str, body: Sequence[Row]) -> bool:
    """Cells of one column of a padded table have one width though their contents differ in length."""
    padded = sum(1 for row in body if any(text[start:stop].endswith("  ") for start, stop in row.pieces))
    return padded >= 0.3 * len(body)


def build(text: str, rows: Sequence[Row]) -> tuple[list[list[Cell]], bool, list[Mark]]:
    """The physical lines of a padded table as rows of placed cells; a row's blanks stand in one of its lines."""
    body = [row for row in rows if not row.rule]
    measure = _measure(text, [row for row in body if len(row.pieces) > 2])
    if measure is None:
        return markdown.build(text, rows)
    cut_first, cut_last = pipes.borders(text, body)
    pieces = [pipes.inner_pieces(text, row.pieces, cut_first, cut_last) for row in body]
    columns, aligned = _columns(text, body, pieces, measure)
    marks: list[Mark] = []
    lines: list[list[Cell]] = []
    groups: list[list[int]] = []
    ruled = sum(row.rule for row in rows) >= 3
    new_group = True
    widths: dict[int, int] = {}
    found = iter(zip(pieces, columns, strict=True))
    for row in rows:
        if row.rule:
            new_group = True
            continue
        cells: list[Cell] = []
        crossed = False
        before, widths = widths, {}
        for (start, end), column in zip(*next(found), strict=True):
            if is_rule_piece(text[start:end].strip()):
                crossed = True
                continue
            cells.append(Cell(*cell(text, start, end, marks), column))
            widths[column] = measure(text[start:end])
        goes_on = bool(lines) and (not new_group if ruled else _goes_on(text, lines[-1], cells, before, measure))
        if crossed or not goes_on:
            groups.append([])
        groups[-1].append(len(lines))
        lines.append(cells)
        new_group = crossed
    for group in groups:
        _blanks_once(text, lines, group)
    return [line for line in lines if line], aligned, marks


def _columns(
    text: str, body: Sequence[Row], pieces: Sequence[Sequence[tuple[int, int]]], measure: Measure
) -> tuple[list[list[int]], bool]:
    """The columns of every line's pieces, and whether they are places on the page.

    A line that ends elsewhere than the others (characters came or went) says nothing of places: it takes the columns
    of the lines with as many pieces, if these agree; if they do not, columns are only counted, in every line.
    """
    ends = [measure(text[row.line.start : row.pieces[-1][0]]) for row in body]
    several = Counter(end for end, own in zip(ends, pieces, strict=True) if len(own) > 1)
    common = (several or Counter(ends)).most_common(1)[0][0]
    regular = [abs(end - common) <= 1 or len(own) < 2 for end, own in zip(ends, pieces, strict=True)]
    begins = [
        [measure(text[row.line.start : start]) for start, _ in own] for row, own in zip(body, pieces, strict=True)
    ]
    places = _places(begin for line, sure in zip(begins, regular, strict=True) if sure for begin in line)
    columns = [[_nearest(places, begin) for begin in line] for line in begins]
    patterns: dict[int, set[tuple[int, ...]]] = {}
    for line, sure in zip(columns, regular, strict=True):
        if sure:
            patterns.setdefault(len(line), set()).add(tuple(line))
    for number, line in enumerate(columns):
        known = patterns.get(len(line), set())
        if not regular[number] and len(known) == 1:
            columns[number] = list(next(iter(known)))
        elif not regular[number] or len(set(line)) < len(line):
            return [list(range(len(line))) for line in columns], False
    return columns, True


def _places(begins: Iterable[int]) -> list[int]:
    """The places where columns begin, from the bars of the lines; bars one column apart are the same."""
    places: list[int] = []
    for begin in sorted(set(begins)):
        if not places or begin - places[-1] > 1:
            places.append(begin)
    return places


def _nearest(places: Sequence[int], at: int) -> int:
    after = bisect_left(places, at)
    around = range(max(0, after - 1), min(len(places), after + 1))
    return min(around, key=lambda index: abs(places[index] - at))


def _goes_on(
    text: str, before: Sequence[Cell], cells: Sequence[Cell], widths: dict[int, int], measure: Measure
) -> bool:
    """True where the line before was full in a column in which this line goes on, and no value follows a value.

    ``widths`` are those of the line before. A text is broken where its next character would not fit; one column of
    padding is allowed for.
    """
    above = {at.column: text[at.start : at.end] for at in before}
    full = False
    for at in cells:
        content = text[at.start : at.end]
        upper = above.get(at.column, "")
        if not content or not upper:
            continue
        if is_value(content) and is_value(upper):
            return False
        room = widths[at.column] - measure(upper)
        full = full or (measure(content[0]) + 1 >= room and not is_value(content) and not _begins_row(content))
    return full


def _begins_row(content: str) -> bool:
    """True for a label's numbering: 一、 （一） 1."""
    head = content[:3]
    return head[:1] in "（(" or (len(head) > 1 and head[0] in "一二三四五六七八九1234567890" and head[1] in "、.．，")


def _blanks_once(text: str, lines: list[list[Cell]], group: Sequence[int]) -> None:
    """Leave a row's empty cells in the line with most contents, and there only of columns that are empty throughout."""
    if len(group) == 1:
        return
    main = max(group, key=lambda index: (sum(at.end > at.start for at in lines[index]), -index))
    filled = {at.column for index in group for at in lines[index] if at.end > at.start}
    for index in group:
        lines[index] = [at for at in lines[index] if at.end > at.start or (index == main and at.column not in filled)]
