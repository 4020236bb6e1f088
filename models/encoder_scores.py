"""A transformer over a passage's characters, run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.onnx_files import load_network

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
LONGEST = 256
"""Tokens of a passage that are read; what comes after them is rare and says nothing new."""
_BATCH_TOKENS = 2048  # passages of like length go together, so many tokens at a time

Floats = NDArray[np.float32]


class EncoderModel:
    """``input_ids``, ``attention_mask`` ``[batch, length]`` → ``logits`` ``[batch, column]``. Raises ModelError.

    ``threads`` is the number of threads within one operation. May be used by many threads.
    """

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        self._session, self._tokenizer = load_network(directory, threads)

    @property
    def columns(self) -> int:
        """How many columns it scores."""
        return int(self._session.get_outputs()[0].shape[1])

    def scores(self, texts: Sequence[str]) -> Floats:
        """Logits ``[text, column]``."""
        rows = [token_ids(self._tokenizer, text) for text in texts]
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        result = np.empty((len(rows), self.columns), dtype=np.float32)
        for batch in _batches(order, rows):
            ids, mask = padded([rows[number] for number in batch])
            (result[batch],) = self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
        return result


def token_ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """A folded passage's tokens as they are read: cut to the longest, and one unknown token for an empty one."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return list(ids[:LONGEST]) or [unknown_id(tokenizer)]


def unknown_id(tokenizer: Tokenizer) -> int:
    """The id of the token that stands for unknown ones; 0 where the vocabulary has none."""
    return tokenizer.token_to_id(UNKNOWN) or 0


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and mask ``[row, length]`` of rows of several lengths."""
    length = max(map(len, rows))
    ids = np.zeros((len(rows), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask


def _batches(order: Sequence[int], rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places in ``order``, shortest first, in batches of about as many tokens."""
    batches: list[list[int]] = []
    for number in order:
        if not batches or (len(batches[-1]) + 1) * len(rows[number]) > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(number)
    return batches
