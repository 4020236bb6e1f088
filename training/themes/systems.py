"""The systems that are compared: keyword rules, linear, transformer, both together. All decide in the same way."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.passage_text import fold_passage
from models.shipping import sha256_of
from models.themes import Decision
from reports.report import PassageRole
from reports.themes import ROLES, THEMES
from training.progress import OnProgress, OnStage, ProgressCallback
from training.synthesis.generate import generate
from training.tagger.dataset import source_hash
from training.themes.corpus import AnnotatedPassage, AnnotatedSection, Part, cut_section
from training.themes.decision import fit_decision
from training.themes.encoder import EncoderSettings, pretrain
from training.themes.keywords import keyword_logits
from training.themes.linear import LinearSettings, fit_linear
from training.themes.measures import theme_scores
from training.themes.network import PassageNetwork, TuningSettings, fine_tune, network_logits, passage_network

KEYWORDS, LINEAR, TRANSFORMER, ENSEMBLE = "keywords", "linear", "transformer", "ensemble"
_MIXES = (0.15, 0.3, 0.45, 0.6)
_LINE = 20  # characters of a synthetic line that has something to say
_NARRATIVE = re.compile(r"[，。；,;]")
_ENCODER_SOURCES = ("training/themes/encoder.py", "models/passage_text.py")
_NETWORK_SOURCES = ("training/themes/network.py",)

Floats = NDArray[np.floating]
Scorer = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """How the systems are trained. ``synthetic``: reports whose narrative the encoder reads, too."""

    linear: LinearSettings = field(default_factory=LinearSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    tuning: TuningSettings = field(default_factory=TuningSettings)
    synthetic: int = 300


@dataclass(frozen=True, slots=True)
class System:
    """Something that gives logits for folded texts, and how they are decided on."""

    name: str
    scorer: Scorer
    decision: Decision


@dataclass(frozen=True, slots=True)
class Samples:
    """Passages of one part, folded, with what the headings above them announce."""

    passages: tuple[AnnotatedPassage, ...]
    texts: tuple[str, ...]
    under: tuple[PassageRole | None, ...]

    @classmethod
    def of(cls, sections: Sequence[AnnotatedSection], *parts: Part) -> Samples:
        chosen = [section for section in sections if section.part in parts]
        passages = tuple(passage for section in chosen for passage in section.passages)
        texts = tuple(fold_passage(passage.text).text for passage in passages)
        return cls(passages, texts, tuple(role for section in chosen for role in headings_above(section)))


def headings_above(section: AnnotatedSection) -> list[PassageRole | None]:
    """For each of a section's passages what the heading above it announces, as the cutter sees it."""
    cuts = cut_section(section)
    result: list[PassageRole | None] = []
    for passage in section.passages:
        start, end = passage.span
        over = [(min(end, one.end) - max(start, one.start), one.under) for one in cuts]
        best = max(over, key=lambda pair: pair[0], default=(0, None))
        result.append(best[1] if best[0] > 0 else None)
    return result


def decided(name: str, scorer: Scorer, held: Samples, mix: float = 0.0) -> System:
    """A system whose decision is fitted on held-out samples."""
    return System(name, scorer, fit_decision(scorer(held.texts), held.passages, held.under, mix))


def linear_system(learning: Samples, held: Samples, settings: ThemeSettings) -> System:
    """The linear classifier, fitted on the one and decided on the other."""
    return decided(LINEAR, fit_linear(learning.passages, settings.linear).model().scores, held)


def keyword_system(held: Samples) -> System:
    """The baseline of words; its thresholds and slopes are fitted like everybody's."""
    return decided(KEYWORDS, keyword_logits, held)


def transformer_system(network: PassageNetwork, tokenizer: Tokenizer, held: Samples) -> System:
    """The network alone."""
    return decided(TRANSFORMER, lambda texts: network_logits(network, tokenizer, texts), held)


