"""The n-gram vectors while they are learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from models.ngram_table import LONGEST, NgramTable, fold_sentence
from training.sentences.batches import Numbers

Floats = NDArray[np.float32]

_LEAST = 1e-6


class Bags:
    """The n-grams of all texts, looked up once."""

    def __init__(self, table: NgramTable, texts: Sequence[str]) -> None:
        self._rows, counts = table.find([fold_sentence(text) for text in texts])
        self._ends = np.concatenate([[0], np.cumsum(counts)])

    def of(self, numbers: Numbers, keep: float, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows and offsets of some texts, of whose n-grams a share is kept: each has to do without the rest."""
        rows, offsets, total = [], [], 0
        for number in numbers:
            found = self._rows[self._ends[number] : self._ends[number + 1]]
            if keep < 1 and len(found) > 1:
                left = found[rng.random(len(found)) < keep]
                found = left if len(left) else found
            rows.append(found)
            offsets.append(total)
            total += len(found)
        return torch.from_numpy(np.concatenate(rows)), torch.tensor(offsets)


class NgramNetwork(torch.nn.Module):
    """Sums of n-gram vectors, of length 1."""

    def __init__(self, first: Floats) -> None:
        super().__init__()
        self.vectors = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(first), freeze=False, mode="sum")

    def forward(self, rows: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.normalize(self.vectors(rows, offsets), dim=1)


def first_parts(
    texts: Sequence[str], *, minimum: int, most: int, dimensions: int, seed: int
) -> tuple[list[str], Floats, Floats]:
    """The n-grams that occur in so many texts, the most frequent first where there are too many; how rare each is
    (inverse document frequency), and latent vectors, near each other for n-grams that stand in the same texts."""
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(1, LONGEST), lowercase=False, binary=True)
    counts = vectorizer.fit_transform([fold_sentence(text) for text in texts])
    names = vectorizer.get_feature_names_out()
    frequency = np.asarray(counts.sum(axis=0)).ravel()
    usable = np.asarray([frequency[place] >= minimum and "\n" not in name for place, name in enumerate(names)])
    order = np.argsort(-frequency, kind="stable")
    chosen = np.sort(order[usable[order]][:most])
    weights = TfidfTransformer().fit(counts[:, chosen])
    width = min(dimensions, len(chosen) - 1, len(texts) - 1)
    analysis = TruncatedSVD(width, random_state=seed).fit(weights.transform(counts[:, chosen]))
    latent = np.zeros((len(chosen), dimensions), dtype=np.float32)
    latent[:, :width] = analysis.components_.T / np.sqrt(np.maximum(analysis.singular_values_, _LEAST))
    return [str(names[place]) for place in chosen], weights.idf_.astype(np.float32), latent


def first_vectors(
    texts: Sequence[str], *, minimum: int, most: int, dimensions: int, seed: int
) -> tuple[list[str], Floats]:
    """N-grams and the vectors that learning begins with: those of latent semantic analysis, the longer the rarer."""
    ngrams, rarity, latent = first_parts(texts, minimum=minimum, most=most, dimensions=dimensions, seed=seed)
    latent /= np.sqrt(np.mean(latent**2)) + _LEAST
    return ngrams, (latent * rarity[:, None] / np.sqrt(dimensions)).astype(np.float32)
