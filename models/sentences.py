"""Texts as vectors: what is alike in meaning lies near."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.foreign_sentences import is_foreign, load_foreign
from models.ngram_vectors import KIND, load_ngram_vectors
from models.shipping import SHIPPED


class Encoder(Protocol):
    """Whatever makes vectors of texts. Those of another name or version cannot be compared."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


def load_encoder(directory: Path | None = None, *, threads: int = 1) -> Encoder:
    """The encoder of a directory, ours or of sentence-transformers; the shipped one by default. Raises ModelError."""
    chosen = directory or SHIPPED / KIND
    return load_foreign(chosen, threads=threads) if is_foreign(chosen) else load_ngram_vectors(chosen)
