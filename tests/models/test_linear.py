"""The linear model computes what scikit-learn does, says which characters spoke, and refuses broken files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.linear import LINEAR, NGRAMS, LinearModel, clauses, load_linear, save_linear
from models.shipping import ModelError

TEXTS = [
    "更新不及时,更新更新滞后",
    "业务培训不够,培训少",
    "网站栏目更新不及时",
    "加强业务培训",
    "网站检索不便",
    "培训,培训,再培训",
    "更新",
]
UNSEEN = ["网站更新不及时,培训不够", "丁", "", "更", "栏目栏目栏目"]


def tiny() -> LinearModel:
    """Two columns: the first speaks of 更新, the second of 培训 and against 更新."""
    weights = np.asarray([[2.0, -1.0], [0.0, 3.0], [1.0, 0.0]], dtype=np.float32)
    return LinearModel(["更新", "培训", "新"], np.ones(3, np.float32), weights, np.asarray([0.5, -0.5], np.float32))


@pytest.mark.training
def test_scores_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True, lowercase=False)
    features = vectorizer.fit_transform(TEXTS)
    fitted = LogisticRegression(C=10.0).fit(features, [0, 1, 0, 1, 2, 1, 0])
    model = LinearModel(
        list(vectorizer.get_feature_names_out()),
        vectorizer.idf_.astype(np.float32),
        fitted.coef_.T.astype(np.float32),
        fitted.intercept_.astype(np.float32),
    )
    texts = [*TEXTS, *UNSEEN]
    assert model.columns == 3
    np.testing.assert_allclose(model.scores(texts), fitted.decision_function(vectorizer.transform(texts)), atol=1e-5)


def test_scores_by_hand() -> None:
    scores = tiny().scores(["更新", "培训培训", "丁", ""])
    length = np.sqrt(2)  # 更新 holds 新, too: two n-grams of the same weight
    np.testing.assert_allclose(
        scores, [[0.5 + 3 / length, -0.5 - 1 / length], [0.5, 2.5], [0.5, -0.5], [0.5, -0.5]], atol=1e-6
    )
    assert tiny().scores([]).shape == (0, 2)


def test_a_point_among_many_clauses_is_heard() -> None:
    weights = np.asarray([[3.0, 3.0], [0.0, 0.0]], dtype=np.float32)
    ngrams, idf, bias = ["更新", "的"], np.ones(2, np.float32), np.asarray([-1.0, -1.0], np.float32)
    plain = LinearModel(ngrams, idf, weights, bias)
    pooled = LinearModel(ngrams, idf, weights, bias, pooling=0.5, pooled=1)
    filling = "的的的的的的"
    for clause_count, share in ((1, 0.0), (2, 0.125), (5, 0.5), (9, 0.5)):
        text = ",".join(["信息更新不及时", *[filling] * (clause_count - 1)])
        (whole,), (found,) = plain.scores([text]), pooled.scores([text])
        assert found[0] == pytest.approx((1 - share) * whole[0] + share * 2.0, abs=1e-5)
        assert found[1] == whole[1]
    for text in ("", "。", ",,;", "更"):
        np.testing.assert_array_equal(pooled.scores([text]), plain.scores([text]))


def test_short_clauses_go_with_the_next() -> None:
    assert clauses("一年来,信息更新不够及时。培训少,学得少") == ["一年来信息更新不够及时", "培训少学得少"]
    assert "".join(clauses("更新慢;培训组织得少,不学")) == "更新慢培训组织得少不学"
    assert clauses("") == clauses("。,;") == []


@pytest.mark.parametrize("text", ["更新不及时,更新培训", "培训", "丁", ""])
@pytest.mark.parametrize("column", [0, 1])
def test_contributions_add_up_to_the_logit(text: str, column: int) -> None:
    model = tiny()
    contributions = model.contributions(text, column)
    assert contributions.shape == (len(text),)
    bias = model.scores([""])[0, column]
    assert contributions.sum() + bias == pytest.approx(model.scores([text])[0, column], abs=1e-5)


def test_contributions_stand_where_the_words_do() -> None:
    contributions = tiny().contributions("丁培训丁更新", 1)
    assert contributions[1] == contributions[2] > 0 == contributions[0] == contributions[3]
    assert contributions[4] < 0


def test_a_saved_model_is_the_same_but_for_half_precision(tmp_path: Path) -> None:
    model = tiny()
    save_linear(
        tmp_path,
        ["更新", "培训", "新"],
        np.ones(3, np.float32),
        np.asarray([[2.0, -1.0], [0.0, 3.0], [1.0, 0.0]], np.float32),
        np.asarray([0.5, -0.5], np.float32),
    )
    np.testing.assert_allclose(load_linear(tmp_path).scores(TEXTS), model.scores(TEXTS), atol=2e-3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [LINEAR, NGRAMS]


@pytest.mark.parametrize("damage", ["missing", "no safetensors", "too few n-grams", "no text", "no tensors"])
def test_broken_files_are_refused(tmp_path: Path, damage: str) -> None:
    save_linear(tmp_path, ["更", "新"], np.ones(2, np.float32), np.ones((2, 1), np.float32), np.zeros(1, np.float32))
    if damage == "missing":
        (tmp_path / NGRAMS).unlink()
    elif damage == "no safetensors":
        (tmp_path / LINEAR).write_bytes(b"\x80\x04]\x94.")
    elif damage == "too few n-grams":
        (tmp_path / NGRAMS).write_text("更\n", encoding="utf-8")
    elif damage == "no text":
        (tmp_path / NGRAMS).write_bytes(b"\xff\xfe\n\xff\n")
    else:
        from safetensors.numpy import save_file

        save_file({"idf": np.ones(2, np.float32)}, tmp_path / LINEAR)
    with pytest.raises(ModelError) as caught:
        load_linear(tmp_path)
    assert caught.value.code == "model_broken"


def test_parts_that_do_not_fit_are_refused() -> None:
    ones = np.ones(2, np.float32)
    with pytest.raises(ModelError):
        LinearModel(["更", "新"], ones, np.ones((2, 3), np.float32), ones)
