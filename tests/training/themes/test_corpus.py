"""The annotated passages: all of them hold, damage is found, and the split keeps documents whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.themes import THEMES
from tests.training.themes.tiny_corpus import entry, ids
from training.themes.corpus import (
    PARTS,
    AnnotatedPassage,
    AnnotatedSection,
    CorpusError,
    Part,
    corpus_hash,
    load_sections,
    part_of,
    part_sizes,
)
from training.themes.second import second_annotation

PIECES = [
    ("更新滞后", "problem", ["timeliness"]),
    ("将定期更新", "measure", ["timeliness"]),
    ("再接再厉", "context", []),
]


def passages_of(sections: tuple[AnnotatedSection, ...], part: Part) -> list[AnnotatedPassage]:
    return [passage for section in sections if section.part == part for passage in section.passages]


@pytest.fixture(scope="module")
def annotations(root: Path) -> Path:
    return root / "annotations" / "passages"


@pytest.fixture(scope="module")
def sections(annotations: Path) -> tuple[AnnotatedSection, ...]:
    return load_sections(annotations)


def written(folder: Path, *entries: dict[str, Any], name: str = "a.jsonl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(one, ensure_ascii=False) for one in entries]
    (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def test_all_annotations_hold(sections: tuple[AnnotatedSection, ...]) -> None:
    passages = [passage for section in sections for passage in section.passages]
    assert len(passages) >= 2000
    assert {theme for passage in passages for theme in passage.themes} == set(THEMES)
    for section in sections:
        assert all(section.text[slice(*one.span)] == one.text for one in section.passages)
        assert section.heading is None or section.heading[1] <= min(one.span[0] for one in section.passages)


def test_every_theme_can_be_learned_chosen_and_tested(sections: tuple[AnnotatedSection, ...]) -> None:
    for part in PARTS:
        found = passages_of(sections, part)
        assert {theme for passage in found for theme in passage.themes} == set(THEMES), part
        assert {passage.role for passage in found} == {"problem", "measure", "context"}
    shares = [len(passages_of(sections, part)) for part in PARTS]
    assert shares[0] > 3 * max(shares[1:]) and min(shares) >= 300


def test_no_text_stands_on_both_sides_of_the_split(sections: tuple[AnnotatedSection, ...]) -> None:
    texts = {part: {section.text for section in sections if section.part == part} for part in PARTS}
    assert not texts["train"] & texts["test"]
    assert not texts["validation"] & texts["test"]


def test_a_part_was_judged_twice(annotations: Path, sections: tuple[AnnotatedSection, ...]) -> None:
    assert len(second_annotation(annotations, sections)) >= 300


def test_the_split_goes_by_the_document_and_never_changes() -> None:
    known = {"a01": "validation", "a02": "train", "b10": "test", "c33": "train", "k05": "validation", "中": "test"}
    assert {name: part_of(name) for name in known} == known
    parts = [part_of(f"document {k}") for k in range(2000)]
    assert [round(parts.count(part) / 20) for part in PARTS] == pytest.approx([70, 15, 15], abs=3)
    assert {part_of(f"document {k}", seed=6) == parts[k] for k in range(50)} == {True, False}


def test_a_section_as_it_is_loaded(tmp_path: Path) -> None:
    (section,) = load_sections(written(tmp_path, entry("a", PIECES, {1: 0})))
    assert [(one.text, one.role, one.themes, one.answers) for one in section.passages] == [
        ("更新滞后", "problem", {"timeliness"}, None),
        ("将定期更新", "measure", {"timeliness"}, 0),
        ("再接再厉", "context", frozenset(), None),
    ]
    assert section.source == "a.jsonl" and section.part == part_of("a")
    assert section.heading is not None and section.text[slice(*section.heading)].startswith("五、")


def test_the_hash_is_the_same_in_every_process_and_another_for_other_judgements(tmp_path: Path) -> None:
    several = [("更新滞后", "problem", ["timeliness", "platform", "content", "vetting", "staffing"])]
    sections = load_sections(written(tmp_path, entry("a", several)))
    program = (
        "import sys; from pathlib import Path; from training.themes.corpus import corpus_hash, load_sections\n"
        "print(corpus_hash(load_sections(Path(sys.argv[1]))))"
    )
    root = Path(__file__).parents[3]
    for seed in ("1", "2"):
        shown = subprocess.check_output(
            [sys.executable, "-c", program, str(tmp_path)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            text=True,
        )
        assert shown.strip() == corpus_hash(sections)
    fewer = load_sections(written(tmp_path / "b", entry("a", [("更新滞后", "problem", ["timeliness"])])))
    assert corpus_hash(fewer) != corpus_hash(sections)


def test_the_parts_are_counted_over_all_files(tmp_path: Path) -> None:
    (first, second), (third,) = ids("train", 2), ids("test", 1)
    written(tmp_path, entry(first, PIECES), entry(third, PIECES[:1]))
    written(tmp_path, entry(second, PIECES[:2]), name="b.jsonl")
    sections = load_sections(tmp_path)
    assert [one.id for one in sections] == [first, third, second]
    assert part_sizes(sections) == {
        "passages": {"train": 5, "validation": 0, "test": 1},
        "documents": {"train": 2, "validation": 0, "test": 1},
    }


def test_a_document_given_twice_is_refused(tmp_path: Path) -> None:
    written(tmp_path, entry("a", PIECES))
    written(tmp_path, entry("a", PIECES), name="b.jsonl")
    with pytest.raises(CorpusError, match="a"):
        load_sections(tmp_path)


def _changed_text(one: dict[str, Any]) -> None:
    one["text"] += " "


def _set(place: int, **changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda one: one["passages"][place].update(changes)


def _widened(one: dict[str, Any]) -> None:
    one["passages"][0]["span"][1] += 2  # the full stop and the line break


def _without(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda one: one.pop(key)


@pytest.mark.parametrize(
    "damage",
    [
        _changed_text,
        _widened,
        _set(0, role="praise"),
        _set(0, themes=["weather"]),
        _set(2, themes=["content"]),
        _set(1, span=[0, 4]),
        _set(1, span=[30, 30]),
        _set(2, span=[30, 4000]),
        _set(1, answers=2),
        _set(1, answers=7),
        _set(1, answers=-3),
        _set(0, answers=0),
        _without("sha256"),
        _without("passages"),
        lambda one: one["passages"][0].pop("role"),
        _set(0, span=None),
    ],
)
def test_what_does_not_hold_is_refused_with_its_place(tmp_path: Path, damage: Callable[[dict[str, Any]], Any]) -> None:
    one = entry("doc-7", PIECES)
    damage(one)
    with pytest.raises(CorpusError, match=r"a\.jsonl, doc-7"):
        load_sections(written(tmp_path, one))


def test_a_second_judgement_needs_its_document(tmp_path: Path) -> None:
    sections = load_sections(written(tmp_path, entry("a", PIECES)))
    judged = [
        {"role": "problem", "themes": ["content"]},
        {"role": "measure", "themes": []},
        {"role": "context", "themes": []},
    ]
    assert second_annotation(tmp_path, sections) == []
    written(tmp_path / "second", {"id": "a", "passages": judged})
    assert second_annotation(tmp_path, sections)[0] == (("problem", {"timeliness"}), ("problem", {"content"}))
    for wrong in (
        {"id": "b", "passages": judged},
        {"id": "a", "passages": judged[:2]},
        {"id": "a", "passages": [{"role": "praise", "themes": []}, *judged[1:]]},
        {"id": "a", "passages": [{"role": "problem", "themes": ["weather"]}, *judged[1:]]},
    ):
        written(tmp_path / "second", wrong)
        with pytest.raises(CorpusError):
            second_annotation(tmp_path, sections)


def test_ids_of_the_tiny_corpus_are_where_they_belong() -> None:
    assert all(part_of(name) == part for part in PARTS for name in ids(part, 3))
