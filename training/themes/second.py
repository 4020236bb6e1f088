"""The second, independent annotation of a part of the passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from reports.themes import ROLES, THEMES
from training.themes.corpus import AnnotatedSection, CorpusError

Judgement = tuple[str, frozenset[str]]  # role and themes
FOLDER = "second"


def second_annotation(annotations: Path, sections: Sequence[AnnotatedSection]) -> list[tuple[Judgement, Judgement]]:
    """What both annotators said of the passages that were judged twice, the first annotator first.

    The lines of ``second/*.jsonl`` are {"id", "passages": [{"role", "themes"}]}, in the order of the document's
    passages. Raises CorpusError for a line that fits no document.
    """
    known = {section.id: section for section in sections}
    pairs: list[tuple[Judgement, Judgement]] = []
    for path in sorted((annotations / FOLDER).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            section = known.get(entry["id"])
            if section is None or len(section.passages) != len(entry["passages"]):
                raise CorpusError(f"{path.name}, {entry['id']}: does not fit the document")
            for first, second in zip(section.passages, entry["passages"], strict=True):
                if second["role"] not in ROLES or set(second["themes"]) - set(THEMES):
                    raise CorpusError(f"{path.name}, {entry['id']}: {second}")
                judged = (second["role"], frozenset(second["themes"]))
                pairs.append(((first.role, first.themes), judged))
    return pairs
