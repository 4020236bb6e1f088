"""The tagger: a Document's tokens classified by a small transformer, in windows that overlap."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from models.decoding import LABELS, Floats, decode, possible
from models.model_input import INPUT_VERSION, ModelInput, PieceTokenizer, encode
from models.onnx_files import TOKENIZER, WEIGHTS, load_network
from models.shipping import SHIPPED, Manifest, ModelError, read_manifest
from reports.calibration import FEATURES, Calibration
from reports.document import Document
from reports.tags import Stretch, Tag, Tags


class Tagger(Protocol):
    """Whatever tags a Document."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    def tag(self, document: Document) -> Tags: ...


class OnnxTagger:
    """A tagger run by ONNX Runtime out of a model directory (see models.shipping).

    ``threads`` is the number of threads within one operation. One tagger may be used by many threads.
    Raises ModelError for a directory that does not fit.
    """

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        manifest = read_manifest(directory, "tagger")
        _check_fit(manifest)
        session, tokenizer = load_network(directory, threads)
        self._session, self._tokenizer = session, cast(PieceTokenizer, tokenizer)
        self.manifest = manifest
        self._window = int(manifest.settings["window"])
        self._overlap = int(manifest.settings["overlap"])
        self._marks = bool(manifest.settings.get("marks", True))
        self._calibration = _calibration(manifest)

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    def tag(self, document: Document) -> Tags:
        """The Document's tags; segments beyond the model's limit are prose of probability 0."""
        tokens = encode(document, self._tokenizer)
        stretches = decode(document, tokens, self.log_probabilities(tokens))
        return Tags.of(stretches + untagged(document, tokens), f"{self.name} {self.version}", self._calibration)

    def log_probabilities(self, tokens: ModelInput) -> Floats:
        """Log probabilities ``[token, label]``, impossible labels excluded."""
        types = tokens.types if self._marks else np.zeros_like(tokens.types)
        logits = np.zeros((len(tokens), len(LABELS)), dtype=np.float32)
        for start, end, low, high in windows(len(tokens), self._window, self._overlap):
            feed = {"input_ids": tokens.ids[None, start:end], "token_type_ids": types[None, start:end]}
            logits[low:high] = self._session.run(["logits"], feed)[0][0, low - start : high - start]
        return possible(logits, tokens.empty)


def load_tagger(directory: Path | None = None, *, threads: int = 1) -> OnnxTagger:
    """The tagger of a model directory; the shipped one by default."""
    return OnnxTagger(directory or SHIPPED / "tagger", threads=threads)


def _check_fit(manifest: Manifest) -> None:
    if manifest.labels != tuple(label.value for label in LABELS):
        raise ModelError("model_unfit", f"模型的标签体系与本版本不符：{manifest.name} {manifest.version}")
    if manifest.input_version != INPUT_VERSION:
        needed = f"需要 {INPUT_VERSION}，实为 {manifest.input_version}"
        raise ModelError("model_unfit", f"模型的输入版本与本版本不符（{needed}）：{manifest.name} {manifest.version}")
    if not {"window", "overlap"} <= set(manifest.settings):
        raise ModelError("model_broken", f"模型说明文件缺少窗口设置：{manifest.name} {manifest.version}")
    missing = {WEIGHTS, TOKENIZER} - set(manifest.files)
    if missing:
        raise ModelError("model_broken", f"模型说明文件未列出：{'、'.join(sorted(missing))}")


def _calibration(manifest: Manifest) -> Calibration | None:
    """What the model's probabilities are worth; None for a model that was never calibrated."""
    given = manifest.settings.get("calibration")
    if given is None:
        return None
    try:
        return Calibration(float(given["intercept"]), tuple(float(given["weights"][name]) for name in FEATURES))
    except (KeyError, TypeError, ValueError) as error:
        message = f"模型的置信度校准与本版本不符：{manifest.name} {manifest.version}"
        raise ModelError("model_unfit", message) from error


def windows(count: int, window: int, overlap: int) -> list[tuple[int, int, int, int]]:
    """Windows over ``count`` tokens as ``(start, end, low, high)``: each sees ``[start, end)`` and answers for the
    tokens ``[low, high)`` that stand farthest from an edge in it.

    As few as windows of ``window`` tokens can be that overlap by at least ``overlap``, and all about equally long: a
    last one of full length would see much for a second time.
    """
    if not count:
        return []
    number = max(1, -(-(count - overlap) // (window - overlap)))
    length = -(-(count + (number - 1) * overlap) // number)
    starts = [place * (count - length) // max(1, number - 1) for place in range(number)]
    borders = [(here + length + after) // 2 for here, after in pairwise(starts)]
    return [
        (start, start + length, low, high)
        for start, low, high in zip(starts, [0, *borders], [*borders, count], strict=True)
    ]


def untagged(document: Document, tokens: ModelInput) -> list[Stretch]:
    """The segments after the last token's, as prose of probability 0: the model never saw them."""
    first = int(tokens.segment[-1]) + 1 if len(tokens) else 0
    return [Stretch(segment.start, segment.end, Tag.PROSE, 0.0) for segment in document.segments[first:]]
