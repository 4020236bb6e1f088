"""Trainings from a tiny annotation folder to a model directory that the classifier loads, and their evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from models.linear import LINEAR, NGRAMS
from models.onnx_files import TOKENIZER, WEIGHTS
from models.shipping import CARD, Manifest, read_manifest
from models.themes import COLUMNS, KIND, load_classifier
from reports.themes import THEMES
from tests.training.themes.tiny_corpus import THEMES_USED, passage, write_corpus
from training.themes.corpus import CorpusError, load_sections
from training.themes.encoder import EncoderSettings, pretrain
from training.themes.evaluation import SHIPPED_SYSTEM, evaluate_themes
from training.themes.keywords import keyword_logits
from training.themes.linear import LinearSettings, fit_linear
from training.themes.network import TuningSettings
from training.themes.release import train_themes
from training.themes.systems import Samples, ThemeSettings

pytestmark = pytest.mark.training

PLAN = ThemeSettings(
    linear=LinearSettings(minimum=1),
    encoder=EncoderSettings(layers=1, width=16, heads=2, inner=16, window=32, batch=4, epochs=1, minimum=1),
    tuning=TuningSettings(epochs=1, batch=8),
    synthetic=0,
)
PASSAGES = ["一是业务培训不够到位", "将进一步加强业务培训", "一年来取得了一定成效，但仍有差距"]


@pytest.fixture(scope="module")
def annotations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("annotations"))


@pytest.fixture(scope="module")
def linear(annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("linear") / "model"
    return out, train_themes(out, annotations=annotations, settings=PLAN)


def test_a_linear_model_is_learned_written_and_loaded(linear: tuple[Path, Manifest], annotations: Path) -> None:
    out, manifest = linear
    assert {path.name for path in out.iterdir()} == {LINEAR, NGRAMS, CARD, "model.json"}
    assert read_manifest(out, KIND) == manifest
    found = load_classifier(out).classify(PASSAGES)
    assert [one.role for one in found] == ["problem", "measure", "context"]
    assert [[theme.theme for theme in one.themes] for one in found] == [["training"], ["training"], []]
    sections = load_sections(annotations)
    assert manifest.data["documents"] == {"train": 12, "validation": 4, "test": 3}
    assert manifest.data["passages"]["test"] == len(Samples.of(sections, "test").passages)
    assert manifest.version.startswith("1.0+")
    assert manifest.metrics["passages"] == manifest.data["passages"]["test"]
    assert manifest.metrics["role_accuracy"] > 0.9
    assert manifest.version in (out / CARD).read_text(encoding="utf-8")


def test_the_same_training_gives_the_same_model_and_replaces_the_old(
    linear: tuple[Path, Manifest], annotations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    out.mkdir()
    (out / "old.txt").write_text("an older model", encoding="utf-8")
    again = train_themes(out, annotations=annotations, settings=PLAN)
    assert again.files == linear[1].files and again.version == linear[1].version
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert not (out / "old.txt").exists()


def test_a_training_that_fails_leaves_the_old_model(linear: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "annotations")
    path = folder / "tiny.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("不够到位", "还不到位"), encoding="utf-8")
    (tmp_path / "model").mkdir()
    with pytest.raises(CorpusError):
        train_themes(tmp_path / "model", annotations=folder, settings=PLAN)
    assert (tmp_path / "model").is_dir()


def test_an_encoder_of_our_own_joins_in(annotations: Path, tmp_path: Path) -> None:
    manifest = train_themes(
        tmp_path / "model", encoder=True, annotations=annotations, cache=tmp_path / "cache", settings=PLAN
    )
    assert {WEIGHTS, TOKENIZER, LINEAR, NGRAMS} <= set(manifest.files)
    assert manifest.settings["decision"]["mix"] > 0
    assert manifest.settings["encoder"]["width"] == 16
    assert len(load_classifier(tmp_path / "model").classify(PASSAGES)) == 3


def test_a_given_encoder_can_be_the_base(annotations: Path, tmp_path: Path) -> None:
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    encoder = pretrain(["业务培训不够到位，网站栏目更新滞后。" * 4] * 4, tmp_path / "own", PLAN.encoder)
    base = tmp_path / "base"
    tokens = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(base)
    size = {"hidden_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=tokens.get_vocab_size(), **size)).save_pretrained(base)
    manifest = train_themes(
        tmp_path / "model", base=base, annotations=annotations, cache=tmp_path / "cache", settings=PLAN
    )
    assert manifest.settings["base"] == "base" and "encoder" not in manifest.settings
    assert len(load_classifier(tmp_path / "model").classify(PASSAGES)) == 3


def test_themes_that_never_occur_are_never_given(linear: tuple[Path, Manifest]) -> None:
    classifier = load_classifier(linear[0])
    unused = [place for place, theme in enumerate(THEMES) if theme not in THEMES_USED]
    texts = ["丁", "网站栏目政策解读业务培训", ""]
    probabilities = classifier.decision.theme_probabilities(classifier.logits(texts)[:, : len(THEMES)])
    assert (probabilities[:, unused] < 0.2).all()


def test_a_linear_fit_has_a_column_for_each_theme_and_role() -> None:
    parts = fit_linear(
        [
            passage("更新慢", "problem", "timeliness"),
            passage("将更新", "measure", "timeliness"),
            passage("成效", "context"),
        ],
        LinearSettings(minimum=1),
    )
    assert parts.weights.shape == (len(parts.ngrams), len(COLUMNS)) and parts.bias.shape == (len(COLUMNS),)
    assert np.isfinite(parts.weights).all()


def test_keywords_speak_for_themes_and_roles() -> None:
    logits = keyword_logits(["栏目更新滞后，有待进一步加强", "将组织业务培训", ""])
    found = [{column for column, value in zip(COLUMNS, row, strict=True) if value > 0.5} for row in logits]
    assert {"timeliness", "problem"} <= found[0] and {"training", "measure"} <= found[1]
    assert found[2] == set()
    assert logits[0, COLUMNS.index("problem")] > logits[0, COLUMNS.index("measure")]


def test_the_evaluation_writes_its_tables(linear: tuple[Path, Manifest], annotations: Path, tmp_path: Path) -> None:
    shown = evaluate_themes(
        out=tmp_path, encoder=False, annotations=annotations, model=linear[0], cache=tmp_path / "cache", settings=PLAN
    )
    results: dict[str, Any] = json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))
    assert set(results["systems"]) == {"keywords", "linear", SHIPPED_SYSTEM}
    metrics = read_manifest(linear[0], KIND).metrics
    assert results["systems"][SHIPPED_SYSTEM]["macro_f1"] == pytest.approx(metrics["macro_f1"])
    assert results["boundaries"]["test"]["f1"] > 0.9  # plain sentences
    assert results["agreement"] is None and any("second" in note for note in results["notes"])
    page = (tmp_path / "themes.md").read_text(encoding="utf-8")
    assert "macro F1" in page and "macro F1" in shown
    assert str(Path.cwd()) not in page
