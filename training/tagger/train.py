"""Train the tagger: synthetic reports → tokenizer → windows → Trainer → a model directory."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
import transformers
from datasets import Dataset
from tokenizers import Tokenizer
from transformers import (
    EvalPrediction,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from models.decoding import LABELS
from models.model_input import INPUT_VERSION
from models.shipping import Manifest, code_version
from training.progress import OnProgress, OnStage, ProgressCallback, quiet
from training.tagger.annotated import annotated_hash, annotated_rows
from training.tagger.calibration import REPORTS as CALIBRATION_REPORTS
from training.tagger.calibration import calibrate
from training.tagger.dataset import RAW, DataSettings, data_hash, raw_reports, source_hash, window_rows
from training.tagger.export import write_model
from training.tagger.network import Collator, NetworkSettings, base_network, new_network
from training.tagger.scores import confusion, tag_scores, worst_confusions
from training.tagger.tokenizer import train_tokenizer

NAME = "gouji-tagger"
FORMS = ("2019", "2021")
_TRAIN_SOURCES = ("training/tagger/dataset.py", "training/tagger/network.py", "training/tagger/tokenizer.py")


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How the network is trained. ``batch`` is in windows; ``unknown`` the share of tokens hidden in training."""

    data: DataSettings = field(default_factory=DataSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    epochs: float = 1.0
    batch: int = 16
    learning_rate: float = 3e-3
    warmup: float = 0.08  # share of the steps
    weight_decay: float = 0.01
    unknown: float = 0.01
    calibration_reports: int = CALIBRATION_REPORTS  # reports that the confidence is calibrated on; 0 for not at all
    checks: int = 6  # evaluations and checkpoints over the whole training


def train_tagger(
    out: Path,
    *,
    reports: int = 8000,
    seed: int = 1,
    epochs: float = 1.0,
    minutes: float | None = None,
    resume: bool = True,
    base: Path | None = None,
    version: str = "1.0",
    cache: Path = Path(".cache/tagger"),
    processes: int = 2,
    settings: TrainSettings | None = None,
    on_progress: OnProgress | None = None,
    on_stage: OnStage | None = None,
) -> Manifest:
    """Train a tagger and write its model directory to ``out``; returns the manifest.

    Generated reports, windows and checkpoints go to ``cache``; with ``resume`` an interrupted training with
    the same settings and code goes on from its last checkpoint. ``minutes`` ends training early and keeps
    the best state so far. ``base`` is a local directory with a BERT-like encoder to start from instead of
    from scratch. ``settings`` overrides everything else that is not named here. The version gets the first
    letters of the weights' hash. Raises ExportError where the written weights do not do what torch does.
    """
    plan = settings or TrainSettings()
    plan = dataclasses.replace(plan, data=dataclasses.replace(plan.data, reports=reports, seed=seed), epochs=epochs)
    torch.set_num_threads(max(1, processes))
    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    set_seed(seed)
    work = cache / f"run-{_plan_hash(plan, base)[:16]}"
    raw = raw_reports(plan.data, cache, processes=processes, on_report=_stage(on_stage, "生成报告"))
    network, tokenizer, train, check = _prepared(plan, base, raw, work, on_stage)
    trainer = _trainer(plan, network, tokenizer, train, check, work, minutes, on_progress)
    checkpoint = get_last_checkpoint(str(work / "checkpoints")) if resume and (work / "checkpoints").is_dir() else None
    started = time.monotonic()
    trainer.train(resume_from_checkpoint=checkpoint)
    metrics = _metrics(trainer, check)
    metrics["training_seconds"] = round(time.monotonic() - started)
    if on_stage is not None:
        on_stage("导出", 0, 1)
    manifest = _manifest(plan, base, version, len(raw), metrics)
    write_model(out, network, tokenizer, manifest, window=plan.network.window)
    return calibrate(out, reports=plan.calibration_reports, on_report=_stage(on_stage, "校准置信度"))


def _stage(on_stage: OnStage | None, name: str) -> Callable[[int, int], None] | None:
    return None if on_stage is None else lambda done, total: on_stage(name, done, total)


def _plan_hash(plan: TrainSettings, base: Path | None) -> str:
    parts = json.dumps([dataclasses.asdict(plan), str(base)], sort_keys=True)
    sources = data_hash(plan.data) + annotated_hash() + source_hash(*_TRAIN_SOURCES)
    return hashlib.sha256((sources + parts).encode()).hexdigest()


def _prepared(
    plan: TrainSettings, base: Path | None, raw: Dataset, work: Path, on_stage: OnStage | None
) -> tuple[torch.nn.Module, Tokenizer, Dataset, Dataset]:
    """Network, tokenizer, and windows for training and validation (split by report)."""
    edge = len(raw) - min(plan.data.validation_count, len(raw) - 1)
    learning, checking = _with_annotated(plan.data, raw.select(range(edge))), raw.select(range(edge, len(raw)))
    network: torch.nn.Module
    if base is None:
        if on_stage is not None:
            on_stage("训练分词器", 0, 1)
        tokenizer = train_tokenizer(learning["view"], pieces=plan.data.pieces)
        network = new_network(tokenizer, plan.network)
    else:
        network, tokenizer = base_network(base, plan.network)
    if on_stage is not None:
        on_stage("切分窗口", 0, 1)
    sizes = {"window": plan.network.window, "overlap": plan.network.overlap, "seed": plan.data.seed}
    folder = work / "windows"
    if not (folder / "done").is_file():
        window_rows(learning, tokenizer, dropout=plan.data.dropout, **sizes).save_to_disk(str(folder / "train"))
        window_rows(checking, tokenizer, **sizes).save_to_disk(str(folder / "check"))
        (folder / "done").touch()
    return network, tokenizer, *(Dataset.load_from_disk(str(folder / name)) for name in ("train", "check"))


def _with_annotated(data: DataSettings, learning: Dataset) -> Dataset:
    """The reports to learn from, and each annotated one of the development part as often as the settings say."""
    rows = list(annotated_rows()) if data.annotated else []
    if not rows:
        return learning
    annotated = Dataset.from_list(rows * data.annotated, features=RAW)
    return datasets.concatenate_datasets([annotated, learning])


def _trainer(
    plan: TrainSettings,
    network: torch.nn.Module,
    tokenizer: Tokenizer,
    train: Dataset,
    check: Dataset,
    work: Path,
    minutes: float | None,
    on_progress: OnProgress | None,
) -> Trainer:
    steps = max(1, round(plan.epochs * len(train) / plan.batch))
    pace = max(1, steps // plan.checks)
    arguments = TrainingArguments(
        output_dir=str(work / "checkpoints"),
        max_steps=steps,
        per_device_train_batch_size=plan.batch,
        per_device_eval_batch_size=32,
        learning_rate=plan.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=round(plan.warmup * steps),
        weight_decay=plan.weight_decay,
        logging_steps=max(1, min(20, pace)),
        eval_strategy="steps",
        eval_steps=pace,
        save_strategy="steps",
        save_steps=pace,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        greater_is_better=True,
        seed=plan.data.seed,
        bf16=torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        disable_tqdm=True,
        log_level="error",
        report_to="none",
    )
    callbacks: list[TrainerCallback] = [ProgressCallback(on_progress, minutes)]
    trainer = Trainer(
        model=network,
        args=arguments,
        train_dataset=train,
        eval_dataset=check,
        data_collator=Collator.of(tokenizer, plan.unknown, marks=plan.network.marks),
        compute_metrics=_scores,
        preprocess_logits_for_metrics=lambda logits, _labels: logits.argmax(-1),
        callbacks=callbacks,
    )
    return quiet(trainer)


def _scores(prediction: EvalPrediction) -> dict[str, float]:
    scores = tag_scores(confusion(np.asarray(prediction.label_ids).ravel(), np.asarray(prediction.predictions).ravel()))
    return {"macro_f1": scores["macro_f1"], "accuracy": scores["accuracy"]}


def _metrics(trainer: Trainer, check: Dataset) -> dict[str, Any]:
    """Scores of the kept state on the validation windows, and its commonest mistakes."""
    found = trainer.predict(check)  # type: ignore[arg-type]
    table = confusion(np.asarray(found.label_ids).ravel(), np.asarray(found.predictions).ravel())
    return {**tag_scores(table), "confusions": worst_confusions(table)}


def _manifest(plan: TrainSettings, base: Path | None, version: str, count: int, metrics: dict[str, Any]) -> Manifest:
    network = dataclasses.asdict(plan.network)
    if base is not None:
        network = {key: network[key] for key in ("window", "overlap")} | {"base": base.name}
    hashes = {"hash": data_hash(plan.data)} | ({"annotated_hash": annotated_hash()} if plan.data.annotated else {})
    training = {key: value for key, value in dataclasses.asdict(plan).items() if key not in ("data", "network")}
    return Manifest(
        kind="tagger",
        name=NAME,
        version=version,
        code_version=code_version(),
        input_version=INPUT_VERSION,
        labels=tuple(label.value for label in LABELS),
        forms=FORMS,
        settings={**network, **training},
        data={**hashes, **dataclasses.asdict(plan.data), "reports_used": count},
        metrics=metrics,
    )
