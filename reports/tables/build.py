"""Building the tables: every cell of the form with its value, state, span and confidence."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from reports.calibration import GUESSED, Signs
from reports.document import Document
from reports.forms import Block, Row, Table, edition_of_year, editions, load_form
from reports.forms import Column as FormColumn
from reports.labels import fold, grams, label_nodes
from reports.numbers import read_cell
from reports.report import Cell, CellState, Warning
from reports.tables.apart import apart_rows
from reports.tables.blocks import column_blocks, follows_column
from reports.tables.copies import best_copy
from reports.tables.crossed import crossed_rows
from reports.tables.fields import by_fields
from reports.tables.headings import (
    by_named_order,
    has_foreign,
    has_other_editions,
    has_unread_digits,
    is_reordered,
    named_order,
)
from reports.tables.items import Item, table_items
from reports.tables.keyed import header_columns, in_order, keyed_rows
from reports.tables.matching import Evidence, Match, gather_evidence, match_rows, rows_named
from reports.tables.placement import Placed, doubted, place_rows
from reports.tables.rows import Slot, ValueRow, headings_of_each, value_rows
from reports.tables.ruling import by_grid, has_lost_cells, is_contradicted, is_scattered, is_shifted, under
from reports.tables.shared import lost_claims
from reports.tables.sidebyside import place_side_by_side
from reports.tables.summing import settle_by_sums
from reports.tables.torn import regroup
from reports.tables.years import of_own_columns
from reports.tags import Tags

Cells = dict[str, dict[str, Cell]]

MISSING = Cell(value=None, raw=None, state="missing", span=None, confidence=0.9)
_DOUBT = 0.9  # below this confidence a cell is in doubt, and its row says why
_UNSURE_NUMBER = 0.8
_SCALES = "万亿千百"
_OWN_SIGN = re.compile(r"增\s*/?\s*减[:：]?\s*[增减]\Z")  # 本年增/减减5: the second 减 is the number's, not the name's
_NAMED = 0.75  # share of a row's label from which the row is there, though nothing stands in it

_PROBLEMS = {
    "cells_missing": "该行的单元格不全",
    "columns_shifted": "该行数字与表中其他行错位，按整体平移放置",
    "row_continued": "该行末尾的数字独占一行，可能是页码",
    "columns_reordered": "表头各列的次序与官方表格不同",
    "columns_foreign": "表头有官方表格没有的列，列位置为推定",
    "digits_unread": "该行有数字未能归入任何一列",
    "columns_contradicted": "数字的位置与其上方的表头不符",
    "cells_doubtful": "该行有单元格识别把握不足",
    "columns_doubtful": "该行空白格的位置与表中其他行不一致",
    "cells_by_order": "该表的标签与数字分开写出，数字属于哪一行只能按次序推定",
    "columns_counted": "该行的列位置按计数推定",
    "columns_by_sums": "该行空白格的位置看不出，按各列的勾稽关系推定",
    "columns_counted_from_end": "该行没有标签，列位置从行末计数推定",
    "too_many_values": "该行的数字多于应有列数，列位置为推定",
    "too_few_values": "该行的数字少于应有列数，列位置为推定",
    "values_run_together": "该行数字连在一起，只在合计关系唯一确定时拆分",
    "columns_left_out": "该表缺少部分列，缺列按表头判断",
    "row_without_values": "有该行的标签，但没有找到数字",
    "row_inferred": "该行的标签缺失或损坏，按前后各行推定",
}


@dataclass(slots=True)
class BuiltTables:
    """The tables of a report: ``form`` is the edition of table 三, by its labels or else by the year."""

    form: str
    tables: dict[str, Cells] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    found: set[str] = field(default_factory=set)  # tables of which at least one row was found
    signs: dict[str, Signs] = field(default_factory=dict)  # what speaks for each cell, by "table.row.column"


def build_tables(document: Document, tags: Tags, year: int | None, end: int | None = None) -> BuiltTables:
    """Rebuild the official tables. ``year`` decides the edition where the tables do not; ``end`` cuts the text."""
    items = table_items(document, tags, end)
    guess = edition_of_year(year) if year is not None else None
    texts = {name: _label_text(document, found) for name, found in items.items()}
    main = _edition("requests", texts["requests"], guess) or _edition("proactive", texts["proactive"], guess)
    built = BuiltTables(main or guess or editions()[-1])
    form = load_form(built.form)
    for name, table in form.tables.items():
        edition = built.form
        crossed = crossed_rows(document, items[name], table)
        items[name], repeated = (items[name], False) if crossed else best_copy(document, items[name], built.form, name)
        if repeated:
            message = f"{table.title}出现不止一次，只读取了其中一份"
            built.warnings.append(Warning(code="table_repeated", message=message, where=name))
        items[name] = of_own_columns(document, items[name], year)
        if name == "proactive":
            other = _edition(name, texts[name], built.form)
            if other and other != built.form:
                edition, table = other, load_form(other).tables[name]
                message = f"表二使用的是{other}年版式，表三使用的是{built.form}年版式"
                built.warnings.append(Warning(code="mixed_editions", message=message, where=name))
        _build_table(document, items[name], table, built, edition, year, crossed)
    _give_up(built)
    return built


def _give_up(built: BuiltTables) -> None:
    """Leave each number to one table."""
    lost = lost_claims(built.tables)
    for claim in lost:
        built.tables[claim.table][claim.row][claim.column] = MISSING
    for where in dict.fromkeys(f"{claim.table}.{claim.row}" for claim in lost):
        built.warnings.append(Warning(code="cells_missing", message=_PROBLEMS["cells_missing"], where=where))


def _label_text(document: Document, items: Sequence[Item]) -> str:
    return "".join(fold(document.text[i.start : i.end]) + "|" for i in items if i.kind in ("label", "text"))


def _edition(table: str, text: str, default: str | None) -> str | None:
    """The edition whose own labels (those that no other edition has) are seen most; ``default`` if none are.

    An edition without labels of its own (table 三 of 2019) is recognized by a table that is there to its
    last row and shows none of the others'.
    """
    seen = grams(text)
    shares = {edition: _share(_own_labels(edition, table), seen) for edition in editions()}
    known = {edition: share for edition, share in shares.items() if share is not None}
    best = max(known, key=lambda edition: known[edition], default=None)
    if best is None or (list(known.values()).count(known[best]) > 1 and known[best] > 0):
        return default
    if known[best] > 0:
        return best
    plain = [edition for edition in shares if shares[edition] is None]
    if len(plain) == 1 and _whole(plain[0], table, seen):
        return plain[0]
    return default


def _share(labels: Sequence[str], seen: frozenset[str]) -> float | None:
    """Which share of the labels is seen; None for no labels."""
    if not labels:
        return None
    return sum(len(grams(label) & seen) / len(grams(label)) >= 0.7 for label in labels) / len(labels)


def _whole(edition: str, table: str, seen: frozenset[str]) -> bool:
    labels = [node.text for node in label_nodes(edition, table) if node.kind == "row"]
    return (_share(labels, seen) or 0) >= 0.85 and _share(labels[-1:], seen) == 1.0


def _own_labels(edition: str, table: str) -> list[str]:
    others = {node.text for other in editions() if other != edition for node in label_nodes(other, table)}
    return [node.text for node in label_nodes(edition, table) if node.text not in others and len(node.text) > 3]


def _build_table(
    document: Document,
    items: list[Item],
    table: Table,
    built: BuiltTables,
    edition: str,
    year: int | None,
    crossed: list[ValueRow],
) -> None:
    placed: dict[int, tuple[Placed, float]] = {}
    if items:
        items = items if crossed else by_fields(document, items, table) or items
        width = sum(len(table.columns(row.key)) for row in table.rows) if table.side_by_side else _width(table)
        listed = crossed or _by_columns(document, items, table, edition, year) or keyed_rows(document, items, table)
        rows = listed or value_rows(document, items, width, year)
        repeated = set() if listed else set(headings_of_each(rows))
        shown = [label for row in listed for label in (*row.before, *row.labels)] if listed else items
        labels = [item for item in shown if item not in repeated]
        torn = any(row.stranded for row in rows)
        # Where the form's rows lie side by side, each row's headings stand again before it: order says nothing.
        ordered = not listed and not torn and not repeated and not table.side_by_side
        evidence = gather_evidence(document, labels, edition, table.name, columns=ordered)
        if table.side_by_side:
            lines = place_side_by_side(document, items, rows, table, evidence)
            placed = {index: (one, 1.0) for index, one in lines.items()}
        else:
            placed = _place_by_row(document, items, rows, table, evidence, built, edition)
        placed |= {index: (_unfilled(table, index), 1.0) for index in _named_only(table, items, evidence, placed)}
    cells: Cells = {}
    truncated = bool(items) and not document.text[items[-1].end :].strip()
    for index, row in enumerate(table.rows):
        cut = truncated and index == max(placed, default=-1)
        cells[row.key] = _row_cells(document, table, row, placed.get(index), built, cut=cut)
    built.tables[table.name] = cells
    if not placed:
        message = f"未找到表格：{table.title}"
        built.warnings.append(Warning(code="table_missing", message=message, where=table.name))
        return
    built.found.add(table.name)
    for index, row in enumerate(table.rows):
        if index not in placed:
            message = f"未找到该行：{row.label}"
            built.warnings.append(Warning(code="row_missing", message=message, where=f"{table.name}.{row.key}"))


def _by_columns(
    document: Document, items: Sequence[Item], table: Table, edition: str, year: int | None
) -> list[ValueRow]:
    """The rows of a table that is not written row by row, with those of its parts that are; [] for any other."""
    if table.side_by_side:
        return []
    evidence = gather_evidence(document, items, edition, table.name, columns=False)
    ways = [read(document, items, table, evidence) for read in (column_blocks, apart_rows)]
    found, left = max(ways, key=lambda way: sum(len(row.filled) for row in way[0]))
    rest = value_rows(document, left, _width(table), year) if found else []
    return sorted([*found, *rest], key=lambda row: row.start)


def _named_only(table: Table, items: Sequence[Item], evidence: Evidence, placed: Container[int]) -> list[int]:
    """The form's rows whose labels stand there without any value: their cells are there, and blank.

    A few labels alone, in a table of which nothing else is found, are words of another table or of the narrative.
    """
    shares = evidence.of_rows([item for item in items if item.kind == "label"])
    named = [index for index, share in shares.items() if share >= _NAMED and index not in placed]
    found = sum(index in placed for index in range(len(table.rows)))
    return sorted(named) if 2 * (found + len(named)) >= len(table.rows) else []


def _unfilled(table: Table, index: int) -> Placed:
    return Placed((None,) * len(table.columns(table.rows[index].key)), GUESSED, "row_without_values")


def _header_of(chosen: Sequence[tuple[ValueRow, Match]]) -> list[Item]:
    """The labels above a block's first row."""
    return chosen[0][0].before if chosen else []


