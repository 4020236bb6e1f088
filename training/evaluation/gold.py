"""What reading a report must give: from a synthetic report, an annotation, or an entry of a ``gold.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.annotation import Annotation, AnnotationError, annotated_text, load_annotation, verify
from reports.document import Document
from reports.errors import ReadError
from reports.formats import read_document
from reports.numbers import read_cell
from reports.report import Number
from training.synthesis.generate import generate, gold_sections, number_in
from training.synthesis.pieces import GoldReport, GoldSpan


@dataclass(frozen=True, slots=True)
class GoldCell:
    """A cell as a careful reader takes it. ``doubtful``: where even a careful reader could not be sure."""

    value: Number | None
    state: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """A report's gold. ``cells`` by "table.row.column"; ``headings`` are (kind, text) in text order.

    ``spans`` are the tagged stretches of ``text``, None where only cells and headings are annotated;
    ``is_report`` is False for a text that is no such report and has neither title nor organ to be found.
    """

    name: str
    cells: Mapping[str, GoldCell]
    headings: tuple[tuple[str, str], ...]
    title: str | None
    organ: str | None
    year: int | None
    form: str | None
    text: str | None = None
    spans: tuple[GoldSpan, ...] | None = None
    is_report: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """A report to read: its bytes, its gold, and the groups that its scores count in.

    ``document`` is given where it had to be read for the gold.
    """

    data: bytes
    gold: Gold
    layout: str
    damage: tuple[str, ...] = ()
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A held-out synthetic report, by the arguments that make it again."""

    seed: int
    layout: str

    @property
    def recipe(self) -> str:
        """The call that makes the report."""
        return f'generate({self.seed}, split="heldout", layout="{self.layout}")'

    def load(self) -> Sample:
        """Make the report."""
        report = generate(self.seed, split="heldout", layout=self.layout)
        return Sample(
            report.text.encode("utf-8", "surrogatepass"), synthetic_gold(report), report.layout, report.damage
        )


@dataclass(frozen=True, slots=True)
class Annotated:
    """A report of a folder with a ``gold.json``. ``shown`` is what it is called, by default the file's name."""

    path: Path
    entry: dict[str, Any]
    shown: str | None = None

    @property
    def recipe(self) -> str:
        """What the report is called."""
        return self.shown or self.path.name

    def load(self) -> Sample:
        """Read the file. Raises AnnotationError where the entry does not hold, or the file is not there."""
        try:
            gold = annotated_gold(self.path.stem, self.entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise AnnotationError(f"gold.json 中的这一项不能用：{type(error).__name__}: {error}") from error
        return Sample(_source(self.path), gold, str(self.entry.get("family", "")))


@dataclass(frozen=True, slots=True)
class SpanAnnotated:
    """A report at ``path`` with an ``annotation`` beside it; ``shown`` as for Annotated."""

    path: Path
    annotation: Path
    shown: str | None = None

    @property
    def recipe(self) -> str:
        """What the report is called."""
        return self.shown or self.path.name

    def load(self) -> Sample:
        """Read file and annotation. Raises AnnotationError where either cannot be read, or they do not agree."""
        annotation = load_annotation(self.annotation)
        data = _source(self.path)
        try:
            document = read_document(data)
        except ReadError as error:
            raise AnnotationError(f"{self.path.name} 读不出正文，无从核对标注：{error.message}") from error
        text = annotated_text(annotation, data, document.text)
        verify(annotation, text)
        gold = span_gold(annotation, text)
        return Sample(data, gold, annotation.family, annotation.damage, document)


def _source(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AnnotationError(f"打不开 {path.name}：{error.strerror or error}") from error


Item = Synthetic | Annotated | SpanAnnotated


def synthetic_gold(report: GoldReport) -> Gold:
    """The gold of a synthetic report."""
    cells = {
        key: GoldCell(gold_value(key, c.raw, c.state), c.state, key in report.doubtful)
        for key, c in report.cells.items()
    }
    headings = tuple((section["kind"], section["heading"]) for section in gold_sections(report))
    return Gold(
        report.name,
        cells,
        headings,
        report.title,
        report.organ,
        report.year,
        report.form,
        text=report.text,
        spans=tuple(report.spans),
    )


def span_gold(annotation: Annotation, text: str) -> Gold:
    """The gold of an annotation of that text. Raises AnnotationError where a value says no number."""
    spans = [GoldSpan(span.start, span.end, span.tag, span.cell) for span in annotation.spans]
    cells = {key: GoldCell(cell.value, cell.state, cell.doubtful) for key, cell in annotation.cells(text).items()}
    name = Path(annotation.file).stem
    names = (annotation.title, annotation.organ, annotation.year)
    report = GoldReport(name, text, spans, annotation.family, annotation.damage, *names, annotation.form or "", {})
    headings = tuple((section["kind"], section["heading"]) for section in gold_sections(report))
    return Gold(
        name,
        cells,
        headings,
        *names,
        annotation.form,
        text=text,
        spans=tuple(spans),
        is_report=annotation.is_report,
    )


def annotated_gold(name: str, entry: Mapping[str, Any]) -> Gold:
    """The gold of an entry of a ``gold.json``; annotations/README.md says what its keys mean."""
    states, values = entry.get("states", {}), entry.get("values", {})
    doubtful = frozenset(entry.get("doubtful_cells", ()))
    cells: dict[str, GoldCell] = {}
    for table, rows in entry["tables"].items():
        for row, columns in rows.items():
            for column, raw in columns.items():
                key = f"{table}.{row}.{column}"
                state = states.get(key) or ("blank" if raw is None else "reported")
                value = values[key] if key in values else gold_value(key, raw, state)
                cells[key] = GoldCell(value, state, key in doubtful)
    headings = tuple((section["kind"], section["heading"]) for section in entry["sections"])
    fields = (entry.get("title"), entry.get("organ"), entry.get("year"), entry.get("form"))
    return Gold(name, cells, headings, *fields, is_report=not entry.get("not_a_report", False))


def gold_value(key: str, raw: str | None, state: str) -> Number | None:
    """The number that a reported cell's text says. Raises ValueError where it says none: the gold is wrong then."""
    if state != "reported" or raw is None:
        return None
    value = read_cell(raw, signed=key.endswith(".change")).value
    if value is None:
        value = number_in(raw)
    if value is None:
        raise ValueError(f"{key}: {raw!r} is reported but says no number")
    return value


def annotated_items(folder: Path) -> list[Annotated]:
    """The annotated reports of a folder; none where it has no ``gold.json``."""
    path = folder / "gold.json"
    if not path.is_file():
        return []
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [Annotated(folder / entry["file"], entry) for entry in entries.values()]
