"""The reports annotated by hand: every annotation holds, and what is trained on stays apart from what is scored."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from reports.annotation import Annotation, annotated_text, load_annotation, text_hash, verify
from reports.checks import Tables, run_checks
from reports.document import Document
from reports.formats import read_document
from reports.forms import editions, load_form
from reports.report import Cell
from reports.tags import Tag

ANNOTATIONS = Path(__file__).resolve().parents[2] / "annotations"
REPORTS = ANNOTATIONS / "reports"
PARTS = ("dev", "test")
PATHS = sorted(path for part in PARTS for path in (REPORTS / part).glob("*.json"))


@dataclass(frozen=True, slots=True)
class Loaded:
    annotation: Annotation
    document: Document
    text: str  # that the spans are over


def load(path: Path) -> Loaded:
    annotation = load_annotation(path)
    data = (path.parent / annotation.file).read_bytes()
    document = read_document(data)
    return Loaded(annotation, document, annotated_text(annotation, data, document.text))


@pytest.fixture(scope="module")
def parts() -> dict[str, list[Annotation]]:
    return {part: [load_annotation(path) for path in PATHS if path.parent.name == part] for part in PARTS}


def tables_of(annotation: Annotation, text: str) -> Tables:
    """The annotated cells as the tables of a reading."""
    tables: dict[str, dict[str, dict[str, Cell]]] = {name: {} for name in annotation.official_tables()}
    for key, cell in annotation.cells(text).items():
        table, _, place = key.partition(".")
        row, _, column = place.rpartition(".")
        read = Cell(value=cell.value, raw=cell.raw, state=cell.state, span=None, confidence=1.0)
        tables[table].setdefault(row, {})[column] = read
    return tables


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_annotation_holds_for_its_source(path: Path) -> None:
    loaded = load(path)
    assert Path(loaded.annotation.file).stem == path.stem, "a report and its annotation share a name"
    verify(loaded.annotation, loaded.text)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sums_fail_where_the_annotation_says_so(path: Path) -> None:
    loaded = load(path)
    annotation = loaded.annotation
    if not annotation.is_report:
        numbers = [cell for cell in annotation.cells(loaded.text).values() if cell.value is not None]
        assert not numbers and not annotation.failing, "what is no report has no numbers in official cells"
        return
    assert annotation.form is not None
    checks = run_checks(load_form(annotation.form), tables_of(annotation, loaded.text))
    assert {check.id for check in checks if check.status == "failed"} == set(annotation.failing)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_large_and_has_both_editions_every_tag_and_every_state(
    part: str, parts: dict[str, list[Annotation]]
) -> None:
    annotations = parts[part]
    assert len(annotations) >= 30
    assert {annotation.form for annotation in annotations} >= set(editions())
    assert {span.tag for annotation in annotations for span in annotation.spans} == set(Tag)
    assert any(annotation.failing for annotation in annotations)
    assert any(annotation.doubtful for annotation in annotations)
    assert any(not annotation.is_report for annotation in annotations)


@pytest.mark.parametrize("part", PARTS)
def test_every_file_of_a_part_belongs_to_one_annotation(part: str, parts: dict[str, list[Annotation]]) -> None:
    sources = {path.name for path in (REPORTS / part).iterdir() if path.suffix != ".json"}
    named = Counter(annotation.file for annotation in parts[part])
    assert named == Counter(sources)


def test_the_parts_share_no_name_no_text_and_no_organ(parts: dict[str, list[Annotation]]) -> None:
    names = [path.stem for path in PATHS]
    assert len(set(names)) == len(names)
    texts = [annotation.text_sha256 for part in PARTS for annotation in parts[part]]
    assert len(set(texts)) == len(texts)
    dev, test = ({annotation.organ for annotation in parts[part]} - {None} for part in PARTS)
    assert len(dev) >= 30 and len(test) >= 30
    assert not dev & test


@pytest.mark.training
def test_training_takes_the_development_part_and_nothing_of_the_test_part(
    parts: dict[str, list[Annotation]],
) -> None:
    from training.tagger.annotated import DEVELOPMENT, annotated_rows

    assert DEVELOPMENT == REPORTS / "dev"
    rows = {text_hash(row["text"]) for row in annotated_rows()}
    dev, test = ({annotation.text_sha256 for annotation in parts[part]} for part in PARTS)
    assert rows and rows <= dev
    assert not rows & test


def test_the_example_of_the_guidelines_holds() -> None:
    guidelines = (ANNOTATIONS / "guidelines.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```text\n(.*?)```", guidelines, re.DOTALL)
    (written,) = re.findall(r"```json\n(.*?)```", guidelines, re.DOTALL)
    annotation = Annotation.model_validate(json.loads(written))
    text = read_document(source.encode()).text
    verify(annotation, text)
    checks = run_checks(load_form(annotation.form or ""), tables_of(annotation, text))
    assert {check.id for check in checks if check.status == "failed"} == set(annotation.failing)


def test_the_guidelines_explain_every_tag() -> None:
    guidelines = (ANNOTATIONS / "guidelines.md").read_text(encoding="utf-8")
    assert [tag for tag in Tag if f"`{tag}`" not in guidelines] == []
