"""The systems that are compared: rules alone, a CRF on the tagger's features, and the shipped tagger."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from models.shipping import SHIPPED, ModelError, read_manifest
from models.tagger import Tagger, load_tagger
from reports.rules import RuleTagger
from training.synthesis.generate import generate_many
from training.synthesis.pieces import GoldReport

RULES, CRF, SHIPPED_TAGGER = "rules", "crf", "shipped"
OTHER_TAGGER = "model"  # one of the user's own
OnStage = Callable[[str, int, int], None]  # what is being done, done, in total
_CRF_SOURCES = (
    "training/tagger/crf.py",
    "training/tagger/dataset.py",
    "training/tagger/tokenizer.py",
    "models/tagger.py",
)


@dataclass(frozen=True, slots=True)
class CrfSettings:
    """What the CRF is trained on: ``reports`` of the training split, from seed ``seed * 10**6`` onwards."""

    reports: int = 700
    seed: int = 1
    iterations: int = 60


@dataclass(frozen=True, slots=True)
class Systems:
    """Where the systems' models lie; a system without a model takes no part. ``rules``: whether the rules do.

    ``tagger_name`` is what the tagger is called in the results.
    """

    crf: Path | None = None
    shipped: Path | None = None
    rules: bool = True
    tagger_name: str = SHIPPED_TAGGER

    @property
    def names(self) -> list[str]:
        """The systems that take part, the one that is judged last."""
        parts = {RULES: self.rules, CRF: self.crf is not None, self.tagger_name: self.shipped is not None}
        return [name for name, taking_part in parts.items() if taking_part]

    def load(self) -> dict[str, Tagger]:
        """The taggers by the name of their system, each on one thread. Raises ModelError."""
        taggers: dict[str, Tagger] = {RULES: RuleTagger()} if self.rules else {}
        if self.crf is not None:
            from training.tagger.crf import CrfTagger

            taggers[CRF] = CrfTagger(self.crf)
        if self.shipped is not None:
            taggers[self.tagger_name] = load_tagger(self.shipped, threads=1)
        return taggers


def shipped_model(directory: Path | None = None) -> tuple[Path | None, str | None]:
    """The shipped tagger's directory, or None and the reason (Chinese, one line) why there is none to use."""
    directory = directory or SHIPPED / "tagger"
    try:
        load_tagger(directory)
    except ModelError as error:
        return None, error.message
    return directory, None


def shipped_facts(directory: Path) -> dict[str, object]:
    """Name, version and size in bytes of a model directory."""
    manifest = read_manifest(directory, "tagger")
    size = sum((directory / name).stat().st_size for name in manifest.files)
    return {"name": manifest.name, "version": manifest.version, "bytes": size}


def crf_model(settings: CrfSettings, cache: Path, on_stage: OnStage) -> Path:
    """The CRF's directory; trained where the cache has none for these settings and this code (some minutes)."""
    from training.tagger.crf import train_crf
    from training.tagger.dataset import DataSettings, data_hash, source_hash

    facts = [asdict(settings), data_hash(DataSettings(reports=settings.reports, seed=settings.seed))]
    digest = hashlib.sha256((json.dumps(facts) + source_hash(*_CRF_SOURCES)).encode()).hexdigest()[:16]
    directory = cache / f"crf-{digest}.model"
    if directory.is_dir():
        return directory
    partial = directory.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    reports = generate_many(settings.seed * 10**6, settings.reports, "train", processes=2)
    train_crf(
        partial,
        _counted(reports, settings.reports, on_stage),
        iterations=settings.iterations,
        version=f"1.0+{digest[:8]}",
        on_progress=lambda step, steps, _loss, _left: on_stage("训练 CRF", min(step, steps), steps),
    )
    partial.rename(directory)
    return directory


def _counted(reports: Iterable[GoldReport], total: int, on_stage: OnStage) -> Iterator[GoldReport]:
    for done, report in enumerate(reports, start=1):
        on_stage("生成 CRF 训练报告", done, total)
        yield report
