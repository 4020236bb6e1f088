"""Tools for the tests of the assembler: reports written row by row, documents tagged by hand, readings to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from reports.assemble import Assembled, assemble
from reports.document import Document, Grid, Segment
from reports.formats import read_document
from reports.forms import load_form
from reports.report import Cell
from reports.rules import RuleTagger
from reports.tags import Stretch, Tag, Tags

HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "reviews": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
_BODIES = {
    "overview": ["全年围绕水利工程和饮水安全公开信息，各项工作平稳推进。"],
    "problems": ["主要问题是栏目更新不够及时，今后将明确专人负责。"],
    "other": ["说明完毕。"],
}
_REVIEW_HEADER = [
    ["行政复议", "行政诉讼"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"],
    [*["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2],
]


@dataclass
class Draft:
    """A report to be changed and then written: ``tables`` holds the rows of each table, a label and its values.

    Every sum of the form is met, and no two cells that stand side by side hold the same number by chance alone.
    """

    edition: str
    title: str = "云岭县水务局2023年政府信息公开工作年度报告"
    headings: dict[str, str] = field(default_factory=lambda: dict(HEADINGS))
    tables: dict[str, list[list[str]]] = field(default_factory=dict)

    def row(self, key: str) -> list[str]:
        """The row ``table.row`` (of table 四: ``reviews``), to be changed in place: label first."""
        table, _, name = key.partition(".")
        if table == "reviews":
            return self.tables[table][-1]
        labels = {row.key: row.label for row in load_form(self.edition).tables[table].rows}
        return next(row for row in self.tables[table] if row[0] == labels[name])

    def section(self, kind: str, separator: str = "\t") -> str:
        """A section's heading and body."""
        body = _BODIES.get(kind) or [separator.join(row) for row in self.tables[kind]]
        return "\n".join([self.headings[kind], *body]) + "\n"

    def text(self, separator: str = "\t", order: Sequence[str] = tuple(HEADINGS)) -> str:
        """The whole report, the cells of a row set apart by ``separator``."""
        title = [f"{self.title}\n"] if self.title else []
        return "".join([*title, *(self.section(kind, separator) for kind in order)])


def _draft(edition: str = "2021") -> Draft:
    form = load_form(edition)
    draft = Draft(edition)
    if edition == "2019":
        draft.title = draft.title.replace("2023", "2020")
    number = 10
    draft.tables["proactive"] = []
    for block in form.tables["proactive"].blocks:
        draft.tables["proactive"] += [[block.heading or ""], ["信息内容", *(c.label for c in block.columns)]]
        for row in block.rows:
            number += len(block.columns)
            draft.tables["proactive"].append([row.label, *(str(number + i) for i in range(len(block.columns)))])
    draft.tables["requests"] = _requests(edition)
    draft.tables["reviews"] = [*map(list, _REVIEW_HEADER), ["1", "2", "3", "4", "10", "5", "6", "7", "8", "26", "9", "0", "1", "2"]]
    draft.tables["reviews"][-1].append("12")
    return draft


def _requests(edition: str) -> list[list[str]]:
    table = load_form(edition).tables["requests"]
    columns = [column.label for column in table.columns("granted")]
    values: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        values[row.key] = [index + 20, index % 4, 0, index % 3, 1, index % 2]
    results = [row.key for row in table.rows if row.key not in ("new_received", "carried_in", "total_processed")]
    results.remove("carried_out")
    values["total_processed"] = [sum(column) for column in zip(*(values[key] for key in results), strict=True)]
    values["new_received"] = [
        done + left - before
        for done, left, before in zip(
            values["total_processed"], values["carried_out"], values["carried_in"], strict=True
        )
    ]
    rows = [["申请人情况", *columns]]
    return rows + [[row.label, *map(str, [*values[row.key], sum(values[row.key])])] for row in table.rows]


@dataclass(frozen=True)
class Reading:
    """A text read with the rules, and questions to ask of it."""

    document: Document
    tags: Tags
    assembled: Assembled

    def cell(self, key: str) -> Cell:
        """The cell ``table.row.column``."""
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        return self.assembled.tables[table][row][column]

    def row(self, key: str) -> list[Cell]:
        """The cells of the row ``table.row``."""
        table, _, row = key.partition(".")
        return list(self.assembled.tables[table][row].values())

    def raws(self, key: str) -> list[str | None]:
        return [cell.raw for cell in self.row(key)]

    def states(self, key: str) -> set[str]:
        return {cell.state for cell in self.row(key)}

    def warnings(self) -> set[tuple[str, str | None]]:
        return {(warning.code, warning.where) for warning in self.assembled.warnings}

    def codes(self) -> set[str]:
        return {warning.code for warning in self.assembled.warnings}

    def statuses(self) -> dict[str, str]:
        return {check.id: check.status for check in self.assembled.checks}

    def kinds(self) -> list[str]:
        return [section.kind for section in self.assembled.sections]


def _read(text: str) -> Reading:
    document = read_document(text.encode())
    tags = RuleTagger().tag(document)
    return Reading(document, tags, assemble(document, tags))


Part = str | tuple[str, Tag] | tuple[str, Tag, float]
_VALUE_WORDS = frozenset("/-—无")


def _tag(part: Part) -> tuple[str, Tag, float]:
    if isinstance(part, tuple):
        text, tag, *rest = part
        return text, tag, float(rest[0]) if rest else 0.99
    if not part:
        return part, Tag.BLANK, 0.99
    is_value = part in _VALUE_WORDS or part.lstrip("-").replace(".", "").isdigit()
    return part, Tag.VALUE if is_value else Tag.ROW_LABEL, 0.99


def _tagged(*rows: list[Part] | tuple[Part, ...], aligned: bool = False) -> tuple[Document, Tags]:
    """A document and its tags: a list is a row of a grid, a cell each; a tuple is a line of stretches.

    A part is a value where it looks like one, a blank where it is empty, else a row's label, or what its tag says.
    """
    text = ""
    segments: list[Segment] = []
    stretches: list[Stretch] = []
    grids = 0
    before_in_grid = False
    for number, row in enumerate(rows):
        in_grid = isinstance(row, list)
        grids += in_grid and not before_in_grid
        before_in_grid = in_grid
        first = len(text)
        for column, part in enumerate(row):
            content, tag, probability = _tag(part)
            stretches.append(Stretch(len(text), len(text) + len(content), tag, probability))
            if in_grid:
                segments.append(Segment(len(text), len(text) + len(content), grids - 1, number, column))
            text += content + "\t"
        if not in_grid:
            segments.append(Segment(first, max(first, len(text) - 1)))
        text += "\n"
    document = Document(text, tuple(segments), tuple(Grid(aligned) for _ in range(grids)))
    return document, Tags.of(stretches, "hand")


@pytest.fixture(scope="session")
def draft() -> Callable[..., Draft]:
    """A maker of reports to be changed before they are written: ``draft("2021")``."""
    return _draft


@pytest.fixture(scope="session")
def read() -> Callable[[str], Reading]:
    """Reads a text with the rules."""
    return _read


@pytest.fixture(scope="session")
def tagged() -> Callable[..., tuple[Document, Tags]]:
    """A maker of documents whose tags are known: ``tagged(["规章", "1", ""], ("prose of a line",))``."""
    return _tagged