def ensemble_system(linear: System, transformer: System, held: Samples) -> System:
    """Both together, in the share that serves macro F1 on the held-out samples best."""
    first, second = linear.scorer(held.texts), transformer.scorer(held.texts)

    def quality(mix: float) -> float:
        logits = (1 - mix) * first + mix * second
        decision = fit_decision(logits, held.passages, held.under, mix)
        return float(theme_scores(gold_themes(held), decide(decision, logits, held.under)[1])["macro_f1"])

    mix = max(_MIXES, key=quality)
    return decided(
        ENSEMBLE, lambda texts: (1 - mix) * linear.scorer(texts) + mix * transformer.scorer(texts), held, mix
    )


def gold_themes(samples: Samples) -> list[frozenset[str]]:
    return [passage.themes for passage in samples.passages]


def decide(
    decision: Decision, logits: Floats, under: Sequence[PassageRole | None]
) -> tuple[list[PassageRole], list[set[str]], Floats, Floats]:
    """Roles and themes as the classifier gives them, and the probabilities of roles and themes behind them."""
    roles = decision.role_probabilities(logits[:, len(THEMES) :], under)
    themes = decision.theme_probabilities(logits[:, : len(THEMES)])
    chosen = [ROLES[int(place)] for place in roles.argmax(axis=1)]
    given = [
        set() if role == "context" else {THEMES[place] for place in decision.given(row)}
        for role, row in zip(chosen, themes, strict=True)
    ]
    return chosen, given, roles, themes


def tuned_network(
    sections: Sequence[AnnotatedSection],
    learning: Samples,
    cache: Path,
    settings: ThemeSettings,
    *,
    base: Path | None = None,
    resume: bool = True,
    on_progress: OnProgress | None = None,
    on_stage: OnStage | None = None,
) -> tuple[PassageNetwork, Tokenizer]:
    """The network fine-tuned on the learning samples, from ``base`` or from our own encoder, which is pretrained first.

    What is done already, with the same texts, settings and code, is taken from ``cache``.
    """
    if base is None:
        texts = pretraining_texts(sections, settings.synthetic, on_stage)
        digest = _digest(texts, asdict(settings.encoder), _ENCODER_SOURCES)
        work = cache / f"encoder-{digest}"
        base = work / "encoder"
        if not (base / "pretraining.json").is_file():
            base = pretrain(texts, work, settings.encoder, [ProgressCallback(on_progress, None)], resume=resume)
    facts = [*learning.texts, *([passage.role, *sorted(passage.themes)] for passage in learning.passages)]
    digest = _digest([json.dumps(facts), *_contents(base)], asdict(settings.tuning), _NETWORK_SOURCES)
    kept = cache / f"network-{digest}.pt"
    if kept.is_file():
        network, tokenizer = passage_network(base)
        network.load_state_dict(torch.load(kept, weights_only=True))
        return network.eval(), tokenizer
    callbacks = [ProgressCallback(on_progress, None)]
    network, tokenizer = fine_tune(base, learning.passages, cache / "tuning", settings.tuning, callbacks)
    network = network.cpu()  # where there is a GPU it was trained there
    torch.save(network.state_dict(), kept)
    return network, tokenizer


def pretraining_texts(
    sections: Sequence[AnnotatedSection], synthetic: int, on_stage: OnStage | None = None
) -> list[str]:
    """What the encoder learns the language from: annotated sections of the training part, and synthetic narrative."""
    seen: dict[str, None] = {}
    for section in sections:
        if section.part == "train":
            seen[fold_passage(section.text).text] = None
    for number in range(synthetic):
        if on_stage is not None and number % 50 == 0:
            on_stage("生成报告", number, synthetic)
        for line in generate(number, split="train").text.split("\n"):
            words = line.strip()
            if len(words) >= _LINE and _NARRATIVE.search(words) and "|" not in words and "\t" not in words:
                seen.setdefault(fold_passage(words).text)
    return list(seen)


def _contents(base: Path) -> list[str]:
    """What an encoder's directory holds: another encoder in the same place is another one."""
    return [f"{path.name} {sha256_of(path)}" for path in sorted(base.iterdir()) if path.is_file()]


def _digest(texts: Sequence[str], facts: dict[str, object], sources: Sequence[str]) -> str:
    parts = json.dumps([list(texts), facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((parts + source_hash(*sources)).encode()).hexdigest()[:16]
