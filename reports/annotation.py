"""Annotations: tagged spans over an untouched text, and what a careful person reads from it.

An annotation never holds a text of its own: its spans count code points of the report's ``text`` (for a plain text
file the file decoded, line ends as LF), whose hash it records. Where the text changes, the annotation no longer
holds, and loading it says so. annotations/guidelines.md says how to annotate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.encodings import decode
from reports.errors import ReadError
from reports.forms import Table, editions, load_form
from reports.numbers import read_cell
from reports.report import CellState, Number
from reports.tags import Tag

SCHEMA = "gouji/annotation/1"


class AnnotationError(ValueError):
    """An annotation that does not hold; the message (Chinese) says where."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class AnnotatedSpan(_Data):
    """A stretch ``[start, end)`` and what it is; zero-width where an empty cell has no character.

    ``cell`` is the official cell of a value or blank, as ``table.row.column``; None for the values of foreign rows.
    """

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    tag: Tag
    cell: str | None = None


class AnnotatedCell(_Data):
    """What stands in a cell, as a careful person reads it."""

    raw: str | None
    value: Number | None
    state: CellState
    doubtful: bool = False


class Annotation(_Data):
    """A report's annotation.

    ``file`` is the source beside it, ``text_sha256`` the hash of the text in UTF-8. ``states`` names the cells whose
    state does not follow from the spans (a value that says a number is reported, a blank is blank, a cell without a
    span is missing); ``values`` the numbers of unusual writings. ``doubtful`` cells are those of which a careful
    person could not be sure: there a reader does well to give no number, or one with a sign of doubt. ``failing``
    names the checks that fail in the source itself: all others hold.
    """

    schema_: Literal["gouji/annotation/1"] = Field(default="gouji/annotation/1", alias="schema")
    file: str
    text_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    family: str = ""
    damage: tuple[str, ...] = ()
    is_report: bool = True
    title: str | None = None
    organ: str | None = None
    year: int | None = None
    form: str | None = None
    tables: dict[str, str] = Field(default_factory=dict)
    spans: tuple[AnnotatedSpan, ...] = ()
    states: dict[str, CellState] = Field(default_factory=dict)
    values: dict[str, Number | None] = Field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    remark: str = ""

    def official_tables(self) -> dict[str, Table]:
        """The tables of the report's form; ``tables`` names those of another edition (``{"proactive": "2019"}``)."""
        form = self.form if self.form in editions() else editions()[-1]
        return {name: load_form(self.tables.get(name, form)).tables[name] for name in load_form(form).tables}

    def cells(self, text: str) -> dict[str, AnnotatedCell]:
        """Every cell of the form. Raises AnnotationError where a value says no number and no state is given."""
        spans = {span.cell: span for span in self.spans if span.cell is not None}
        return {key: self._cell(key, spans.get(key), text) for key in _keys(self.official_tables())}

    def _cell(self, key: str, span: AnnotatedSpan | None, text: str) -> AnnotatedCell:
        raw = text[span.start : span.end] if span is not None and span.tag is Tag.VALUE else None
        state, value = self.states.get(key), None
        if raw is not None and state in (None, "reported"):
            read = read_cell(raw, signed=key.endswith(".change"))
            value, state = self.values.get(key, read.value), state or read.state
            if state == "reported" and value is None:
                raise AnnotationError(f"{self.file}：{key} 的“{raw}”读不出数字，请在 values 或 states 中写明")
        if state is None:
            state = "missing" if span is None else "blank"
        return AnnotatedCell(raw=raw, value=value, state=state, doubtful=key in self.doubtful)


def _keys(tables: Mapping[str, Table]) -> Iterator[str]:
    for name, table in tables.items():
        yield from (f"{name}.{row.key}.{column.key}" for row, column in table.cells())


def text_hash(text: str) -> str:
    """The hash that an annotation records: SHA-256 of the text in UTF-8, lone surrogates kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def load_annotation(path: Path) -> Annotation:
    """An annotation's file. Raises AnnotationError for one that is broken."""
    try:
        return Annotation.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise AnnotationError(f"标注文件不能读取：{path.name}：{error}") from error


def annotated_text(annotation: Annotation, data: bytes, text: str) -> str:
    """The text that an annotation's spans are over: ``text``, as the reader gives it, or the decoded source.

    The latter where the reader now writes a part out anew that it once left alone (a dump, a printed data frame).
    """
    if text_hash(text) == annotation.text_sha256:
        return text
    try:
        return decode(data).text
    except ReadError:
        return text


def verify(annotation: Annotation, text: str) -> None:
    """Check an annotation against its text. Raises AnnotationError with the first thing that does not hold.

    The text has the recorded hash; spans lie in it, in order, without overlap; only values and blanks name cells, each
    cell once and of the form; values have text and blanks none but white space.
    """
    if text_hash(text) != annotation.text_sha256:
        raise AnnotationError(f"{annotation.file}：正文与标注时不同，标注不再有效")
    keys = set(_keys(annotation.official_tables()))
    seen: set[str] = set()
    at = 0
    for span in annotation.spans:
        place = f"{annotation.file}：[{span.start}, {span.end}) {span.tag}"
        if not at <= span.start <= span.end <= len(text):
            raise AnnotationError(f"{place} 越界、重叠或次序颠倒")
        at = span.end
        written = text[span.start : span.end].strip()
        if (span.tag is Tag.BLANK) == bool(written):
            raise AnnotationError(f"{place} 空白单元格中有文字，或者其他标签没有文字")
        if span.cell is not None and (span.tag not in (Tag.VALUE, Tag.BLANK) or span.cell in seen):
            raise AnnotationError(f"{place} 单元格 {span.cell} 重复，或者标签不是数值或空白")
        seen.update(filter(None, [span.cell]))
    unknown = (seen | set(annotation.states) | set(annotation.values) | set(annotation.doubtful)) - keys
    if unknown:
        raise AnnotationError(f"{annotation.file}：表中没有这些单元格：{'、'.join(sorted(unknown))}")
    annotation.cells(text)
