"""The theme classifier: what role a passage has, and which themes, with the words that spoke for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from models.encoder_scores import EncoderModel
from models.evidence import evidence
from models.linear import LINEAR, NGRAMS, load_linear
from models.onnx_files import TOKENIZER, WEIGHTS
from models.passage_text import TEXT_VERSION, FoldedText, fold_passage
from models.shipping import SHIPPED, Manifest, ModelError, read_manifest
from reports.document import Span
from reports.report import PassageRole
from reports.themes import ROLES, THEMES

KIND = "themes"
LONGEST = 4000
"""Characters of a passage that are read: what is longer is no passage, and must not hold up the others."""
COLUMNS: tuple[str, ...] = (*THEMES, *ROLES)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme with its probability and where in the passage stand the words that spoke for it."""

    theme: str
    score: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Classified:
    """``role_score`` is the probability of the role; themes are the likeliest first, and none for context."""

    role: PassageRole
    role_score: float
    themes: tuple[FoundTheme, ...]


class Classifier(Protocol):
    """Whatever sorts passages."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    def classify(
        self, passages: Sequence[str], under: Sequence[PassageRole | None] | None = None
    ) -> list[Classified]: ...


class Decision(BaseModel):
    """How logits become probabilities and these decisions.

    The probability of a theme is sigmoid(``slope`` x logit + ``shift``); it is given where it reaches its
    ``threshold``. A problem or measure without any gets its likeliest one if that reaches ``least``. Logits of roles
    are multiplied by ``role_slope``; ``headings[under][role]`` is added to the role's log probability for a passage
    that stands under such a heading. ``mix`` is the encoder's share in the logits: 0 where there is none.
    """

    model_config = ConfigDict(frozen=True)

    slope: dict[str, float]
    shift: dict[str, float]
    threshold: dict[str, float]
    least: float
    role_slope: float
    headings: dict[str, dict[str, float]]
    mix: float = 0.0

    def theme_probabilities(self, logits: NDArray[np.floating]) -> Floats:
        """``[passage, theme]`` from logits of the same shape."""
        slope = np.asarray([self.slope[theme] for theme in THEMES])
        shift = np.asarray([self.shift[theme] for theme in THEMES])
        result: Floats = (1 / (1 + np.exp(-(logits * slope + shift)))).astype(np.float32)
        return result

    def role_probabilities(self, logits: NDArray[np.floating], under: Sequence[str | None]) -> Floats:
        """``[passage, role]`` from logits of the same shape and the headings' roles."""
        scaled = logits * self.role_slope
        for row, heading in enumerate(under):
            if heading in self.headings:
                scaled[row] += np.asarray([self.headings[heading][role] for role in ROLES])
        scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        result: Floats = (scaled / scaled.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    def given(self, probabilities: Floats) -> list[int]:
        """The places of the themes that a problem or measure with these probabilities gets, likeliest first."""
        order = np.argsort(-probabilities)
        chosen = [int(place) for place in order if probabilities[place] >= self.threshold[THEMES[place]]]
        if not chosen and probabilities[order[0]] >= self.least:
            chosen = [int(order[0])]
        return chosen


class ThemeClassifier:
    """The classifier of a model directory (see models.shipping). Raises ModelError for one that does not fit.

    A linear model alone, or one together with an encoder. ``threads`` is what the encoder may use. May be used by
    many threads.
    """

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        manifest = read_manifest(directory, KIND)
        self.decision = _decision(manifest)
        self.manifest = manifest
        self._linear = load_linear(directory)
        self._encoder = EncoderModel(directory, threads=threads) if self.decision.mix else None
        columns = {self._linear.columns, *([self._encoder.columns] if self._encoder else [])}
        if columns != {len(COLUMNS)}:
            raise ModelError("model_broken", f"模型的列数与标签不符：{manifest.name} {manifest.version}")

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    def classify(self, passages: Sequence[str], under: Sequence[PassageRole | None] | None = None) -> list[Classified]:
        """Role and themes of every passage, in order.

        ``under`` says for each what the heading it stands under announces, None where nothing does.
        """
        if not passages:
            return []
        folded = [fold_passage(passage[:LONGEST]) for passage in passages]
        logits = self.logits([one.text for one in folded])
        themes = self.decision.theme_probabilities(logits[:, : len(THEMES)])
        roles = self.decision.role_probabilities(logits[:, len(THEMES) :], under or [None] * len(passages))
        return [self._one(*each) for each in zip(folded, themes, roles, strict=True)]

    def logits(self, texts: Sequence[str]) -> Floats:
        """Logits ``[passage, theme + role]`` of folded passages."""
        logits = self._linear.scores(texts)
        if self._encoder is None:
            return logits
        mix = self.decision.mix
        return (1 - mix) * logits + mix * self._encoder.scores(texts)

    def _one(self, folded: FoldedText, themes: Floats, roles: Floats) -> Classified:
        if not folded.text:
            return Classified("context", 1.0, ())
        place = int(roles.argmax())
        given = [] if ROLES[place] == "context" else self.decision.given(themes)
        found = tuple(
            FoundTheme(THEMES[k], float(themes[k]), evidence(folded, self._linear.contributions(folded.text, k)))
            for k in given
        )
        return Classified(ROLES[place], float(roles[place]), found)


def load_classifier(directory: Path | None = None, *, threads: int = 1) -> ThemeClassifier:
    """The classifier of a model directory; the shipped one by default."""
    return ThemeClassifier(directory or SHIPPED / "themes", threads=threads)


def _decision(manifest: Manifest) -> Decision:
    named = f"{manifest.name} {manifest.version}"
    if manifest.labels != COLUMNS:
        raise ModelError("model_unfit", f"模型的标签体系与本版本不符：{named}")
    if manifest.input_version != TEXT_VERSION:
        raise ModelError(
            "model_unfit", f"模型的输入版本与本版本不符（需要 {TEXT_VERSION}，实为 {manifest.input_version}）：{named}"
        )
    try:
        decision = Decision.model_validate(manifest.settings.get("decision"))
    except ValidationError as error:
        raise ModelError("model_broken", f"模型说明文件缺少判定设置：{named}") from error
    tables: tuple[Mapping[str, float], ...] = (decision.slope, decision.shift, decision.threshold)
    headings = decision.headings.values()
    if any(set(table) != set(THEMES) for table in tables) or any(set(added) != set(ROLES) for added in headings):
        raise ModelError("model_broken", f"模型说明文件的判定设置不全：{named}")
    needed = {LINEAR, NGRAMS} | ({WEIGHTS, TOKENIZER} if decision.mix else set())
    missing = needed - set(manifest.files)
    if missing:
        raise ModelError("model_broken", f"模型说明文件未列出：{'、'.join(sorted(missing))}")
    return decision
