"""Passages for the tests of the search."""

from __future__ import annotations

from typing import Any

from service.search.records import IndexedPassage, ThemeScore, passage_id

REPORT = "a" * 64


def passage(text: str, number: int = 1, *, themes: dict[str, float] | None = None, **fields: Any) -> IndexedPassage:
    """A passage of one report; ``fields`` are those of IndexedPassage."""
    report = fields.pop("report_id", REPORT)
    known: dict[str, Any] = {
        "id": passage_id(report, number), "organ": "云岭县水务局", "region": "云岭县", "level": "county", "year": 2023,
        "form": "2021", "section": "problems", "under": None, "role": "problem", "failed": False,
    }  # fmt: skip
    scores = tuple(ThemeScore(theme, score) for theme, score in (themes or {}).items())
    return IndexedPassage(report_id=report, number=number, text=text, themes=scores, **(known | fields))
