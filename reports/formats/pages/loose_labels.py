"""Labels of tables without ruled cells: which are those of rows, and which name groups of rows beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.formats.pages.content import Box
from reports.formats.pages.lines import join_text
from reports.formats.pages.loose_pieces import Column, Piece, find_columns, spanned
from reports.formats.pages.loose_rows import ROW_START

_LEVEL = 0.5  # heights of a line by which a label may be off its values' level
_NEXT_LINE = 1.3  # of the pitch: how far the lines of one label are apart
_FIRST = re.compile(r"[（(]?(?:1|１|一)[)）、.．，]")

_CAPTION = re.compile(r"第.{1,6}条第?.{1,6}项[：:]?\Z")


@dataclass(slots=True)
class Blob:
    """Pieces one below the other that are one label."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        text = self.pieces[0].text
        for piece in self.pieces[1:]:
            text += join_text(text, piece.text) + piece.text
        return text

    @property
    def levels(self) -> tuple[float, float, float]:
        """Where values may stand that belong to it: level with its middle, its first or its last line."""
        first, last = self.pieces[0].y, self.pieces[-1].y
        return (first + last) / 2, first, last


@dataclass(slots=True)
class Labels:
    """``own``: the pieces of row labels; ``groups``: the labels of groups by their ``columns``."""

    own: list[Piece]
    groups: list[list[Blob]]
    columns: list[Column]


def sort_labels(lines: Sequence[Sequence[Piece]], levels: Sequence[float], height: float, pitch: float) -> Labels:
    """Tell the labels of rows from those of groups. ``lines``: the label pieces of each line, from left to right."""
    group = [piece for line in lines for piece in line[:-1]]
    columns = find_columns(group)
    own: list[Piece] = []
    doubtful: list[Piece] = []
    for line in lines:
        for piece in line[-1:]:
            alone = len(line) == 1 and spanned(columns, piece.box)
            (doubtful if alone else own).append(piece)
    sure = set(map(id, own))
    blobs = make_blobs([*own, *doubtful], pitch)
    known = [blob for blob in blobs if all(id(piece) in sure for piece in blob.pieces)]
    own = [piece for blob in known for piece in blob.pieces]
    for blob in blobs:
        if blob in known:
            continue
        named = _has_values(blob, known, levels, height)
        for piece in blob.pieces:
            (own if named or id(piece) in sure else group).append(piece)
    columns = find_columns(group)
    groups: list[list[Piece]] = [[] for _ in columns]
    for piece in group:
        groups[spanned(columns, piece.box)[-1]].append(piece)
    own.sort(key=lambda piece: piece.y)
    return Labels(own, [make_blobs(pieces, pitch) for pieces in groups], columns)


def is_caption(text: str) -> bool:
    """Whether a text names the article and item that a part of table two is about."""
    return _CAPTION.match(text) is not None


def make_blobs(pieces: Sequence[Piece], pitch: float) -> list[Blob]:
    """Pieces as labels, by their distance alone."""
    blobs: list[Blob] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        below = next((blob for blob in reversed(blobs[-4:]) if _goes_on(blob.pieces[-1], piece, pitch)), None)
        if below is None:
            blobs.append(Blob([piece]))
        else:
            below.pieces.append(piece)
    return blobs


def _goes_on(before: Piece, piece: Piece, pitch: float) -> bool:
    if not 0 < piece.y - before.y <= _NEXT_LINE * pitch or ROW_START.match(piece.text) or is_caption(before.text):
        return False
    return before.box.left < piece.box.right and piece.box.left < before.box.right


def _has_values(blob: Blob, known: Sequence[Blob], levels: Sequence[float], height: float) -> bool:
    """Whether values stand level with a label, and no other label claims them."""
    for at in blob.levels:
        for level in levels:
            if abs(level - at) > _LEVEL * height:
                continue
            if not any(abs(level - other) <= _LEVEL * height for one in known for other in one.levels):
                return True
    return False


def place_groups(labels: Labels, rows: Sequence[tuple[str, Box | None, float]]) -> dict[int, list[tuple[int, Blob]]]:
    """For each row that begins a group, the columns and labels of the groups.

    ``rows``: the label of each row, its box, and the level of the row. A group is the rows beside whose labels there
    is room for its own; where they are numbered, a group begins with the first number.
    """
    placed: dict[int, list[tuple[int, Blob]]] = {}
    for column, blobs in enumerate(labels.groups):
        runs = _runs(labels.columns[column], rows, innermost=column == len(labels.groups) - 1)
        runs = runs or [list(range(len(rows)))]
        waiting: dict[int, list[Blob]] = {}
        for blob in blobs:
            run = min(range(len(runs)), key=lambda index: _distance(runs[index], rows, blob.levels[0]))
            waiting.setdefault(run, []).append(blob)
        for run, found in waiting.items():
            for number, blob in enumerate(_over_pages(found)):
                at = runs[run][0] if number == 0 else _nearest(runs[run], rows, blob.levels[1])
                placed.setdefault(at, []).append((column, blob))
    return placed


def _over_pages(blobs: Sequence[Blob]) -> list[Blob]:
    """Labels with the rest that stands on the next page."""
    joined: list[Blob] = []
    for blob in blobs:
        torn = joined and joined[-1].pieces[-1].part.page is not blob.pieces[0].part.page
        if torn and not ROW_START.match(blob.text):
            joined[-1] = Blob([*joined[-1].pieces, *blob.pieces])
        else:
            joined.append(blob)
    return joined


def _runs(column: Column, rows: Sequence[tuple[str, Box | None, float]], *, innermost: bool) -> list[list[int]]:
    runs: list[list[int]] = []
    goes_on = False
    for index, (text, box, _) in enumerate(rows):
        if box is not None and column.overlaps(box):
            goes_on = False
            continue
        if not goes_on or (innermost and _FIRST.match(text)):
            runs.append([])
        runs[-1].append(index)
        goes_on = True
    return runs


def _distance(run: Sequence[int], rows: Sequence[tuple[str, Box | None, float]], y: float) -> float:
    first, last = rows[run[0]][2], rows[run[-1]][2]
    return max(first - y, y - last, 0.0)


def _nearest(run: Sequence[int], rows: Sequence[tuple[str, Box | None, float]], y: float) -> int:
    return min(run, key=lambda index: abs(rows[index][2] - y))
