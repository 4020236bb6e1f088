"""Rows as files that are made while they are sent: CSV, JSON lines, Parquet; and workbooks, which are made first.

All take their rows in batches and hold no more than one, whatever the number of reports.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, cast

from reports.report import Report
from service.export import paper_lines
from service.safe_cells import EXCEL_ROWS, Value, csv_value, sheet_value

if TYPE_CHECKING:
    import pyarrow as pa

Rows = Sequence[Sequence[Value]]
_BOM = "\ufeff"  # without it Excel takes a CSV file for one in the system's own encoding
_CHUNK = 1 << 16
_GROUP_ROWS = 1 << 16  # of a Parquet file: some 370 reports, and some 20 MB in memory
# All others are texts.
_PARQUET_TYPES = {
    "year": "int32", "value": "float64", "confidence": "float64", "score": "float64", "why_words": "float64",
    "why_theme": "float64", "why_meaning": "float64", "failed": "int8",
}  # fmt: skip


def csv_chunks(columns: Sequence[str] | None, batches: Iterable[Rows], *, bom: bool = False) -> Iterator[bytes]:
    """A CSV file (RFC 4180, UTF-8), safe to open in a spreadsheet."""
    stream = io.StringIO(newline="")
    stream.write(_BOM if bom else "")
    writer = csv.writer(stream)
    if columns is not None:
        writer.writerow(columns)
    for rows in batches:
        writer.writerows([csv_value(value) for value in row] for row in rows)
        if stream.tell() >= _CHUNK:
            yield _taken(stream)
    yield _taken(stream)


def json_lines(columns: Sequence[str], batches: Iterable[Rows]) -> Iterator[bytes]:
    """A JSON object a row, each on a line of its own."""
    for rows in batches:
        lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
        if lines:
            yield "".join(f"{line}\n" for line in lines).encode()


def parquet_chunks(columns: Sequence[str], batches: Iterable[Rows]) -> Iterator[bytes]:
    """A Parquet file, sent group by group."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _PARQUET_TYPES.get(name, "string")) for name in columns])
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for rows in _grouped(batches):
            writer.write_batch(_record_batch(rows, schema))
            yield sink.taken()
    yield sink.taken()


def _record_batch(rows: Rows, schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    columns = zip(zip(*rows, strict=True), schema, strict=True)
    return pa.record_batch(
        [pa.array(_fitting(values, field.type), field.type) for values, field in columns], schema=schema
    )


def _fitting(values: Sequence[Value], kind: Any) -> Sequence[Value]:
    """Whole numbers as floats where the column's are: pyarrow takes none that a float cannot hold exactly."""
    import pyarrow as pa

    if kind != pa.float64():
        return values
    return [value if value is None else float(value) for value in values]


def _grouped(batches: Iterable[Rows]) -> Iterator[Rows]:
    """The same rows in large groups."""
    group: list[Sequence[Value]] = []
    for rows in batches:
        group += rows
        if len(group) >= _GROUP_ROWS:
            yield group
            group = []
    if group:
        yield group


def workbook(columns: Sequence[str], batches: Iterable[Rows], title: str) -> IO[bytes]:
    """An Excel workbook in a temporary file; what does not fit on one sheet goes on on the next."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    try:
        sheet, free = _sheet(book, columns, title), EXCEL_ROWS - 1
        for rows in batches:
            for row in rows:
                if not free:
                    sheet, free = _sheet(book, columns, title), EXCEL_ROWS - 1
                sheet.append([sheet_value(value) for value in row])
                free -= 1
    except BaseException:
        _discard(book)
        raise
    return _saved(book)


def _discard(book: Any) -> None:
    """Forget a workbook that was begun: its sheets are temporary files."""
    for sheet in book.worksheets:
        sheet.close()
        sheet._writer.cleanup()


def _sheet(book: Any, columns: Sequence[str], title: str) -> Any:
    number = len(book.sheetnames) + 1
    sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    return sheet


def paper_csv(report: Report, table: str, *, bom: bool = False) -> bytes:
    """One table of one report as it stands on paper, a row a row of the form."""
    lines: list[tuple[Value, ...]] = [(line.key, line.label, *line.values) for line in paper_lines(report, table)]
    return b"".join(csv_chunks(None, [lines], bom=bom))


def paper_workbook(report: Report, table: str, title: str) -> IO[bytes]:
    """The same as a workbook; cells of failed checks are red."""
    from openpyxl import Workbook

    from service.export import styled_cells

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.column_dimensions["B"].width = 40
    for line in paper_lines(report, table):
        sheet.append([sheet_value(line.key), sheet_value(line.label), *styled_cells(sheet, line)])
    return _saved(book)


def file_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning; it is closed, and gone if it is temporary, at its end or when nobody wants more."""
    with stream:
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            yield chunk


def _saved(book: Any) -> IO[bytes]:
    target = cast(IO[bytes], tempfile.TemporaryFile())  # noqa: SIM115  # whoever sends it closes it
    try:
        book.save(target)
    except BaseException:
        target.close()
        raise
    finally:
        book.close()
    return target


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode("utf-8")


class _Sink(io.RawIOBase):
    """A file that is only written to, whose content is taken away piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
