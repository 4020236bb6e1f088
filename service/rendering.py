"""Outcomes for people, on a terminal or in a pipe: rich renderables, no printing here.

Where there is no colour the cells of failed checks carry a "*", so that a log says the same as a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich import box
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from reports.forms import Block, Row, Table
from reports.report import Cell, Report
from service.narrative_rendering import differing_claims, render_claims, render_passages
from service.phrasing import (
    STATE_NAMES,
    TABLE_NAMES,
    describe_check,
    find_cell,
    number,
    place_label,
    short_label,
    table_form,
)

DOUBT = 0.9
"""Below this confidence a cell is shown as doubted."""

_RED, _YELLOW = "bold red", "yellow"
_STATUS_NAMES = {"passed": "通过", "skipped": "略过", "incomplete": "不足以判断", "failed": "不符"}


def render_report(report: Report, *, colour: bool) -> Iterator[RenderableType]:
    """A whole report: its head, sections, tables, checks in words, warnings."""
    yield from _head(report)
    yield from _sections(report)
    failed = failed_cells(report)
    for name in report.tables:
        yield from _table(report, name, failed, colour)
    yield from _legend(report, failed, colour)
    yield _check_summary(report)
    yield from render_problems(report, incomplete=True)
    yield from _narrative(report)
    yield Text("")


def _narrative(report: Report) -> Iterator[RenderableType]:
    """What the text counts, and what it says of problems and improvements."""
    if report.claims:
        yield Text("\n文中所述数量：", style="bold")
        yield from render_claims(report)
    if report.passages:
        yield Text("\n问题与改进：", style="bold")
        yield from render_passages(report, full=False)


def render_problems(report: Report, *, incomplete: bool) -> Iterator[Text]:
    """Failed checks, claims that differ, on demand incomplete checks, and warnings, each in a line."""
    for check in report.checks:
        if check.status == "failed":
            yield Text.assemble(("✗ 不符 ", _RED), describe_check(report, check))
    yield from differing_claims(report)
    if incomplete:
        yield from _incomplete(report)
    for warning in report.warnings:
        place = place_label(report, warning.where)
        where = f"（{place}）" if place and place not in warning.message else ""
        yield Text.assemble(("! 注意 ", _YELLOW), f"{warning.message}{where}", (f"  [{warning.code}]", "dim"))


def _incomplete(report: Report) -> Iterator[Text]:
    for check in report.checks:
        if check.status == "incomplete":
            yield Text.assemble(("? 不足以判断 ", _YELLOW), describe_check(report, check))


def failed_cells(report: Report) -> frozenset[str]:
    """The keys of all cells of failed checks."""
    return frozenset(key for check in report.checks if check.status == "failed" for key in check.cells)


def _head(report: Report) -> Iterator[Text]:
    yield Text(report.title or "（没有标题）", style="bold")
    edition = f"{report.form} 年版表格" if report.form else "表格版本不明"
    parts = (report.organ or "机关不明", f"{report.year} 年度" if report.year else "年度不明", edition)
    yield Text.assemble("  ".join(parts), (f"  {report.source.name}", "dim"))


def _sections(report: Report) -> Iterator[Text]:
    for section in report.sections:
        yield Text.assemble(_one_line(section.heading), (f"  {section.kind}", "dim"))
        for subsection in section.subsections:
            yield Text(f"    {_one_line(subsection.heading)}")


def _table(report: Report, name: str, failed: frozenset[str], colour: bool) -> Iterator[RenderableType]:
    form = table_form(report, name)
    yield Text("")
    yield Text(TABLE_NAMES.get(name, name), style="bold")
    cells = [cell for row in report.tables[name].values() for cell in row.values()]
    if all(cell.state == "missing" for cell in cells):
        yield Text("  没有读到这张表", style=_YELLOW)
        return
    for block in form.blocks:
        yield _block(report, form, block, failed, colour)


def _block(report: Report, form: Table, block: Block, failed: frozenset[str], colour: bool) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    grid.add_column(escape(block.heading or ""), no_wrap=True, overflow="ellipsis", max_width=44)
    for column in block.columns:
        grid.add_column(escape(column.label), justify="right", min_width=6, overflow="fold")
    above: tuple[str, ...] = ()
    for row in block.rows:
        for depth, group in enumerate(row.under):
            if row.under[: depth + 1] != above[: depth + 1]:
                grid.add_row(Text("  " * depth + group, style="dim"))
        above = row.under
        grid.add_row(_row_label(row), *_values(report, form, row, failed, colour))
    return grid


def _row_label(row: Row) -> Text:
    return Text("  " * len(row.under) + short_label(row.label))


def _values(report: Report, form: Table, row: Row, failed: frozenset[str], colour: bool) -> Iterator[Text]:
    for column in form.columns(row.key):
        key = f"{form.name}.{row.key}.{column.key}"
        cell = find_cell(report, key)
        yield Text("·", style="dim") if cell is None else _cell(cell, key in failed, colour)


def _cell(cell: Cell, failed: bool, colour: bool) -> Text:
    """A cell as it stands: blanks blank, "/" as written, "·" for missing, marks for what is to be looked at."""
    if cell.state == "missing":
        return Text("·", style="dim")
    text = Text(_one_line(cell.raw or ""))
    if cell.state == "unreadable":
        text = Text.assemble((text.plain, _YELLOW), ("!", _YELLOW))
    elif cell.state == "reported" and not text.plain:
        text = Text(number(cell.value or 0))
    if cell.confidence < DOUBT:
        text.append("?", style=_YELLOW)
    if failed and cell.state != "blank":
        text.stylize(_RED)
        if not colour:
            text.append("*")
    return text


def _legend(report: Report, failed: frozenset[str], colour: bool) -> Iterator[Text]:
    """What the marks mean, of those that occur."""
    cells = [cell for table in report.tables.values() for row in table.values() for cell in row.values()]
    if all(cell.state == "missing" for cell in cells):
        return
    signs = []
    if any(cell.state == "missing" for cell in cells):
        signs.append(f"· {STATE_NAMES['missing']}")
    if any(cell.state == "unreadable" for cell in cells):
        signs.append(f"! {STATE_NAMES['unreadable']}")
    if any(cell.state != "missing" and cell.confidence < DOUBT for cell in cells):
        signs.append("? 存疑")
    if failed:
        signs.append("红色 勾稽不符" if colour else "* 勾稽不符")
    if signs:
        yield Text("图例：" + "   ".join(signs), style="dim")


def _check_summary(report: Report) -> Text:
    counts = Counter(check.status for check in report.checks)
    parts = [f"{name} {counts[status]}" for status, name in _STATUS_NAMES.items() if counts[status]]  # type: ignore[index]
    style = _RED if counts["failed"] else "green" if counts["passed"] else ""
    return Text("\n勾稽关系：" + (" · ".join(parts) or "无"), style=style)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def has_colour(console: Console) -> bool:
    """Whether a console shows colours."""
    return console.color_system is not None and not console.no_color
