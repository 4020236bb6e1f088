"""The recognition models: boxes of text on a page, and what a line of text says with a probability a character.

The models are PP-OCR's, as the package rapidocr brings them. They are given by their files' paths, because a model
that is asked for by name would be downloaded where its file is missing.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from reports.errors import ReadError
from reports.formats.ocr.pixels import Pixels
from reports.telemetry import switch_off_telemetry

_HEIGHT = 48  # of a line as the model takes it
_NARROWEST = 64
_WIDEST = 2400
_BATCH_WIDTH = 4800  # pixels of lines recognised at once
_THREADS = 2
_ALIKE = ("0OoОоΟο〇○◯Ｏ", "-—–−―一─", ",，", ".．", "(（", ")）", ":：", ";；", "/／")  # told apart by their context


class Reading(NamedTuple):
    """A line's text, how probable each of its characters is, and what each would be if it had to be a digit."""

    text: str
    probabilities: tuple[float, ...]
    digits: str = ""

    @property
    def least(self) -> float:
        return min(self.probabilities, default=0.0)

    @property
    def mean(self) -> float:
        return sum(self.probabilities) / len(self.probabilities) if self.probabilities else 0.0

    def once(self, times: int) -> Reading:
        """The reading of a text that stood there ``times`` over; no text where its repetitions differ."""
        size, rest = divmod(len(self.text), times)
        if rest or not size or self.text != self.text[:size] * times:
            return Reading("", (), self.digits[:size])
        return Reading(self.text[:size], self.probabilities[:size], self.digits[:size])


class Recognizer:
    """Both models, loaded once; calls from several threads wait for each other."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        blank = np.full((_HEIGHT, 2 * _HEIGHT, 3), 255, np.uint8)
        engine(blank, use_det=False, use_cls=False, use_rec=True)  # loads the model
        self._characters: list[str] = engine.text_rec.postprocess_op.character
        places = {char: place for place, char in enumerate(self._characters)}
        groups = [[places[char] for char in group if char in places] for group in _ALIKE]
        self._digits = [places[char] for char in "0123456789"]
        self._alike = {place: group for group in groups for place in group}

    def detect(self, page: Pixels) -> list[tuple[float, float, float, float]]:
        """The boxes (left, top, right, bottom) of lines of text on a grey page."""
        with self._lock:
            found = self._engine(np.dstack([page] * 3), use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        corners = np.asarray(found.boxes, dtype=np.float64)
        low, high = corners.min(axis=1), corners.max(axis=1)
        return [(float(a[0]), float(a[1]), float(b[0]), float(b[1])) for a, b in zip(low, high, strict=True)]

    def read(self, lines: Sequence[Pixels]) -> list[Reading]:
        """What lines of text say, each given as a grey picture that its characters fill from top to bottom."""
        shaped = [_shaped(line) for line in lines]
        order = sorted(range(len(shaped)), key=lambda number: shaped[number].shape[1])
        readings: list[Reading] = [Reading("", ())] * len(shaped)
        while order:
            widest = shaped[order[-1]].shape[1]
            batch, order = order[-max(1, _BATCH_WIDTH // widest) :], order[: -max(1, _BATCH_WIDTH // widest)]
            for number, reading in zip(batch, self._read([shaped[number] for number in batch], widest), strict=True):
                readings[number] = reading
        return readings

    def _read(self, lines: Sequence[Pixels], width: int) -> list[Reading]:
        batch = np.full((len(lines), _HEIGHT, width), 255, np.uint8)
        for number, line in enumerate(lines):
            batch[number, :, : line.shape[1]] = line
        levels = (batch.astype(np.float32) / 127.5 - 1.0)[:, None].repeat(3, axis=1)
        with self._lock:
            chances: NDArray[np.float32] = self._engine.text_rec.session(np.ascontiguousarray(levels))
        return [self._decoded(chance) for chance in chances]

    def _decoded(self, chances: NDArray[np.float32]) -> Reading:
        """The best path: runs of a character are one character, the first class is the gap between characters.

        A character is as probable as all that look like it together.
        """
        best = chances.argmax(axis=1)
        text: list[str] = []
        probabilities: list[float] = []
        digits: list[str] = []
        before = 0
        for step, kind in enumerate(best.tolist()):
            peak = float(chances[step, self._alike.get(kind, kind)].sum()) if kind else 0.0
            if kind and kind == before:
                probabilities[-1] = max(probabilities[-1], peak)
            elif kind:
                text.append(self._characters[kind])
                probabilities.append(peak)
                digits.append(str(int(chances[step, self._digits].argmax())))
            before = kind
        return Reading("".join(text), tuple(probabilities), "".join(digits))


def _shaped(line: Pixels) -> Pixels:
    height, width = line.shape
    scaled = min(max(round(width * _HEIGHT / height), 8), _WIDEST)
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    resized = np.asarray(cv2.resize(line, (scaled, _HEIGHT), interpolation=how), dtype=np.uint8)
    if scaled >= _NARROWEST:
        return resized
    margin = _NARROWEST - scaled
    return np.pad(resized, ((0, 0), (margin // 2, margin - margin // 2)), constant_values=255)


@lru_cache(maxsize=1)
def load_recognizer() -> Recognizer:
    """The models, loaded once a process. Nothing is downloaded."""
    switch_off_telemetry()
    from rapidocr import RapidOCR

    parameters = {
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "Det.model_path": _model("_det_"),
        "Rec.model_path": _model("_rec_"),
    }
    return Recognizer(RapidOCR(params=parameters))


def _model(kind: str) -> str:
    for file in sorted(files("rapidocr").joinpath("models").iterdir(), key=lambda file: file.name):
        if kind in file.name and file.name.endswith(".onnx"):
            return str(file)
    raise ReadError("ocr_missing", "文字识别组件里没有模型文件，请重新安装：pip install --force-reinstall 'gouji[ocr]'")
