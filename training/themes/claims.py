"""Claims found in annotated narratives, scored by quantity and value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.checks import Tables
from reports.claims.finding import find_claims
from reports.document import Span
from reports.report import Cell, Claim

Key = tuple[str, float]  # quantity and value


@dataclass(frozen=True, slots=True)
class AnnotatedNarrative:
    """A report's narrative with its tables: ``claims`` by quantity and value their status; ``optional`` are texts and
    values of which it can be disputed whether they are claims.
    """

    id: str
    organ: str
    year: int
    form: str
    text: str
    tables: Tables
    claims: dict[Key, str]
    optional: tuple[tuple[str, float], ...]


def load_narratives(path: Path) -> Iterator[AnnotatedNarrative]:
    """The annotated narratives of a JSON Lines file; see annotations/README.md for its layout."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield AnnotatedNarrative(
            id=entry["id"],
            organ=entry["organ"],
            year=entry["year"],
            form=entry["form"],
            text=entry["text"],
            tables=_tables(entry["tables"]),
            claims={(one["quantity"], float(one["value"])): one["status"] for one in entry["claims"]},
            optional=tuple((one["text"], float(one["value"])) for one in entry.get("optional", ())),
        )


def _tables(cells: dict[str, float]) -> dict[str, dict[str, dict[str, Cell]]]:
    tables: dict[str, dict[str, dict[str, Cell]]] = {}
    for key, value in cells.items():
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        cell = Cell(value=value, raw=str(value), state="reported", span=(0, 0), confidence=1.0)
        tables.setdefault(table, {}).setdefault(row, {})[column] = cell
    return tables


def found_in(narrative: AnnotatedNarrative) -> tuple[Claim, ...]:
    """The claims that are found in an annotated narrative, whose paragraphs are its lines."""
    spans, start = [], 0
    for line in narrative.text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return find_claims(narrative.text, spans, narrative.tables, narrative.form, narrative.year, narrative.organ)


def score_narratives(narratives: list[AnnotatedNarrative]) -> dict[str, Any]:
    """Precision and recall by quantity and value, the share of right statuses among the found, and every mistake.

    What is found where the annotation says that it can be disputed counts neither way. ``false_differs`` are those
    that are said to differ and do not.
    """
    counts: Counter[str] = Counter()
    mistakes: list[str] = []
    for narrative in narratives:
        found = {(one.quantity, float(one.value)): one for one in found_in(narrative)}
        counts["claims"] += len(narrative.claims)
        for key, status in narrative.claims.items():
            one = found.pop(key, None)
            if one is None:
                mistakes.append(f"{narrative.id}: lost {key[0]} = {key[1]:g}")
                continue
            counts["hits"] += 1
            counts["status"] += one.status == status
            if one.status != status:
                mistakes.append(f"{narrative.id}: {one.text}: {one.status}, not {status}")
            counts["false_differs"] += one.status == "differs" and status != "differs"
        for key, one in found.items():
            if any(key[1] == value and _overlap(one.text, text) for text, value in narrative.optional):
                continue
            counts["extra"] += 1
            counts["false_differs"] += one.status == "differs"
            mistakes.append(f"{narrative.id}: extra {key[0]} = {key[1]:g} ({one.status}): {one.text}")
    given = counts["hits"] + counts["extra"]
    return {
        "narratives": len(narratives),
        "claims": counts["claims"],
        "precision": counts["hits"] / given if given else 1.0,
        "recall": counts["hits"] / counts["claims"] if counts["claims"] else 1.0,
        "status": counts["status"] / counts["hits"] if counts["hits"] else 1.0,
        "false_differs": counts["false_differs"],
        "mistakes": mistakes,
    }


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def claim_scores(root: Path, notes: list[str]) -> dict[str, Any]:
    """The scores of each file of annotated narratives in ``annotations/claims``."""
    paths = sorted((root / "annotations" / "claims").glob("*.jsonl"))
    if not paths:
        notes.append("没有 annotations/claims，略去 (not here, skipped)")
    return {path.stem: score_narratives(list(load_narratives(path))) for path in paths}
