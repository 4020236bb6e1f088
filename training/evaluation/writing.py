"""The results written down: data for programs, a page for people, and the text for the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.evaluation.counts import Counts, rates, tag_rates
from training.evaluation.presentation import (
    BEATEN,
    as_markdown,
    as_text,
    groups_table,
    measures_table,
    scans_table,
    tags_table,
    worst_lines,
)
from training.evaluation.scoring import OVERALL, Groups, Scored, beaten, grouped, worst
from training.evaluation.systems import SHIPPED_TAGGER

_FORMAT = "format: "
SCANS = "format: scan"


def write_results(
    out: Path,
    results: dict[str, Any],
    names: Sequence[str],
    synthetic: Sequence[Scored],
    annotated: dict[str, list[Scored]],
) -> str:
    """Write ``evaluation.json`` and ``evaluation.md`` into ``out``; returns the text for the terminal.

    ``results`` holds what the scores depend on; ``names`` the systems, the judged one last; ``annotated`` the
    scores of each set of files with a gold: those of the annotated folders, and "format: …" of the corpus.
    """
    groups = grouped(synthetic)
    sets = {name: grouped(scored)[OVERALL] for name, scored in annotated.items()}
    judged = names[-1]
    listed = {"synthetic": worst(synthetic, judged)}
    listed |= {name: worst(scored, judged) for name, scored in annotated.items() if not name.startswith(_FORMAT)}
    corpus = [one for name, scored in annotated.items() if name.startswith(_FORMAT) for one in scored]
    if corpus:
        listed["formats"] = worst(corpus, judged)
    everything = {**groups, **sets}
    tables = [groups_table(everything, names), measures_table(groups, names), tags_table(groups[OVERALL], names)]
    if SCANS in sets:
        tables.insert(1, scans_table(sets[SCANS], names))
    lines = [*results["notes"], *_verdict(everything, names)]
    bad = {name: worst_lines(scored, judged) for name, scored in listed.items()}
    results |= {
        "groups": {name: _figures(group) for name, group in groups.items()},
        "sets": {name: _figures(group) for name, group in sets.items()},
        "tags": {name: tag_rates(groups[OVERALL][name].tags) for name in names},
        "beaten": [name for name, group in everything.items() if _lost(group)],
        "worst": {name: [_document(one, judged) for one in scored] for name, scored in listed.items()},
    }
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1)
    (out / "evaluation.json").write_text(text + "\n", encoding="utf-8")
    page = [_page_head(results), "\n".join(f"- {line}" for line in lines), *(as_markdown(grid) for grid in tables)]
    for name, found in bad.items():
        page.append(f"## {_worst_title(name, judged)}\n\n```text\n" + "\n".join(found or ["–"]) + "\n```")
    (out / "evaluation.md").write_text("\n\n".join(part for part in page if part) + "\n", encoding="utf-8")
    shown = [as_text(grid) for grid in tables]
    shown += ["\n".join([_worst_title(name, judged), *found]) for name, found in bad.items() if found]
    return "\n\n".join([*shown, "\n".join([*lines, f"结果已写入 {out} (results are written there)"])])


def _lost(group: dict[str, Counts]) -> bool:
    return SHIPPED_TAGGER in group and beaten(group, SHIPPED_TAGGER)


def _verdict(groups: Groups, names: Sequence[str]) -> list[str]:
    """Where the shipped tagger is beaten, and how many mistakes of each system nothing flags."""
    silent = ", ".join(f"{name} {sum(_silent_in(groups, name))}" for name in names)
    lines = [f"无提示的错数，合成与标注报告合计 (silent wrong cells, synthetic and annotated): {silent}"]
    if SHIPPED_TAGGER in names:
        lost = [name for name, group in groups.items() if _lost(group)]
        where = "、".join(lost) or "无 (nowhere)"
        lines.append(f"{BEATEN} 随附模型的单元格数值不及另一系统之处 (shipped tagger beaten on cell values): {where}")
    return lines


def _silent_in(groups: Groups, system: str) -> list[int]:
    """Of the groups that share no report: the synthetic reports as a whole and each annotated set."""
    parts = ("clean", "damaged", "layout: ", "damage: ")
    return [group[system].silent for name, group in groups.items() if not name.startswith(parts)]


def _figures(group: dict[str, Counts]) -> dict[str, dict[str, float | None]]:
    return {system: {**counts.numbers_only(), **_prefixed(rates(counts))} for system, counts in group.items()}


def _prefixed(shares: dict[str, float | None]) -> dict[str, float | None]:
    return {f"rate.{name}": None if share is None else round(share, 6) for name, share in shares.items()}


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


def _page_head(results: dict[str, Any]) -> str:
    machine = results["machine"]
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items() if value is not None)
    shipped = results["shipped"]
    tagger = f"{shipped['name']} {shipped['version']}" if shipped else "–"
    return (
        "# Evaluation 评测\n\n"
        f"{results['reports']} held-out synthetic reports from seed {results['seed']} "
        f"(organs, phrasings and layout choices that training never meets), the annotated sets, and the files of "
        f"annotations/formats by format (scan: {results['scans']} of its PDF files as pictures of 200 dpi). "
        f"Shipped tagger: {tagger}. CRF: trained on {results['crf']['reports']} reports. "
        "All systems share readers and assembler; only the tagger differs. Written by `gouji evaluate`.\n\n"
        "*values*, *states*: cells with the right number, the right state. *perfect*: reports with all of both "
        "right. *wrong*: numbers given that do not stand there; *silent*: those of them with confidence of at "
        "least 0.9, no warning on cell, row or table, and no failed or incomplete check over them. *lost*: numbers "
        "given as none. Cells that the gold marks as doubtful count only where a number is given without a sign of "
        "doubt. Shares are rounded down. Times are from "
        f"{results['processes']} processes at once.\n\n{facts}"
    )
