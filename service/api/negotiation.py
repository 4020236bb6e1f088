"""Which of several formats an answer is in: the one that ``?format=`` names, else the best that Accept allows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import Request

from service.api.problems import problem

_QUALITY = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)", re.IGNORECASE)


def chosen_format(request: Request, offered: Mapping[str, str], wanted: str | None = None) -> str:
    """One of the formats offered (name to media type, the best one first).

    Raises the problem "not_acceptable" where Accept allows none of them.
    """
    if wanted is not None:
        return wanted
    accept = ",".join(request.headers.getlist("accept"))
    ranges = [_parsed(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return next(iter(offered))
    qualities = {name: _quality(media_type, ranges) for name, media_type in offered.items()}
    best = max(qualities, key=lambda name: qualities[name])  # of equals the first
    if qualities[best] > 0:
        return best
    raise problem("not_acceptable", f"可以给出的格式：{'、'.join(offered.values())}")


def _parsed(part: str) -> tuple[str, float]:
    media_range, *parameters = part.split(";")
    quality = next((found for text in parameters if (found := _QUALITY.fullmatch(text.strip()))), None)
    return media_range.strip().lower(), 1.0 if quality is None else min(float(quality[1]), 1.0)


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """How much a media type is wanted; the most specific range that it falls in counts."""
    media_type = media_type.partition(";")[0]
    for matching in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        found = [quality for media_range, quality in ranges if media_range == matching]
        if found:
            return max(found)
    return 0.0
