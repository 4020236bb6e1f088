"""WordprocessingML for reports: runs, paragraphs and tables as Word and WPS write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from random import Random

from reports.tags import Tag
from training.corpus.looks import Look
from training.synthesis.draft import GridCell, Table

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
_PAGE = 8844  # the width of a table in twentieths of a point


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a run: ``font`` for Chinese, ``size`` in half points."""

    font: str = "仿宋_GB2312"
    size: int = 32
    bold: bool = False

    def xml(self) -> str:
        """The run's properties."""
        bold = "<w:b/>" if self.bold else ""
        return (
            f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{self.font}"/>{bold}'
            f'<w:sz w:val="{self.size}"/></w:rPr>'
        )


def run(text: str, kind: Type, *, tag: str = "w:t") -> str:
    """A run; newlines in ``text`` become breaks, tabs tab stops. ``tag`` "w:delText" for a deleted one."""
    parts = []
    for number, line in enumerate(text.split("\n")):
        if number:
            parts.append("<w:br/>")
        for place, piece in enumerate(line.split("\t")):
            parts.append("<w:tab/>" if place else "")
            parts.append(f'<{tag} xml:space="preserve">{escape(piece, quote=False)}</{tag}>' if piece else "")
    return f"<w:r>{kind.xml()}{''.join(parts)}</w:r>"


def torn(text: str, kind: Type, rng: Random) -> str:
    """Text in several runs with spelling marks between, as Word tears it while it is typed."""
    parts, at = [], 0
    while at < len(text):
        step = rng.randint(2, 14)
        parts.append(run(text[at : at + step], kind))
        at += step
    return '<w:proofErr w:type="spellStart"/>'.join(parts)


def field_of(code: str, shown: str, kind: Type) -> str:
    """A field with the result that it showed last."""
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{run(shown, kind)}{end}'


def paragraph(inside: str, *, align: str = "", indent: int = 0, more: str = "", mark: str = "") -> str:
    """A paragraph; ``more`` goes into its properties and ``mark`` into those of its mark."""
    properties = more
    properties += f'<w:ind w:firstLine="{indent}"/>' if indent else ""
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


@dataclass(slots=True)
class Place:
    """A cell of a Word table's row: the grid columns it covers and whether it goes on from the row above."""

    cell: GridCell
    width: int
    start: int
    goes_on: bool = False


def grid_of(table: Table) -> tuple[list[list[Place]], int]:
    """The rows as Word keeps them, each covered place included, and the number of grid columns."""
    width = max(_widths(table))
    open_until: dict[int, tuple[int, Place]] = {}  # column -> rows still to be covered, and the cell
    rows: list[list[Place]] = []
    for row in table.rows:
        places: list[Place] = []
        left = list(row)
        column = 0
        while column < width:
            if column in open_until:
                rest, above = open_until.pop(column)
                place = Place(above.cell, above.width, column, True)
                if rest > 1:
                    open_until[column] = (rest - 1, place)
            elif left:
                cell = left.pop(0)
                place = Place(cell, cell.colspan, column)
                if cell.rowspan > 1:
                    open_until[column] = (cell.rowspan - 1, place)
            else:
                break
            places.append(place)
            column += place.width
        rows.append(places)
    return rows, width


def _widths(table: Table) -> list[int]:
    """The columns that each row begins or goes on in."""
    covered = [0] * len(table.rows)
    for number, row in enumerate(table.rows):
        for cell in row:
            for below in range(number, min(number + cell.rowspan, len(covered))):
                covered[below] += cell.colspan
    return covered


@dataclass(slots=True)
class TableStyle:
    """How a file's tables look. ``borders``: as Word's "single", "double" or "none" (lines of the rows alone)."""

    look: Look
    size: int = 21
    borders: str = "single"
    repeat_head: bool = False
    row_height: int = 0  # in twentieths of a point
    stacked: bool = False  # narrow group labels stand upright, one character a line
    edited: bool = False  # numbers were corrected, and a row deleted, with changes tracked
    controls: bool = False  # rows lie in content controls
    extra: dict[str, str] = field(default_factory=dict)  # what goes in front of a cell's text, by the place's name


