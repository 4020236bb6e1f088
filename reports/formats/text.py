"""Plain text as a Document: its tables in whatever form they were kept, and everything else as lines."""

from __future__ import annotations

from reports.document import Document
from reports.encodings import Decoded
from reports.formats import html_tables
from reports.formats.blocks import Block, split_lines
from reports.formats.collecting import Collector


def read_text(decoded: Decoded) -> Document:
    """The Document of a decoded text. Every character that is no blank, delimiter or markup is in a segment."""
    text = decoded.text
    tables = html_tables.find_tables(text) if "<" in text else []
    gaps = html_tables.gaps(tables, len(text))
    found = Collector(text)
    for number, (start, end) in enumerate(gaps):
        if number:
            table = tables[number - 1]
            found.add(Block(0, 0, table.rows, table.aligned, table.marks, table.loose))
        if start < end or not tables:
            found.read(split_lines(text, start, end))
    return Document(
        text=text,
        segments=tuple(found.segments),
        grids=tuple(found.grids),
        marks=found.all_marks(),
        encoding=decoded.encoding,
        warnings=decoded.notices,
    )
