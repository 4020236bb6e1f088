"""Tools for the tests of the assembler: reports written row by row, documents tagged by hand, readings to ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from models.tagger import Tagger, load_tagger
from reports.assemble import Assembled, assemble
from reports.document import Document, Grid, Segment
from reports.formats import read_document
from reports.forms import load_form
from reports.report import Cell, Report
from reports.rules import RuleTagger
from reports.tags import Stretch, Tag, Tags
from service import pipeline

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

    def written(self) -> dict[str, str]:
        """What stands in each cell, ``table.row.column``."""
        found: dict[str, str] = {}
        for name, table in load_form(self.edition).tables.items():
            if table.side_by_side:
                keys = [f"{name}.{row.key}.{column.key}" for row, column in table.cells()]
                found |= dict(zip(keys, self.tables[name][-1], strict=True))
                continue
            by_label = {row[0]: row[1:] for row in self.tables[name]}
            for row in table.rows:
                for column, value in zip(table.columns(row.key), by_label[row.label], strict=True):
                    found[f"{name}.{row.key}.{column.key}"] = value
        return found

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
    draft.tables["reviews"] = [
        *map(list, _REVIEW_HEADER),
        ["1", "2", "3", "4", "10", "5", "6", "7", "8", "26", "9", "0", "1", "2"],
    ]
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

    def cells(self) -> Iterator[tuple[str, Cell]]:
        for table, rows in self.assembled.tables.items():
            for row, columns in rows.items():
                for column, cell in columns.items():
                    yield f"{table}.{row}.{column}", cell

    def is_doubted(self, key: str) -> bool:
        """A sign of doubt on the cell, its row or its table, or a check over it that did not pass."""
        checks = {c for ch in self.assembled.checks if ch.status in ("failed", "incomplete") for c in ch.cells}
        places = checks | {where for _, where in self.warnings()}
        row, table = key.rpartition(".")[0], key.split(".")[0]
        return self.cell(key).confidence < 0.9 or bool({key, row, table} & places)

    def silently_wrong(self, written: Mapping[str, str]) -> set[str]:
        """The cells that say another number than was written, without any sign of doubt."""
        wrong = {key for key, cell in self.cells() if cell.value is not None and cell.raw != written[key]}
        return {key for key in wrong if not self.is_doubted(key)}

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


# Annotated reports: what a careful person reads, and where a reading differs from it


@dataclass(frozen=True)
class Comparison:
    """A reading held against an annotated report. Cells are named ``table.row.column``."""

    report: Report
    gold: dict[str, Any]

    def cells(self) -> dict[str, Cell]:
        return {
            f"{table}.{row}.{column}": cell
            for table, rows in self.report.tables.items()
            for row, columns in rows.items()
            for column, cell in columns.items()
        }

    def expected(self) -> dict[str, tuple[str, float | None]]:
        """The state and the number of every cell of the form."""
        states, values = self.gold.get("states", {}), self.gold.get("values", {})
        found: dict[str, tuple[str, float | None]] = {}
        for table, rows in self.gold["tables"].items():
            for row, columns in rows.items():
                for column, raw in columns.items():
                    key = f"{table}.{row}.{column}"
                    state = states.get(key, "blank" if raw is None else "reported")
                    number = None
                    if state == "reported":
                        number = float(values[key]) if key in values else _plain_number(raw)
                    found[key] = (state, number)
        return found

    def wrong_values(self) -> dict[str, tuple[float | None, float | None]]:
        """The cells with another value than they should have: the value given and the right one."""
        cells = self.cells()
        given = {key: cells[key].value if key in cells else None for key in self.expected()}
        return {key: (given[key], number) for key, (_, number) in self.expected().items() if given[key] != number}

    def wrong_states(self) -> dict[str, tuple[str, str]]:
        cells = self.cells()
        given = {key: cells[key].state if key in cells else "missing" for key in self.expected()}
        return {key: (given[key], state) for key, (state, _) in self.expected().items() if given[key] != state}

    def silent(self) -> set[str]:
        """Numbers that are wrong, on which nothing casts a doubt.

        A doubt is a confidence below 0.9, a warning on the cell or its row or table, or a check over the cell that
        failed or could not be made.
        """
        checks = {c for check in self.report.checks if check.status in ("failed", "incomplete") for c in check.cells}
        places = checks | {warning.where for warning in self.report.warnings}
        wrong = {key for key, (given, _) in self.wrong_values().items() if given is not None}
        return {
            key
            for key in wrong
            if self.cells()[key].confidence >= 0.9 and not {key, key.rpartition(".")[0], key.split(".")[0]} & places
        }

    def wrong_checks(self) -> dict[str, tuple[str | None, str]]:
        given = {check.id: check.status for check in self.report.checks}
        known = {id_: s for id_, s in self.gold["checks"].items() if id_ not in self.gold.get("checks_doubtful", ())}
        return {id_: (given.get(id_), status) for id_, status in known.items() if given.get(id_) != status}

    def headings(self) -> list[tuple[int, str, str]]:
        return [(section.number, section.kind, _squashed(section.heading)) for section in self.report.sections]

    def expected_headings(self) -> list[tuple[int, str, str]]:
        return [(s["number"], s["kind"], _squashed(s["heading"])) for s in self.gold["sections"]]

    def identity(self) -> list[object]:
        return [_squashed(self.report.title), _squashed(self.report.organ), self.report.year, self.report.form]

    def expected_identity(self) -> list[object]:
        gold = self.gold
        return [_squashed(gold["title"]), _squashed(gold["organ"]), gold["year"], gold["form"]]


def _plain_number(raw: str) -> float:
    written = unicodedata.normalize("NFKC", raw).replace(",", "").replace(" ", "").replace("−", "-")
    found = re.match(r"[+-]?\d+(?:\.\d+)?", written)
    assert found is not None, raw
    return float(found[0])


def _squashed(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="session", params=["rules", pytest.param("shipped", marks=pytest.mark.shipped)])
def tagger(request: pytest.FixtureRequest) -> Tagger:
    """The rules, and the shipped tagger where there is one."""
    return RuleTagger() if request.param == "rules" else load_tagger(threads=2)


@pytest.fixture(scope="session")
def compare() -> Callable[[Path, dict[str, Any], Tagger], Comparison]:
    """Reads a file and holds it against its annotation."""
    return lambda path, gold, tagger: Comparison(pipeline.read(path, tagger=tagger), gold)