def table_xml(table: Table, style: TableStyle, rng: Random) -> str:
    """A table; ``style.extra`` takes "first" and "last" for its first and last cell."""
    rows, width = grid_of(table)
    label_columns = max(1, min((p.start for row in rows for p in row if p.cell.key), default=1))
    each = _PAGE // (width + label_columns)
    widths = [each * (2 if column < label_columns else 1) for column in range(width)]
    first = next((n for n, row in enumerate(table.rows) if any(cell.key for cell in row)), 0)
    body = []
    for number, row in enumerate(rows):
        height = f'<w:trHeight w:val="{style.row_height}" w:hRule="atLeast"/>' if style.row_height else ""
        head = "<w:tblHeader/>" if style.repeat_head and number < first < len(rows) - 2 else ""
        cells = []
        for at, place in enumerate(row):
            span = sum(widths[place.start : place.start + place.width])
            extra = style.extra.get("first", "") if number == at == 0 else ""
            extra += style.extra.get("last", "") if number == len(rows) - 1 and at == len(row) - 1 else ""
            cells.append(_cell(place, span, style, rng, extra))
        markup = f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{''.join(cells)}</w:tr>"
        body.append(controlled(markup) if style.controls and rng.random() < 0.3 else markup)
    if style.edited and not any(place.goes_on for place in rows[-1]):
        body.append(_deleted_row(rows[-1], rng))
    sides = ["top", "left", "bottom", "right", "insideH", "insideV"]
    if style.borders == "none":
        sides = ["top", "bottom", "insideH"]
    kind = "single" if style.borders == "none" else style.borders
    borders = "".join(f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>"
    )


def _cell(place: Place, width: int, style: TableStyle, rng: Random, extra: str) -> str:
    cell = place.cell
    span = f'<w:gridSpan w:val="{place.width}"/>' if place.width > 1 else ""
    merge = "<w:vMerge/>" if place.goes_on else '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
    direction = ""
    if style.stacked and cell.rowspan > 3 and cell.tag is Tag.ROW_LABEL:
        direction = '<w:textDirection w:val="tbRlV"/>'
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{direction}<w:vAlign w:val="center"/>'
    if place.goes_on:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph('')}</w:tc>"
    kind = Type("宋体", style.size)
    is_value = cell.tag in (Tag.VALUE, Tag.BLANK)
    align = style.look.align if is_value else "center"
    lines = style.look.lines(cell, rng)
    if style.edited and cell.tag is Tag.VALUE and rng.random() < 0.15:
        inside = paragraph(replaced(str(rng.randint(100, 999)), lines[0], kind), align=align)
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
    if rng.random() < 0.5:  # a new line within the paragraph, or a paragraph each
        lines = ["\n".join(lines)]
    inside = "".join(
        paragraph((extra if n == 0 else "") + run(line, kind), align=align) for n, line in enumerate(lines)
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def controlled(markup: str) -> str:
    """Block-level markup in a content control."""
    return f'<w:sdt><w:sdtPr><w:id w:val="-1"/></w:sdtPr><w:sdtContent>{markup}</w:sdtContent></w:sdt>'


_BY = 'w:author="office" w:date="2024-01-15T09:00:00Z"'


def replaced(old: str, new: str, kind: Type) -> str:
    """A tracked change: ``old`` deleted, ``new`` inserted."""
    return deleted(old, kind) + inserted(new, kind)


def deleted(text: str, kind: Type) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="901" {_BY}>{run(text, kind, tag="w:delText")}</w:del>'


def inserted(text: str, kind: Type) -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="902" {_BY}>{run(text, kind)}</w:ins>'


def deleted_paragraph(text: str, kind: Type) -> str:
    """A paragraph that was deleted with changes tracked, its mark as well."""
    return paragraph(deleted(text, kind), mark=f'<w:del w:id="903" {_BY}/>')


def _deleted_row(row: list[Place], rng: Random) -> str:
    """A row like the one given, with other numbers, that was deleted with changes tracked."""
    cells = []
    for place in row:
        text = str(rng.randint(10, 99)) if place.cell.key else place.cell.text
        inside = paragraph(deleted(text, Type("宋体", 21)), mark=f'<w:del w:id="904" {_BY}/>')
        span = f'<w:gridSpan w:val="{place.width}"/>' if place.width > 1 else ""
        cells.append(f"<w:tc><w:tcPr>{span}</w:tcPr>{inside}</w:tc>")
    return f'<w:tr><w:trPr><w:del w:id="905" {_BY}/></w:trPr>{"".join(cells)}</w:tr>'
