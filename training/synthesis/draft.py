"""A draft: a synthetic report's content in its wording, before any layout.

A report is made in four steps: content (numbers, organ, year), wording (this draft), layout (pieces in
text order) and damage. Every step carries the gold along, so that the last text's gold is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.tags import Tag


@dataclass(frozen=True, slots=True)
class CellContent:
    """What stands in a form's cell. ``raw`` None for a blank; ``state`` as in the contract."""

    raw: str | None
    state: str  # reported | blank | not_applicable | unreadable | missing


@dataclass(slots=True)
class GridCell:
    """A cell of a table as a page shows it; ``rowspan``/``colspan`` as in HTML.

    ``key`` is "table.row.column" of the form for a value cell (Tag.VALUE, or Tag.BLANK where empty).
    """

    text: str
    tag: Tag
    key: str | None = None
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class Title:
    text: str  # "\n" where the title is broken over lines


@dataclass(slots=True)
class Heading:
    """A section heading as the report writes it, its number included ("2、 主动公开政府信息情况").

    "\n" where it is broken over lines; ``run_in`` and ``gap`` as of a Subheading.
    """

    kind: str
    text: str
    run_in: bool = False
    gap: str = ""


@dataclass(slots=True)
class Subheading:
    text: str
    run_in: bool = False  # the paragraph goes on in the same line: （一）存在的问题。2023年…
    gap: str = ""  # between a heading that runs in and the paragraph


@dataclass(slots=True)
class Paragraph:
    text: str


@dataclass(slots=True)
class Furniture:
    """A running head, page number, navigation, chart debris: tagged RUNNING_HEAD."""

    text: str


@dataclass(slots=True)
class Table:
    """An official table ("proactive", "requests", "reviews") or the organ's own ("foreign").

    ``rows`` lists, as in HTML, only the cells that begin in each row. A foreign table's cells are all
    tagged PROSE.
    """

    name: str
    rows: list[list[GridCell]]


Block = Title | Heading | Subheading | Paragraph | Furniture | Table


@dataclass(slots=True)
class Draft:
    """A report worded: its blocks in reading order and the gold that no layout changes."""

    blocks: list[Block]
    title: str | None  # as joined from its lines
    organ: str
    year: int
    form: str  # edition of table 三: "2019" or "2021"
    cells: dict[str, CellContent] = field(default_factory=dict)  # every cell of the form, by key
