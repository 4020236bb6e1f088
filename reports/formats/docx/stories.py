"""A story's blocks: the paragraphs and tables of the body, a header, a text box or a cell, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.document import MarkKind
from reports.errors import ReadError
from reports.formats.docx.names import Element, attribute, child, children, kind, number, switch
from reports.formats.docx.numbering import Numbering, numbered
from reports.formats.docx.runs import Content, Runs, Seen, is_prompt
from reports.formats.docx.styles import Style, Styles, number_use
from reports.limits import Limits

_TRANSPARENT = {"w:customXml", "w:smartTag", "w:ins", "w:moveTo", "w:sdtContent"}
_CONTENTS_ENTRY = re.compile(r"[\t.…·\uff0e]\s*\d{1,3}\s*\Z")
_MOST_COLUMNS = 1000  # Word allows 63


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text, its number included. ``only_page``: a page's number and nothing else."""

    text: str
    mark: MarkKind | None = None
    only_page: bool = False


@dataclass(slots=True)
class Cell:
    """A cell of a table's row as it is written: ``span`` columns, ``width`` in the unit of the row or None."""

    items: list[Paragraph | Table]
    span: int = 1
    width: tuple[str, int] | None = None
    continues: bool = False  # it is the lower part of the merged cell above it


@dataclass(slots=True)
class Row:
    """A row: its cells, and the columns left free before and after them."""

    cells: list[Cell]
    before: int = 0
    after: int = 0
    before_width: tuple[str, int] | None = None


@dataclass(slots=True)
class Table:
    rows: list[Row] = field(default_factory=list)


Item = Paragraph | Table


