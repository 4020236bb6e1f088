"""The cheap baseline: a linear-chain CRF on the same tokens, with the same borders and blanks in sight."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import numpy as np
import pycrfsuite
from tokenizers import Tokenizer

from models.decoding import LABELS, Floats, decode, possible
from models.model_input import CELL_START, COLUMNS, LINE_START, Ints, ModelInput, PieceTokenizer, encode, view
from models.shipping import ModelError
from models.tagger import untagged
from reports.document import Document
from reports.tags import Tags
from training.synthesis.pieces import GoldReport
from training.tagger.dataset import NO_LABEL, read_gold, token_labels
from training.tagger.tokenizer import train_tokenizer

WEIGHTS, TOKENIZER, SETTINGS = "crf.crfsuite", "tokenizer.json", "crf.json"
REACH = 3  # tokens to either side
_POSITIONS = 6  # positions in a segment from here on are one


class CrfTagger:
    """A tagger out of a directory written by train_crf. Raises ModelError where there is none."""

    name = "gouji-crf"

    def __init__(self, directory: Path) -> None:
        if not all((directory / name).is_file() for name in (WEIGHTS, TOKENIZER, SETTINGS)):
            raise ModelError("model_missing", f"找不到 CRF 模型：{directory}")
        self.version = str(json.loads((directory / SETTINGS).read_text(encoding="utf-8"))["version"])
        self._tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
        self._crf = pycrfsuite.Tagger()
        self._crf.open(str(directory / WEIGHTS))

    def tag(self, document: Document) -> Tags:
        """The Document's tags, with the marginal probabilities of the CRF."""
        tokens = encode(document, cast(PieceTokenizer, self._tokenizer))
        stretches = decode(document, tokens, self.log_probabilities(tokens))
        return Tags.of(stretches + untagged(document, tokens), f"{self.name} {self.version}")

    def log_probabilities(self, tokens: ModelInput) -> Floats:
        """Log probabilities ``[token, label]``: the marginals, the best sequence's labels on top."""
        scores = np.full((len(tokens), len(LABELS)), 1e-6, dtype=np.float32)
        if len(tokens):
            self._crf.set(pycrfsuite.ItemSequence(features(tokens, self._tokenizer)))
            for column, label in enumerate(LABELS):
                if label.value in self._crf.labels():
                    scores[:, column] += [self._crf.marginal(label.value, place) for place in range(len(tokens))]
        logits: Floats = np.log(scores)
        return possible(logits, tokens.empty)


def features(tokens: ModelInput, tokenizer: Tokenizer) -> list[list[str]]:
    """For each token: its piece, its neighbours, borders, its place in its segment and its segment's in the row."""
    pieces = [tokenizer.id_to_token(piece) or "" for piece in tokens.ids.tolist()]
    types = tokens.types.tolist()
    count = len(pieces)
    place, length, column = _places(tokens)
    edge = [""] * REACH
    padded = [*edge, *pieces, *edge]
    shifted = [padded[REACH + shift : REACH + shift + count] for shift in range(-REACH, REACH + 1)]
    names = [f"{shift}=" for shift in range(-REACH, REACH + 1)]
    borders = [_border(kind) for kind in types]
    items: list[list[str]] = []
    for index in range(count):
        around = [name + row[index] for name, row in zip(names, shifted, strict=True)]
        before = pieces[index - 1] if index else ""
        after = borders[index + 1] if index + 1 < count else "end"
        items.append(
            [
                "bias",
                *around,
                f"two={before}|{pieces[index]}",
                f"border={borders[index]}",
                f"after={after}",
                f"here={borders[index]}|{after}|{pieces[index]}",
                f"place={place[index]}|{length[index]}",
                f"column={column[index]}|{borders[index]}",
            ]
        )
    return items


def _border(kind: int) -> str:
    if kind >= CELL_START:
        return "row" if kind % COLUMNS == 0 else "cell"
    return "line" if kind == LINE_START else str(kind)


def _places(tokens: ModelInput) -> tuple[list[int], list[int], list[int]]:
    """Position in the segment, tokens in it, and its column (-1 for a line), each capped."""
    if not len(tokens):
        return [], [], []
    first = np.flatnonzero(np.append(True, tokens.segment[1:] != tokens.segment[:-1]))
    length = np.diff(np.append(first, len(tokens)))
    opening = tokens.types[first]
    column = np.where(opening >= CELL_START, (opening - CELL_START) % COLUMNS, -1)
    place = np.arange(len(tokens)) - np.repeat(first, length)

    def capped(values: Ints) -> list[int]:
        return [int(value) for value in np.minimum(values, _POSITIONS)]

    return capped(place), capped(np.repeat(length, length)), [int(value) for value in np.repeat(column, length)]


def train_crf(
    path: Path,
    reports: Iterable[GoldReport],
    *,
    iterations: int = 60,
    pieces: int = 3000,
    version: str = "1.0",
    on_progress: Callable[[int, int, float, float], None] | None = None,
) -> None:
    """Train a CRF on gold reports and write it into the directory ``path``.

    About 800 reports take four minutes. ``on_progress(iteration, iterations, loss, seconds left)``.
    """
    golds = list(reports)
    documents = [read_gold(gold.text) for gold in golds]
    pairs = [(document, gold) for document, gold in zip(documents, golds, strict=True) if document is not None]
    tokenizer = train_tokenizer((view(document).text for document, _ in pairs), pieces=pieces)
    path.mkdir(parents=True, exist_ok=True)
    trainer = _Trainer(on_progress, iterations)
    for document, gold in pairs:
        _append(trainer, document, gold, tokenizer)
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": iterations, "feature.minfreq": 3})
    trainer.train(str(path / WEIGHTS))
    tokenizer.save(str(path / TOKENIZER), pretty=False)
    settings = {"version": version, "reports": len(pairs), "iterations": iterations, "pieces": pieces}
    (path / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False) + "\n", encoding="utf-8")


def _append(trainer: pycrfsuite.Trainer, document: Document, gold: GoldReport, tokenizer: Tokenizer) -> None:
    tokens = encode(document, cast(PieceTokenizer, tokenizer))
    labels = token_labels(document, tokens, gold.spans)
    items = features(tokens, tokenizer)
    known = np.flatnonzero(labels != NO_LABEL).tolist()
    if known:
        trainer.append([items[index] for index in known], [LABELS[labels[index]].value for index in known])


class _Trainer(pycrfsuite.Trainer):  # type: ignore[misc]  # the library has no types
    """Passes the trainer's log on as progress; the library's own class would print it."""

    def __init__(self, on_progress: Callable[[int, int, float, float], None] | None, iterations: int) -> None:
        super().__init__("lbfgs", verbose=False)
        self._on_progress = on_progress
        self._iterations = iterations
        self._done = 0
        self._loss = 0.0

    def message(self, message: str) -> None:
        """Called by the library for each line of its log."""
        for line in message.splitlines():
            if line.startswith("Loss: "):
                self._loss = float(line.split(":")[1])
            elif line.startswith("Seconds required for this iteration: ") and self._on_progress is not None:
                self._done += 1
                left = float(line.split(":")[1]) * max(0, self._iterations - self._done)
                self._on_progress(self._done, self._iterations, self._loss, left)
