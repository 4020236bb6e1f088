"""``gouji evaluate``: reports read by several systems, scored, tabled and written down."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from training.evaluation.folders import FolderItem, annotated_in, distinct
from training.evaluation.formats import items_by_format, readable
from training.evaluation.gold import Synthetic
from training.evaluation.machine import machine_facts
from training.evaluation.scoring import Problem, score_all
from training.evaluation.systems import (
    OTHER_TAGGER,
    SHIPPED_TAGGER,
    CrfSettings,
    OnStage,
    Systems,
    crf_model,
    shipped_facts,
    shipped_model,
)
from training.evaluation.writing import (
    ANNOTATED,
    SCANS,
    SYNTHETIC,
    Evaluation,
    as_data,
    as_summary,
    write_data,
    write_markdown,
)
from training.synthesis.layouts import HELDOUT_LAYOUTS, LAYOUTS

_FEWEST = 15  # reports in each layout, where there are enough in all
_MANY = 20  # reports from which on a second process pays


class EvaluationError(Exception):
    """There is nothing to evaluate, or nothing to evaluate with; the message is a line of Chinese."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation gives: the text for the terminal, the data of ``evaluation.json``, what was left out."""

    summary: str
    data: dict[str, Any]
    problems: tuple[Problem, ...]


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
) -> Evaluated:
    """Score rules, CRF and tagger on held-out synthetic reports and on the annotated ones.

    ``reports`` are made from the seeds ``seed * 10**6`` onwards. ``model`` is the tagger's directory, by
    default the shipped one; without a usable model two systems are compared and a line says so. The CRF is
    trained first (some minutes) where ``runs/`` has none for this code. Of the corpus' PDF files so many are read
    as ``scans`` as well, which takes half a minute each. Writes ``evaluation.json``, ``evaluation.md`` and
    ``evaluation.html`` into ``out``, by default ``training/results``. Raises ModuleNotFoundError before any work
    where a library is missing.
    """
    _need_libraries()
    root, tell = _checkout(), on_stage or _silent
    shipped, reason = shipped_model(model)
    settings = crf or CrfSettings()
    systems = Systems(crf_model(settings, root / "runs", tell), shipped)
    notes: list[str] = []
    if reason:
        notes.append(f"没有可用的标注模型，只比较两种系统 (no tagger to compare): {reason.replace(f'{root}/', '')}")
    facts: dict[str, Any] = {"reports": reports, "seed": seed, "crf": asdict(settings), "processes": processes}
    facts |= {"shipped": shipped_facts(shipped) if shipped else None, "machine": machine_facts(root), "notes": notes}
    result = Evaluation(facts, systems.names, SYNTHETIC, [])
    result.scored = score_all(
        plan(reports, seed), systems, processes=processes, on_stage=tell, stage="评测合成报告", problems=result.problems
    )
    _score_sets(root, systems, result, tell)
    _score_formats(root, systems, result, tell, scans)
    out = out or root / "training" / "results"
    write_markdown(result, out)
    return _finished(result, out)


def evaluate_folders(
    folders: Sequence[Path],
    *,
    out: Path,
    on_stage: OnStage | None = None,
    model: Path | None = None,
    rules: bool = False,
) -> Evaluated:
    """Score one system on the annotated reports in folders and all below them; see docs/evaluation.md.

    ``model`` is the tagger's directory, by default the shipped one; ``rules``: the rules alone, without a model. Writes
    ``evaluation.json`` and ``evaluation.html`` into ``out``. Raises EvaluationError where no report can be
    scored or no tagger loaded, ModuleNotFoundError before any work where a library is missing.
    """
    _need_libraries()
    tell = on_stage or _silent
    systems, facts = _one_system(model, rules)
    notes: list[str] = []
    problems: list[Problem] = []
    found = distinct([annotated_in(folder, problems) for folder in folders])
    if not any(found):
        raise EvaluationError("\n".join([_nothing_in(folders), *map(problem_line, problems)]))
    parts = {str(folder): readable(items, notes) for folder, items in zip(folders, found, strict=True)}
    processes = 2 if sum(map(len, parts.values())) >= _MANY else 1
    sets = {
        name: score_all(items, systems, processes=processes, on_stage=tell, stage=f"评测 {name}", problems=problems)
        for name, items in parts.items()
    }
    scored = [one for part in sets.values() for one in part]
    if not scored:
        raise EvaluationError("\n".join(["没有一份报告可以评测", *notes, *map(problem_line, problems)]))
    facts |= {"reports": len(scored), "machine": machine_facts(_checkout()), "processes": processes, "notes": notes}
    kept = sets if len(sets) > 1 else {}
    return _finished(Evaluation(facts, systems.names, ANNOTATED, scored, kept, problems), out)


