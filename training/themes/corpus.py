"""The annotated sections of ``annotations/passages``, and their split into training, validation and test."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from reports.passages.cutting import Cut, cut
from reports.report import PassageRole, SpanPair
from reports.themes import ROLES, THEMES

Part = Literal["train", "validation", "test", "breadth"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")
BREADTH: Part = "breadth"
_SHARES = (70, 15, 15)  # of a hundred documents
SPLIT_SEED = 5


class CorpusError(ValueError):
    """An annotation that does not hold: file, document and what is wrong."""


@dataclass(frozen=True, slots=True)
class AnnotatedPassage:
    """``span`` into the document's text; ``answers`` the place of the problem among its passages."""

    text: str
    span: SpanPair
    role: PassageRole
    themes: frozenset[str]
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedSection:
    """One annotated section: ``heading`` is the heading's span, or None; ``source`` the file it stands in."""

    id: str
    text: str
    heading: SpanPair | None
    passages: tuple[AnnotatedPassage, ...]
    source: str

    @property
    def part(self) -> Part:
        """Where it belongs: decided by its id and file alone, so that further documents move none.

        Documents of the files ``breadth-*`` are lists of unusual wordings and no sections as they occur: they are for
        training, but for a share that is scored apart.
        """
        part = part_of(self.id)
        if not self.source.startswith(f"{BREADTH}-"):
            return part
        return BREADTH if part == "test" else "train"


def part_of(document: str, seed: int = SPLIT_SEED) -> Part:
    """The part of the split that a document belongs to, by a hash of its id and the seed."""
    place = int.from_bytes(hashlib.sha256(f"{seed}/{document}".encode()).digest()[:8], "big") % sum(_SHARES)
    if place < _SHARES[0]:
        return "train"
    return "validation" if place < _SHARES[0] + _SHARES[1] else "test"


def load_sections(folder: Path) -> tuple[AnnotatedSection, ...]:
    """All annotated sections of the JSON Lines files of a folder. Raises CorpusError, OSError."""
    sections = [
        _read(line, path.name)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    if not sections:
        raise CorpusError(f"{folder}: no annotated passages")
    twice = [name for name, count in Counter(one.id for one in sections).items() if count > 1]
    if twice:
        raise CorpusError(f"{folder}: documents given twice: {', '.join(sorted(twice))}")
    return tuple(sections)


def _read(line: str, source: str) -> AnnotatedSection:
    name = "?"
    try:
        entry = json.loads(line)
        name = entry["id"]
        return _section(entry, source)
    except CorpusError:
        raise
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise CorpusError(f"{source}, {name}: {type(error).__name__}: {error}") from error


def _section(entry: dict[str, object], source: str) -> AnnotatedSection:
    text, name = str(entry["text"]), str(entry["id"])
    where = f"{source}, {name}"
    if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
        raise CorpusError(f"{where}: the text is not the one that was annotated")
    passages = tuple(_passages(entry["passages"], text, where))
    for one in passages:
        if one.answers is not None and not _answers_a_problem(one, passages):
            raise CorpusError(f"{where}: {one.text[:20]} answers no problem")
    heading: Any = entry.get("heading")
    return AnnotatedSection(name, text, (heading[0], heading[1]) if heading else None, passages, source)


def _answers_a_problem(one: AnnotatedPassage, passages: Sequence[AnnotatedPassage]) -> bool:
    assert one.answers is not None
    known = 0 <= one.answers < len(passages)
    return one.role == "measure" and known and passages[one.answers].role == "problem"


def _passages(entries: object, text: str, where: str) -> Iterator[AnnotatedPassage]:
    last = 0
    assert isinstance(entries, list)
    for entry in entries:
        start, end = entry["span"]
        words = text[start:end]
        if not last <= start < end <= len(text) or words != words.strip():
            raise CorpusError(f"{where}: a passage at [{start}, {end}) overlaps another or has a ragged edge")
        themes = frozenset(entry["themes"])
        if entry["role"] not in ROLES or themes - set(THEMES) or (entry["role"] == "context" and themes):
            raise CorpusError(f"{where}: {words[:20]}: {entry['role']} {sorted(themes)}")
        last = end
        yield AnnotatedPassage(words, (start, end), entry["role"], themes, entry.get("answers"))


def cut_section(section: AnnotatedSection) -> tuple[Cut, ...]:
    """The passages into which the rules cut an annotated section."""
    return cut(section.text, section.heading[1] if section.heading else 0, len(section.text))


def part_sizes(sections: Sequence[AnnotatedSection]) -> dict[str, dict[str, int]]:
    """How many ``passages`` and ``documents`` each part has."""
    return {
        "passages": {part: sum(len(one.passages) for one in sections if one.part == part) for part in PARTS},
        "documents": {part: sum(one.part == part for one in sections) for part in PARTS},
    }


def corpus_hash(sections: Iterable[AnnotatedSection]) -> str:
    """A hash of all that was annotated, the same in every process: sets have no order of their own."""
    digest = hashlib.sha256()
    for section in sections:
        judged = [(one.span, one.role, sorted(one.themes), one.answers) for one in section.passages]
        digest.update(f"{section.id} {section.text} {judged}\n".encode())
    return digest.hexdigest()