def _above(chosen: Sequence[tuple[ValueRow, Match]]) -> tuple[list[Item], int]:
    """The labels above a block's first row without its own, where they stand next to the values; where its own begins.

    In text without line breaks they stand in the row's own line.
    """
    for row, _ in chosen[:1]:
        labels = [*row.before, *row.labels]
        if labels and not row.stranded:
            return (row.before if row.in_grid and row.labels else labels[:-1]), labels[-1].start
    return [], 0


def _width(table: Table) -> int:
    return max(len(block.columns) for block in table.blocks)


def _place_by_row(
    document: Document,
    items: list[Item],
    rows: list[ValueRow],
    table: Table,
    evidence: Evidence,
    built: BuiltTables,
    edition: str,
) -> dict[int, tuple[Placed, float]]:
    rows = regroup(document, rows, lambda row: rows_named(row.before, evidence), _width(table))
    matches = match_rows(document, rows, evidence, len(table.rows), _width(table), summed=bool(table.sums))
    result: dict[int, tuple[Placed, float]] = {}
    for row, match in zip(rows, matches, strict=True):
        if match.index is None and row.filled:
            built.warnings.append(_unplaced(document, table, row))
    first = 0
    for block in table.blocks:
        chosen = _rows_of_block(rows, matches, first, block)
        labels = _header_of(chosen) or (items if len(table.blocks) == 1 else [])
        header = header_columns(document, labels, table, block)
        again = header_columns(document, [i for i in labels if i.column not in header.values()], table, block)
        shown = [row for row, _ in chosen]
        named = header
        if has_lost_cells(header) or is_shifted(document, shown, header, labels):
            # Where the names stand says nothing then; which columns there are they still tell.
            header, named = {}, dict.fromkeys(header, -1)
        scattered = all(row.aligned for row in shown) and is_scattered(header, labels)
        whole = len(set(header.values())) == len(block.columns) and not again
        own = [under(header, labels, row) if whole else row for row, _ in chosen]
        placed: list[Placed] = place_rows(document, own, len(block.columns), named)
        above, end = _above(chosen)
        order = named_order(document, above, table, block)
        ordered = in_order(list(header), len(block.columns)) and not is_reordered(order)
        gridded = by_grid(shown, header)
        if not (scattered or gridded) and is_reordered(order):
            placed = [by_named_order(document, one, order) for one in placed]
        elif scattered or not (ordered or gridded):
            placed = [doubted(one, "columns_reordered") for one in placed]
        if (
            has_other_editions(document, above, block, table)
            if whole and gridded
            else has_foreign(document, above, end, block, table, edition)
        ):
            placed = [doubted(one, "columns_foreign") for one in placed]
        placed = [
            doubted(one, "columns_contradicted") if is_contradicted(one, header, labels, row, ordered=ordered) else one
            for (row, _), one in zip(chosen, placed, strict=True)
        ]
        placed = [
            doubted(one, "digits_unread") if has_unread_digits(document, row) else one
            for (row, _), one in zip(chosen, placed, strict=True)
        ]
        placed = [
            doubted(one, "cells_by_order") if len(block.columns) > 1 and follows_column(document, row, table) else one
            for (row, _), one in zip(chosen, placed, strict=True)
        ]
        settled = settle_by_sums(document, table, _by_index(chosen, placed))
        for _, match in chosen:
            if match.index is not None:
                result[match.index] = (settled[match.index], match.quality)
        first += len(block.rows)
    return result


