"""What is counted of a reading, and the rates that follow from the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

TagCounts = Counter[tuple[str, str]]  # (tag, "gold" | "found" | "right") -> characters, or blanks


@dataclass(slots=True)
class Counts:
    """Counts over readings; they add up.

    Cells: ``cells`` of the form, of which ``values`` and ``states`` are right; ``numbers`` stand in the
    source, of which ``lost`` were given as none; ``wrong`` numbers are given that do not stand there, of
    which ``silent`` carry no sign of doubt and ``sure`` have a confidence of at least 0.9. ``kept`` cells are
    right in value and state, or given as unreadable. ``perfect`` reports have every value and state right,
    ``perfect_values`` every value. Headings: ``headings`` in the gold, ``headings_given`` by the reading,
    ``headings_right`` in both. ``identified`` reports have a title, organ, year and form to be found.
    Times are in seconds. ``tagged`` reports are those that ``tags`` counts.
    """

    reports: int = 0
    failures: int = 0
    cells: int = 0
    values: int = 0
    states: int = 0
    numbers: int = 0
    lost: int = 0
    wrong: int = 0
    silent: int = 0
    kept: int = 0
    sure: int = 0
    perfect: int = 0
    perfect_values: int = 0
    headings: int = 0
    headings_given: int = 0
    headings_right: int = 0
    identified: int = 0
    titles: int = 0
    organs: int = 0
    years: int = 0
    forms: int = 0
    tagging_seconds: float = 0.0
    assembling_seconds: float = 0.0
    tagged: int = 0
    tags: TagCounts = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Add another's counts to these."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.tags.update(other.tags)

    @classmethod
    def total(cls, parts: Iterable[Counts]) -> Counts:
        """The sum of counts."""
        result = cls()
        for part in parts:
            result.add(part)
        return result

    def numbers_only(self) -> dict[str, float]:
        """All counts but those of tags, by name; seconds to the millisecond."""
        return {name: round(getattr(self, name), 3) for name in _NUMBERS}


_NUMBERS = tuple(item.name for item in fields(Counts) if item.name != "tags")


def rates(counts: Counts) -> dict[str, float | None]:
    """The rates of counts, each between 0 and 1, and milliseconds a report; None where nothing was counted."""
    precision = _share(counts.headings_right, counts.headings_given)
    recall = _share(counts.headings_right, counts.headings)
    return {
        "values": _share(counts.values, counts.cells),
        "states": _share(counts.states, counts.cells),
        "kept": _share(counts.kept, counts.cells),
        "perfect": _share(counts.perfect, counts.reports),
        "perfect_values": _share(counts.perfect_values, counts.reports),
        "heading_precision": precision,
        "heading_recall": recall,
        "heading_f1": _f1(counts.headings_right, counts.headings_given, counts.headings),
        "title": _share(counts.titles, counts.identified),
        "organ": _share(counts.organs, counts.identified),
        "year": _share(counts.years, counts.identified),
        "form": _share(counts.forms, counts.identified),
        "tagging_ms": _share(1000 * counts.tagging_seconds, counts.reports),
        "assembling_ms": _share(1000 * counts.assembling_seconds, counts.reports),
    }


def tag_rates(tags: TagCounts) -> dict[str, dict[str, float | int | None]]:
    """Precision, recall and F1 of each tag that occurs, with ``support``, its characters in the gold."""
    result: dict[str, dict[str, float | int | None]] = {}
    for tag in sorted({tag for (tag, _), amount in tags.items() if amount}):
        gold, found, right = (tags[tag, kind] for kind in ("gold", "found", "right"))
        result[tag] = {
            "precision": _share(right, found),
            "recall": _share(right, gold),
            "f1": _f1(right, found, gold),
            "support": gold,
        }
    return result


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _f1(right: int, found: int, gold: int) -> float | None:
    """The harmonic mean of precision and recall, which is 2 * right / (found + gold)."""
    return _share(2 * right, found + gold)
