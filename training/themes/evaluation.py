"""``gouji evaluate --themes``: passages, roles, themes and claims, scored side by side with the baselines."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.shipping import SHIPPED, ModelError
from models.themes import ThemeClassifier, load_classifier
from reports.passages.linking import Linkable, link
from training.evaluation.machine import machine_facts
from training.progress import OnProgress, OnStage
from training.themes.claims import claim_scores
from training.themes.corpus import BREADTH, PARTS, AnnotatedSection, cut_section, load_sections, part_sizes
from training.themes.measures import agreement, boundary_scores, role_scores, theme_scores
from training.themes.measuring import measured
from training.themes.pages import as_page, as_terminal, with_confusion
from training.themes.release import ANNOTATIONS, ROOT
from training.themes.second import second_annotation
from training.themes.systems import (
    Samples,
    Scorer,
    System,
    ThemeSettings,
    ensemble_system,
    keyword_system,
    linear_system,
    transformer_system,
    tuned_network,
)

SCHEMA = "gouji/themes-evaluation/1"
SHIPPED_SYSTEM = "shipped"
RESULTS = ROOT / "training" / "results"


def evaluate_themes(
    *,
    out: Path | None = None,
    encoder: bool = True,
    annotations: Path = ANNOTATIONS,
    model: Path | None = None,
    cache: Path = Path("runs/themes-cache"),
    settings: ThemeSettings | None = None,
    on_progress: OnProgress | None = None,
    on_stage: OnStage | None = None,
) -> str:
    """Score keyword rules, linear model, transformer, ensemble and the shipped classifier on the test part; returns
    the tables.

    Without ``encoder`` the transformer and the ensemble are left out: they take many minutes to train where ``cache``
    does not hold them. Passage boundaries, links, claims and the annotators' agreement are scored as well. Writes
    ``themes.json`` and ``themes.md`` into ``out``; into ``training/results`` by default, and then the confusion matrix
    into ``docs/themes.md``, too. Raises CorpusError.
    """
    tell = on_stage or (lambda _name, _done, _total: None)
    sections = load_sections(annotations)
    learning, held, test = (Samples.of(sections, part) for part in PARTS)
    notes: list[str] = []
    tell("评测", 0, 4)
    plan = settings or ThemeSettings()
    linear = linear_system(learning, held, plan)
    systems = [keyword_system(held), linear]
    if encoder:
        network = tuned_network(sections, learning, cache, plan, on_progress=on_progress, on_stage=on_stage)
        transformer = transformer_system(*network, held)
        systems += [transformer, ensemble_system(linear, transformer, held)]
    tell("评测", 1, 4)
    speeds = {system.name: _speed(system.scorer, test) for system in systems}
    shipped = _shipped(model, notes)
    if shipped is not None:
        systems.append(System(SHIPPED_SYSTEM, shipped.logits, shipped.decision))
        speeds[SHIPPED_SYSTEM] = _speed_of(shipped, test)
    tell("评测", 2, 4)
    results: dict[str, Any] = {
        "schema": SCHEMA,
        "machine": machine_facts(ROOT),
        "shipped": f"{shipped.name} {shipped.version}" if shipped else None,
        **part_sizes(sections),
        "systems": {system.name: measured(system.scorer, system.decision, test) for system in systems},
        "passages_per_second": speeds,
        "breadth": {system.name: _breadth(system, sections) for system in systems},
        "boundaries": {
            part: section_boundaries([section for section in sections if section.part == part]) for part in PARTS
        },
        "links": _links([section for section in sections if section.part == "test"]),
        "real": _real(shipped),
        "agreement": _agreement(sections, annotations, notes),
        "claims": claim_scores(ROOT, notes),
        "notes": notes,
    }
    tell("评测", 3, 4)
    out = out or RESULTS
    _write(results, out)
    tell("评测", 4, 4)
    return as_terminal(results) + f"\n结果已写入 {out} (results are written there)"


def _write(results: dict[str, Any], out: Path) -> None:
    """``themes.json`` and ``themes.md``, and the confusion matrix in the docs where these are the published results."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "themes.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / "themes.md").write_text(as_page(results), encoding="utf-8")
    page = ROOT / "docs" / "themes.md"
    if out == RESULTS and page.is_file():
        page.write_text(with_confusion(page.read_text(encoding="utf-8"), results), encoding="utf-8")


