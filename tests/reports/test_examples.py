"""The example reports: read without a fault, and their whole output as it was last approved.

``pytest --update-goldens`` writes tests/golden/*.json anew, with the shipped tagger where there is one. A change
of these files is to be read like a change of code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.shipping import SHIPPED
from models.tagger import Tagger, load_tagger
from reports.rules import RuleTagger
from service.pipeline import read
from service.serialization import to_json

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES, GOLDENS = ROOT / "examples", ROOT / "tests" / "golden"
GOLD: dict[str, Any] = json.loads((EXAMPLES / "gold.json").read_text(encoding="utf-8"))
NAMES = sorted(GOLD)
CLOSE = 0.02  # confidences of a network may differ a little between processors


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest, tagger: Tagger, compare: Callable[..., Any]) -> Any:
    return compare(EXAMPLES / GOLD[request.param]["file"], GOLD[request.param], tagger)


def test_every_example_is_annotated() -> None:
    assert {path.name for path in EXAMPLES.glob("*.txt")} == {entry["file"] for entry in GOLD.values()}
    assert {entry["form"] for entry in GOLD.values()} == {"2019", "2021"}


def test_every_value(example: Any) -> None:
    assert example.wrong_values() == {}


def test_every_state(example: Any) -> None:
    assert example.wrong_states() == {}


def test_every_check(example: Any) -> None:
    assert example.wrong_checks() == {}


def test_the_headings(example: Any) -> None:
    assert example.headings() == example.expected_headings()


def test_title_organ_year_and_form(example: Any) -> None:
    assert example.identity() == example.expected_identity()


def test_wrong_sums_are_found() -> None:
    failed = {name for name, entry in GOLD.items() if "failed" in entry["checks"].values()}
    assert "wrong-sums-2021" in failed


# Goldens


def output(name: str, tagger: Tagger) -> dict[str, Any]:
    """The JSON of an example, without the versions of the models."""
    data: dict[str, Any] = json.loads(to_json(read(EXAMPLES / GOLD[name]["file"], tagger=tagger)))
    data["models"] = {kind: str(model).split(" ")[0] for kind, model in data["models"].items()}
    return data


def best_tagger() -> Tagger:
    return load_tagger() if (SHIPPED / "tagger" / "model.json").is_file() else RuleTagger()


def confidences(data: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Every confidence and score in the output, taken out of it."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(children):
        if key in ("confidence", "score") and isinstance(data, dict):
            yield path, data.pop(key)
        else:
            yield from confidences(value, f"{path}.{key}")


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_output_is_as_approved(name: str, pytestconfig: pytest.Config) -> None:
    path = GOLDENS / f"{name}.json"
    if pytestconfig.getoption("--update-goldens"):
        GOLDENS.mkdir(exist_ok=True)
        text = json.dumps(output(name, best_tagger()), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    approved = json.loads(path.read_text(encoding="utf-8"))
    if approved["models"]["tagger"] == RuleTagger.name:
        present = output(name, RuleTagger())
    elif (SHIPPED / "tagger" / "model.json").is_file():
        present = output(name, load_tagger())
    else:
        pytest.skip("approved with the shipped tagger, which is not there")
    old, new = dict(confidences(approved)), dict(confidences(present))
    assert present == approved
    assert new == pytest.approx(old, abs=CLOSE)


def test_every_golden_has_its_example() -> None:
    assert {path.stem for path in GOLDENS.glob("*.json")} == set(NAMES)


def test_goldens_are_written_only_on_demand(pytestconfig: pytest.Config) -> None:
    asked = "--update-goldens" in pytestconfig.invocation_params.args
    assert pytestconfig.getoption("--update-goldens") is asked


def test_goldens_hold_no_version() -> None:
    for path in GOLDENS.glob("*.json"):
        models = json.loads(path.read_text(encoding="utf-8"))["models"]
        assert not any(" " in model for model in models.values())
