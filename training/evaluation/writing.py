"""The results written down: data for programs, pages for people, and the text for the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.evaluation.counts import Counts, rates, table_rates, tag_rates
from training.evaluation.presentation import (
    BEATEN,
    Grid,
    as_markdown,
    as_text,
    doubtful_table,
    groups_table,
    measures_table,
    mistake_line,
    scans_table,
    tables_table,
    tags_table,
    worst_lines,
)
from training.evaluation.scoring import OVERALL, Groups, Problem, Scored, beaten, grouped, worst, worst_mistakes
from training.evaluation.systems import SHIPPED_TAGGER

SCHEMA = "gouji/evaluation/2"
SCANS = "format: scan"
SYNTHETIC, ANNOTATED = "synthetic", "annotated"
_FORMAT = "format: "
_LISTED_REPORTS = 5  # on the page of Markdown; the JSON has more
_SAID_MISTAKES = 5


@dataclass(slots=True)
class Evaluation:
    """What was scored. ``facts`` are what the scores depend on; ``names`` the systems, the judged one last.

    ``scored`` are the reports that are sorted into groups by layout and damage, ``kind`` what they are; ``sets`` are
    further ones by the name of their set. ``problems`` are reports without scores.
    """

    facts: dict[str, Any]
    names: list[str]
    kind: str
    scored: list[Scored]
    sets: dict[str, list[Scored]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def judged(self) -> str:
        """The system that is judged."""
        return self.names[-1]

    def groups(self) -> Groups:
        """Counts by group of ``scored``."""
        return grouped(self.scored)

    def set_groups(self) -> Groups:
        """Counts by set."""
        return {name: totals(scored, self.names) for name, scored in self.sets.items()}

    def populations(self) -> dict[str, list[Scored]]:
        """Reports that share none with one another: ``scored``, and all sets together, without those read twice."""
        kept = [one for name, scored in self.sets.items() if name != SCANS for one in scored]
        if not kept or self.kind == ANNOTATED:
            return {self.kind: self.scored}
        return {self.kind: self.scored, ANNOTATED: kept}


def totals(scored: Iterable[Scored], names: Sequence[str]) -> dict[str, Counts]:
    """The counts of all reports together, by system."""
    scored = list(scored)
    return {name: Counts.total(one.readings[name].counts for one in scored) for name in names}


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """The results for programs; docs/evaluation.md says what the keys mean."""
    groups, sets, judged = evaluation.groups(), evaluation.set_groups(), evaluation.judged
    everything = {**groups, **sets}
    return {
        "schema": SCHEMA,
        **evaluation.facts,
        "systems": evaluation.names,
        "judged": judged,
        "problems": [{"report": problem.report, "reason": problem.reason} for problem in evaluation.problems],
        "groups": {name: _figures(group) for name, group in groups.items()},
        "sets": {name: _figures(group) for name, group in sets.items()},
        "populations": {
            name: _population(scored, evaluation.names) for name, scored in evaluation.populations().items()
        },
        "beaten": [name for name, group in everything.items() if _lost(group)],
        "worst": {
            name: [_document(one, judged) for one in worst(scored, judged)]
            for name, scored in _listed(evaluation).items()
        },
    }


def write_data(data: dict[str, Any], out: Path) -> None:
    """Write ``evaluation.json``."""
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (out / "evaluation.json").write_text(text + "\n", encoding="utf-8")


def write_markdown(evaluation: Evaluation, out: Path) -> None:
    """Write ``evaluation.md``, the page of a run over synthetic and annotated reports."""
    lines = [*evaluation.facts["notes"], *_verdict(evaluation)]
    page = [_page_head(evaluation.facts), "\n".join(f"- {line}" for line in lines)]
    page += [as_markdown(grid) for grid in grids(evaluation)]
    for name, scored in _listed(evaluation).items():
        found = worst_lines(worst(scored, evaluation.judged, _LISTED_REPORTS), evaluation.judged)
        title = _worst_title(name, evaluation.judged)
        page.append(f"## {title}\n\n```text\n" + "\n".join(found or ["–"]) + "\n```")
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.md").write_text("\n\n".join(part for part in page if part) + "\n", encoding="utf-8")


def as_summary(evaluation: Evaluation, out: Path) -> str:
    """The text for the terminal: the tables, the gravest mistakes, and where the results are."""
    parts = [as_text(grid) for grid in grids(evaluation)]
    for name, scored in evaluation.populations().items():
        lines = [mistake_line(mistake) for mistake in worst_mistakes(scored, evaluation.judged, _SAID_MISTAKES)]
        if lines:
            parts.append("\n".join([f"{evaluation.judged} 最重的错误 gravest mistakes: {name}", *lines]))
    last = [*evaluation.facts["notes"], *_verdict(evaluation), f"结果已写入 {out} (results are written there)"]
    return "\n\n".join([*parts, "\n".join(last)])


def grids(evaluation: Evaluation) -> list[Grid]:
    """The tables for people."""
    names, groups, sets = evaluation.names, evaluation.groups(), evaluation.set_groups()
    everything = {**groups, **sets}
    totalled = {name: totals(scored, names) for name, scored in evaluation.populations().items()}
    result = [groups_table(everything, names)]
    if SCANS in sets:
        result.append(scans_table(sets[SCANS], names))
    result.append(measures_table(groups, names))
    result += [_titled(tables_table(group, names), name) for name, group in totalled.items()]
    unsure = doubtful_table({**{OVERALL: groups[OVERALL]}, **sets}, names)
    result += [unsure] if unsure.rows else []
    tagged = {name: group for name, group in totalled.items() if any(one.tagged for one in group.values())}
    return result + [_titled(tags_table(group, names), name) for name, group in tagged.items()]


def _titled(grid: Grid, name: str) -> Grid:
    return Grid(f"{grid.title} ({name})", grid.header, grid.rows)


def _listed(evaluation: Evaluation) -> dict[str, list[Scored]]:
    """The reports of which the worst are listed: the files of the corpus together, the other sets each apart."""
    sets = evaluation.sets
    listed = {evaluation.kind: evaluation.scored}
    if evaluation.kind == SYNTHETIC:
        listed |= {name: scored for name, scored in sets.items() if not name.startswith(_FORMAT)}
    corpus = [one for name, scored in sets.items() if name.startswith(_FORMAT) for one in scored]
    return listed | ({"formats": corpus} if corpus else {})


def _lost(group: dict[str, Counts]) -> bool:
    return SHIPPED_TAGGER in group and beaten(group, SHIPPED_TAGGER)


def _verdict(evaluation: Evaluation) -> list[str]:
    """How many mistakes of each system nothing flags, and where the shipped tagger is beaten."""
    names, everything = evaluation.names, {**evaluation.groups(), **evaluation.set_groups()}
    apart = [evaluation.groups()[OVERALL], *evaluation.set_groups().values()]
    if evaluation.kind == ANNOTATED:
        apart = apart[:1]
    silent = ", ".join(f"{name} {sum(group[name].silent for group in apart)}" for name in names)
    lines = [f"无提示的错数，全部报告合计 (silent wrong cells, all reports): {silent}"]
    if SHIPPED_TAGGER in names and len(names) > 1:
        where = "、".join(name for name, group in everything.items() if _lost(group)) or "无 (nowhere)"
        lines.append(f"{BEATEN} 随附模型的单元格数值不及另一系统之处 (shipped tagger beaten on cell values): {where}")
    return lines


def _figures(group: dict[str, Counts]) -> dict[str, dict[str, Any]]:
    return {
        system: {**counts.numbers_only(), **_prefixed(rates(counts)), "tables": table_rates(counts.tables)}
        for system, counts in group.items()
    }


def _prefixed(shares: dict[str, float | None]) -> dict[str, float | None]:
    return {f"rate.{name}": None if share is None else round(share, 6) for name, share in shares.items()}


def _population(scored: list[Scored], names: Sequence[str]) -> dict[str, Any]:
    """Of each system: the calibration by bin, the tags, and the gravest mistakes."""
    found = totals(scored, names)
    return {
        "reports": len(scored),
        "calibration": {
            name: {"cells": counts.reliability.rows(), "numbers": counts.reliability_numbers.rows()}
            for name, counts in found.items()
        },
        "tags": {name: tag_rates(counts.tags) for name, counts in found.items()},
        "mistakes": {name: [mistake.as_data() for mistake in worst_mistakes(scored, name)] for name in names},
    }


def _document(one: Scored, system: str) -> dict[str, Any]:
    reading = one.readings[system]
    counts = reading.counts
    return {
        "name": one.name,
        "recipe": one.recipe,
        "layout": one.layout,
        "damage": list(one.damage),
        "error": reading.error,
        "silent": counts.silent,
        "wrong": counts.wrong,
        "lost": counts.lost,
        "states_wrong": counts.cells - counts.states,
        "mistakes": [mistake._asdict() for mistake in reading.mistakes],
    }


def _worst_title(name: str, system: str) -> str:
    return f"{system} 读得最差的报告 worst reports: {name}"


def _page_head(facts: dict[str, Any]) -> str:
    machine = "\n".join(f"- {name}: {value}" for name, value in facts["machine"].items() if value is not None)
    shipped = facts["shipped"]
    tagger = f"{shipped['name']} {shipped['version']}" if shipped else "–"
    return (
        "# Evaluation 评测\n\n"
        f"{facts['reports']} held-out synthetic reports from seed {facts['seed']} "
        f"(organs, phrasings and layout choices that training never meets), the annotated sets, and the files of "
        f"annotations/formats by format (scan: {facts['scans']} of its PDF files as pictures of 200 dpi). "
        f"Shipped tagger: {tagger}. CRF: trained on {facts['crf']['reports']} reports. "
        "All systems share readers and assembler; only the tagger differs. Written by `gouji evaluate`; "
        "docs/evaluation.md says what is measured, evaluation.json has more of it.\n\n"
        "*values*, *states*: cells with the right number, the right state. *perfect*: reports with all of both "
        "right. *wrong*: numbers given that do not stand there; *silent*: those of them with confidence of at "
        "least 0.9, no warning on cell, row or table, and no failed or incomplete check over them. *lost*: numbers "
        "given as none. Cells that the gold marks as doubtful count only where a number is given without a sign of "
        "doubt. Shares are rounded down. Times are from "
        f"{facts['processes']} processes at once.\n\n{machine}"
    )
