"""Where on a page lines of text stand: in each field of its tables, and between the tables."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.formats.ocr.cells import Area, Field, find_fields
from reports.formats.ocr.ink import Blob, around, character_size, find_blobs, glyphs, is_dot, is_stacked, text_rows
from reports.formats.ocr.paper import Paper
from reports.formats.ocr.pixels import Pixels
from reports.formats.ocr.ruling import find_ruling

DOUBTFUL = 0.5
"""Certainty at most of what stands in a field of odd shape or touches its border."""

FAINT = 0.3
"""Certainty at most of what is too pale to be told from the paper."""

DIGIT_HEIGHT = 0.72
"""Of a character's size."""

_HYPHEN = 0.3  # of a character's size, at least
_INK_TO_SIZE = 1.08  # a Chinese character does not fill its square
_LOWEST = 0.055  # inches, of a digit
_STRAY = 0.95  # of what detection did not see
_MOST_STRAYS = 400  # more of them are a picture
_WORD_GAP = 1.3  # of the height of a line: what stands further apart stands in different columns


@dataclass(slots=True)
class Line:
    """A line of text to read.

    ``em`` is the size of the characters around it, its own where they are as high as wide. ``limit`` is how sure it
    can be at most; ``stacked`` text is written downwards; ``stray`` ink may be no text.
    """

    area: Area
    blobs: list[Blob]
    em: float
    limit: float = 1.0
    stacked: bool = False
    stray: bool = False

    @property
    def glyphs(self) -> list[Area]:
        return glyphs(self.blobs)

    @property
    def band(self) -> tuple[float, float]:
        """From where to where its characters reach, without what stands above or below most of them."""
        marks = [blob for blob in self.blobs if blob.height >= 0.6 * self.area.height]
        if self.stacked or not marks:
            return float(self.area.top), float(self.area.bottom)
        return statistics.median(blob.top for blob in marks), statistics.median(blob.bottom for blob in marks)

    @property
    def is_lone(self) -> bool:
        """Whether it is a single narrow character, as a digit is."""
        shapes = self.glyphs
        return len(shapes) == 1 and not self.stacked and shapes[0].width <= 0.9 * shapes[0].height