class Stories:
    """Reads stories of one document. Lists count on from story to story."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self.seen = Seen()
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._runs = Runs(styles, self.seen, limits.nesting)
        self._depth = 0
        self._cells = 0

    def read(self, story: Element) -> list[Item]:
        """The blocks of a part's story."""
        self._runs.begin(story)
        return self._blocks(story)

    def _blocks(self, container: Element) -> list[Item]:
        self._depth += 1
        if self._depth > self._limits.nesting:
            raise ReadError("too_large", f"文档里的表格和文本框嵌套过深，上限为 {self._limits.nesting} 层")
        flow = _Flow()
        self._walk(container, flow)
        flow.end()
        self._depth -= 1
        return flow.items

    def _walk(self, container: Element, flow: _Flow) -> None:
        for item in children(container):
            name = kind(item)
            if name == "w:p":
                self._paragraph(item, flow)
            elif name == "w:tbl":
                flow.end()
                flow.items.append(self._table(item))
            elif name == "w:sdt":
                self._control(item, flow)
            elif name in _TRANSPARENT:
                self._walk(item, flow)
            elif name == "w:altChunk":
                self.seen.chunks.append(attribute(item, "r:id") or "")
            elif name == "w:subDoc":
                self.seen.external_fields = True

    def _control(self, control: Element, flow: _Flow) -> None:
        content = child(control, "w:sdtContent")
        if content is None:
            return
        first = len(flow.items)
        self._walk(content, flow)
        added = flow.items[first:]
        if len(added) == 1 and isinstance(added[0], Paragraph) and is_prompt(control, added[0].text):
            added[0].text = ""

    def _paragraph(self, element: Element, flow: _Flow) -> None:
        properties = child(element, "w:pPr")
        named = child(properties, "w:pStyle")
        style = self._styles.paragraph(attribute(named, "w:val") if named is not None else None)
        content = self._runs.paragraph(element, style)
        flow.items.extend(self._boxes(content.before))
        mark = child(properties, "w:rPr")
        if any(child(mark, name) is not None for name in ("w:del", "w:moveFrom")):
            flow.carried += content.text  # its end is deleted: it goes on with the next paragraph and has its number
        elif switch(child(mark, "w:vanish")):
            self._style_separated(properties, style, content, flow)
        else:
            self._finish(properties, style, content, flow)
        flow.items.extend(self._boxes(content.after))

    def _style_separated(self, properties: Element, style: Style, content: Content, flow: _Flow) -> None:
        """A paragraph whose end is hidden shows in one line with the next; where nothing shows it does not count."""
        if content.text.strip() or flow.carried:
            number_text = "" if flow.is_numbered else self._numbering.number(number_use(properties), style)
            flow.carried = numbered(number_text, flow.carried + content.text)
            flow.is_numbered = flow.is_numbered or bool(number_text)

    def _finish(self, properties: Element | None, style: Style, content: Content, flow: _Flow) -> None:
        text = flow.carried + content.text
        number_text = "" if flow.is_numbered else self._numbering.number(number_use(properties), style)
        flow.carried, flow.is_numbered = "", False
        mark: MarkKind | None = None
        if (style.is_contents or content.in_contents) and _CONTENTS_ENTRY.search(text):
            mark = "navigation"
        only_page = content.has_page_field and not re.sub(r"[\d\s\W_第共页總总頁ofPageivx]", "", text)
        flow.items.append(Paragraph(numbered(number_text, text), mark, only_page))

    def _boxes(self, boxes: list[Element]) -> Iterator[Item]:
        for box in boxes:
            if kind(box) == "v:textpath":  # decorated text is kept as a drawing's property
                yield Paragraph(box.get("string") or "")
                continue
            fields = self._runs.apart()
            yield from self._blocks(box)
            self._runs.resume(fields)

    def _table(self, element: Element) -> Table:
        table = Table()
        for row in _within(element, "w:tr"):
            properties = child(row, "w:trPr")
            if child(properties, "w:del") is not None or switch(child(properties, "w:hidden")):
                continue
            table.rows.append(
                Row(
                    cells=self._row(row),
                    before=_columns(child(properties, "w:gridBefore"), 0),
                    after=_columns(child(properties, "w:gridAfter"), 0),
                    before_width=_width(child(properties, "w:wBefore")),
                )
            )
        return table

    def _row(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for element in _within(row, "w:tc"):
            properties = child(element, "w:tcPr")
            if child(properties, "w:cellDel") is not None:
                continue
            span = _columns(child(properties, "w:gridSpan"), 1)
            self._cells += max(span, 1)
            if self._cells > self._limits.cells:
                raise ReadError("too_large", f"文档里的表格单元格过多，上限为 {self._limits.cells:,} 个")
            cell = Cell(self._blocks(element), span, _width(child(properties, "w:tcW")), _continues(properties))
            if cells and _merge(properties, "w:hMerge") == "continue":
                _widen(cells[-1], cell)
            else:
                cells.append(cell)
        return cells


class _Flow:
    """The blocks so far of a container, and the paragraph that goes on in the next one."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.carried = ""
        self.is_numbered = False

    def end(self) -> None:
        """No paragraph follows that could go on with what is carried."""
        if self.carried:
            self.items.append(Paragraph(self.carried))
        self.carried, self.is_numbered = "", False


def _within(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls and custom XML included."""
    for item in children(element):
        found = kind(item)
        if found == name:
            yield item
        elif found == "w:sdt" or found in _TRANSPARENT:
            yield from _within(item, name)


def _columns(element: Element | None, least: int) -> int:
    value = number(element)
    return least if value is None else min(max(value, least), _MOST_COLUMNS)


def _width(element: Element | None) -> tuple[str, int] | None:
    """A width and its unit; None where there is none to reckon with."""
    if element is None:
        return None
    unit = attribute(element, "w:type") or "dxa"
    value = number(element, "w:w")
    return (unit, value) if value is not None and value > 0 and unit in ("dxa", "pct") else None


def _merge(properties: Element | None, name: str) -> str | None:
    """How a cell is merged: "restart", "continue" or not at all."""
    element = child(properties, name)
    return None if element is None else attribute(element, "w:val") or "continue"


def _continues(properties: Element | None) -> bool:
    tracked = child(properties, "w:cellMerge")  # merged while changes were tracked
    if tracked is not None and attribute(tracked, "w:vMerge") is not None:
        return attribute(tracked, "w:vMerge") == "cont"
    return _merge(properties, "w:vMerge") == "continue"


def _widen(cell: Cell, by: Cell) -> None:
    cell.span += by.span
    if cell.width is not None and by.width is not None and cell.width[0] == by.width[0]:
        cell.width = (cell.width[0], cell.width[1] + by.width[1])
