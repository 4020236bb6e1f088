"""A tiny training from annotations to a directory that loads, its parts, and what is refused."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from models.ngram_vectors import KIND, NGRAMS, VECTORS
from models.sentences import load_encoder
from models.shipping import CARD, MANIFEST, Manifest, read_manifest
from tests.training.themes.tiny_corpus import write_corpus
from training.sentences.batches import Batch, draw, draw_labelled, gather
from training.sentences.groups import GroupError, ParaphraseGroup, load_groups
from training.sentences.learning import LearningSettings, agreement, contrast
from training.sentences.measures import Tfidf, paraphrase_measures
from training.sentences.train import SentenceSettings, released, train_sentences
from training.sentences.variants import with_noise, with_synonyms

pytestmark = pytest.mark.training

PLAN = SentenceSettings(
    dimensions=16,
    minimum=1,
    most=3000,
    synthetic=2,
    learning=LearningSettings(steps=40, labelled=32, shares={"paraphrases": 32, "passages": 8}),
)
# Words of either side have no character in common: what joins them is learned.
WAYS = [("甲乙丙丁", "子丑寅卯"), ("戊己庚辛", "辰巳午未"), ("壬癸天地", "申酉戌亥"), ("玄黄宇宙", "春夏秋冬")]


def write_groups(folder: Path) -> Path:
    folder.mkdir(parents=True)
    entries = [
        {"id": f"g{number}", "theme": None, "role": "context", "texts": list(WAYS[number % 4])} for number in range(40)
    ]
    lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
    (folder / "groups.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def annotations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annotations")
    write_corpus(folder / "passages")
    write_groups(folder / "paraphrases")
    return folder


@pytest.fixture(scope="module")
def trained(annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("sentences") / "model"
    return out, train_sentences(out, annotations=annotations, settings=PLAN)


def test_what_says_the_same_comes_to_lie_near(trained: tuple[Path, Manifest]) -> None:
    out, manifest = trained
    assert {path.name for path in out.iterdir()} == {VECTORS, NGRAMS, CARD, MANIFEST}
    assert read_manifest(out, KIND) == manifest
    encoder = load_encoder(out)
    assert encoder.dimensions == 16 and encoder.version == manifest.version
    left, right = (encoder.encode(side) for side in zip(*WAYS, strict=True))
    assert ((left @ right.T).argmax(axis=1) == np.arange(4)).all()
    assert manifest.data["groups"]["train"] + manifest.data["groups"]["test"] == 40
    assert manifest.metrics["groups"] == manifest.data["groups"]["test"] > 0
    assert 0 < manifest.metrics["tfidf_mrr"] <= 1 and 0 < manifest.metrics["theme_accuracy"] <= 1
    assert manifest.version in (out / CARD).read_text(encoding="utf-8")


def test_the_same_training_gives_the_same_model(
    trained: tuple[Path, Manifest], annotations: Path, tmp_path: Path
) -> None:
    again = train_sentences(tmp_path / "model", annotations=annotations, settings=PLAN)
    assert again.files == trained[1].files
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_the_settings_are_those_released_but_for_what_is_given() -> None:
    assert released() == SentenceSettings()
    plan = released(steps=7, dimensions=24, seed=0)
    assert (plan.learning.steps, plan.dimensions, plan.learning.seed) == (7, 24, 0)


def group(name: str, *texts: str) -> ParaphraseGroup:
    return ParaphraseGroup(name, "staffing", "problem", texts)


def test_batches_draw_two_texts_of_each_family() -> None:
    groups = [group(f"g{number}", f"甲{number}", f"乙{number}", f"丙{number}") for number in range(9)]
    material = gather(groups, [], [], [], random.Random(0))
    batch = draw(material, {"paraphrases": 5, "terms": 3}, np.random.default_rng(0))
    assert len(batch.left) == 5 == len(set(batch.key))
    for left, right in zip(batch.left, batch.right, strict=True):
        assert left != right and material.texts[left][1:] == material.texts[right][1:]
    numbers, labels = draw_labelled(material, 100, np.random.default_rng(0))
    assert len(numbers) == 27 and set(labels) == {0}


def test_texts_of_one_family_are_not_held_against_each_other() -> None:
    left, right = torch.eye(3), torch.eye(3)[[0, 0, 2]]  # the second text's own is at right angles to it
    keys = np.asarray([0, 0, 1])
    numbers = np.arange(3)
    apart = contrast(left, right, Batch(numbers, numbers, np.arange(3)), 1.0)
    together = contrast(left, right, Batch(numbers, numbers, keys), 1.0)
    assert together < apart


def test_agreement_is_better_where_labels_lie_together() -> None:
    vectors = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    assert agreement(vectors, torch.tensor([0, 0, 1, 1])) < agreement(vectors, torch.tensor([0, 1, 0, 1]))
    assert agreement(vectors, torch.arange(4)) == 0


def test_measures_by_hand() -> None:
    groups = [group("a", "甲", "乙"), group("b", "丙", "丁")]
    scores = np.asarray(
        [[1, 0.9, 0.1, 0, 0.5], [0.9, 1, 0, 0.1, 0.5], [0.1, 0.8, 1, 0.7, 0.9], [0, 0, 0.1, 1, 0.5]], dtype=np.float32
    )
    found = paraphrase_measures(scores, groups)
    assert found["mrr"] == pytest.approx((1 + 1 + 1 / 3 + 1 / 2) / 4)
    assert found["recall_10"] == 1.0
    tfidf = Tfidf(["公开不及时", "人手不足"]).scores(["人手"], ["人手不足", "公开不及时"])
    assert tfidf[0, 0] > tfidf[0, 1] == 0


def test_variants_say_the_same_otherwise() -> None:
    rng = random.Random(1)
    text = "人手不足，全年办理申请12件，柳河县各乡镇更新不及时"
    changed = [with_synonyms("本单位人手不足", random.Random(seed)) for seed in range(9)]
    assert any(one is not None and "人手不足" not in one for one in changed)
    assert with_synonyms("丁", rng) is None
    noisy = with_noise(text, rng)
    assert noisy is not None and noisy != text
    assert with_noise("更新不及时", rng) is None


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "a", "theme": "staffing", "role": "problem", "texts": ["甲"]}',
        '{"id": "a", "theme": "staffing", "role": "problem", "texts": ["甲", "甲"]}',
        '{"id": "a", "theme": "none", "role": "problem", "texts": ["甲", "乙"]}',
        '{"id": "a", "theme": null, "role": "none", "texts": ["甲", "乙"]}',
        '{"id": "a", "theme": null, "role": "context"}',
        "{",
        "",
    ],
)
def test_groups_that_do_not_hold_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "groups.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(GroupError):
        load_groups(tmp_path)


def test_groups_given_twice_are_refused(tmp_path: Path) -> None:
    line = '{"id": "a", "theme": null, "role": "context", "texts": ["甲", "乙"]}\n'
    (tmp_path / "groups.jsonl").write_text(line * 2, encoding="utf-8")
    with pytest.raises(GroupError, match="twice"):
        load_groups(tmp_path)