class Sheet:
    """A page's ink without its ruled lines.

    ``em`` and ``cell_em`` are the sizes of its usual characters, on the page and in its tables.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.ruling = find_ruling(paper)
        self.fields = find_fields(self.ruling, paper.grey.shape, paper.dpi)
        unruled = self.ruling.mask == 0
        self.grey: Pixels = np.where(unruled, paper.grey, 255).astype(np.uint8)
        self.faint = find_blobs(np.where(unruled, paper.faint, 0).astype(np.uint8), paper.dpi)
        blobs = find_blobs(np.where(unruled, paper.ink, 0).astype(np.uint8), paper.dpi)
        self._owners = np.full(paper.grey.shape, -1, np.int32)
        for number, known in reversed(list(enumerate(self.fields))):
            left, top, right, bottom = known.area
            self._owners[top:bottom, left:right] = number
        self._inked = self._by_field(blobs)
        self.em = character_size(blobs, paper.dpi)
        enclosed = [blob for number, inside in self._inked.items() if number >= 0 for blob in inside]
        self.cell_em = character_size(enclosed, paper.dpi)

    def _by_field(self, blobs: Sequence[Blob]) -> dict[int, list[Blob]]:
        """Blobs by the number of the field that they stand in, -1 for none."""
        found: dict[int, list[Blob]] = {}
        for blob in blobs:
            owner = int(self._owners[(blob.top + blob.bottom) // 2, (blob.left + blob.right) // 2])
            found.setdefault(owner, []).append(blob)
        return found

    def field_lines(self) -> list[Line]:
        """The lines of text in the fields that ruled lines enclose."""
        faint = self._by_field(self.faint)
        lines: list[Line] = []
        for number, known in enumerate(self.fields):
            blobs, doubt = self._within(known, self._inked.get(number, []))
            rows = text_rows(blobs, self.cell_em)
            limit = DOUBTFUL if doubt or not known.whole else 1.0
            if not rows:
                pale, _ = self._within(known, faint.get(number, []))
                rows, limit = text_rows([blob for blob in pale if self._is_legible(blob)], self.cell_em), FAINT
            if is_stacked(rows, self.cell_em):
                together = [blob for row in rows for blob in row]
                lines.append(Line(around(together), together, self.cell_em, limit, stacked=True))
            else:
                lines += [Line(around(row), row, self.cell_em, limit) for row in rows]
        return lines

    def _is_legible(self, blob: Blob) -> bool:
        """Whether pale ink is more than noise."""
        least = 0.2 if blob.width >= 1.8 * blob.height else 0.4
        return max(blob.width, blob.height) >= least * self.cell_em and blob.pixels >= 0.25 * self.cell_em

    def _within(self, known: Field, blobs: Sequence[Blob]) -> tuple[list[Blob], bool]:
        """The blobs of a field without what is left of its ruled lines, and whether one of them touches a border."""
        thin, near = max(3, round(0.015 * self.paper.dpi)), 1
        area = known.area
        kept, doubt = [], False
        for blob in blobs:
            beside = min(blob.left - area.left, area.right - blob.right) <= near
            above = min(blob.top - area.top, area.bottom - blob.bottom) <= near
            if beside and blob.width <= thin:  # a piece of the line, unless it is a one that touches it
                doubt |= 0.4 * self.cell_em < blob.height < min(1.2 * self.cell_em, 0.6 * area.height)
            elif not (above and blob.height <= thin):
                doubt |= (beside or above) and not is_dot(blob, self.cell_em)
                kept.append(blob)
        return kept, doubt

    def loose_lines(self, boxes: Sequence[Area]) -> list[Line]:
        """The lines of text outside of fields: what detection finds, and ink of a character's size that it leaves."""
        boxes = [box for box in boxes if self._owners[(box.top + box.bottom) // 2, (box.left + box.right) // 2] < 0]
        inside: list[list[Blob]] = [[] for _ in boxes]
        rest: list[Blob] = []
        for blob in self._inked.get(-1, []):
            # Boxes of lines that stand close overlap.
            around_it = [number for number, box in enumerate(boxes) if _is_in(blob, box)]
            nearest = min(around_it, key=lambda number: _off_middle(blob, boxes[number]), default=None)
            (rest if nearest is None else inside[nearest]).append(blob)
        lines: list[Line] = []
        for blobs in inside:
            if all(is_dot(blob, self.em) for blob in blobs):
                rest += blobs
            else:
                lines += [Line(around(part), part, self.em) for part in _parts(blobs)]
        text = [line for line in lines if _is_text(line)]
        for line in text:
            line.em = _INK_TO_SIZE * (line.band[1] - line.band[0])
        for line in lines:
            if line not in text:
                line.em = self._size_near(line.area, text)
        return [*lines, *self._strays(rest, text)]

    def _size_near(self, area: Area, text: Sequence[Line]) -> float:
        """The size of the characters around: of those beside it, else by its own height, which a dash does not tell."""
        middle = (area.top + area.bottom) / 2
        beside = [line for line in text if line.area.top <= middle <= line.area.bottom]
        if beside:
            return min(beside, key=lambda line: max(line.area.left - area.right, area.left - line.area.right)).em
        return min(self.em, area.width / _HYPHEN) if _is_flat(area) else area.height / DIGIT_HEIGHT

    def _strays(self, rest: Sequence[Blob], text: Sequence[Line]) -> list[Line]:
        """Ink that detection left: lone digits and dashes mostly, which it does not see."""
        groups: list[list[Blob]] = []
        for blob in sorted(rest):
            if not 0.03 * self.paper.dpi <= max(blob.width, blob.height) <= 1.8 * self.em:
                continue
            group = next((group for group in groups if self._goes_on(around(group), blob)), None)
            if group is None:
                groups.append([blob])
            else:
                group.append(blob)
        if len(groups) > _MOST_STRAYS:
            return []
        lines = [
            Line(around(group), group, self._size_near(around(group), text), _STRAY, stray=True) for group in groups
        ]
        return [line for line in lines if self._may_be_value(line, text)]

    def _may_be_value(self, line: Line, text: Sequence[Line]) -> bool:
        """Whether stray ink is as high as a digit or as long as a dash, and no full stop at the end of a line."""
        area = line.area
        if _is_flat(area):
            return area.width >= 0.2 * line.em
        ends = [t.area for t in text if t.area.top <= (area.top + area.bottom) / 2 <= t.area.bottom]
        return area.height >= _LOWEST * self.paper.dpi and not any(
            area.height < 0.5 * end.height and -0.2 * end.height < area.left - end.right < 0.8 * end.height
            for end in ends
        )

    def _goes_on(self, area: Area, blob: Blob) -> bool:
        middle = (blob.top + blob.bottom) / 2
        return area.top <= middle <= area.bottom and -0.2 * self.em <= blob.left - area.right <= 0.6 * self.em


def _is_text(line: Line) -> bool:
    """Whether a line has characters that are as wide as high, which tell their size."""
    area = line.area
    wide = any(shape.width >= 0.75 * shape.height and shape.height >= 0.6 * area.height for shape in line.glyphs)
    return wide and area.width >= 1.6 * area.height


def _is_flat(area: Area) -> bool:
    return area.width >= 1.8 * area.height


def _is_in(blob: Blob, box: Area) -> bool:
    x, y = (blob.left + blob.right) / 2, (blob.top + blob.bottom) / 2
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _off_middle(blob: Blob, box: Area) -> float:
    return abs(blob.top + blob.bottom - box.top - box.bottom) / box.height


def _parts(blobs: Sequence[Blob]) -> list[list[Blob]]:
    """A line at its wide gaps."""
    gap = _WORD_GAP * around(blobs).height
    parts: list[list[Blob]] = []
    right = 0
    for blob in sorted(blobs):
        if not parts or blob.left - right > gap:
            parts.append([])
            right = 0
        parts[-1].append(blob)
        right = max(right, blob.right)
    return parts
