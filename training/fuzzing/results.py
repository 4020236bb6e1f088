"""What a run has found: counts, the slowest readings, memory, failures; as JSON, part by part and as a whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from training.fuzzing.cases import Case
from training.fuzzing.trying import Trial

_MOST = 20  # notable readings
_EXAMPLES = 5  # failures of one signature that are kept with their bytes


class Notable(BaseModel):
    """A slow or large reading; ``case`` is "seed/number", ``growth`` bytes of its process's peak."""

    seconds: float
    growth: int
    case: str
    source: str
    mutations: tuple[str, ...]
    tagging: str


class Failure(Notable):
    """A failure; ``signature`` is the same for all that fail in the same way."""

    signature: str
    faults: tuple[str, ...]
    file: str | None = None


class Tally(BaseModel):
    """The sums over some cases. Times in seconds of CPU time, memory in bytes of growth of a process's peak."""

    cases: int = 0
    seconds: float = 0.0
    growth: int = 0
    by_source: Counter[str] = Field(default_factory=Counter)
    by_mutation: Counter[str] = Field(default_factory=Counter)
    by_tagging: Counter[str] = Field(default_factory=Counter)
    by_outcome: Counter[str] = Field(default_factory=Counter)
    failed: Counter[str] = Field(default_factory=Counter)
    slowest: list[Notable] = Field(default_factory=list)
    largest: list[Notable] = Field(default_factory=list)
    failures: list[Failure] = Field(default_factory=list)
    digests: dict[int, str] = Field(default_factory=dict)

    def add(self, case: Case, trial: Trial) -> Failure | None:
        """Count a case; its failure where it failed and should be kept with its bytes."""
        self.cases += 1
        self.seconds += trial.seconds
        self.growth += trial.growth
        self.by_source[case.source] += 1
        self.by_mutation.update(case.mutations)
        self.by_tagging[case.tagging] += 1
        self.by_outcome[trial.outcome] += 1
        facts: dict[str, Any] = {"seconds": trial.seconds, "growth": trial.growth, "case": case.id}
        facts["source"] = case.source
        facts |= {"mutations": case.mutations, "tagging": case.tagging}
        self._keep_notable([Notable(**facts)], [Notable(**facts)])
        if not trial.faults:
            return None
        self.failed[trial.signature] += 1
        failure = Failure(**facts, signature=trial.signature, faults=trial.faults)
        return failure if self._keep(failure) else None

    def _keep_notable(self, slowest: Iterable[Notable], largest: Iterable[Notable]) -> None:
        self.slowest = sorted([*self.slowest, *slowest], key=lambda one: -one.seconds)[:_MOST]
        self.largest = sorted([*self.largest, *largest], key=lambda one: -one.growth)[:_MOST]

    def _keep(self, failure: Failure) -> bool:
        kept = sum(one.signature == failure.signature for one in self.failures) < _EXAMPLES
        if kept:
            self.failures.append(failure)
        return kept

    def merge(self, other: Tally) -> None:
        """Count the cases of another part; processes of their own have each their own memory."""
        self.cases += other.cases
        self.seconds += other.seconds
        self.growth = max(self.growth, other.growth)
        for name in ("by_source", "by_mutation", "by_tagging", "by_outcome", "failed"):
            getattr(self, name).update(getattr(other, name))
        self._keep_notable(other.slowest, other.largest)
        for failure in other.failures:
            self._keep(failure)
        self.digests |= other.digests

    def write(self, path: Path, facts: dict[str, Any] | None = None) -> None:
        """As JSON, the commonest first; never a half of it."""
        data = self.model_dump(mode="json")
        for name in ("by_source", "by_mutation", "by_tagging", "by_outcome", "failed"):
            data[name] = dict(getattr(self, name).most_common())
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps((facts or {}) | data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
