"""Drawing a report onto the pages of a PDF file: paragraphs, and tables that run over pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth

from reports.tags import Tag
from training.corpus.looks import Look
from training.synthesis.draft import GridCell, Table
from training.synthesis.layouts.grid import Slot, label_columns, resolve

A4 = (595.28, 841.89)
_TOKENS = re.compile(r"[0-9A-Za-z.,%-]+|.")
_PAD = 3.0  # between a cell's edge and its text


@dataclass(frozen=True, slots=True)
class Print:
    """How a file is printed.

    ``rules``: "lines", "boxes", "slivers" (filled rectangles as thin as a line), "rows" (horizontal ones alone),
    "three" (above, below the header, below) or "none". ``turned``: how the pages of table 三 lie: "" upright,
    "landscape", or "rotated" (drawn across an upright page that says it is to be turned).
    """

    look: Look
    font: str
    rules: str = "lines"
    number: str = "- {n} -"
    head: str = ""
    size: float = 15.0
    leading: float = 27.0
    cell_size: float = 9.0
    margin: float = 76.0
    turned: str = ""
    upright: bool = False  # group labels stand one character a line
    repeat_head: bool = False
    top: bool = False  # numbers stand at the top of their cells, otherwise in the middle
    scattered: bool = False  # every character is placed on its own


@dataclass(slots=True)
class Frame:
    """A table measured: its places, the lines of each cell, column widths and row heights."""

    slots: list[list[Slot]]
    lines: dict[int, list[str]]
    widths: list[float]
    heights: list[float]
    first: int  # the first row with numbers
    size: float


@dataclass(slots=True)
class Sheets:
    """The pages so far. ``y`` is how far down the page is filled, from its upper edge."""

    canvas: Any
    style: Print
    rng: Random
    total: int = 0  # pages in all, where it is known already
    page: int = 1
    size: tuple[float, float] = A4
    turned: str = ""
    y: float = 0.0
    covered: dict[str, list[int]] = field(default_factory=dict)  # the pages of each table, first and last

    def __post_init__(self) -> None:
        self.y = self.style.margin

    @property
    def bottom(self) -> float:
        """Where the text area ends."""
        return self.size[1] - self.style.margin

    @property
    def width(self) -> float:
        """Of the text area."""
        return self.size[0] - 2 * self.style.margin

    # ------------------------------------------------------------------ pages

    def end_page(self) -> None:
        """Running head and page number, and the page is done."""
        style, middle = self.style, self.size[0] / 2
        if style.head:
            self.put(style.head, middle, style.margin * 0.6, 10, "center")
        if style.number:
            text = style.number.format(n=self.page, all=self.total)
            self.put(text, middle, self.size[1] - style.margin * 0.5, 10.5, "center")
        self.canvas.showPage()

    def new_page(self, turned: str = "") -> None:
        """End this page and begin another."""
        self.end_page()
        self.page += 1
        self.turned = turned
        self.size = (A4[1], A4[0]) if turned else A4
        self.canvas.setPageSize(self.size)  # of the page as it is shown: the canvas turns it with the rotation
        self.canvas.setPageRotation(90 if turned == "rotated" else 0)
        if turned == "rotated":
            self.canvas.translate(A4[0], 0)
            self.canvas.rotate(90)
        self.y = self.style.margin

    def put(self, text: str, x: float, down: float, size: float, align: str = "left", *, bold: bool = False) -> None:
        """One line of text, its baseline ``down`` from the upper edge."""
        width = stringWidth(text, self.style.font, size)
        x -= {"left": 0.0, "center": width / 2, "right": width}[align]
        pieces = list(text) if self.style.scattered else [text]
        for piece in pieces:
            line = self.canvas.beginText(x, self.size[1] - down)
            line.setFont(self.style.font, size)
            line.setTextRenderMode(2 if bold else 0)  # bold as word processors make it of a font without one
            line.textOut(piece)
            self.canvas.saveState()
            self.canvas.setLineWidth(0.3)
            self.canvas.drawText(line)
            self.canvas.restoreState()
            x += stringWidth(piece, self.style.font, size)

    # ------------------------------------------------------------------ paragraphs

    def paragraph(self, text: str, *, kind: str = "text") -> None:
        """A paragraph, over as many lines and pages as it takes."""
        style = self.style
        size = style.size + (5 if kind == "title" else 0)
        indent = 0.0 if kind == "title" else 2 * size
        for line in self.wrapped(text, size, self.width, indent):
            if self.y + style.leading > self.bottom:
                self.new_page()
            left = style.margin + (self.width / 2 if kind == "title" else indent)
            down = self.y + style.leading * 0.7
            self.put(line, left, down, size, "center" if kind == "title" else "left", bold=kind == "heading")
            self.y += style.leading
            indent = 0.0
        self.y += style.leading * 0.5 if kind == "title" else 0

    def wrapped(self, text: str, size: float, width: float, indent: float = 0.0) -> list[str]:
        """Text in lines that fit; numbers are not torn unless one is wider than a line."""
        lines: list[str] = []
        for part in text.split("\n"):
            line, used = "", indent
            for token in _TOKENS.findall(part):
                step = stringWidth(token, self.style.font, size)
                if line and used + step > width:
                    lines.append(line)
                    line, used = "", 0.0
                line += token
                used += step
            lines.append(line)
            indent = 0.0
        return lines

    # ------------------------------------------------------------------ tables

    def table(self, table: Table, *, tear: bool) -> None:
        """A table; with ``tear`` it goes on on the next page even where it would fit on this one."""
        if self.style.turned and table.name == "requests" and len(table.rows) > 3:
            self.new_page(self.style.turned)
        frame = self.measured(table)
        starts = self._breaks(frame, tear)
        waiting: dict[int, list[str]] = {}
        for number, (begin, end) in enumerate(zip(starts, [*starts[1:], len(frame.heights)], strict=True)):
            if number or (begin == 0 and self._needs_page(frame, end)):
                self.new_page(self.turned)
            if number and self.style.repeat_head and 0 < frame.first < begin:
                self._rows(frame, 0, frame.first, {})
            pages = self.covered.setdefault(table.name, [self.page, self.page])
            pages[1] = self.page
            self._rows(frame, begin, end, waiting)
        self.y += 10
        if self.turned:
            self.new_page()

    def measured(self, table: Table) -> Frame:
        """Column widths and row heights, in a smaller type where the numbers would not fit."""
        slots = resolve(table)
        lines = {id(c): self.style.look.lines(c, self.rng) for row in table.rows for c in row}
        size = self.style.cell_size
        widths = self._widths(table, slots, lines, size)
        while sum(widths) > self.width + 1 and size > 5:
            size -= 0.5
            widths = self._widths(table, slots, lines, size)
        heights = [0.0] * len(slots)
        leading = size * 1.3
        spanning: list[tuple[int, GridCell]] = []
        for r, row in enumerate(slots):
            for c, slot in enumerate(row):
                if slot.down or slot.right:
                    continue
                inner = sum(widths[c : c + slot.cell.colspan]) - 2 * _PAD
                wrapped = [part for line in lines.get(id(slot.cell), [""]) for part in self.wrapped(line, size, inner)]
                lines[id(slot.cell)] = wrapped
                if slot.cell.rowspan == 1:
                    heights[r] = max(heights[r], len(wrapped) * leading + 2 * _PAD + 2)
                else:
                    spanning.append((r, slot.cell))
        for r, cell in spanning:
            rows = range(r, min(r + cell.rowspan, len(heights)))
            lack = len(lines[id(cell)]) * leading + 2 * _PAD - sum(heights[i] for i in rows)
            for i in rows:
                heights[i] += max(0.0, lack) / len(rows)
        first = next((n for n, row in enumerate(table.rows) if any(cell.key for cell in row)), 0)
        return Frame(slots, lines, widths, heights, first, size)

    def _widths(
        self, table: Table, slots: Sequence[Sequence[Slot]], lines: dict[int, list[str]], size: float
    ) -> list[float]:
        """Each column's width: numbers get what they need, labels share what is left."""
        labels = label_columns(table)
        count = len(slots[0])
        if labels in (0, count):
            return [self.width / count] * count
        need = 2.2 * size
        weights = [1.0] * labels
        for row in slots:
            for c, slot in enumerate(row):
                cell = slot.cell
                if c >= labels and cell.colspan == 1:
                    if cell.tag is Tag.VALUE:
                        shown = max(lines.get(id(cell), [""]), key=len)
                        need = max(need, stringWidth(shown, self.style.font, size) + 2 * _PAD + 1)
                elif c < labels and cell.colspan == 1 and cell.text:
                    narrow = self.style.upright and cell.rowspan > 3
                    weights[c] = max(weights[c], 1.2 if narrow else 3.0 + min(len(cell.text), 16) ** 0.7)
        values = max(need, min(0.6 * self.width / (count - labels), 60.0))
        left = self.width - values * (count - labels)
        if left < sum(weights) * size * 0.8:
            values = need
            left = max(self.width - values * (count - labels), sum(weights) * size * 0.8)
        upright = [weight == 1.2 for weight in weights]
        fixed = sum(size + 2 * _PAD + 1 for narrow in upright if narrow)
        share = sum(weight for weight, narrow in zip(weights, upright, strict=True) if not narrow) or 1.0
        widths = [
            size + 2 * _PAD + 1 if narrow else (left - fixed) * weight / share
            for weight, narrow in zip(weights, upright, strict=True)
        ]
        return [*widths, *[values] * (count - labels)]

    def _needs_page(self, frame: Frame, end: int) -> bool:
        return self.y + sum(frame.heights[:end]) > self.bottom and self.y > self.style.margin

    def _breaks(self, frame: Frame, tear: bool) -> list[int]:
        """The rows at which a page begins, the first row included."""
        count = len(frame.heights)
        repeated = sum(frame.heights[: frame.first]) if self.style.repeat_head else 0.0
        starts, used = [0], self.y
        if used + sum(frame.heights[: frame.first + 1]) > self.bottom:
            used = self.style.margin  # the table begins on a new page
        for row, height in enumerate(frame.heights):
            if row and used + height > self.bottom:
                starts.append(row)
                used = self.style.margin + (repeated if row > frame.first else 0.0)
            used += height
        if tear and len(starts) == 1 and count > 1:
            low = min(max(frame.first, 1) + 1, count - 1)
            starts.append(self.rng.randint(low, max(low, count - 2)))
        return starts

    def _rows(self, frame: Frame, begin: int, end: int, waiting: dict[int, list[str]]) -> None:
        """The rows ``[begin, end)`` from here on; ``waiting`` holds the lines that a page before had no room for."""
        tops = [self.y]
        for height in frame.heights[begin:end]:
            tops.append(tops[-1] + height)
        edges = [self.style.margin + (self.width - sum(frame.widths)) / 2]
        for width in frame.widths:
            edges.append(edges[-1] + width)
        for r in range(begin, end):
            for c, slot in enumerate(frame.slots[r]):
                if slot.right or (slot.down and r != begin):
                    continue
                cell = slot.cell
                bottom_row = min(r - slot.down + cell.rowspan, end)
                top, bottom = tops[r - begin], tops[bottom_row - begin]
                left, right = edges[c], edges[min(c + cell.colspan, len(edges) - 1)]
                self._edges(left, top, right, bottom, frame, r, begin, bottom_row == end)
                lines = waiting.pop(id(cell), []) if slot.down else frame.lines.get(id(cell), [])
                goes_on = r - slot.down + cell.rowspan > end and end < len(frame.slots)
                self._cell(cell, lines, (left, top, right, bottom), frame.size, waiting if goes_on else None)
        self.y = tops[-1]

    def _cell(
        self,
        cell: GridCell,
        lines: Sequence[str],
        box: tuple[float, float, float, float],
        size: float,
        waiting: dict[int, list[str]] | None,
    ) -> None:
        """A cell's lines; those that its part on this page has no room for are kept for the next."""
        left, top, right, bottom = box
        leading = size * 1.3
        if waiting is not None:
            room = max(1, int((bottom - top - _PAD) / leading))
            waiting[id(cell)] = list(lines[room:])
            lines = lines[:room]
        is_value = cell.tag in (Tag.VALUE, Tag.BLANK)
        align = (
            self.style.look.align
            if is_value
            else "left"
            if cell.tag is Tag.ROW_LABEL and cell.rowspan < 3
            else "center"
        )
        x = {"left": left + _PAD, "center": (left + right) / 2, "right": right - _PAD}[align]
        high = self.style.top and is_value
        down = top + _PAD if high else top + max(_PAD, (bottom - top - len(lines) * leading) / 2)
        for line in lines:
            if line:
                self.put(line, x, down + size * 0.95, size, align)
            down += leading

    def _edges(
        self, left: float, top: float, right: float, bottom: float, frame: Frame, row: int, begin: int, last: bool
    ) -> None:
        """The ruled lines around a cell's part on this page."""
        canvas, height, rules = self.canvas, self.size[1], self.style.rules
        canvas.setLineWidth(0.5)
        if rules == "boxes":
            canvas.rect(left, height - bottom, right - left, bottom - top, stroke=1, fill=0)
            return
        flat = [(top, rules in ("lines", "slivers", "rows") or (rules == "three" and row in (0, begin, frame.first)))]
        flat.append((bottom, rules in ("lines", "slivers", "rows") or (rules == "three" and last)))
        for down, drawn in flat:
            if drawn and rules == "slivers":
                canvas.rect(left, height - down - 0.24, right - left, 0.48, stroke=0, fill=1)
            elif drawn:
                canvas.line(left, height - down, right, height - down)
        for across in (left, right) if rules in ("lines", "slivers") else ():
            if rules == "slivers":
                canvas.rect(across - 0.24, height - bottom, 0.48, bottom - top, stroke=0, fill=1)
            else:
                canvas.line(across, height - bottom, across, height - top)
