"""The encoder and its network in tiny sizes, and that ONNX Runtime gives what torch does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer

from models.encoder_scores import LONGEST, EncoderModel
from models.onnx_files import TOKENIZER, WEIGHTS
from models.shipping import ModelError
from models.themes import COLUMNS
from tests.training.themes.tiny_corpus import passage, tiny_sections
from training.themes.encoder import EncoderSettings, pretrain, train_characters, windows
from training.themes.export import export_passage_network
from training.themes.network import PassageNetwork, TuningSettings, fine_tune, network_logits, passage_network
from training.themes.systems import Samples, ThemeSettings, tuned_network

pytestmark = pytest.mark.training

SMALL = EncoderSettings(layers=1, width=16, heads=2, inner=16, window=32, batch=4, epochs=1, minimum=1)
BRIEF = TuningSettings(epochs=2, batch=8)
TEXTS = ["渔港信息更新不及时，业务培训偏少。" * 3, "将定期更新网站栏目，组织业务培训。" * 3, "取得一定成效"] * 3


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pretrain(TEXTS, tmp_path_factory.mktemp("pretrained"), SMALL)


@pytest.fixture(scope="module")
def network(base: Path) -> tuple[PassageNetwork, Tokenizer]:
    torch.manual_seed(0)
    network, tokenizer = passage_network(base)
    return network.eval(), tokenizer


def test_tokens_are_characters() -> None:
    tokenizer = train_characters(["更新 慢,更新ab"], 1)
    assert tokenizer.encode("更 新a丁", add_special_tokens=False).tokens == ["更", "新", "a", "[UNK]"]
    assert tokenizer.token_to_id("[PAD]") == 0 and tokenizer.token_to_id("[UNK]") == 1
    assert train_characters(["更更新"], 2).token_to_id("新") is None


def test_windows_hold_all_tokens_in_order() -> None:
    tokenizer = train_characters(TEXTS, 1)
    rows = windows(tokenizer, TEXTS, 32)
    assert all(len(row) == 32 for row in rows[:-1])
    every = [token for text in TEXTS for token in [*tokenizer.encode(text).ids, tokenizer.token_to_id("[SEP]")]]
    joined = [token for row in rows for token in row]
    assert joined == every[: len(joined)]
    assert len(every) - len(joined) <= 32 // 4  # too short a rest is left out


def test_pretraining_writes_a_directory_of_hugging_face(base: Path) -> None:
    assert {"config.json", "model.safetensors", "tokenizer.json", "pretraining.json"} <= {
        path.name for path in base.iterdir()
    }


def test_padding_and_batches_change_no_logit(network: tuple[PassageNetwork, Tokenizer]) -> None:
    texts = ["更新不及时", "丁", "", TEXTS[0] * 10, "业务培训"]
    together = network_logits(*network, texts)
    assert together.shape == (5, len(COLUMNS))
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_allclose(network_logits(*network, [text])[0], row, atol=1e-4)


def test_what_was_exported_scores_as_torch_does(network: tuple[PassageNetwork, Tokenizer], tmp_path: Path) -> None:
    export_passage_network(network[0], tmp_path / WEIGHTS)
    network[1].save(str(tmp_path / TOKENIZER))
    model = EncoderModel(tmp_path)
    texts = ["业务培训偏少", "", "丁", *(TEXTS[0][:k] for k in range(1, 60, 7)), TEXTS[0] * 40, "更新"]
    assert len(network[1].encode(TEXTS[0] * 40).ids) > LONGEST
    np.testing.assert_allclose(model.scores(texts), network_logits(*network, texts), atol=2e-3)
    np.testing.assert_allclose(model.scores(texts[::-1])[::-1], model.scores(texts), atol=1e-4)
    assert model.scores([]).shape == (0, len(COLUMNS))
    assert str(Path.cwd()).encode() not in (tmp_path / WEIGHTS).read_bytes(), "the weights name files of this machine"
    (tmp_path / WEIGHTS).write_bytes(b"nothing")
    with pytest.raises(ModelError) as caught:
        EncoderModel(tmp_path)
    assert caught.value.code == "model_broken"


def test_fine_tuning_learns_a_word(base: Path, tmp_path: Path) -> None:
    passages = [passage("更新不及时", "problem", "timeliness"), passage("将组织培训", "measure", "training")] * 8
    tuned, tokenizer = fine_tune(base, passages, tmp_path, TuningSettings(epochs=15, batch=8, rate=1e-2))
    assert not tuned.training
    logits = network_logits(tuned.cpu(), tokenizer, ["更新不及时", "将组织培训"])
    timeliness, problem = COLUMNS.index("timeliness"), COLUMNS.index("problem")
    assert logits[0, timeliness] > logits[1, timeliness] + 1
    assert logits[0, problem] > logits[1, problem] + 1


def test_a_base_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises((OSError, ValueError)):
        passage_network(tmp_path)


def test_what_was_tuned_is_kept_until_a_judgement_changes(base: Path, tmp_path: Path) -> None:
    sections = tiny_sections(tmp_path / "annotations")
    learning = Samples.of(sections, "train")
    plan = ThemeSettings(encoder=SMALL, tuning=BRIEF, synthetic=0)
    steps: list[int] = []

    def tuned(samples: Samples) -> np.ndarray:
        network, tokenizer = tuned_network(
            sections,
            samples,
            tmp_path / "cache",
            plan,
            base=base,
            on_progress=lambda step, total, loss, left: steps.append(step),
        )
        return network_logits(network, tokenizer, ["更新不及时", "将组织培训"])

    first = tuned(learning)
    assert steps
    done = len(steps)
    np.testing.assert_allclose(tuned(learning), first, atol=1e-6)
    assert len(steps) == done
    turned = [dataclasses.replace(one, role="measure") for one in learning.passages]
    tuned(dataclasses.replace(learning, passages=tuple(turned)))
    assert len(steps) > done