def _by_index(chosen: Sequence[tuple[ValueRow, Match]], placed: Sequence[Placed]) -> dict[int, Placed]:
    found = zip(chosen, placed, strict=True)
    return {match.index: one for (_, match), one in found if match.index is not None}


def _unplaced(document: Document, table: Table, row: ValueRow) -> Warning:
    stretches = [(item.start, item.end) for item in row.labels] + [(slot.start, slot.end) for slot in row.filled]
    words = " ".join(document.text[start:end] for start, end in stretches)
    message = f"{table.title}中有一行无法对应到官方表格：{' '.join(words.split())[:60]}"
    return Warning(code="row_unplaced", message=message, where=table.name)


def _rows_of_block(
    rows: Sequence[ValueRow], matches: Sequence[Match], first: int, block: Block
) -> list[tuple[ValueRow, Match]]:
    places = range(first, first + len(block.rows))
    return [(row, match) for row, match in zip(rows, matches, strict=True) if match.index in places]


def _row_cells(
    document: Document,
    table: Table,
    row: Row,
    placed: tuple[Placed, float] | None,
    built: BuiltTables,
    *,
    cut: bool = False,
) -> dict[str, Cell]:
    columns = table.columns(row.key)
    if placed is None:
        return dict.fromkeys((column.key for column in columns), MISSING)
    one, matched = placed
    problem = one.problem or ("row_inferred" if matched < _DOUBT else None)
    cells: dict[str, Cell] = {}
    for column, slot in zip(columns, one.slots, strict=True):
        sure = True
        if slot is None:
            cells[column.key] = _unseen(one, cut)
        else:
            cells[column.key], sure = _cell(document, column, slot, one.quality * matched)
        tag = None if slot is None or not slot.known else slot.probability
        built.signs[f"{table.name}.{row.key}.{column.key}"] = Signs(tag, matched, one.quality, sure)
    if problem is None and any(cell.state != "blank" and cell.confidence < _DOUBT for cell in cells.values()):
        problem = "cells_doubtful"
    if problem:
        where = f"{table.name}.{row.key}"
        built.warnings.append(Warning(code=problem, message=f"{row.label}：{_PROBLEMS[problem]}", where=where))
    return cells


