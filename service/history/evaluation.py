"""How well problems that come back are told from others: pairs of two years' problems, the same or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.history.recurring import SAME_WITH_THEME, similarities

if TYPE_CHECKING:
    from models.sentences import Encoder


@dataclass(frozen=True, slots=True)
class Pair:
    """Two problems of one theme and of consecutive years; ``same`` says whether they are the same problem."""

    earlier: str
    later: str
    same: bool
    part: str


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file of JSON lines. Raises OSError, ValueError, KeyError."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Pair(line["earlier"], line["later"], line["same"], line["part"]) for line in lines]


def measured(pairs: Sequence[Pair], encoder: Encoder) -> Mapping[str, float]:
    """Precision and recall of the pairs that are called the same."""
    called = [similarities([pair.earlier], [pair.later], encoder)[0, 0] >= SAME_WITH_THEME for pair in pairs]
    right = sum(one and pair.same for one, pair in zip(called, pairs, strict=True))
    same = sum(pair.same for pair in pairs)
    return {
        "pairs": len(pairs),
        "precision": round(right / sum(called), 4) if any(called) else 0.0,
        "recall": round(right / same, 4) if same else 0.0,
    }
