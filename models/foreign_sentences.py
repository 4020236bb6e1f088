"""Any sentence-transformers model in a local directory, in the place of our encoder; nothing is fetched."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.shipping import MANIFEST, ModelError, sha256_of
from reports.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_MARKS = ("modules.json", "config_sentence_transformers.json")
_BATCH = 32


class ForeignEncoder:
    """A sentence-transformers model; its name is the directory's, its version a hash of what lies in it."""

    def __init__(self, model: SentenceTransformer, *, name: str, version: str) -> None:
        self._model = model
        self.name, self.version = name, version
        self.dimensions: int = model.encode(["公开"], show_progress_bar=False).shape[1]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``[text, dimension]``, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
        )
        return np.asarray(vectors, dtype=np.float32)


def is_foreign(directory: Path) -> bool:
    """Whether a directory holds a sentence-transformers model and none of ours."""
    return not (directory / MANIFEST).is_file() and any((directory / mark).is_file() for mark in _MARKS)


def load_foreign(directory: Path, *, threads: int = 1) -> ForeignEncoder:
    """The model of a directory, on the processor. Raises ModelError where it or the library is not to be had."""
    switch_off_telemetry()
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        raise ModelError(
            "model_unfit", f"使用 {directory} 中的编码器须先安装：pip install 'gouji[encoders]'（缺少 {error.name}）"
        ) from error
    try:
        model = SentenceTransformer(str(directory), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:  # the libraries below it raise whatever they like
        raise ModelError("model_broken", f"模型无法载入：{directory}（{error}）") from error
    _use_threads(threads)
    return ForeignEncoder(model, name=directory.resolve().name, version=_version(directory))


def _use_threads(threads: int) -> None:
    """Of torch, which sentence-transformers has loaded by now; a model that computes with another has its own."""
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(threads)


def _version(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(directory).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()[:12]
