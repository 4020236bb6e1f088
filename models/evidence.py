"""The words that spoke for a theme: from what each character added to its logit to a few spans of the passage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.passage_text import FoldedText
from reports.document import Span

_SHARE = 0.6  # of all that spoke for the theme: so much is shown
_MOST = 3  # spans
_SHORTEST, _LONGEST = 2, 12  # characters of a span
_BREAKS = frozenset(",。;:!?、“”\"'()《》")


def evidence(folded: FoldedText, contributions: NDArray[np.floating]) -> tuple[Span, ...]:
    """The spans of the passage that spoke for a theme, the strongest first; none where nothing did."""
    wanted = _SHARE * float(np.clip(contributions, 0, None).sum())
    spans: list[Span] = []
    left = np.asarray(contributions, dtype=np.float64).copy()
    shown = 0.0
    while shown < wanted and len(spans) < _MOST:
        best = _best(folded.text, left)
        if best is None:
            break
        start, end = best
        shown += float(left[start:end].sum())
        left[start:end] = -np.inf
        spans.append(Span(folded.origin[start], folded.origin[end - 1] + 1))
    return tuple(spans)


def _best(text: str, left: NDArray[np.float64]) -> tuple[int, int] | None:
    """The stretch within one clause that adds the most; characters that add little do not make it longer."""
    positive = left[np.isfinite(left) & (left > 0)]
    if not len(positive):
        return None
    cost = float(positive.mean()) / 2
    best, place = 0.0, None
    for start, character in enumerate(text):
        if character in _BREAKS:
            continue
        total = 0.0
        for end in range(start, min(len(text), start + _LONGEST)):
            if text[end] in _BREAKS:
                break
            total += left[end] - cost
            if end - start + 1 >= _SHORTEST and total > best:
                best, place = total, (start, end + 1)
    return place
