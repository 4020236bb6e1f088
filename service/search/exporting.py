"""Found passages as a table, a row a passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from service.safe_cells import Value
from service.search.messages import FoundPassage, SearchAnswer
from service.search.questions import DEEPEST, SearchQuestion
from service.tables_export import Rows, csv_chunks, file_chunks, parquet_chunks, workbook

ExportFormat = Literal["csv", "xlsx", "parquet"]

COLUMNS = (
    "id", "report_id", "organ", "region", "level", "year", "form", "section", "under", "role", "themes",
    "theme_scores", "score", "why_words", "why_theme", "why_meaning", "text", "failed",
)  # fmt: skip
_TITLE = "检索结果"


def whole(question: SearchQuestion) -> SearchQuestion:
    """The question whose answer is the whole result, as far as it is given out."""
    return question.model_copy(update={"limit": DEEPEST, "group": None})


def exported(answer: SearchAnswer, kind: ExportFormat, *, bom: bool = False) -> Iterator[bytes]:
    """An answer's passages as a file, safe to open in a spreadsheet."""
    batches: list[Rows] = [rows(answer.items)]
    if kind == "xlsx":
        return file_chunks(workbook(COLUMNS, batches, _TITLE))
    return parquet_chunks(COLUMNS, batches) if kind == "parquet" else csv_chunks(COLUMNS, batches, bom=bom)


def rows(found: Iterable[FoundPassage]) -> Sequence[tuple[Value, ...]]:
    """Each passage's values, in the order of COLUMNS; themes and their scores are joined by semicolons."""
    return [
        (
            one.id, one.report_id, one.organ, one.region, one.level, one.year, one.form, one.section, one.under,
            one.role, ";".join(each.theme for each in one.themes), ";".join(str(each.score) for each in one.themes),
            one.score, one.why.words, one.why.theme, one.why.meaning, one.text, int(one.failed),
        )
        for one in found
    ]  # fmt: skip
