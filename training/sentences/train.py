"""Train the sentence encoder and write its model directory."""

from __future__ import annotations

import hashlib
import random
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from models.ngram_table import SENTENCE_VERSION, NgramTable
from models.ngram_vectors import KIND, load_ngram_vectors, save_ngram_vectors
from models.shipping import CARD, Manifest, code_version, write_manifest
from reports.terms import term_groups
from training.progress import OnProgress, OnStage
from training.sentences.batches import gather
from training.sentences.card import card
from training.sentences.groups import ParaphraseGroup, groups_hash, load_groups
from training.sentences.learning import LearningSettings, learn
from training.sentences.measures import Tfidf, encoder_scores, paraphrase_measures, theme_measure
from training.sentences.network import Bags, NgramNetwork, first_vectors
from training.tagger.export import swap_in
from training.themes.corpus import AnnotatedPassage, AnnotatedSection, corpus_hash, load_sections
from training.themes.systems import pretraining_texts

NAME = "gouji-sentences"
ANNOTATIONS = Path(__file__).resolve().parents[2] / "annotations"


@dataclass(frozen=True, slots=True)
class SentenceSettings:
    """``minimum`` and ``most``: n-grams; ``synthetic``: reports whose narrative is learned from, too."""

    dimensions: int = 192
    minimum: int = 3
    most: int = 46_000
    synthetic: int = 300
    learning: LearningSettings = field(default_factory=LearningSettings)


def released(*, steps: int | None = None, dimensions: int | None = None, seed: int | None = None) -> SentenceSettings:
    """The settings of the shipped encoder but for what is given."""
    plan = SentenceSettings()
    learning = replace(
        plan.learning, steps=steps or plan.learning.steps, seed=plan.learning.seed if seed is None else seed
    )
    return replace(plan, dimensions=dimensions or plan.dimensions, learning=learning)


@dataclass(frozen=True, slots=True)
class _Corpus:
    groups: tuple[ParaphraseGroup, ...]
    sections: tuple[AnnotatedSection, ...]
    narrative: tuple[str, ...]

    def groups_of(self, part: str) -> tuple[ParaphraseGroup, ...]:
        return tuple(group for group in self.groups if group.part == part)

    def passages_of(self, *parts: str) -> list[AnnotatedPassage]:
        return [passage for section in self.sections if section.part in parts for passage in section.passages]


def train_sentences(
    out: Path,
    *,
    annotations: Path = ANNOTATIONS,
    version: str = "1.0",
    settings: SentenceSettings | None = None,
    on_progress: OnProgress | None = None,
    on_stage: OnStage | None = None,
) -> Manifest:
    """Train n-gram vectors and write their model directory to ``out``; returns the manifest.

    What the metrics are measured on, the held-out paraphrases and the passages of the test part, stays unseen.
    Raises GroupError, CorpusError, OSError.
    """
    plan = settings or SentenceSettings()
    tell = on_stage or (lambda _name, _done, _total: None)
    sections = load_sections(annotations / "passages")
    narrative = pretraining_texts([], plan.synthetic, on_stage)
    corpus = _Corpus(load_groups(annotations / "paraphrases"), sections, tuple(narrative))
    groups, passages = corpus.groups_of("train"), corpus.passages_of("train", "validation", "breadth")
    rng = random.Random(plan.learning.seed)
    material = gather(groups, passages, corpus.narrative, term_groups(), rng)
    tell("起始向量", 0, 1)
    ngrams, first = first_vectors(
        material.texts, minimum=plan.minimum, most=plan.most, dimensions=plan.dimensions, seed=plan.learning.seed
    )
    tell("起始向量", 1, 1)
    network = NgramNetwork(first)
    learn(network, Bags(NgramTable(ngrams), material.texts), material, plan.learning, on_progress)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_ngram_vectors(fresh, ngrams, network.vectors.weight.detach().numpy())
    written = _write(fresh, _manifest(plan, version, corpus, len(material.texts)), corpus)
    swap_in(fresh, out)
    return written


def _write(fresh: Path, manifest: Manifest, corpus: _Corpus) -> Manifest:
    """Version, metrics and card: the metrics are those of the files as they are."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(fresh.iterdir()))).hexdigest()
    manifest = manifest.model_copy(update={"version": f"{manifest.version}+{digest[:8]}"})
    write_manifest(fresh, manifest)
    manifest = manifest.model_copy(update={"metrics": measured(fresh, corpus)})
    (fresh / CARD).write_text(card(manifest), encoding="utf-8")
    return write_manifest(fresh, manifest)


def measured(directory: Path, corpus: _Corpus) -> dict[str, Any]:
    """An encoder beside TF-IDF on what neither has seen: paraphrases among all texts, neighbours' themes."""
    encoder = load_ngram_vectors(directory)
    asked = [passage for passage in corpus.passages_of("test") if passage.themes]
    known = [passage for passage in corpus.passages_of("train") if passage.themes]
    groups = corpus.groups_of("test")
    texts = [text for group in groups for text in group.texts]
    among = [*texts, *(text for group in corpus.groups_of("train") for text in group.texts)]
    tfidf = Tfidf([*among[len(texts) :], *(passage.text for passage in known)])
    passages = [[passage.text for passage in part] for part in (asked, known)]
    result: dict[str, Any] = {"groups": len(groups), "texts": len(texts), "among": len(among), "passages": len(asked)}
    for name, scores in (
        ("", lambda *both: encoder_scores(encoder, *both)),
        ("tfidf_", tfidf.scores),
    ):
        if groups:
            found = paraphrase_measures(scores(texts, among), groups)
            result |= {f"{name}{measure}": value for measure, value in found.items()}
        result[f"{name}theme_accuracy"] = theme_measure(scores(*passages), asked, known)
    return result


def _manifest(plan: SentenceSettings, version: str, corpus: _Corpus, texts: int) -> Manifest:
    return Manifest(
        kind=KIND,
        name=NAME,
        version=version,
        code_version=code_version(),
        input_version=SENTENCE_VERSION,
        labels=(),
        forms=("2019", "2021"),
        settings=asdict(plan),
        data={
            "hash": hashlib.sha256((groups_hash(corpus.groups) + corpus_hash(corpus.sections)).encode()).hexdigest(),
            "groups": {part: len(corpus.groups_of(part)) for part in ("train", "test")},
            "passages": len(corpus.passages_of("train", "validation", "breadth")),
            "lines": len(corpus.narrative),
            "texts": texts,
        },
        metrics={},
    )
