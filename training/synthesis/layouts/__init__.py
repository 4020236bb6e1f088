"""Layouts: a draft written out as text, the way Word, web sites, crawlers, PDF converters and OCR do.

A layout is a style of prose and a writer of tables, each with free choices of its own, crossed with each
other. Some layouts, and some choices inside the others, are held out: training never meets them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from training.synthesis.draft import Draft, Table
from training.synthesis.layouts import apart, canvas, marked, plain, prose, running
from training.synthesis.layouts.prose import ProseStyle, TableWriter, write_draft
from training.synthesis.layouts.writer import Border, Chooser, Writer
from training.synthesis.pieces import Laid, Piece

Split = Literal["train", "heldout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A family of layouts. ``weight`` is its share among the layouts of a split."""

    name: str
    tables: Callable[[Chooser], TableWriter]
    style: Callable[[Chooser], ProseStyle]
    weight: float
    heldout: bool = False

    def __call__(self, draft: Draft, rng: Random, *, heldout: bool = False) -> list[Piece]:
        """The draft's pieces in this layout; ``heldout`` opens the choices held out from training."""
        chooser = Chooser(rng, heldout=heldout or self.heldout)
        style = self.style(chooser)
        pieces = write_draft(draft, style, self.tables(chooser))
        if self.name == "unbroken":
            pieces = running.separate_digits(pieces)
        return pieces


def _mixed(chooser: Chooser) -> TableWriter:
    """Every table in another of the plain ways, as where a clerk pasted them from several sources."""
    kinds = [plain.flat_word, plain.tsv, marked.pipes, plain.cell_per_line, plain.space_row, canvas.columns]
    writers: dict[str, TableWriter] = {}

    def write(writer: Writer, table: Table) -> None:
        if table.name not in writers:
            writers[table.name] = chooser.rng.choice(kinds)(chooser)
        writers[table.name](writer, table)

    return write


_ALL = (
    Layout("flat_word", plain.flat_word, prose.plain_style, 3.0),
    Layout("tsv", plain.tsv, prose.plain_style, 2.0),
    Layout("pipes", marked.pipes, prose.plain_style, 2.0),
    Layout("markdown", marked.markdown, prose.markdown_style, 2.5),
    Layout("html_in_markdown", marked.html, prose.markdown_style, 1.0),
    Layout("columns", canvas.columns, prose.page_style, 2.5),
    Layout("cell_per_line", plain.cell_per_line, prose.plain_style, 2.0),
    Layout("space_row", plain.space_row, prose.plain_style, 1.2),
    Layout("unbroken", running.unbroken, running.unbroken_style, 1.8),
    Layout("antiword", canvas.antiword, prose.page_style, 0.8),
    Layout("mixed", _mixed, prose.plain_style, 0.7),
    Layout("box", canvas.box, prose.plain_style, 0.7, heldout=True),
    Layout("cells_x07", plain.cells_x07, prose.plain_style, 0.7, heldout=True),
    Layout("grid_table", canvas.grid_table, prose.markdown_style, 0.7, heldout=True),
    Layout("sentences", running.sentences, prose.plain_style, 0.9),
    Layout("run_together", running.run_together, running.unbroken_style, 0.7),
    Layout("apart", apart.apart, prose.plain_style, 0.5),
)

LAYOUTS = {layout.name: layout for layout in _ALL}
TRAIN_LAYOUTS = tuple(layout.name for layout in _ALL if not layout.heldout)
HELDOUT_LAYOUTS = tuple(layout.name for layout in _ALL)  # the held-out split meets all of them


def lay_out(draft: Draft, rng: Random, *, split: Split = "train", name: str | None = None) -> Laid:
    """The draft in the named layout, or in one of the split's by weight, with its gold."""
    heldout = split == "heldout"
    names = HELDOUT_LAYOUTS if heldout else TRAIN_LAYOUTS
    chosen = name or rng.choices(names, [LAYOUTS[n].weight for n in names])[0]
    pieces = LAYOUTS[chosen](draft, rng, heldout=heldout)
    cells = {key: replace(content) for key, content in draft.cells.items()}
    return Laid(pieces, chosen, title=draft.title, organ=draft.organ, year=draft.year, form=draft.form, cells=cells)


__all__ = ["HELDOUT_LAYOUTS", "LAYOUTS", "TRAIN_LAYOUTS", "Border", "Chooser", "Layout", "Split", "lay_out"]
