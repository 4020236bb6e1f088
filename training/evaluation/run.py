"""``gouji evaluate``: the three systems on held-out reports, scored, tabled and written down."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from random import Random

from training.evaluation.formats import items_by_format, readable
from training.evaluation.gold import Synthetic, annotated_items
from training.evaluation.machine import machine_facts
from training.evaluation.scoring import Scored, score_all
from training.evaluation.systems import CrfSettings, OnStage, Systems, crf_model, shipped_facts, shipped_model
from training.evaluation.writing import write_results
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
    scans: int = 6,
) -> str:
    """Score rules, CRF and tagger on held-out synthetic reports and on the annotated ones; returns the tables.

    ``reports`` are made from the seeds ``seed * 10**6`` onwards. ``model`` is the tagger's directory, by
    default the shipped one; without a usable model two systems are compared and a line says so. The CRF is
    trained first (some minutes) where ``runs/`` has none for this code. Of the corpus' PDF files so many are read
    as ``scans`` as well, which takes half a minute each. Writes ``evaluation.json`` and
    ``evaluation.md`` into ``out``, by default ``training/results``.
    """
    root, tell = _checkout(), on_stage or _silent
    shipped, reason = shipped_model(model)
    settings = crf or CrfSettings()
    systems = Systems(crf_model(settings, root / "runs", tell), shipped)
    synthetic = score_all(plan(reports, seed), systems, processes=processes, on_stage=tell, stage="评测合成报告")
    annotated: dict[str, list[Scored]] = {}
    notes = []
    if reason:
        notes.append(f"没有可用的标注模型，只比较两种系统 (no tagger to compare): {reason.replace(f'{root}/', '')}")
    for name, folder in _annotated_sets(root).items():
        items = readable(annotated_items(folder), notes)
        if items:
            annotated[name] = score_all(items, systems, processes=1, on_stage=tell, stage=f"评测 {name}")
        elif folder.is_relative_to(root):
            notes.append(f"没有 {folder.relative_to(root)}，略去 (not here, skipped)")
    corpus = items_by_format(root / "annotations" / "formats", notes, scans=scans, cache=root / "runs" / "scans")
    for name, files in corpus.items():
        annotated[name] = score_all(files, systems, processes=processes, on_stage=tell, stage=f"评测 {name}")
    results = {
        "schema": _SCHEMA,
        "reports": reports,
        "seed": seed,
        "crf": asdict(settings),
        "shipped": shipped_facts(shipped) if shipped else None,
        "machine": machine_facts(root),
        "processes": processes,
        "scans": len(corpus.get("format: scan", ())),
        "notes": notes,
    }
    return write_results(out or root / "training" / "results", results, systems.names, synthetic, annotated)


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
    annotations = root / "annotations"
    return {
        "handwritten": annotations / "handwritten",
        "handwritten_files": annotations / "handwritten_files",
        "seeds": root.parent / "shared" / "seeds",
    }


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass
