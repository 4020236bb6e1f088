"""Synthetic reports as a tagger's training data: labels per token, cached on disk as ``datasets``."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from datasets import Dataset, Features, List, Value
from tokenizers import Tokenizer

from models.decoding import LABELS
from models.model_input import Ints, ModelInput, encode, fold, view
from reports.document import Document
from reports.formats import read_document
from reports.tags import Tag
from training.synthesis.generate import generate_many
from training.synthesis.pieces import GoldReport, GoldSpan

ROOT = Path(__file__).parents[2]
NO_LABEL = -100  # what the loss leaves out: delimiters that a reader took for content
_RAW_SOURCES = ("training/synthesis", "reports/forms", "reports/tags.py", "reports/labels.py")
_READ_SOURCES = ("reports/formats", "reports/encodings.py", "reports/document.py", "models/model_input.py")
_LABEL_OF = {label: index for index, label in enumerate(LABELS)}


RAW = Features(
    {name: Value("string") for name in ("name", "text", "view", "layout")}
    | {name: List(Value("int32")) for name in ("starts", "ends", "tags")}
)


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What the training data is. Reports are generated from seeds ``seed * 10**6`` onwards.

    Each annotated report of the development part comes ``annotated`` times among them.
    """

    reports: int = 6000
    seed: int = 1
    validation: float = 0.04  # share of the reports, the last ones by seed
    pieces: int = 5000  # of the tokenizer
    annotated: int = 8
    dropout: float = 0.1  # of BPE merges, in half of the training reports: damaged words fall into small pieces

    @property
    def validation_count(self) -> int:
        return max(1, round(self.reports * self.validation))


def source_hash(*paths: str) -> str:
    """A hash of the code and data files at or under ``paths``, relative to the repository."""
    digest = hashlib.sha256()
    for path in paths:
        base = ROOT / path
        for file in sorted(base.rglob("*")) if base.is_dir() else [base]:
            if file.suffix in (".py", ".json", ".txt", ".toml") and file.is_file():
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def data_hash(settings: DataSettings) -> str:
    """What the raw reports depend on: the code that makes and reads them, and which are made."""
    which = json.dumps([settings.reports, settings.seed])
    return hashlib.sha256((source_hash(*_RAW_SOURCES, *_READ_SOURCES) + which).encode()).hexdigest()


def read_gold(text: str) -> Document | None:
    """The Document of a gold text; None where its reader changes the text, so that the gold no longer fits."""
    document = read_document(text.encode("utf-8", "surrogatepass"))
    return document if document.text == text else None


def raw_reports(
    settings: DataSettings, cache: Path, *, processes: int = 2, on_report: Callable[[int, int], None] | None = None
) -> Dataset:
    """The generated reports with their gold and the model's view; from the cache where it has them.

    ``on_report(done, total)`` is called after each report that has to be generated.
    """
    directory = cache / f"reports-{data_hash(settings)[:16]}"
    if not directory.is_dir():
        rows = list(_generated(settings, processes, on_report))
        partial = directory.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        Dataset.from_list(rows, features=RAW).save_to_disk(str(partial))
        partial.rename(directory)
    return Dataset.load_from_disk(str(directory))


def _generated(
    settings: DataSettings, processes: int, on_report: Callable[[int, int], None] | None
) -> Iterator[dict[str, Any]]:
    reports = generate_many(settings.seed * 10**6, settings.reports, "train", processes=processes)
    for done, gold in enumerate(reports, start=1):
        if on_report is not None:
            on_report(done, settings.reports)
        document = read_gold(gold.text)
        if document is None:
            continue
        yield {
            "name": gold.name,
            "text": gold.text,
            "view": view(document).text,
            "layout": gold.layout,
            "starts": [span.start for span in gold.spans],
            "ends": [span.end for span in gold.spans],
            "tags": [_LABEL_OF[span.tag] for span in gold.spans],
        }


def gold_spans(row: dict[str, Any]) -> list[GoldSpan]:
    """The gold of a row of raw_reports."""
    return [
        GoldSpan(start, end, LABELS[tag], None)
        for start, end, tag in zip(row["starts"], row["ends"], row["tags"], strict=True)
    ]


