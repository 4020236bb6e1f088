"""``gouji evaluate``: the three systems on held-out reports, scored, tabled and written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from training.evaluation.counts import Counts, rates, tag_rates
from training.evaluation.gold import Synthetic, annotated_items
from training.evaluation.machine import machine_facts
from training.evaluation.presentation import (
    BEATEN,
    as_markdown,
    as_text,
    groups_table,
    measures_table,
    tags_table,
    worst_lines,
)
from training.evaluation.scoring import OVERALL, Groups, Scored, beaten, grouped, score_all, worst
from training.evaluation.systems import (
    CRF,
    RULES,
    SHIPPED_TAGGER,
    CrfSettings,
    OnStage,
    Systems,
    crf_model,
    shipped_facts,
    shipped_model,
)
from training.synthesis.layouts import HELDOUT_LAYOUTS, LAYOUTS

_FEWEST = 15  # reports in each layout, where there are enough in all
_SCHEMA = "gouji/evaluation/1"


def evaluate(
    *,
    reports: int = 400,
    seed: int = 0,
    out: Path | None = None,
    on_stage: OnStage | None = None,
    model: Path | None = None,
    crf: CrfSettings | None = None,
    processes: int = 2,
) -> str:
    """Score rules, CRF and tagger on held-out synthetic reports and on the annotated ones; returns the tables.

    ``reports`` are made from the seeds ``seed * 10**6`` onwards. ``model`` is the tagger's directory, by
    default the shipped one; without a usable model two systems are compared and a line says so. The CRF is
    trained first (some minutes) where ``runs/`` has none for this code. Writes ``evaluation.json`` and
    ``evaluation.md`` into ``out``, by default ``training/results``.
    """
    root, tell = _checkout(), on_stage or _silent
    shipped, reason = shipped_model(model)
    settings = crf or CrfSettings()
    systems = Systems(crf_model(settings, root / "runs", tell), shipped)
    names = [RULES, CRF] + ([SHIPPED_TAGGER] if shipped else [])
    synthetic = score_all(plan(reports, seed), systems, processes=processes, on_stage=tell, stage="评测合成报告")
    annotated: dict[str, list[Scored]] = {}
    notes = [f"没有可用的标注模型，只比较两种系统 (no tagger to compare): {reason}"] if reason else []
    for name, folder in _annotated_sets(root).items():
        items = annotated_items(folder)
        if items:
            annotated[name] = score_all(items, systems, processes=1, on_stage=tell, stage=f"评测 {name}")
        else:
            notes.append(f"没有 {name}，略去 (no {name} here, skipped)")
    results = {
        "schema": _SCHEMA,
        "reports": reports,
        "seed": seed,
        "crf": asdict(settings),
        "shipped": shipped_facts(shipped) if shipped else None,
        "machine": machine_facts(root),
        "processes": processes,
        "notes": notes,
    }
    return _written(out or root / "training" / "results", results, names, synthetic, annotated)


def plan(reports: int, seed: int) -> list[Synthetic]:
    """The held-out reports: the same small number in every layout, the others by the layouts' weights.

    The form's edition and the damage are left to each report's seed.
    """
    names = list(HELDOUT_LAYOUTS)
    floor = min(_FEWEST, reports // len(names))
    left = reports - floor * len(names)
    weight = sum(LAYOUTS[name].weight for name in names)
    exact = {name: left * LAYOUTS[name].weight / weight for name in names}
    amounts = {name: floor + int(exact[name]) for name in names}
    by_remainder = sorted(names, key=lambda name: int(exact[name]) - exact[name])
    for name in by_remainder[: reports - sum(amounts.values())]:
        amounts[name] += 1
    layouts = [name for name in names for _ in range(amounts[name])]
    Random(f"evaluation/{seed}").shuffle(layouts)
    return [Synthetic(seed * 10**6 + number, layout) for number, layout in enumerate(layouts)]


def _checkout() -> Path:
    """The repository where this runs from one, else the current folder."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def _annotated_sets(root: Path) -> dict[str, Path]:
    """Folders of reports that were not synthesized: written by hand, and real ones beside the checkout."""
    return {"handwritten": root / "annotations" / "handwritten", "seeds": root.parent / "shared" / "seeds"}


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


def _written(
    out: Path,
    results: dict[str, Any],
    names: Sequence[str],
    synthetic: Sequence[Scored],
    annotated: dict[str, list[Scored]],
) -> str:
    """Both files written; returns the text for the terminal."""
    groups = grouped(synthetic)
    sets = {name: grouped(scored)[OVERALL] for name, scored in annotated.items()}
    judged = names[-1]
    listed = {"synthetic": worst(synthetic, judged)}
    listed |= {name: worst(scored, judged) for name, scored in annotated.items()}
    everything = {**groups, **sets}
    tables = [groups_table(everything, names), measures_table(groups, names), tags_table(groups[OVERALL], names)]
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
        f"(organs, phrasings and layout choices that training never meets), and the annotated sets. "
        f"Shipped tagger: {tagger}. CRF: trained on {results['crf']['reports']} reports. "
        "All systems share readers and assembler; only the tagger differs. Written by `gouji evaluate`.\n\n"
        "*values*, *states*: cells with the right number, the right state. *perfect*: reports with all of both "
        "right. *wrong*: numbers given that do not stand there; *silent*: those of them with confidence of at "
        "least 0.9, no warning on cell, row or table, and no failed or incomplete check over them. *lost*: numbers "
        "given as none. Shares are rounded down. Times are from "
        f"{results['processes']} processes at once.\n\n{facts}"
    )
