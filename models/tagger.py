"""The tagger: a Document's tokens classified by a small transformer, in windows that overlap."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from models.model_input import INPUT_VERSION, Bools, Ints, ModelInput, PieceTokenizer, encode
from models.onnx_files import TOKENIZER, WEIGHTS, load_network
from models.shipping import SHIPPED, Manifest, ModelError, read_manifest
from reports.document import Document
from reports.tags import Stretch, Tag, Tags

LABELS: tuple[Tag, ...] = tuple(Tag)
# Nats by which two tags in one segment must beat one tag for all of it: a border inside a segment is rare.
SWITCH_COST = 3.0
_IMPOSSIBLE = -1e9
_BLANK, _PROSE, _VALUE = LABELS.index(Tag.BLANK), LABELS.index(Tag.PROSE), LABELS.index(Tag.VALUE)
_UNITS = "万亿元件条次宗起项个份"

Floats = NDArray[np.float32]


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
        return Tags.of(stretches + untagged(document, tokens), f"{self.name} {self.version}")

    def log_probabilities(self, tokens: ModelInput) -> Floats:
        """Log probabilities ``[token, label]``, impossible labels excluded."""
        starts = window_starts(len(tokens), self._window, self._overlap)
        logits = np.zeros((len(tokens), len(LABELS)), dtype=np.float32)
        for start, low, high in window_shares(starts, len(tokens), self._window):
            part = slice(start, start + self._window)
            feed = {"input_ids": tokens.ids[None, part], "token_type_ids": tokens.types[None, part]}
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


def window_starts(count: int, window: int, overlap: int) -> list[int]:
    """Where windows over ``count`` tokens begin; the last one ends with the last token."""
    if count <= window:
        return [0] if count else []
    starts = list(range(0, count - window, window - overlap))
    return [*starts, count - window]


def window_shares(starts: list[int], count: int, window: int) -> list[tuple[int, int, int]]:
    """For each window ``(start, low, high)``: the tokens ``[low, high)`` that stand farthest from an edge in it."""
    borders = [(here + window + after) // 2 for here, after in pairwise(starts)]
    return list(zip(starts, [0, *borders], [*borders, count], strict=False))


def possible(logits: Floats, empty: Bools) -> Floats:
    """Log probabilities over the labels that can be: an empty segment is blank or prose, no other is blank."""
    masked = logits.copy()
    masked[~empty, _BLANK] = _IMPOSSIBLE
    others = np.asarray([index not in (_BLANK, _PROSE) for index in range(len(LABELS))])
    masked[empty[:, None] & others] = _IMPOSSIBLE
    if len(masked):
        masked -= masked.max(axis=1, keepdims=True)
    result: Floats = masked - np.log(np.exp(masked).sum(axis=1, keepdims=True))
    return result


def decode(document: Document, tokens: ModelInput, log_probabilities: Floats) -> list[Stretch]:
    """Stretches in text order: runs of one tag within a segment; values also end at white space."""
    if not len(tokens):
        return []
    tags = _settle(tokens.segment, log_probabilities)
    probability = np.exp(log_probabilities[np.arange(len(tags)), tags])
    cut = np.ones(len(tags), dtype=bool)
    cut[1:] = (tokens.segment[1:] != tokens.segment[:-1]) | (tags[1:] != tags[:-1])
    for index in np.flatnonzero(~cut & tokens.spaced & (tags == _VALUE)):
        before, here = document.text[tokens.start[index - 1]], document.text[tokens.start[index]]
        cut[index] = not (here in _UNITS and before.isdigit())  # "12 万元" is one value
    first = np.flatnonzero(cut)
    last = np.append(first[1:], len(tags)) - 1
    mean = np.add.reduceat(probability, first) / (last - first + 1)
    columns = (tokens.start[first], tokens.end[last], tags[first], np.minimum(mean, 1.0))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Stretch(start, end, LABELS[tag], score) for start, end, tag, score in rows]


def _settle(segment: Ints, log_probabilities: Floats) -> Ints:
    """Each token's tag: its likeliest, or its segment's where one tag for all of it costs little."""
    tags = np.asarray(log_probabilities.argmax(axis=1), dtype=np.int64)
    first = np.flatnonzero(np.append(True, segment[1:] != segment[:-1]))
    together = np.add.reduceat(log_probabilities, first, axis=0)
    apart = np.add.reduceat(log_probabilities.max(axis=1), first)
    joined = together.max(axis=1) > apart - SWITCH_COST
    length = np.diff(np.append(first, len(segment)))
    return np.where(np.repeat(joined, length), np.repeat(together.argmax(axis=1), length), tags)


def untagged(document: Document, tokens: ModelInput) -> list[Stretch]:
    """The segments after the last token's, as prose of probability 0: the model never saw them."""
    first = int(tokens.segment[-1]) + 1 if len(tokens) else 0
    return [Stretch(segment.start, segment.end, Tag.PROSE, 0.0) for segment in document.segments[first:]]
