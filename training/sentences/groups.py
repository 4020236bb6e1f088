"""The paraphrase groups of ``annotations/paraphrases``: texts that say the same, and their split."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reports.report import PassageRole
from reports.themes import ROLES, THEMES

Part = Literal["train", "test"]
SPLIT_SEED = 3
_HELD_OUT = 15  # of a hundred groups


class GroupError(ValueError):
    """A group that does not hold: file, group and what is wrong."""


@dataclass(frozen=True, slots=True)
class ParaphraseGroup:
    """``theme`` is None where the texts are of another section than the one on problems."""

    id: str
    theme: str | None
    role: PassageRole
    texts: tuple[str, ...]

    @property
    def part(self) -> Part:
        """Where it belongs: decided by its id alone, so that further groups move none."""
        place = hashlib.sha256(f"{SPLIT_SEED}/{self.id}".encode()).digest()[:8]
        return "test" if int.from_bytes(place, "big") % 100 < _HELD_OUT else "train"


def load_groups(folder: Path) -> tuple[ParaphraseGroup, ...]:
    """All groups of the JSON Lines files of a folder. Raises GroupError, OSError."""
    groups = [
        _read(line, path.name)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    if not groups:
        raise GroupError(f"{folder}: no paraphrases")
    twice = [name for name, count in Counter(group.id for group in groups).items() if count > 1]
    if twice:
        raise GroupError(f"{folder}: groups given twice: {', '.join(sorted(twice))}")
    return tuple(groups)


def _read(line: str, source: str) -> ParaphraseGroup:
    name = "?"
    try:
        entry = json.loads(line)
        name = entry["id"]
        group = ParaphraseGroup(name, entry["theme"], entry["role"], tuple(dict.fromkeys(entry["texts"])))
    except (ValueError, KeyError, TypeError) as error:
        raise GroupError(f"{source}, {name}: {type(error).__name__}: {error}") from error
    if group.theme not in (None, *THEMES) or group.role not in ROLES:
        raise GroupError(f"{source}, {name}: {group.theme} {group.role}")
    if len(group.texts) < 2 or not all(text.strip() for text in group.texts):
        raise GroupError(f"{source}, {name}: a group is at least two texts")
    return group


def groups_hash(groups: Iterable[ParaphraseGroup]) -> str:
    """A hash of all groups."""
    digest = hashlib.sha256()
    for group in groups:
        digest.update(f"{group.id} {group.theme} {group.role} {list(group.texts)}\n".encode())
    return digest.hexdigest()