def token_labels(document: Document, tokens: ModelInput, spans: list[GoldSpan]) -> Ints:
    """A label per token: the tag that covers most of its characters; blank or prose for an empty segment."""
    folded = np.frombuffer(fold(document.text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    by_character = np.full(len(document.text) + 1, NO_LABEL, dtype=np.int64)
    for span in spans:
        by_character[span.start : span.end] = _LABEL_OF[span.tag]
    by_character[:-1][np.isin(folded, (0x20, 0x0A, 0x09))] = NO_LABEL
    labels = by_character[tokens.start].copy()
    mixed = (labels != by_character[tokens.end - 1]) | (tokens.end - tokens.start > 4)
    for index in np.flatnonzero(mixed & ~tokens.empty):
        labels[index] = _majority(by_character[tokens.start[index] : tokens.end[index]])
    labels[labels == _LABEL_OF[Tag.BLANK]] = NO_LABEL
    empty = np.flatnonzero(tokens.empty)
    labels[empty] = _empty_labels(document.text, tokens.start[empty].tolist(), spans)
    return labels


def _majority(labels: Ints) -> int:
    known = labels[labels != NO_LABEL]
    return int(np.bincount(known).argmax()) if len(known) else NO_LABEL


def _empty_labels(text: str, places: list[int], spans: list[GoldSpan]) -> list[int]:
    """For each empty segment's place whether a gold blank stands there.

    A reader and the gold may put a blank at different places of the same white space, so both are counted
    out from left to right within one run of blanks; where the counts differ the nearest gold decides.
    """
    hollow = [span for span in spans if not text[span.start : span.end].strip()]
    labels: list[int] = []
    first = 0
    for (low, high), group in groupby(places, key=lambda place: _white_space(text, place)):
        while first < len(hollow) and hollow[first].end < low:
            first += 1
        near = first
        while near < len(hollow) and hollow[near].start <= high:
            near += 1
        labels += _match(list(group), hollow[first:near])
    return labels


def _match(places: list[int], golds: list[GoldSpan]) -> list[int]:
    if not golds:
        return [_LABEL_OF[Tag.PROSE]] * len(places)
    if len(golds) != len(places):
        golds = [min(golds, key=lambda gold: abs(gold.start - place)) for place in places]
    return [_LABEL_OF[Tag.BLANK if gold.tag is Tag.BLANK else Tag.PROSE] for gold in golds]


def _white_space(text: str, place: int) -> tuple[int, int]:
    """The run of white space around a place, up to the delimiters (newline, tab)."""
    low = high = place
    while low > 0 and text[low - 1].isspace() and text[low - 1] not in "\n\t":
        low -= 1
    while high < len(text) and text[high].isspace() and text[high] not in "\n\t":
        high += 1
    return low, high


def labelled(row: dict[str, Any], tokenizer: Tokenizer) -> tuple[ModelInput, Ints] | None:
    """A row of raw_reports as tokens and their labels."""
    document = read_gold(row["text"])
    if document is None:
        return None
    tokens = encode(document, tokenizer)
    return tokens, token_labels(document, tokens, gold_spans(row))


def window_rows(
    raw: Dataset, tokenizer: Tokenizer, *, window: int, overlap: int, seed: int, dropout: float = 0.0
) -> Dataset:
    """Training windows of ``window`` tokens: columns ``input_ids``, ``token_type_ids``, ``labels``.

    With ``dropout``, half of the reports are cut by BPE with dropout and windows begin at random places
    (the first and the last window always show the document's ends); without, windows are those of serving.
    """
    rng = np.random.default_rng(seed)
    plain = tokenizer
    rough = Tokenizer.from_str(tokenizer.to_str())
    if dropout and hasattr(rough.model, "dropout"):
        rough.model.dropout = dropout
    columns: dict[str, list[Any]] = {"input_ids": [], "token_type_ids": [], "labels": []}
    for row in raw:
        made = labelled(row, rough if dropout and rng.random() < 0.5 else plain)
        if made is None:
            continue
        tokens, labels = made
        for start in _starts(len(tokens), window, overlap, rng if dropout else None):
            part = slice(start, start + window)
            columns["input_ids"].append(tokens.ids[part].astype(np.int32))
            columns["token_type_ids"].append(tokens.types[part].astype(np.int32))
            columns["labels"].append(labels[part].astype(np.int32))
    return Dataset.from_dict(columns, features=Features({name: List(Value("int32")) for name in columns}))


def _starts(count: int, window: int, overlap: int, rng: np.random.Generator | None) -> list[int]:
    if count <= window:
        return [0] if count else []
    last = count - window
    if rng is None:
        return [*range(0, last, window - overlap), last]
    shift = int(rng.integers(1, window - overlap + 1))
    return [0, *range(shift, last, window - overlap // 2), last]


def reports_of(raw: Dataset) -> Iterator[GoldReport]:
    """The rows of raw_reports as gold reports that hold text and spans, and nothing of the cells."""
    for row in raw:
        yield GoldReport(row["name"], row["text"], gold_spans(row), row["layout"], (), None, None, None, "2021", {})
