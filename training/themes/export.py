"""The passage network as ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from models.encoder_scores import LONGEST
from training.tagger.export import AGREEMENT, ExportError, save_onnx
from training.themes.network import PassageNetwork


def export_passage_network(network: PassageNetwork, path: Path, *, window: int = LONGEST) -> None:
    """Write ``network``: ``input_ids``, ``attention_mask`` ``[batch, length]`` → ``logits``. Raises ExportError."""
    network = network.eval().cpu()
    ids, mask = torch.full((2, 32), 5), torch.ones((2, 32), dtype=torch.int64)
    save_onnx(network, (ids, mask), ("input_ids", "attention_mask"), path, window=window)
    _compare(network, path, window)


def _compare(network: PassageNetwork, path: Path, window: int) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    words = int(network.encoder.get_input_embeddings().num_embeddings)  # type: ignore[operator]
    for shape in ((1, 1), (3, 17), (2, window)):
        ids, mask = rng.integers(0, words, shape), np.ones(shape, dtype=np.int64)
        mask[0, shape[1] // 2 + 1 :] = 0
        (found,) = session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
        with torch.no_grad():
            expected = network(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
        difference = float(np.abs(found - expected).max())
        if not difference < AGREEMENT:
            raise ExportError(f"ONNX and torch differ by {difference:.4f} for shape {shape}")
