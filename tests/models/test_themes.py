"""The theme classifier: what it gives, and which model directories it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.linear import LINEAR, NGRAMS
from models.passage_text import TEXT_VERSION
from models.shipping import ModelError
from models.themes import COLUMNS, Decision, ThemeClassifier, load_classifier
from reports.themes import ROLES, THEMES
from tests.models.small_classifier import decision, manifest, write_classifier


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def classifier(directory: Path) -> ThemeClassifier:
    return load_classifier(directory)


def test_roles_themes_and_the_words_that_spoke(classifier: ThemeClassifier) -> None:
    passages = ["一是信息更新不及时，网站卡", "二是将组织业务 培训", "取得了成效", "丁", ""]
    found = classifier.classify(passages)
    assert [one.role for one in found] == ["problem", "measure", "context", "context", "context"]
    assert [{theme.theme for theme in one.themes} for one in found] == [
        {"timeliness", "platform"},
        {"training"},
        set(),
        set(),
        set(),
    ]
    assert all(0 < one.role_score <= 1 for one in found)
    words = {
        theme.theme: passage[span.start : span.end]
        for passage, one in zip(passages, found, strict=True)
        for theme in one.themes
        for span in theme.evidence
    }
    assert words == {"timeliness": "及时", "platform": "网站", "training": "培训"}


def test_the_likeliest_theme_comes_first(tmp_path: Path) -> None:
    words = {"不": {"problem": 6.0}, "甲": {"content": 9.0}, "乙": {"channels": 12.0}}
    (found,) = load_classifier(write_classifier(tmp_path, words)).classify(["不甲乙"])
    assert [one.theme for one in found.themes] == ["channels", "content"]
    assert found.themes[0].score > found.themes[1].score >= 0.5


def test_context_has_no_themes_whatever_it_says(classifier: ThemeClassifier) -> None:
    (found,) = classifier.classify(["培训取得了成效"])
    assert (found.role, found.themes) == ("context", ())


def test_passages_do_not_depend_on_each_other(classifier: ThemeClassifier) -> None:
    passages = ["更新不及时", "", "将组织培训", "网站不行"]
    alone = [classifier.classify([passage])[0] for passage in passages]
    assert classifier.classify(passages) == alone
    assert classifier.classify([]) == []


def test_a_heading_counts_and_only_for_its_own_passage(tmp_path: Path) -> None:
    prior = {"problem": {"problem": 2.0, "measure": -2.0, "context": 0.0}, "measure": dict.fromkeys(ROLES, 0.0)}
    model = load_classifier(write_classifier(tmp_path, settings={"decision": decision(headings=prior)}))
    found = model.classify(["丁", "丁", "丁"], ["problem", None, "measure"])
    assert [one.role for one in found] == ["problem", "context", "context"]
    assert found[1] == found[2] == model.classify(["丁"])[0]


def test_calibration_changes_the_score_and_thresholds_what_is_given() -> None:
    plain = Decision.model_validate(decision())
    logits = np.full((1, len(THEMES)), 1.0, dtype=np.float32)
    steeper = Decision.model_validate(decision(slope=dict.fromkeys(THEMES, 2.0), shift=dict.fromkeys(THEMES, -1.0)))
    assert plain.theme_probabilities(logits)[0, 0] == pytest.approx(1 / (1 + np.exp(-1)))
    assert steeper.theme_probabilities(logits)[0, 0] == pytest.approx(1 / (1 + np.exp(-1)))
    assert steeper.theme_probabilities(-logits)[0, 0] == pytest.approx(1 / (1 + np.exp(3)))
    strict = Decision.model_validate(decision(threshold=dict.fromkeys(THEMES, 0.5) | {"content": 0.9}, least=0.4))
    for given, expected in (
        ({"content": 0.8, "timeliness": 0.6}, ["timeliness"]),
        ({"content": 0.91, "timeliness": 0.6}, ["content", "timeliness"]),
        ({"content": 0.8, "timeliness": 0.45}, ["content"]),  # none reaches its own: the likeliest
        ({"timeliness": 0.39}, []),
    ):
        probabilities = np.asarray([given.get(theme, 0.0) for theme in THEMES], dtype=np.float32)
        assert [THEMES[place] for place in strict.given(probabilities)] == expected


def test_probabilities_of_roles_add_up_and_logits_are_left_alone() -> None:
    logits = np.asarray([[300.0, 0.0, -300.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    kept = logits.copy()
    model = Decision.model_validate(decision(headings={"measure": {"problem": 0, "measure": 5, "context": 0}}))
    found = model.role_probabilities(logits, [None, "measure"])
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
    assert found[1].argmax() == ROLES.index("measure")
    np.testing.assert_array_equal(logits, kept)


def refused(directory: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_classifier(directory)
    assert caught.value.message
    return caught.value.code


def test_a_missing_model_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refused(tmp_path) == "model_missing"
    assert refused(tmp_path / "nowhere") == "model_missing"


@pytest.mark.parametrize("name", [LINEAR, NGRAMS])
@pytest.mark.parametrize("damage", ["changed", "deleted"])
def test_damaged_files_are_refused(tmp_path: Path, name: str, damage: str) -> None:
    path = write_classifier(tmp_path) / name
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    assert refused(tmp_path) == "model_broken"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "tagger"},
        {"labels": COLUMNS[::-1]},
        {"labels": COLUMNS[:-1]},
        {"input_version": TEXT_VERSION + 1},
        {"schema_version": "gouji/model/0"},
    ],
)
def test_a_model_made_for_something_else_is_unfit(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert refused(write_classifier(tmp_path, **changes)) == "model_unfit"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"decision": decision(least="much")},
        {"decision": decision(threshold={"content": 0.5})},
        {"decision": decision(slope=dict.fromkeys([*THEMES, "weather"], 1.0))},
        {"decision": decision(mix=0.5)},  # an encoder that is not there
        {"decision": decision(headings={"problem": {"problem": 1.0}})},
    ],
)
def test_settings_that_do_not_hold_are_refused(tmp_path: Path, settings: dict[str, Any]) -> None:
    assert refused(write_classifier(tmp_path, settings=settings)) == "model_broken"


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    assert refused(write_classifier(tmp_path, {}, columns=len(COLUMNS) - 1)) == "model_broken"


def test_files_that_the_manifest_does_not_list_are_not_used(tmp_path: Path) -> None:
    path = write_classifier(tmp_path) / "model.json"
    entry = json.loads(path.read_text(encoding="utf-8"))
    del entry["files"][NGRAMS]
    path.write_text(json.dumps(entry), encoding="utf-8")
    assert refused(tmp_path) == "model_broken"


def test_nothing_in_a_model_is_pickled(directory: Path) -> None:
    assert {path.name for path in directory.iterdir()} == {LINEAR, NGRAMS, "model.json"}
    assert all(not path.read_bytes().startswith(b"\x80") for path in directory.iterdir())


def test_the_model_says_what_it_is(classifier: ThemeClassifier) -> None:
    assert (classifier.name, classifier.version) == (manifest().name, manifest().version)
