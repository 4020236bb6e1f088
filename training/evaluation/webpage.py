"""The evaluation's page for people: one HTML file that needs no other, no script and no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from training.evaluation import figures
from training.evaluation.counts import Counts, rates, tag_rates
from training.evaluation.presentation import per_cent
from training.evaluation.scoring import OVERALL, Scored, worst_mistakes
from training.evaluation.writing import ANNOTATED, SYNTHETIC, Evaluation, grids, totals

TITLES = {SYNTHETIC: "合成报告 synthetic reports", ANNOTATED: "标注报告 annotated reports"}
KINDS = {
    "silent": "错且无提示 silent",
    "wrong": "错，有提示 wrong",
    "lost": "漏 lost",
    "state": "状态不对 state",
}
STATES = {
    "reported": "有数 reported",
    "blank": "空白 blank",
    "not_applicable": "不适用 not_applicable",
    "unreadable": "无法辨认 unreadable",
    "missing": "缺失 missing",
    "no such cell": "无此单元格 no such cell",
}
_VALUES, _STATES = "数值 values", "状态 states"
_COLORS = {_VALUES: figures.RIGHT, _STATES: "#90cdf4"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its caption; ``svg`` None where there is nothing to draw."""

    key: str
    caption: str
    svg: Markup | None


def write_page(evaluation: Evaluation, data: Mapping[str, Any], out: Path) -> None:
    """Write ``evaluation.html`` into ``out``; ``data`` is what ``evaluation.json`` has."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.html").write_text(as_page(evaluation, data), encoding="utf-8")


def as_page(evaluation: Evaluation, data: Mapping[str, Any]) -> str:
    """The page. Everything that comes from a report or a path is escaped."""
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    populations = evaluation.populations()
    return environment.get_template("evaluation.html.jinja").render(
        data=data,
        judged=evaluation.judged,
        cards={TITLES[name]: _cards(scored, evaluation) for name, scored in populations.items()},
        pictures=_pictures(evaluation),
        grids=grids(evaluation),
        mistakes={TITLES[name]: worst_mistakes(scored, evaluation.judged) for name, scored in populations.items()},
        failed={one.recipe: error for one in _all(evaluation) if (error := one.readings[evaluation.judged].error)},
        kinds=KINDS,
        states=STATES,
    )


def _all(evaluation: Evaluation) -> list[Scored]:
    return [one for scored in evaluation.populations().values() for one in scored]


def _cards(scored: list[Scored], evaluation: Evaluation) -> dict[str, str]:
    """The figures that stand on top, of the judged system."""
    counts = totals(scored, evaluation.names)[evaluation.judged]
    shares = rates(counts)
    error = shares["ece"]
    return {
        "报告 reports": f"{counts.reports}",
        "单元格数值 values": f"{per_cent(shares['values'])} %",
        "单元格状态 states": f"{per_cent(shares['states'])} %",
        "全对的报告 perfect": f"{per_cent(shares['perfect'])} %",
        "错且无提示 silent": f"{counts.silent}",
        "校准误差 ECE": "–" if error is None else f"{error:.4f}",
    }


def _pictures(evaluation: Evaluation) -> list[Picture]:
    judged = evaluation.judged
    pictures = []
    for name, scored in evaluation.populations().items():
        counts = totals(scored, evaluation.names)[judged]
        pictures += [_reliability(name, counts), _histogram(name, counts)]
    groups = {name: group[judged] for name, group in evaluation.groups().items()}
    pictures.append(_shares("layouts", "各版式的单元格 cells by layout", groups, "layout: "))
    pictures.append(_shares("damage", "各种损坏的单元格 cells by kind of damage", groups, "damage: "))
    return [*pictures, _tags(evaluation)]


def _reliability(name: str, counts: Counts) -> Picture:
    panels = {"全部单元格 all cells": counts.reliability, "给出的数字 numbers given": counts.reliability_numbers}
    caption = f"可靠性图 reliability: {TITLES[name]}"
    svg = figures.reliability(panels, f"reliability-{name}") if any(counts.reliability.cells) else None
    return _picture(f"reliability-{name}", caption, svg)


def _histogram(name: str, counts: Counts) -> Picture:
    caption = f"对与错的单元格的置信度 confidence of right and wrong cells: {TITLES[name]}"
    svg = figures.histogram(counts.reliability, f"confidence-{name}") if any(counts.reliability.cells) else None
    return _picture(f"confidence-{name}", caption, svg)


def _shares(key: str, caption: str, groups: Mapping[str, Counts], prefix: str) -> Picture:
    rows = [
        (f"{name.removeprefix(prefix)} ({counts.reports})", {_VALUES: shares["values"], _STATES: shares["states"]})
        for name, counts in groups.items()
        if name.startswith(prefix) and (shares := rates(counts))
    ]
    return _picture(key, caption, figures.bars(rows, _COLORS, key) if rows else None)


def _tags(evaluation: Evaluation) -> Picture:
    tags = evaluation.groups()[OVERALL][evaluation.judged].tags
    rows = [(tag, {"F1": _share(found["f1"])}) for tag, found in tag_rates(tags).items()]
    return _picture(
        "tags", "各标签的 F1 F1 by tag", figures.bars(rows, {"F1": figures.RIGHT}, "tags") if rows else None
    )


def _share(value: float | int | None) -> float | None:
    return None if value is None else float(value)


def _picture(key: str, caption: str, svg: str | None) -> Picture:
    return Picture(key, caption, None if svg is None else Markup(svg))  # matplotlib has escaped its texts
