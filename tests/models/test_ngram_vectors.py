"""N-gram vectors: what is found in a text, what its vector is, and which directories are refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.ngram_table import SENTENCE_VERSION, NgramTable, fold_sentence
from models.ngram_vectors import KIND, NGRAMS, VECTORS, NgramVectors, load_ngram_vectors, save_ngram_vectors
from models.sentences import load_encoder
from models.shipping import MANIFEST, Manifest, ModelError, write_manifest

TABLE = ["人手", "不足", "人手不足", "公开", "0", "手不", "a", "𠮷田"]


def write_model(folder: Path, *, version: int = SENTENCE_VERSION, kind: str = KIND) -> Path:
    """A model directory with vectors of two dimensions."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = np.asarray([[1, 0], [0, 1], [2, 2], [-1, 0], [0, -1], [0.5, 0], [0, 3], [1, 1]], dtype=np.float32)
    save_ngram_vectors(folder, TABLE, vectors)
    facts = {"labels": (), "forms": (), "settings": {}, "data": {}, "metrics": {}}
    write_manifest(
        folder, Manifest(kind=kind, name="tiny", version="1", code_version="0", input_version=version, **facts)
    )
    return folder


def test_folding_keeps_what_says_something() -> None:
    assert fold_sentence("共 １２,３４５.6 件\n，公  开ＡＢ") == "共0件\n公开ab"
    assert fold_sentence("") == "" and fold_sentence("，。") == "\n"


def test_ngrams_are_found_as_a_plain_search_finds_them() -> None:
    texts = ["人手不足人手", "", "公开\n人手", "丁丁丁", "手\n不足", "𠮷田a"]
    found = NgramTable(TABLE).find(texts)
    end = 0
    for text, count in zip(texts, found.counts, strict=True):
        start, end = end, end + int(count)
        names = sorted(TABLE[row] for row in found.rows[start:end])
        wanted = sorted(n for n in TABLE for at in range(len(text)) if text.startswith(n, at))
        assert names == wanted, text
    assert end == len(found.rows)


def test_an_ngram_does_not_reach_from_one_text_into_the_next() -> None:
    assert list(NgramTable(["人手"]).find(["人", "手"]).counts) == [0, 0]
    assert list(NgramTable([]).find(["人", "手"]).counts) == [0, 0]


@pytest.mark.parametrize("ngrams", [["一二三四五"], [""], ["人", "人"]])
def test_what_is_no_table_is_refused(ngrams: list[str]) -> None:
    with pytest.raises(ValueError):
        NgramTable(ngrams)


def test_a_vector_is_the_sum_of_its_ngrams_with_length_one(tmp_path: Path) -> None:
    encoder = load_encoder(write_model(tmp_path / "model"))
    assert (encoder.name, encoder.version, encoder.dimensions) == ("tiny", "1", 2)
    (vector,) = encoder.encode(["人手不足"])
    expected = np.asarray([1 + 2 + 0.5, 1 + 2])
    np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), atol=0.01)
    assert vector.dtype == np.float32
    np.testing.assert_array_equal(encoder.encode(["丁", "", "，"]), np.zeros((3, 2)))
    assert encoder.encode([]).shape == (0, 2)


def test_vectors_do_not_depend_on_what_else_is_encoded(tmp_path: Path) -> None:
    encoder = load_ngram_vectors(write_model(tmp_path / "model"))
    texts = [word * (1 + number % 3) for number, word in enumerate(["人手", "不足公开", "a1", "无"] * 40)]
    together = encoder.encode(texts)
    np.testing.assert_array_equal(together, np.concatenate([encoder.encode([text]) for text in texts]))


def test_eight_bits_are_enough(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((50, 16)).astype(np.float32) * rng.lognormal(size=(50, 1)).astype(np.float32)
    vectors[7] = 0
    ngrams = [chr(0x4E00 + number) for number in range(50)]
    save_ngram_vectors(tmp_path, ngrams, vectors)
    facts = {"labels": (), "forms": (), "settings": {}, "data": {}, "metrics": {}}
    manifest = Manifest(kind=KIND, name="n", version="1", code_version="0", input_version=SENTENCE_VERSION, **facts)
    write_manifest(tmp_path, manifest)
    texts = ["".join(rng.choice(ngrams, 12)) for _ in range(30)]
    exact = NgramVectors(ngrams, vectors, name="n", version="1").encode(texts)
    assert (np.sum(load_ngram_vectors(tmp_path).encode(texts) * exact, axis=1) > 0.999).all()


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_encoder(folder)
    return caught.value.code


def test_directories_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere") == "model_missing"
    assert refusal(write_model(tmp_path / "version", version=SENTENCE_VERSION + 1)) == "model_unfit"
    assert refusal(write_model(tmp_path / "kind", kind="themes")) == "model_unfit"


def test_broken_files_are_refused(tmp_path: Path) -> None:
    changed = write_model(tmp_path / "changed")
    (changed / NGRAMS).write_text("人\n", encoding="utf-8")
    assert refusal(changed) == "model_broken"
    for number, (name, content) in enumerate([(NGRAMS, b"\xe4\xba\xba\n"), (VECTORS, b"none"), (NGRAMS, b"\xff\n")]):
        folder = write_model(tmp_path / str(number))
        (folder / name).write_bytes(content)
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        write_manifest(folder, manifest)  # with hashes that are right
        assert refusal(folder) == "model_broken", name
    folder = write_model(tmp_path / "unlisted")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest["files"][VECTORS]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert refusal(folder) == "model_broken"


@pytest.mark.shipped
def test_the_shipped_encoder_knows_what_is_alike() -> None:
    encoder = load_encoder()
    asked, near, far = encoder.encode(["人手不足", "专职人员配备不够，多由他人兼任", "网站栏目更新不及时"])
    assert asked @ near > asked @ far
    np.testing.assert_allclose([asked @ asked, near @ near], 1, atol=1e-5)
