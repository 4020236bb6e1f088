"""The reports that the corpus is made of: drafts of the held-out split, and the gold that each file carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from reports.checks import run_checks
from reports.headings import NUMBERING
from reports.report import Cell, CellState
from reports.tags import SECTION_KINDS, Tag
from training.evaluation.gold import gold_value
from training.synthesis.draft import Block, Draft, Furniture, GridCell, Heading, Paragraph, Subheading, Table, Title
from training.synthesis.generate import gold_entry
from training.synthesis.pieces import GoldReport
from training.synthesis.wording import make_draft

OFFICIAL = ("proactive", "requests", "reviews")
_HAN = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the corpus: its bytes and its entry in ``gold.json``."""

    name: str
    data: bytes
    entry: dict[str, Any]


def case_draft(seed: str, form: str, *, longest: int = 6000, unruled: bool = False) -> Draft:
    """The first usable draft of a seed, in an edition; the same arguments give the same draft.

    ``longest``: characters of its paragraphs, for the formats in which each costs a glyph or a page. ``unruled``: the
    tables are to be drawn without upright lines.
    """
    for attempt in range(1000):
        draft = make_draft(Random(f"corpus/{seed}/{attempt}"), split="heldout", form=form)
        if _is_usable(draft, longest) and not (unruled and _has_lost_values(draft)):
            return replace(draft, blocks=_bare(draft.blocks))
    raise RuntimeError(f"no usable draft for {seed}")


def _is_usable(draft: Draft, longest: int) -> bool:
    """A report with a title and all its tables: what is missing cannot be torn by a page break.

    Where no line is ruled, a row without any character could not be seen at all.
    """
    tables = [block for block in draft.blocks if isinstance(block, Table)]
    seen = all(any(cell.text for cell in row) for table in tables for row in table.rows)
    length = sum(len(block.text) for block in draft.blocks if isinstance(block, Paragraph))
    return (
        draft.title is not None and {table.name for table in tables}.issuperset(OFFICIAL) and seen and length <= longest
    )


def _has_lost_values(draft: Draft) -> bool:
    """Whether a row of values without a label has blanks: over the page from its header, and with no upright line,
    not even a careful person could say which columns its values belong to."""
    rows = [row for block in draft.blocks if isinstance(block, Table) for row in block.rows if any(c.key for c in row)]
    return any(all(cell.key for cell in row) and any(cell.tag is Tag.BLANK for cell in row) for row in rows)


def _bare(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without page furniture, which each writer has of its own, and with one title."""
    kept: list[Block] = []
    for block in blocks:
        repeated = isinstance(block, Title) and any(isinstance(other, Title) for other in kept)
        if not isinstance(block, Furniture) and not repeated:
            kept.append(block)
    return kept


def numbered_headings(draft: Draft) -> Draft:
    """The draft with its headings numbered 一、二、… in order, as an automatic list numbers them."""
    blocks: list[Block] = []
    count = 0
    for block in draft.blocks:
        if isinstance(block, Heading):
            block = Heading(block.kind, f"{_HAN[count]}、{bare_heading(block)}")
            count += 1
        blocks.append(block)
    return replace(draft, blocks=blocks)


def bare_heading(heading: Heading) -> str:
    """A heading's text without its number."""
    return NUMBERING.sub("", heading.text, count=1).strip() or heading.text.strip()


def split_items(draft: Draft) -> Draft:
    """The draft with table 二 cut at its captions: a table for each item of article 20."""
    blocks: list[Block] = []
    for block in draft.blocks:
        if not isinstance(block, Table) or block.name != "proactive":
            blocks.append(block)
            continue
        parts: list[list[list[GridCell]]] = []
        for row in block.rows:
            opens = len(row) == 1 and row[0].tag is Tag.CAPTION
            if opens or not parts:
                parts.append([])
            parts[-1].append(row)
        blocks.extend(Table(block.name, rows) for rows in parts)
    return replace(draft, blocks=blocks)


@dataclass(slots=True)
class Line:
    """What stands in one paragraph outside of tables; ``kind`` is "title", "heading", "subheading" or "text"."""

    kind: str
    text: str
    lead: str = ""  # a subheading that the text of the same paragraph follows


def lines_and_tables(draft: Draft) -> list[Line | Table]:
    """The draft as paragraphs and tables; a subheading that runs on is put before its paragraph's text."""
    result: list[Line | Table] = []
    lead = ""
    for block in draft.blocks:
        if isinstance(block, Table):
            result.append(block)
            continue
        if isinstance(block, Subheading) and block.run_in:
            lead = block.text
            continue
        kinds = {Title: "title", Heading: "heading", Subheading: "subheading"}
        result.append(Line(kinds.get(type(block), "text"), block.text, lead))
        lead = ""
    return result


def entry_of(draft: Draft, file: str, format_name: str, family: str, case: str, **more: Any) -> dict[str, Any]:
    """The entry of a file in ``gold.json``, in the layout that annotations/README.md describes."""
    report = GoldReport(
        file, "", [], family, (), draft.title, draft.organ, draft.year, draft.form, dict(draft.cells)
    )  # fmt: skip
    entry = gold_entry(report, checks_of(draft))
    entry |= {"file": file, "format": format_name, "case": case, **more}
    headings = [block for block in draft.blocks if isinstance(block, Heading)]
    entry["sections"] = [
        {"number": SECTION_KINDS.index(h.kind) + 1, "kind": h.kind, "heading": h.text.replace("\n", "").strip()}
        for h in headings
    ]
    return entry


def checks_of(draft: Draft) -> dict[str, str]:
    """The status of every sum of the draft's form, by the check's id."""
    tables: dict[str, dict[str, dict[str, Cell]]] = {}
    for key, content in draft.cells.items():
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        value = gold_value(key, content.raw, content.state)
        state: CellState = content.state  # type: ignore[assignment]
        cell = Cell(value=value, raw=content.raw, state=state, span=None, confidence=1.0)
        tables.setdefault(table, {}).setdefault(row, {})[column] = cell
    return {check.id: check.status for check in run_checks(draft.form, tables)}
