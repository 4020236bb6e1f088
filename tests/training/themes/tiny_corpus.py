"""A corpus of a few invented sections, small enough to train on within a test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.themes.corpus import AnnotatedPassage, AnnotatedSection, Part, load_sections, part_of

_WORDS: dict[str, str] = {
    "timeliness": "信息更新",
    "content": "公开内容",
    "training": "业务培训",
    "platform": "网站栏目",
    "staffing": "人员配备",
    "interpretation": "政策解读",
}
_PROBLEMS = ("{}不够到位", "{}存在滞后", "{}较为薄弱", "{}有待提高")
_MEASURES = ("将进一步加强{}", "明确专人负责{}", "每季度检查{}", "健全制度，做好{}")
THEMES_USED = tuple(_WORDS)

Pieces = Sequence[tuple[str, str, Sequence[str]]]  # words, role, themes


def ids(part: Part, count: int) -> list[str]:
    """The first ids of documents that the split puts into a part."""
    return [name for name in (f"tiny{k}" for k in range(400)) if part_of(name) == part][:count]


def entry(name: str, pieces: Pieces, answers: Mapping[int, int] | None = None) -> dict[str, Any]:
    """A line of an annotation file: the pieces as sentences below a heading."""
    heading = "五、存在的主要问题及改进情况"
    text, passages = f"{heading}\n", []
    for place, (words, role, themes) in enumerate(pieces):
        passage: dict[str, Any] = {"span": [len(text), len(text) + len(words)], "role": role, "themes": list(themes)}
        if place in (answers or {}):
            passage["answers"] = (answers or {})[place]
        passages.append(passage)
        text += f"{words}。\n"
    return {
        "id": name,
        "organ": "澜渡县渔业局",
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "heading": [0, len(heading)],
        "passages": passages,
    }


def entries() -> Iterator[dict[str, Any]]:
    """Some sections for every part, in which every used theme occurs."""
    names = [*ids("train", 12), *ids("validation", 4), *ids("test", 3)]
    for number, name in enumerate(names):
        first, second = (list(_WORDS)[(number + step) % len(_WORDS)] for step in (0, 1 + number % 3))
        pieces: Pieces = [
            ("一年来取得了一定成效，但仍有差距", "context", []),
            ("一是" + _PROBLEMS[number % 4].format(_WORDS[first]), "problem", [first]),
            (
                "二是" + _PROBLEMS[(number + 1) % 4].format(f"{_WORDS[second]}和{_WORDS[first]}"),
                "problem",
                [second, first],
            ),
            ("下一步，" + _MEASURES[number % 4].format(_WORDS[first]), "measure", [first]),
            (_MEASURES[(number + 2) % 4].format(_WORDS[second]), "measure", [second]),
        ]
        yield entry(name, pieces, {3: 1, 4: 2})


def write_corpus(folder: Path) -> Path:
    """The annotation folder of the tiny corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(one, ensure_ascii=False) for one in entries()]
    (folder / "tiny.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def tiny_sections(folder: Path) -> tuple[AnnotatedSection, ...]:
    return load_sections(write_corpus(folder))


def passage(text: str, role: str = "problem", *themes: str) -> AnnotatedPassage:
    return AnnotatedPassage(text, (0, len(text)), role, frozenset(themes))  # type: ignore[arg-type]
