"""Gold to token labels, and a tiny training from end to end."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from tokenizers import Tokenizer

from models.decoding import LABELS
from models.model_input import encode
from models.tagger import OnnxTagger
from reports.document import Document, Grid, Segment
from reports.tags import Tag
from training.synthesis.generate import generate
from training.synthesis.pieces import GoldReport, GoldSpan
from training.tagger.crf import CrfTagger, train_crf
from training.tagger.dataset import NO_LABEL, DataSettings, read_gold, token_labels
from training.tagger.network import NetworkSettings
from training.tagger.scores import confusion, tag_scores, worst_confusions
from training.tagger.tokenizer import train_tokenizer
from training.tagger.train import TrainSettings, train_tagger

pytestmark = pytest.mark.training

SMALL = TrainSettings(
    data=DataSettings(validation=0.2, pieces=400, annotated=0),
    network=NetworkSettings(layers=1, width=32, heads=2, inner=32, window=64, overlap=16),
    batch=4,
    calibration_reports=2,
    checks=1,
)


def labels_of(document: Document, spans: list[GoldSpan]) -> list[str]:
    tokens = encode(document, train_tokenizer([document.text], minimum=1))
    labels = token_labels(document, tokens, spans)
    return ["-" if label == NO_LABEL else LABELS[label].value for label in labels.tolist()]


def test_labels_follow_the_gold() -> None:
    text = "规章 | 0 |  |  | 2"
    segments = [(0, 2), (5, 6), (9, 9), (12, 12), (15, 16)]
    document = Document(
        text, tuple(Segment(start, end, 0, 0, index) for index, (start, end) in enumerate(segments)), (Grid(True),)
    )
    spans = [
        GoldSpan(0, 2, Tag.ROW_LABEL, None),
        GoldSpan(5, 6, Tag.VALUE, "a"),
        GoldSpan(8, 10, Tag.BLANK, "b"),
        GoldSpan(12, 12, Tag.PROSE, None),
    ]
    assert labels_of(document, spans) == ["row_label", "value", "blank", "prose", "-"]


def test_blanks_in_one_run_of_spaces_are_counted_out() -> None:
    document = Document(
        "0    5",
        tuple(Segment(s, e, 0, 0, i) for i, (s, e) in enumerate([(0, 1), (2, 2), (3, 3), (5, 6)])),
        (Grid(True),),
    )
    spans = [GoldSpan(0, 1, Tag.VALUE, "a"), GoldSpan(1, 1, Tag.PROSE, None), GoldSpan(4, 4, Tag.BLANK, "b")]
    assert labels_of(document, [*spans, GoldSpan(5, 6, Tag.VALUE, "c")]) == ["value", "prose", "blank", "value"]


def test_an_empty_segment_that_the_gold_does_not_know_is_prose() -> None:
    document = Document("甲\n\n乙", (Segment(0, 1), Segment(2, 2), Segment(3, 4)))
    assert labels_of(document, [GoldSpan(0, 1, Tag.TITLE, None)]) == ["title", "prose", "-"]


@pytest.mark.parametrize("layout", ["flat_word", "tsv", "pipes", "columns", "cell_per_line", "unbroken"])
def test_nearly_every_token_of_a_synthetic_report_has_a_label(layout: str) -> None:
    gold = generate(3, split="train", layout=layout, damage=False)
    document = read_gold(gold.text)
    assert document is not None
    tokens = encode(document, train_tokenizer([gold.text], minimum=1))
    labels = token_labels(document, tokens, gold.spans)
    assert np.mean(labels == NO_LABEL) < 0.05
    assert set(labels[tokens.empty].tolist()) <= {LABELS.index(Tag.BLANK), LABELS.index(Tag.PROSE)}


def test_scores_count_what_was_taken_for_what() -> None:
    value, prose = LABELS.index(Tag.VALUE), LABELS.index(Tag.PROSE)
    table = confusion(np.asarray([value, value, prose, NO_LABEL]), np.asarray([value, prose, prose, value]))
    scores = tag_scores(table)
    assert scores["accuracy"] == pytest.approx(2 / 3)
    assert scores["tags"]["value"]["recall"] == pytest.approx(0.5)
    assert worst_confusions(table) == [("value", "prose", 1)]


def test_a_tiny_training_gives_a_model_that_loads_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []

    def train(out: str) -> str:
        return train_tagger(
            tmp_path / out,
            reports=10,
            epochs=1,
            cache=tmp_path / "cache",
            processes=1,
            settings=SMALL,
            on_progress=lambda step, total, loss, left: steps.append((step, total)),
        ).version

    first = train("a")
    assert steps and steps[-1][0] <= steps[-1][1]
    done = len(steps)
    assert train("b") == first  # from the finished checkpoint: not a step more, the same weights
    assert len(steps) == done
    gold = generate(5, split="train")
    document = read_gold(gold.text)
    assert document is not None
    tags = OnnxTagger(tmp_path / "a").tag(document)
    assert tags.tagger == f"gouji-tagger {first}"
    assert len(tags.stretches) >= len(document.segments)
    weights = (tmp_path / "a" / "weights.onnx").read_bytes()
    assert os.fsencode(Path.cwd()) not in weights, "the weights name files of this machine"


def test_a_given_encoder_can_be_the_base(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    pieces: Tokenizer = train_tokenizer([generate(seed, split="train").text for seed in range(3)], pieces=500)
    base = tmp_path / "base"
    PreTrainedTokenizerFast(tokenizer_object=pieces, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(base)
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertForTokenClassification(BertConfig(vocab_size=pieces.get_vocab_size(), **size)).save_pretrained(base)
    plan = dataclasses.replace(SMALL, epochs=0.2)
    manifest = train_tagger(
        tmp_path / "out", reports=5, epochs=0.2, base=base, cache=tmp_path / "cache", processes=1, settings=plan
    )
    assert manifest.settings["base"] == "base"
    document = read_gold("一、总体情况\n无。")
    assert document is not None
    assert OnnxTagger(tmp_path / "out").tag(document).stretches


def test_the_crf_learns_and_loads(tmp_path: Path) -> None:
    golds: list[GoldReport] = [generate(seed, split="train") for seed in range(12)]
    train_crf(tmp_path / "crf", golds, iterations=15, pieces=500)
    tagger = CrfTagger(tmp_path / "crf")
    documents = [document for gold in golds[:4] if (document := read_gold(gold.text)) is not None]
    found = {stretch.tag for document in documents for stretch in tagger.tag(document).stretches}
    assert {Tag.PROSE, Tag.VALUE, Tag.ROW_LABEL} <= found
