"""A text's vector as the sum of learned vectors of its character n-grams.

Learned by contrast, so that what says the same points the same way; an n-gram's weight is the length of its vector.
Stored as whole numbers of eight bits with a scale for each n-gram.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models.ngram_table import SENTENCE_VERSION, NgramTable, fold_sentence
from models.shipping import ModelError, read_manifest

KIND = "sentences"
VECTORS, NGRAMS = "vectors.safetensors", "ngrams.txt"
LONGEST_TEXT = 4000
"""Characters of a text that are read: what is longer is no passage, and must not hold up the others."""

Floats = NDArray[np.float32]

_BATCH = 64  # texts at a time: what is worked on stays near the processor


class NgramVectors:
    """``vectors`` ``[n-gram, dimension]`` in the order of ``ngrams``."""

    def __init__(self, ngrams: Sequence[str], vectors: Floats, *, name: str, version: str) -> None:
        self.name, self.version = name, version
        self.table = NgramTable(ngrams)
        if vectors.ndim != 2 or len(vectors) != len(ngrams) or not np.isfinite(vectors).all():
            raise ValueError("there is not one vector for each n-gram")
        self.dimensions: int = vectors.shape[1]
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> Floats:
        """``[text, dimension]``, rows of length 1; zero where no n-gram of a text is known."""
        result = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            folded = [fold_sentence(text[:LONGEST_TEXT]) for text in texts[start : start + _BATCH]]
            self._add_up(folded, result[start : start + _BATCH])
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        np.divide(result, lengths, out=result, where=lengths > 0)
        return result

    def _add_up(self, folded: Sequence[str], into: Floats) -> None:
        rows, counts = self.table.find(folded)
        vectors = self._vectors[rows]
        end = 0
        for number, count in enumerate(counts):
            start, end = end, end + int(count)
            vectors[start:end].sum(axis=0, out=into[number])


def save_ngram_vectors(directory: Path, ngrams: Sequence[str], vectors: Floats) -> None:
    """Write the two files of the vectors."""
    scales = np.maximum(np.abs(vectors).max(axis=1), np.float32(1e-12)) / 127
    whole = np.rint(vectors / scales[:, None]).astype(np.int8)
    (directory / NGRAMS).write_text("".join(f"{ngram}\n" for ngram in ngrams), encoding="utf-8")
    save_file({"vectors": np.ascontiguousarray(whole), "scales": scales.astype(np.float32)}, directory / VECTORS)


def load_ngram_vectors(directory: Path) -> NgramVectors:
    """The encoder of a model directory. Raises ModelError where it is broken or made for another input."""
    manifest = read_manifest(directory, KIND)
    named = f"{manifest.name} {manifest.version}"
    if manifest.input_version != SENTENCE_VERSION:
        found = manifest.input_version
        raise ModelError("model_unfit", f"模型的输入版本与本版本不符（需要 {SENTENCE_VERSION}，实为 {found}）：{named}")
    if missing := {VECTORS, NGRAMS} - set(manifest.files):
        raise ModelError("model_broken", f"模型说明文件未列出：{'、'.join(sorted(missing))}")
    try:
        tensors = load_file(directory / VECTORS)
        ngrams = (directory / NGRAMS).read_text(encoding="utf-8").split("\n")[:-1]
        vectors = tensors["vectors"].astype(np.float32) * tensors["scales"].astype(np.float32)[:, None]
        return NgramVectors(ngrams, vectors, name=manifest.name, version=manifest.version)
    except (OSError, SafetensorError, KeyError, ValueError, IndexError) as error:
        raise ModelError("model_broken", f"模型无法载入：{directory}（{error}）") from error
