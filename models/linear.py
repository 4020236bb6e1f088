"""A linear classifier on character n-grams: TF-IDF weights times a coefficient for every column.

It is what scikit-learn's TfidfVectorizer and LogisticRegression compute (a test holds it against them), without
needing either where texts are classified, and it can say which characters spoke for a column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models.shipping import ModelError

LINEAR, NGRAMS = "linear.safetensors", "ngrams.txt"

Floats = NDArray[np.float32]

_CLAUSE = re.compile(r"[^,;。:!?]+")
_SHORTEST_CLAUSE = 6  # characters
_MANY_CLAUSES = 4  # beyond the first: from so many on the clauses have their whole share


class LinearModel:
    """``ngrams`` in the order of the rows of ``idf`` ``[n-gram]`` and ``weights`` ``[n-gram, column]``; ``bias``
    ``[column]``. Term frequencies are taken as 1 + ln(tf); a text's weights have the Euclidean length 1.

    ``pooling``: in a text of many clauses each point is a small part of the whole; so that none is drowned, up to this
    share of the logits of the first ``pooled`` columns is that of the clause in which they are highest.
    """

    def __init__(
        self,
        ngrams: Sequence[str],
        idf: Floats,
        weights: Floats,
        bias: Floats,
        *,
        pooling: float = 0.0,
        pooled: int = 0,
    ) -> None:
        if not len(ngrams) == len(idf) == len(weights) or weights.shape[1:] != bias.shape:
            raise ModelError("model_broken", "线性模型的各部分大小不一")
        self._rows = {ngram: row for row, ngram in enumerate(ngrams)}
        self._idf = idf.astype(np.float32)
        self._weights = weights.astype(np.float32)
        self._bias = bias.astype(np.float32)
        self._pooling, self._pooled = pooling, pooled
        self._lengths = sorted({len(ngram) for ngram in ngrams})

    @property
    def columns(self) -> int:
        """How many columns it scores."""
        return len(self._bias)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Logits ``[text, column]``."""
        result = self.plain_scores(texts)
        if not self._pooling:
            return result
        for row, text in zip(result, texts, strict=True):
            parts = clauses(text)
            share = self._pooling * min(1.0, (len(parts) - 1) / _MANY_CLAUSES)
            if share > 0:  # there are no clauses in an empty text
                highest = self.plain_scores(parts)[:, : self._pooled].max(axis=0)
                row[: self._pooled] += share * (highest - row[: self._pooled])
        return result

    def plain_scores(self, texts: Sequence[str]) -> Floats:
        """Logits ``[text, column]`` of the texts as wholes."""
        result = np.tile(self._bias, (len(texts), 1))
        for number, text in enumerate(texts):
            counts = self._counts(text)
            if counts:
                rows = np.fromiter(counts, dtype=np.int64, count=len(counts))
                result[number] += (
                    self._tfidf(rows, np.fromiter(counts.values(), dtype=np.float32)) @ self._weights[rows]
                )
        return result

    def contributions(self, text: str, column: int) -> Floats:
        """What each character of a text adds to a column's logit: an n-gram's share spread over its characters."""
        places = self._places(text)
        result = np.zeros(len(text), dtype=np.float32)
        if not places:
            return result
        rows = np.fromiter(places, dtype=np.int64, count=len(places))
        counts = np.asarray([len(starts) for starts in places.values()], dtype=np.float32)
        shares = self._tfidf(rows, counts) * self._weights[rows, column] / counts
        for starts, share in zip(places.values(), shares, strict=True):
            for start, length in starts:
                result[start : start + length] += share / length
        return result

    def _tfidf(self, rows: NDArray[np.int64], counts: Floats) -> Floats:
        weights = (1 + np.log(counts)) * self._idf[rows]
        normed: Floats = weights / np.linalg.norm(weights)
        return normed

    def _known(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Row, start and length of every n-gram of a text that the model knows."""
        find = self._rows.get
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                row = find(text[start : start + length])
                if row is not None:
                    yield row, start, length

    def _counts(self, text: str) -> dict[int, int]:
        counts: dict[int, int] = defaultdict(int)
        for row, _, _ in self._known(text):
            counts[row] += 1
        return counts

    def _places(self, text: str) -> dict[int, list[tuple[int, int]]]:
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row, start, length in self._known(text):
            places[row].append((start, length))
        return places


def clauses(text: str) -> list[str]:
    """The clauses of a folded text; short ones go with the next, for they say nothing alone."""
    parts: list[str] = []
    rest = ""
    for match in _CLAUSE.finditer(text):
        rest += match[0]
        if len(rest) >= _SHORTEST_CLAUSE:
            parts.append(rest)
            rest = ""
    return [*parts, rest] if rest else parts


def save_linear(
    directory: Path,
    ngrams: Sequence[str],
    idf: Floats,
    weights: Floats,
    bias: Floats,
    *,
    pooling: float = 0.0,
    pooled: int = 0,
) -> None:
    """Write the model's two files; weights in half precision, which changes no decision that matters."""
    (directory / NGRAMS).write_text("".join(f"{ngram}\n" for ngram in ngrams), encoding="utf-8")
    tensors = {"idf": idf.astype(np.float16), "weights": weights.astype(np.float16), "bias": bias.astype(np.float32)}
    tensors["pooling"] = np.asarray([pooling, pooled], dtype=np.float32)
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, directory / LINEAR)


def load_linear(directory: Path) -> LinearModel:
    """The model of a directory. Raises ModelError where a file is broken or does not fit the other."""
    try:
        tensors = load_file(directory / LINEAR)
        ngrams = (directory / NGRAMS).read_text(encoding="utf-8").split("\n")[:-1]
        pooling, pooled = tensors["pooling"]
        return LinearModel(
            ngrams, tensors["idf"], tensors["weights"], tensors["bias"], pooling=float(pooling), pooled=int(pooled)
        )
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError("model_broken", f"模型无法载入：{directory}（{error}）") from error