def _unseen(placed: Placed, cut: bool) -> Cell:
    """A cell that its row does not show: left out with its column or cut off, or else a blank that was dropped."""
    state: CellState = "missing" if cut or placed.problem == "columns_left_out" else "blank"
    if placed.problem == "values_run_together":
        state = "unreadable"
    return Cell(value=None, raw=None, state=state, span=None, confidence=round(min(placed.quality, 0.5), 4))


def _cell(document: Document, column: FormColumn, slot: Slot, quality: float) -> tuple[Cell, bool]:
    """The cell of a slot, and whether its text can be read in one way only."""
    start = (
        slot.start - 1 if column.signed and _OWN_SIGN.search(document.text, slot.start - 8, slot.start) else slot.start
    )
    raw = document.text[start : slot.end]
    read = read_cell(raw, signed=column.signed)
    # A count has no fraction, and is not written in units of ten thousand.
    counted = read.value is None or (float(read.value).is_integer() and (read.unit or " ")[0] not in _SCALES)
    sure = read.sure and (column.decimal or counted)
    confidence = slot.probability * quality * (1.0 if sure else _UNSURE_NUMBER)
    if read.state == "blank":
        # What the tagger takes for padding is a blank as long as the row's frame says that a cell stands here.
        confidence = max(confidence, quality * 0.9) if not slot.filled else confidence
    cell = Cell(
        value=read.value,
        raw=None if read.state == "blank" else raw,
        state=read.state,
        span=(start, slot.end),
        confidence=round(confidence, 4),
        unit=read.unit,
    )
    return cell, sure
