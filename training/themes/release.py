"""Train the theme classifier and write its model directory."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.onnx_files import TOKENIZER, WEIGHTS
from models.passage_text import TEXT_VERSION
from models.shipping import CARD, Manifest, code_version, write_manifest
from models.themes import COLUMNS, KIND, load_classifier
from reports.themes import ROLE_NAMES, THEME_NAMES, THEMES
from training.progress import OnProgress, OnStage
from training.tagger.export import swap_in
from training.themes.corpus import AnnotatedSection, corpus_hash, load_sections, part_sizes
from training.themes.export import export_passage_network
from training.themes.linear import fit_linear
from training.themes.measuring import measured
from training.themes.systems import (
    Samples,
    System,
    ThemeSettings,
    ensemble_system,
    linear_system,
    transformer_system,
    tuned_network,
)

NAME = "gouji-themes"
ROOT = Path(__file__).resolve().parents[2]
ANNOTATIONS = ROOT / "annotations" / "passages"


def train_themes(
    out: Path,
    *,
    encoder: bool = False,
    base: Path | None = None,
    annotations: Path = ANNOTATIONS,
    version: str = "1.0",
    cache: Path = Path("runs/themes-cache"),
    resume: bool = True,
    settings: ThemeSettings | None = None,
    on_progress: OnProgress | None = None,
    on_stage: OnStage | None = None,
) -> Manifest:
    """Train a classifier on annotated passages and write its model directory to ``out``; returns the manifest.

    The linear classifier alone, or with ``encoder`` (or a ``base``, a local directory with a pretrained encoder)
    together with a transformer. Thresholds and calibration are fitted on the validation part with models of the
    training part; what is written has learned from both. The test part stays unseen, and is what the metrics are
    measured on. Raises CorpusError, ValueError for a ``base`` that does not fit, ExportError where the written
    weights do not do what torch does.
    """
    plan = settings or ThemeSettings()
    tell = on_stage or (lambda _name, _done, _total: None)
    sections = load_sections(annotations)
    learning, held = Samples.of(sections, "train"), Samples.of(sections, "validation")
    tell("线性模型", 0, 2)
    chosen = linear_system(learning, held, plan)
    network = None
    if encoder or base is not None:
        network = tuned_network(
            sections, learning, cache, plan, base=base, resume=resume, on_progress=on_progress, on_stage=on_stage
        )
        chosen = ensemble_system(chosen, transformer_system(*network, held), held)
    tell("线性模型", 1, 2)
    parts = fit_linear(Samples.of(sections, "train", "validation").passages, plan.linear)
    tell("线性模型", 2, 2)
    manifest = _manifest(plan, base, version, sections, chosen, encoder=network is not None)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    parts.save(fresh)
    if network is not None:
        export_passage_network(network[0], fresh / WEIGHTS)
        network[1].save(str(fresh / TOKENIZER), pretty=False)
    written = _write(fresh, manifest, Samples.of(sections, "test"))
    swap_in(fresh, out)
    return written


def _write(fresh: Path, manifest: Manifest, test: Samples) -> Manifest:
    """Version, metrics and card: the metrics are those of the files as they are."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(fresh.iterdir()))).hexdigest()
    manifest = manifest.model_copy(update={"version": f"{manifest.version}+{digest[:8]}"})
    write_manifest(fresh, manifest)
    classifier = load_classifier(fresh)
    manifest = manifest.model_copy(update={"metrics": measured(classifier.logits, classifier.decision, test)})
    (fresh / CARD).write_text(card(manifest), encoding="utf-8")
    return write_manifest(fresh, manifest)


def _manifest(
    plan: ThemeSettings,
    base: Path | None,
    version: str,
    sections: Sequence[AnnotatedSection],
    chosen: System,
    *,
    encoder: bool,
) -> Manifest:
    settings: dict[str, Any] = {"linear": asdict(plan.linear), "decision": chosen.decision.model_dump(mode="json")}
    if encoder:
        settings |= {"tuning": asdict(plan.tuning)}
        settings |= {"encoder": asdict(plan.encoder)} if base is None else {"base": base.name}
    return Manifest(
        kind=KIND,
        name=NAME,
        version=version,
        code_version=code_version(),
        input_version=TEXT_VERSION,
        labels=COLUMNS,
        forms=("2019", "2021"),
        settings=settings,
        data={
            "hash": corpus_hash(sections),
            **part_sizes(sections),
            "files": sorted({one.source for one in sections}),
        },
        metrics={},
    )


def card(manifest: Manifest) -> str:
    """The model card, in Chinese and English, from the manifest."""
    metrics = manifest.metrics
    rows = "\n".join(
        f"| {THEME_NAMES[theme]} `{theme}` | {score['precision']:.3f} | {score['recall']:.3f} | {score['f1']:.3f} "
        f"| {score['support']} |"
        for theme, score in metrics["themes"].items()
    )
    passages = manifest.data["passages"]
    kind = (
        "线性模型与小型编码器 (linear model and small encoder)"
        if "tuning" in manifest.settings
        else "线性模型 (linear model)"
    )
    return f"""# {manifest.name} {manifest.version}

主题分类器：判断政府信息公开工作年度报告第五部分的一个段落是{"、".join(ROLE_NAMES.values())}，涉及哪些主题
（共 {len(THEMES)} 个，可多选）。{kind}，用 annotations/passages 中由我们编写并标注的段落训练，
其中没有任何真实报告的文字。

The classifier says of a passage of section five of an annual report on government information disclosure whether it
is a problem, a measure or context, and which themes it is about. We wrote and annotated what it was trained on.

- 用途之外 / not for: other kinds of text; judging how well an organ works
- 复现 / to reproduce: `gouji train themes`; the settings stand in model.json

训练、验证、测试段落 / passages for training, validation, test: {", ".join(str(count) for count in passages.values())}
(split by document; thresholds from validation, figures below from test).

角色准确率 / role accuracy {metrics["role_accuracy"]:.3f}; themes: micro F1 {metrics["micro_f1"]:.3f}, macro F1
{metrics["macro_f1"]:.3f}; 校准误差 / expected calibration error: themes given {metrics["theme_ece"]:.3f}, roles
{metrics["role_ece"]:.3f}.

| theme | precision | recall | F1 | passages |
|---|---:|---:|---:|---:|
{rows}
"""
