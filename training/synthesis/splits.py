"""How the material of the synthesis is divided between training and held-out evaluation.

A pool of phrasings is cut by the checksum of each phrase, so that a phrase is on the same side in every
run and the two sides never share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal
from zlib import crc32

Split = Literal["train", "heldout"]
_HELDOUT_SHARE = 5  # one in five


def is_heldout(text: str) -> bool:
    """Whether a phrase or name belongs to the held-out side, by its checksum alone."""
    return crc32(text.encode("utf-8")) % _HELDOUT_SHARE == 0


@cache
def _cut(pool: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """One side of a pool; no side is left empty where the pool has two entries or more."""
    distinct = tuple(dict.fromkeys(pool))
    if len(distinct) < 2:
        return distinct
    count = max(1, round(len(distinct) / _HELDOUT_SHARE))
    heldout = frozenset(sorted(distinct, key=lambda text: (crc32(text.encode("utf-8")), text))[:count])
    return tuple(text for text in pool if (text in heldout) == (split == "heldout"))


def side(pool: Sequence[str], split: Split) -> tuple[str, ...]:
    """The entries of ``pool`` that ``split`` may use, in the pool's order."""
    return _cut(tuple(pool), split)
