"""Training and scoring the variants, and writing down what came out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from models.shipping import MANIFEST, read_manifest
from training.evaluation.counts import Counts, rates, tag_rates
from training.evaluation.gold import Sample
from training.evaluation.machine import machine_facts
from training.evaluation.run import plan
from training.evaluation.scoring import read_with
from training.study.variants import Variant, variants
from training.tagger.train import train_tagger

_SEED, _SCORED = 3, 150  # held-out reports that every variant reads
_TIMED = 30  # of them, those whose tagging is timed, on one thread
_SERIES = {
    "size": "Size: layers × width",
    "marks": "Layout marks",
    "window": "Windows, in tokens",
    "reports": "Synthetic reports learnt from",
}
_COLUMNS = ("tags F1 %", "headings F1 %", "cells %", "wrong", "silent", "ms/report", "MB", "minutes")


def run_study(cache: Path, out: Path, *, tell: Callable[[str], None]) -> str:
    """Train what is not yet trained, score everything, write ``study.json`` and ``study.md`` into ``out``.

    Trained variants stay in ``cache``; a study that was stopped goes on from there. Returns the tables.
    """
    chosen = list(variants())
    samples = [item.load() for item in plan(_SCORED, _SEED)]
    found: dict[str, dict[str, Any]] = {}
    for variant in chosen:
        if variant.key not in found:
            tell(f"{time.strftime('%H:%M')} {variant.key}")
            found[variant.key] = _result(variant, cache / variant.key, samples)
    scored = [{"series": one.series, "name": one.name, **found[one.key]} for one in chosen]
    data: dict[str, Any] = {
        "machine": machine_facts(Path.cwd()),
        "command": "python -m training.study",
        "scored": {"reports": _SCORED, "seed": _SEED},
        "variants": scored,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "study.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text = _tables(scored)
    (out / "study.md").write_text(f"# Study of the tagger\n\n{_facts(data)}\n\n{text}", encoding="utf-8")
    return text


def _result(variant: Variant, folder: Path, samples: Sequence[Sample]) -> dict[str, Any]:
    """What a variant scores; from ``folder`` where it was scored before."""
    kept = folder / "score.json"
    if kept.is_file():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    if not (folder / MANIFEST).is_file():
        started = time.monotonic()
        train_tagger(folder, reports=variant.reports, settings=variant.settings())
        (folder / "minutes.txt").write_text(f"{(time.monotonic() - started) / 60:.1f}", encoding="utf-8")
    score = _score(folder, samples)
    kept.write_text(json.dumps(score) + "\n", encoding="utf-8")
    return score


def _score(folder: Path, samples: Sequence[Sample]) -> dict[str, Any]:
    from models.tagger import load_tagger
    from reports.formats import read_document

    tagger = load_tagger(folder, threads=1)
    readings = [read_with(tagger, read_document(one.data), one.gold, one.gold.name).counts for one in samples]
    total = Counts.total(readings)
    tags = [score["f1"] or 0.0 for score in tag_rates(total.tags).values()]
    manifest = read_manifest(folder, "tagger")
    return {
        "tags_f1": sum(tags) / len(tags),
        "heading_f1": rates(total)["heading_f1"],
        "cells": rates(total)["values"],
        "wrong": total.wrong,
        "silent": total.silent,
        "ms": round(1000 * median(one.tagging_seconds for one in readings[:_TIMED]), 1),
        "bytes": sum((folder / name).stat().st_size for name in manifest.files if name.endswith((".onnx", "r.json"))),
        "minutes": float((folder / "minutes.txt").read_text(encoding="utf-8")),
    }


def _tables(results: Sequence[dict[str, Any]]) -> str:
    parts = []
    for series, group in groupby(results, key=lambda one: str(one["series"])):
        lines = [f"## {_SERIES[series]}", "", "| | " + " | ".join(_COLUMNS) + " |", "|---" * (len(_COLUMNS) + 1) + "|"]
        parts.append("\n".join([*lines, *map(_line, group)]))
    return "\n\n".join(parts) + "\n"


def _line(one: dict[str, Any]) -> str:
    shares = [f"{100 * one[name]:.2f}" for name in ("tags_f1", "heading_f1", "cells")]
    rest = [str(one["wrong"]), str(one["silent"]), f"{one['ms']:.0f}", f"{one['bytes'] / 1e6:.1f}", str(one["minutes"])]
    return f"| {one['name']} | " + " | ".join([*shares, *rest]) + " |"


def _facts(data: dict[str, Any]) -> str:
    machine = ", ".join(f"{key} {value}" for key, value in data["machine"].items() if key != "command")
    return (
        f"Written by `{data['command']}`. {machine}. Each variant differs from the shipped tagger in one respect and"
        f" learns from fewer reports; all read the same {data['scored']['reports']} held-out synthetic reports. *tags*:"
        " macro F1 of the tags; *cells*: cell values right, of those that the text tells; *ms*: tagging a report,"
        " median, on one thread; *minutes*: training on a machine that was shared."
    )
