"""Segments: lines and cells over a text."""

from __future__ import annotations

from reports.document import Document, Segment


def test_a_line_and_a_cell() -> None:
    line, cell = Segment(0, 3), Segment(4, 4, grid=0, row=2, column=1)
    assert (line.is_cell, line.is_empty) == (False, False)
    assert (cell.is_cell, cell.is_empty) == (True, True)


def test_the_first_grid_is_a_grid() -> None:
    assert Segment(0, 1, grid=0).is_cell


def test_a_document_needs_a_text_and_its_segments_alone() -> None:
    document = Document("文", (Segment(0, 1),))
    assert (document.grids, document.marks, document.warnings, document.pages) == ((), (), (), None)
