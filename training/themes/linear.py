"""TF-IDF on character n-grams and logistic regression, one against the rest for themes, softmax for roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.linear import LinearModel, save_linear
from models.passage_text import fold_passage
from reports.themes import ROLES, THEMES
from training.themes.corpus import AnnotatedPassage

Floats = NDArray[np.float32]
_CERTAIN = 6.0  # logit of a theme that all of the passages have; of one that none has with a minus


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """``longest`` n-gram in characters, met in at least ``minimum`` passages; inverse strengths of regularization."""

    longest: int = 4
    minimum: int = 2
    themes_c: float = 20.0
    roles_c: float = 10.0
    balanced: bool = True
    pooling: float = 0.5  # see models.linear.LinearModel


@dataclass(frozen=True, slots=True)
class LinearParts:
    """What a fitted model consists of: columns are the themes, then the roles."""

    ngrams: list[str]
    idf: Floats
    weights: Floats
    bias: Floats
    pooling: float

    def model(self) -> LinearModel:
        return LinearModel(self.ngrams, self.idf, self.weights, self.bias, pooling=self.pooling, pooled=len(THEMES))

    def save(self, directory: Path) -> None:
        """Write it into a model directory."""
        save_linear(directory, self.ngrams, self.idf, self.weights, self.bias, pooling=self.pooling, pooled=len(THEMES))


def fit_linear(passages: Sequence[AnnotatedPassage], settings: LinearSettings) -> LinearParts:
    """Fit themes and roles on annotated passages. Raises ValueError where one of the roles does not occur."""
    if lacking := set(ROLES) - {passage.role for passage in passages}:
        raise ValueError(f"no passage to learn from is {', '.join(sorted(lacking))}")
    texts = [fold_passage(passage.text).text for passage in passages]
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, settings.longest), min_df=settings.minimum, sublinear_tf=True, lowercase=False
    )
    features = vectorizer.fit_transform(texts)
    weight = "balanced" if settings.balanced else None
    columns, biases = [], []
    for theme in THEMES:
        wanted = np.asarray([theme in passage.themes for passage in passages])
        if wanted.all() or not wanted.any():  # nothing to tell apart
            columns.append(np.zeros(features.shape[1]))
            biases.append(_CERTAIN if wanted.all() else -_CERTAIN)
            continue
        fitted = LogisticRegression(C=settings.themes_c, class_weight=weight, max_iter=1000, solver="liblinear")
        fitted.fit(features, wanted)
        columns.append(fitted.coef_[0])
        biases.append(fitted.intercept_[0])
    roles = LogisticRegression(C=settings.roles_c, max_iter=2000)
    roles.fit(features, np.asarray([ROLES.index(passage.role) for passage in passages]))
    weights = np.column_stack([*columns, *roles.coef_])
    bias = np.concatenate([biases, roles.intercept_])
    return LinearParts(
        list(vectorizer.get_feature_names_out()),
        vectorizer.idf_.astype(np.float32),
        weights.astype(np.float32),
        bias.astype(np.float32),
        settings.pooling,
    )
