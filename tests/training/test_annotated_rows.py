"""Annotated reports as training data."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.decoding import LABELS
from reports.annotation import AnnotatedSpan, Annotation, AnnotationError, text_hash
from reports.tags import Tag

pytestmark = pytest.mark.training
annotated = pytest.importorskip("training.tagger.annotated")
TEXT = "一、总体情况\n无。\n"


def write(folder: Path, name: str, text: str = TEXT, of: str = TEXT) -> None:
    spans = (AnnotatedSpan(start=0, end=6, tag=Tag.HEADING_OVERVIEW), AnnotatedSpan(start=7, end=9, tag=Tag.PROSE))
    made = Annotation(file=f"{name}.txt", text_sha256=text_hash(of), form="2021", spans=spans)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(made.model_dump_json(by_alias=True), encoding="utf-8")


def test_spans_become_tags_over_the_text(tmp_path: Path) -> None:
    write(tmp_path, "a")
    (row,) = annotated.annotated_rows(tmp_path)
    assert row["text"] == TEXT
    assert [(row["starts"], row["ends"])] == [([0, 7], [6, 9])]
    assert [LABELS[tag] for tag in row["tags"]] == [Tag.HEADING_OVERVIEW, Tag.PROSE]


def test_a_text_that_its_reader_changes_is_left_out_and_so_is_a_changed_one(tmp_path: Path) -> None:
    write(tmp_path, "changed", text=TEXT + "有。\n")
    assert list(annotated.annotated_rows(tmp_path)) == []


def test_an_annotation_that_does_not_hold_is_not_learnt_from(tmp_path: Path) -> None:
    write(tmp_path, "a", text="一、\n", of="一、\n")
    with pytest.raises(AnnotationError, match="越界"):
        list(annotated.annotated_rows(tmp_path))


def test_no_folder_means_no_reports(tmp_path: Path) -> None:
    assert list(annotated.annotated_rows(tmp_path / "none")) == []


def test_only_the_development_part_is_learnt_from() -> None:
    assert annotated.DEVELOPMENT.name == "dev"
    names = {row["name"] for row in annotated.annotated_rows()}
    if not names:
        pytest.skip("the annotations are not here")
    assert not names & {path.stem for path in (annotated.DEVELOPMENT.parent / "test").glob("*.json")}


def test_the_hash_follows_the_files(tmp_path: Path) -> None:
    before = annotated.annotated_hash(tmp_path)
    write(tmp_path, "a")
    after = annotated.annotated_hash(tmp_path)
    write(tmp_path, "b")
    assert len({before, after, annotated.annotated_hash(tmp_path)}) == 3