def _shipped(model: Path | None, notes: list[str]) -> ThemeClassifier | None:
    try:
        return load_classifier(model or SHIPPED / "themes", threads=2)
    except ModelError as error:
        notes.append(f"没有可用的主题分类模型 (no classifier to compare): {error.message.replace(f'{ROOT}/', '')}")
        return None


def _breadth(system: System, sections: Sequence[AnnotatedSection]) -> dict[str, float] | None:
    """F1 on the held-out share of the lists of unusual wordings; None where there are none."""
    samples = Samples.of(sections, BREADTH)
    if not samples.passages:
        return None
    scores = measured(system.scorer, system.decision, samples)
    return {key: scores[key] for key in ("passages", "role_accuracy", "micro_f1", "macro_f1")}


def _real(shipped: ThemeClassifier | None) -> dict[str, Any] | None:
    """The shipped classifier on the annotated passages of real reports, where those stand beside the checkout."""
    gold = ROOT.parent / "shared" / "seeds" / "gold.json"
    if shipped is None or not gold.is_file():
        return None
    passages = [one for report in json.loads(gold.read_text(encoding="utf-8")).values() for one in report["passages"]]
    found = shipped.classify([one["text"] for one in passages])
    themes = [{theme.theme for theme in one.themes} for one in found]
    scores = theme_scores([set(one["themes"]) for one in passages], themes)
    roles = role_scores([one["role"] for one in passages], [one.role for one in found])
    return {
        "passages": len(passages),
        "role_accuracy": roles["accuracy"],
        "micro_f1": scores["micro_f1"],
        "macro_f1": scores["macro_f1"],
    }


def _speed(scorer: Scorer, test: Samples) -> float:
    """Passages a second, folding not counted."""
    started = time.perf_counter()
    scorer(test.texts)
    return len(test.texts) / (time.perf_counter() - started)


def _speed_of(classifier: ThemeClassifier, test: Samples) -> float:
    """Passages a second from text to role, themes and evidence."""
    texts = [passage.text for passage in test.passages]
    classifier.classify(texts[:50])
    started = time.perf_counter()
    classifier.classify(texts)
    return len(texts) / (time.perf_counter() - started)


def section_boundaries(sections: Sequence[AnnotatedSection]) -> dict[str, float]:
    """Exact boundaries of problems and measures on whole sections.

    A cut that is no annotated problem or measure counts against precision, unless the annotation has context there.
    """
    gold, found = [], []
    for section in sections:
        points = {one.span for one in section.passages if one.role != "context"}
        others = [one.span for one in section.passages if one.role == "context"]
        cuts = cut_section(section)
        spans = {(one.start, one.end) for one in cuts}
        within = {span for span in spans - points if any(min(span[1], b) - max(span[0], a) > 0 for a, b in others)}
        gold.append(points)
        found.append(spans - within)
    return boundary_scores(gold, found)


def _links(sections: Sequence[AnnotatedSection]) -> dict[str, float]:
    """Measures linked to the problem that the annotation names, given the annotated passages.

    Only in sections whose annotator linked at all: many are annotated without links.
    """
    hits = wanted = given = 0
    for section in sections:
        if all(one.answers is None for one in section.passages):
            continue
        cuts = cut_section(section)
        places = {(one.start, one.end): one for one in cuts}
        passages = [one for one in section.passages if one.span in places]
        kept = {section.passages.index(one): place for place, one in enumerate(passages)}
        found = link(
            [
                Linkable(one.role, one.themes, places[one.span].number, places[one.span].group, one.text)
                for one in passages
            ]
        )
        gold = [kept.get(one.answers) if one.answers is not None else None for one in passages]
        hits += sum(a is not None and a == b for a, b in zip(gold, found, strict=True))
        wanted += sum(one is not None for one in gold)
        given += sum(one is not None for one in found)
    return {"precision": hits / given if given else 0.0, "recall": hits / wanted if wanted else 0.0, "links": wanted}


def _agreement(sections: Sequence[AnnotatedSection], annotations: Path, notes: list[str]) -> dict[str, Any] | None:
    pairs = second_annotation(annotations, sections)
    if not pairs:
        notes.append("没有第二次标注 (no second annotation)")
        return None
    return agreement([first for first, _ in pairs], [second for _, second in pairs])
