"""Where in a passage the words stand that were looked for."""

from __future__ import annotations

from collections.abc import Iterable

from service.search.folding import fold


def highlights(text: str, wanted: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Spans of the text that fold to one of the wanted texts, in order and in code points.

    Spans that touch become one.
    """
    folded, origin = folded_with_origin(text)
    spans = []
    for word in {fold(each) for each in wanted} - {""}:
        at = folded.find(word)
        while at >= 0:
            spans.append((origin[at], origin[at + len(word) - 1] + 1))
            at = folded.find(word, at + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def folded_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the place in the text that it comes from."""
    parts = [fold(character) for character in text]
    origin = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), origin