def problem_line(problem: Problem) -> str:
    """A report that was left out, and why."""
    return f"{problem.report}：{problem.reason}"


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


def _need_libraries() -> None:
    """Fail now where the page cannot be made, and not after an hour of reading."""
    importlib.import_module("jinja2")
    importlib.import_module("matplotlib")


def _score_sets(root: Path, systems: Systems, result: Evaluation, tell: OnStage) -> None:
    """Score the sets of reports that were not synthesized; what is not here is noted."""
    notes = result.facts["notes"]
    for name, folder in _annotated_sets(root).items():
        base = root if folder.is_relative_to(root) else root.parent
        items: list[FolderItem] = readable(annotated_in(folder, result.problems, base), notes)
        if items:
            result.sets[name] = score_all(
                items, systems, processes=1, on_stage=tell, stage=f"评测 {name}", problems=result.problems
            )
        elif base == root:
            notes.append(f"没有 {folder.relative_to(root)}，略去 (not here, skipped)")


def _score_formats(root: Path, systems: Systems, result: Evaluation, tell: OnStage, scans: int) -> None:
    """Score the corpus of files by format, and so many scans of it."""
    folder, cache = root / "annotations" / "formats", root / "runs" / "scans"
    corpus = items_by_format(folder, result.facts["notes"], scans=scans, cache=cache)
    for name, files in corpus.items():
        result.sets[name] = score_all(
            files,
            systems,
            processes=result.facts["processes"],
            on_stage=tell,
            stage=f"评测 {name}",
            problems=result.problems,
        )
    result.facts["scans"] = len(corpus.get(SCANS, ()))


def _one_system(model: Path | None, rules: bool) -> tuple[Systems, dict[str, Any]]:
    """The system that reads, and what is said of it."""
    if rules:
        return Systems(), {"shipped": None}
    shipped, reason = shipped_model(model)
    if shipped is None:
        raise EvaluationError(f"没有可用的标注模型：{reason}；用 --rules 可只按规则读取")
    name = OTHER_TAGGER if model else SHIPPED_TAGGER
    return Systems(shipped=shipped, rules=False, tagger_name=name), {"shipped": shipped_facts(shipped)}


def _nothing_in(folders: Sequence[Path]) -> str:
    where = "、".join(map(str, folders))
    return (
        f"{where} 中没有标注：需要 schema 为 gouji/annotation/1 的 JSON 与其报告，或 gold.json (no annotations there)"
    )


def _finished(result: Evaluation, out: Path) -> Evaluated:
    from training.evaluation.webpage import write_page  # its libraries are slow to load, and not everybody's

    data = as_data(result)
    write_data(data, out)
    write_page(result, data, out)
    return Evaluated(as_summary(result, out), data, tuple(result.problems))


def _checkout() -> Path:
    """The repository where this runs from one, else the current folder."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def _annotated_sets(root: Path) -> dict[str, Path]:
    """Folders of reports that were not synthesized: written by hand, and real ones beside the checkout."""
    annotations = root / "annotations"
    return {
        "annotated dev": annotations / "reports" / "dev",
        "annotated test": annotations / "reports" / "test",
        "handwritten": annotations / "handwritten",
        "handwritten_files": annotations / "handwritten_files",
        "seeds": root.parent / "shared" / "seeds",
    }


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass
