"""The two files of a network in a model directory: its weights for ONNX Runtime, and its tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.shipping import ModelError
from reports.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WEIGHTS, TOKENIZER = "weights.onnx", "tokenizer.json"


def load_network(directory: Path, threads: int) -> tuple[InferenceSession, Tokenizer]:
    """The session, with so many threads within one operation, and the tokenizer. Raises ModelError."""
    switch_off_telemetry()
    import onnxruntime
    from tokenizers import Tokenizer

    onnxruntime.disable_telemetry_events()  # on Windows, and where somebody has loaded it before
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    try:
        tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
        weights = str(directory / WEIGHTS)
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"]), tokenizer
    except Exception as error:  # both libraries raise their own, undocumented classes
        raise ModelError("model_broken", f"模型无法载入：{directory}（{error}）") from error
