"""Layouts: a draft written out as text, the way Word, web sites, crawlers, PDF converters and OCR do.

A layout is a way of writing tables and a style of prose, each with free choices of its own, that cross freely;
in the layout "mixed" every table has a way of its own. Some layouts, and some choices inside the others, are held
out: training never meets them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from training.synthesis.draft import Draft
from training.synthesis.layouts import apart, boxes, canvas, fields, marked, plain, prose, running
from training.synthesis.layouts.prose import ProseStyle, Tables, TableWriter, write_draft
from training.synthesis.layouts.writer import Border, Chooser
from training.synthesis.pieces import Laid, Piece

Split = Literal["train", "heldout"]
StyleMaker = Callable[[Chooser], ProseStyle]


@dataclass(frozen=True, slots=True)
class Layout:
    """A way of writing tables, with the style of prose that most often goes with it.

    ``weight`` is its share among the layouts of a split. ``lines`` False where the whole report is one line.
    """

    name: str
    tables: Callable[[Chooser], TableWriter]
    style: StyleMaker
    weight: float
    heldout: bool = False
    lines: bool = True

    def __call__(self, draft: Draft, rng: Random, *, heldout: bool = False) -> list[Piece]:
        """The draft's pieces in this layout; ``heldout`` opens the choices held out from training."""
        chooser = Chooser(rng, heldout=heldout or self.heldout)
        crossed = self.lines and chooser.chance(_CROSSED)
        style = (chooser.pick(_STYLES) if crossed else self.style)(chooser)
        tables = _mixed(chooser) if self.name == MIXED else self._alike(chooser)
        pieces = write_draft(draft, style, tables)
        return pieces if self.lines else running.separate_digits(pieces)

    def _alike(self, chooser: Chooser) -> Tables:
        """Every table in this layout's own way."""
        write = self.tables(chooser)
        return lambda _: (self.name, write)


MIXED = "mixed"
_CROSSED = 0.3  # of the reports have a style of prose drawn apart from their tables
_STYLES: dict[StyleMaker, float] = {prose.plain_style: 3.0, prose.markdown_style: 2.0, prose.page_style: 2.0}


def _mixed(chooser: Chooser) -> Tables:
    """Every table in another way, as where a clerk pasted them from several sources."""
    ways = {layout: layout.weight for layout in _ALL if layout.name != MIXED and layout.lines}
    ways = {layout: weight for layout, weight in ways.items() if chooser.heldout or not layout.heldout}
    chosen: dict[str, tuple[str, TableWriter]] = {}

    def tables(name: str) -> tuple[str, TableWriter]:
        if name not in chosen:
            layout = chooser.pick(ways)
            chosen[name] = (layout.name, layout.tables(chooser))
        return chosen[name]

    return tables


_ALL = (
    Layout("flat_word", plain.flat_word, prose.plain_style, 3.0),
    Layout("tsv", plain.tsv, prose.plain_style, 2.0),
    Layout("pipes", marked.pipes, prose.plain_style, 2.0),
    Layout("markdown", marked.markdown, prose.markdown_style, 2.5),
    Layout("html_in_markdown", marked.html, prose.markdown_style, 1.0),
    Layout("columns", canvas.columns, prose.page_style, 2.5),
    Layout("cell_per_line", plain.cell_per_line, prose.plain_style, 2.0),
    Layout("space_row", plain.space_row, prose.plain_style, 1.2),
    Layout("unbroken", running.unbroken, running.unbroken_style, 1.8, lines=False),
    Layout("antiword", canvas.antiword, prose.page_style, 0.8),
    Layout(MIXED, plain.flat_word, prose.plain_style, 2.0),
    Layout("box", canvas.box, prose.plain_style, 0.7, heldout=True),
    Layout("cells_x07", plain.cells_x07, prose.plain_style, 0.7, heldout=True),
    Layout("grid_table", canvas.grid_table, prose.markdown_style, 0.7, heldout=True),
    Layout("sentences", running.sentences, prose.plain_style, 0.9),
    Layout("run_together", running.run_together, running.unbroken_style, 0.7),
    Layout("apart", apart.apart, prose.plain_style, 0.5),
    Layout("csv", fields.csv, prose.plain_style, 0.8),
    Layout("text_boxes", boxes.text_boxes, prose.page_style, 0.7),
    Layout("wide_columns", canvas.wide_columns, prose.plain_style, 0.4),
    Layout("listed", fields.listed, prose.plain_style, 0.4),
    Layout("json_rows", fields.json_rows, prose.plain_style, 0.3),
    Layout("column_blocks", apart.column_blocks, prose.plain_style, 0.4),
    Layout("mediawiki", fields.mediawiki, prose.plain_style, 0.3, heldout=True),
    Layout("asciidoc", fields.asciidoc, prose.markdown_style, 0.3, heldout=True),
    Layout("latex", fields.latex, prose.markdown_style, 0.4, heldout=True),
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
