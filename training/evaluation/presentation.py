"""Results as tables for people: one set of tables, written as plain text or as Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from training.evaluation.counts import Counts, rates, table_rates, tag_rates
from training.evaluation.places import PlacedMistake
from training.evaluation.scoring import CLEAN, DAMAGED, OVERALL, Groups, Scored, beaten
from training.evaluation.systems import SHIPPED_TAGGER

BEATEN = "◀"
_SHOWN_MISTAKES = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be shown. The first column is text, the others are figures."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def per_cent(share: float | None) -> str:
    """A share as per cent with two digits, rounded down so that only all is 100; "–" for None."""
    return "–" if share is None else f"{math.floor(share * 10_000 + 1e-9) / 100:.2f}"


def _rate(name: str) -> Callable[[Counts], str]:
    return lambda counts: per_cent(rates(counts)[name])


def _amount(name: str) -> Callable[[Counts], str]:
    return lambda counts: str(getattr(counts, name))


def _milliseconds(name: str) -> Callable[[Counts], str]:
    def show(counts: Counts) -> str:
        value = rates(counts)[name]
        return "–" if value is None else f"{value:.1f}"

    return show


def _error(name: str) -> Callable[[Counts], str]:
    """A calibration error, rounded up: no reader is better calibrated than it is."""

    def show(counts: Counts) -> str:
        value = rates(counts)[name]
        return "–" if value is None else f"{math.ceil(value * 10_000 - 1e-9) / 10_000:.4f}"

    return show


_VALUES = ("单元格数值 values %", _rate("values"))
_STATES = ("单元格状态 states %", _rate("states"))
_PERFECT = ("全对的报告 perfect %", _rate("perfect"))
_WRONG = ("错数 wrong", _amount("wrong"))
_SILENT = ("其中无提示 silent", _amount("silent"))
_LOST = ("漏数 lost", _amount("lost"))
_KEPT = ("正确或无法辨认 right or unreadable %", _rate("kept"))
_SURE = ("置信度不低于 0.9 的错数 wrong with confidence of at least 0.9", _amount("sure"))
_DOUBTFUL = (
    ("读对 right", _amount("doubtful_right")),
    ("未给出数字 no number given", _amount("doubtful_unread")),
    ("给错但有提示 wrong, with a sign of doubt", _amount("doubtful_flagged")),
    ("给错且无提示 silent", _amount("doubtful_silent")),
)
_TABLES = {"proactive": "表二 proactive", "requests": "表三 requests", "reviews": "表四 reviews"}
_BY_GROUP = (_VALUES, _STATES, _PERFECT, _WRONG, _SILENT, _LOST)
_ALL = (
    _VALUES,
    _STATES,
    _PERFECT,
    ("数值全对的报告 all values right %", _rate("perfect_values")),
    _WRONG,
    _SILENT,
    _LOST,
    ("章节标题精确率 heading precision %", _rate("heading_precision")),
    ("章节标题召回率 heading recall %", _rate("heading_recall")),
    ("章节标题 heading F1 %", _rate("heading_f1")),
    ("标题 title %", _rate("title")),
    ("机关 organ %", _rate("organ")),
    ("年度 year %", _rate("year")),
    ("表式 form %", _rate("form")),
    ("校准误差 ECE", _error("ece")),
    ("校准误差，给出的数字 ECE of numbers", _error("ece_numbers")),
    ("未能读取 failures", _amount("failures")),
    ("标注毫秒 tagging ms/report", _milliseconds("tagging_ms")),
    ("组装毫秒 assembling ms/report", _milliseconds("assembling_ms")),
)


def measures_table(groups: Groups, systems: Sequence[str]) -> Grid:
    """Every measure by system, overall, clean and damaged side by side."""
    shown = [name for name in (OVERALL, CLEAN, DAMAGED) if name in groups]
    header = [f"{name} ({_reports(groups[name])})" for name in shown]
    rows = [[title, *(_side_by_side(groups[name], systems, show) for name in shown)] for title, show in _ALL]
    return Grid(f"各项指标 all measures: {_legend(systems)}", ["指标 measure", *header], _even(rows))


def groups_table(groups: Groups, systems: Sequence[str]) -> Grid:
    """The main measures by group; groups in which the shipped tagger is beaten on cell values are marked."""
    rows = []
    for name, group in groups.items():
        mark = f" {BEATEN}" if SHIPPED_TAGGER in group and beaten(group, SHIPPED_TAGGER) else ""
        figures = [_side_by_side(group, systems, show) for _, show in _BY_GROUP]
        rows.append([name + mark, str(_reports(group)), *figures])
    header = ["分组 group", "份数", *(title for title, _ in _BY_GROUP)]
    return Grid(f"分组 by group: {_legend(systems)}", header, _even(rows))


def scans_table(group: Mapping[str, Counts], systems: Sequence[str]) -> Grid:
    """What matters of scans: a number that cannot be made out is said to be unreadable, never guessed."""
    rows = [[title, _side_by_side(group, systems, show)] for title, show in (_KEPT, _SURE, _SILENT, _LOST)]
    return Grid(f"扫描件 scans: {_legend(systems)}", ["指标 measure", f"scan ({_reports(group)})"], _even(rows))


def tables_table(group: Mapping[str, Counts], systems: Sequence[str]) -> Grid:
    """The cells of each official table by system."""
    found = {system: table_rates(group[system].tables) for system in systems}
    rows = []
    for table, title in _TABLES.items():
        by_system = [found[system].get(table, {}) for system in systems]
        shares = [" / ".join(per_cent(one.get(name)) for one in by_system) for name in ("rate.values", "rate.states")]
        amounts = [" / ".join(str(one.get(name, 0)) for one in by_system) for name in ("wrong", "silent", "lost")]
        rows.append([title, str(max(one.get("cells") or 0 for one in by_system)), *shares, *amounts])
    header = ["表 table", "单元格 cells", *(title for title, _ in (_VALUES, _STATES, _WRONG, _SILENT, _LOST))]
    return Grid(f"各表 tables: {_legend(systems)}", header, _even(rows))


def doubtful_table(groups: Groups, systems: Sequence[str]) -> Grid:
    """The cells that the text does not tell, by group; groups without any are left out."""
    having = {name: group for name, group in groups.items() if any(one.doubtful for one in group.values())}
    rows = [
        [
            name,
            str(max(one.doubtful for one in group.values())),
            *(_side_by_side(group, systems, s) for _, s in _DOUBTFUL),
        ]
        for name, group in having.items()
    ]
    header = ["分组 group", "单元格 cells", *(title for title, _ in _DOUBTFUL)]
    return Grid(f"正文看不出的单元格 cells that the text does not tell: {_legend(systems)}", header, _even(rows))


def tags_table(group: Mapping[str, Counts], systems: Sequence[str]) -> Grid:
    """Precision, recall and F1 of each tag by system, over characters; blanks over the cells that a reader shows."""
    found = {system: tag_rates(group[system].tags) for system in systems}
    support = {tag: int(scores["support"] or 0) for system in systems for tag, scores in found[system].items()}
    rows = []
    for tag, amount in sorted(support.items()):
        cells = [
            " / ".join(per_cent(found[system].get(tag, {}).get(measure)) for system in systems)
            for measure in ("precision", "recall", "f1")
        ]
        rows.append([tag, str(amount), *cells])
    header = ["标签 tag", "字数 support", "精确率 precision %", "召回率 recall %", "F1 %"]
    return Grid(f"标签 tags: {_legend(systems)}", header, _even(rows))


def worst_lines(scored: Iterable[Scored], system: str) -> list[str]:
    """A line for each report: how to get it, its damage, how many mistakes, and the first of them."""
    lines = []
    for one in scored:
        reading, counts = one.readings[system], one.readings[system].counts
        figures = f"silent {counts.silent}, wrong {counts.wrong}, lost {counts.lost}"
        figures += f", states {counts.cells - counts.states} of {counts.cells}"
        kinds = ", ".join(filter(None, (one.layout, *one.damage)))
        lines.append(f"{one.recipe}  [{kinds}]  {figures}")
        if reading.error:
            lines.append(f"    {reading.error}")
        for mistake in reading.mistakes[:_SHOWN_MISTAKES]:
            lines.append(f"    {mistake.kind}: {mistake.key} {mistake.expected} → {mistake.found}")
    return lines


def mistake_line(mistake: PlacedMistake) -> str:
    """A mistake in one line, with its place."""
    place = "" if mistake.line is None else f":{mistake.line}:{mistake.column}"
    sure = "" if mistake.confidence is None else f" ({mistake.confidence:.2f})"
    return f"{mistake.kind}{sure}: {mistake.report}{place} {mistake.key} {mistake.expected} → {mistake.found}"


def as_text(grid: Grid) -> str:
    """The table in columns of even width, Chinese characters counted as two."""
    rows = [list(grid.header), *(list(row) for row in grid.rows)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(grid.header))]
    lines = []
    for row in rows:
        first = row[0] + " " * (widths[0] - cell_len(row[0]))
        rest = [" " * (width - cell_len(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("   ".join([first, *rest]).rstrip())
    return "\n".join([grid.title, *lines])


def as_markdown(grid: Grid) -> str:
    """The table as Markdown under a heading."""
    lines = [f"## {grid.title}", "", _pipes(grid.header), _pipes(["---", *["---:"] * (len(grid.header) - 1)])]
    return "\n".join([*lines, *(_pipes([" ".join(cell.split()) for cell in row]) for row in grid.rows)])


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _legend(systems: Sequence[str]) -> str:
    return " / ".join(systems)


def _reports(group: Mapping[str, Counts]) -> int:
    return max(counts.reports for counts in group.values())


def _side_by_side(group: Mapping[str, Counts], systems: Sequence[str], show: Callable[[Counts], str]) -> str:
    return " / ".join(show(group[system]) if system in group else "–" for system in systems)


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The figures between slashes padded so that they stand below one another in each column."""
    split = [[cell.split(" / ") for cell in row] for row in rows]
    result = [list(row) for row in rows]
    for column in range(1, len(rows[0]) if rows else 0):
        parts = max(len(row[column]) for row in split)
        widths = [max((len(row[column][n]) for row in split if n < len(row[column])), default=0) for n in range(parts)]
        for row, cells in zip(result, split, strict=True):
            row[column] = " / ".join(part.rjust(width) for part, width in zip(cells[column], widths, strict=False))
    return result
