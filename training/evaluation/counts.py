"""What is counted of a reading, and the rates that follow from the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from training.evaluation.calibration import Reliability

TagCounts = Counter[tuple[str, str]]  # (tag, "gold" | "found" | "right") -> characters, or blanks
TableCounts = Counter[tuple[str, str]]  # (table, name of a count of cells) -> cells


@dataclass(slots=True)
class Counts:
    """Counts over readings; they add up.

    Cells: ``cells`` of the form, of which ``values`` and ``states`` are right, and ``right`` both; ``numbers`` stand
    in the source, of which ``lost`` were given as none; ``wrong`` numbers are given that do not stand there, of
    which ``silent`` carry no sign of doubt and ``sure`` have a confidence of at least 0.9. ``kept`` cells are
    right in value and state, or given as unreadable. ``tables`` has the same by table. ``perfect`` reports have every
    value and state right, ``perfect_values`` every value.

    ``doubtful`` cells are those that the text does not tell: ``doubtful_right`` in value and state all the same,
    ``doubtful_unread`` not, and given as no number, ``doubtful_flagged`` a wrong number with a sign of doubt,
    ``doubtful_silent`` one without. Every doubtful cell is one of the four.

    ``reliability`` is over all cells, ``reliability_numbers`` over those that are given as a number; doubtful cells
    belong to both where a number is given, and to neither else.

    Headings: ``headings`` in the gold, ``headings_given`` by the reading, ``headings_right`` in both. ``identified``
    reports have a title, organ, year and form to be found. Times are in seconds. ``tagged`` reports are those that
    ``tags`` counts.
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
    right: int = 0
    doubtful: int = 0
    doubtful_right: int = 0
    doubtful_unread: int = 0
    doubtful_flagged: int = 0
    doubtful_silent: int = 0
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
    tables: TableCounts = field(default_factory=Counter)
    reliability: Reliability = field(default_factory=Reliability)
    reliability_numbers: Reliability = field(default_factory=Reliability)

    def cell(self, key: str, **amounts: int) -> None:
        """Add to counts of cells, and to those of the cell's table."""
        table = key.partition(".")[0]
        for name, amount in amounts.items():
            setattr(self, name, getattr(self, name) + amount)
            self.tables[table, name] += amount

    def add(self, other: Counts) -> None:
        """Add another's counts to these."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.tags.update(other.tags)
        self.tables.update(other.tables)
        self.reliability.add(other.reliability)
        self.reliability_numbers.add(other.reliability_numbers)

    @classmethod
    def total(cls, parts: Iterable[Counts]) -> Counts:
        """The sum of counts."""
        result = cls()
        for part in parts:
            result.add(part)
        return result

    def numbers_only(self) -> dict[str, float]:
        """All counts that are one number, by name; seconds to the millisecond."""
        return {name: round(getattr(self, name), 3) for name in _NUMBERS}


_NUMBERS = tuple(item.name for item in fields(Counts) if item.type in ("int", "float"))


def rates(counts: Counts) -> dict[str, float | None]:
    """The rates of counts, each between 0 and 1, and milliseconds a report; None where nothing was counted.

    ``ece`` and ``ece_numbers`` are calibration errors: see ``Reliability.error``.
    """
    precision = _share(counts.headings_right, counts.headings_given)
    recall = _share(counts.headings_right, counts.headings)
    return {
        "values": _share(counts.values, counts.cells),
        "states": _share(counts.states, counts.cells),
        "right": _share(counts.right, counts.cells),
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
        "ece": counts.reliability.error,
        "ece_numbers": counts.reliability_numbers.error,
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


def table_rates(tables: TableCounts) -> dict[str, dict[str, float | int | None]]:
    """The counts of each table's cells, with ``rate.values``, ``rate.states`` and ``rate.right``."""
    result: dict[str, dict[str, float | int | None]] = {}
    for table, name in sorted(tables):
        result.setdefault(table, {})[name] = tables[table, name]
    for table, amounts in result.items():
        for name in ("values", "states", "right"):
            share = _share(tables[table, name], tables[table, "cells"])
            amounts[f"rate.{name}"] = None if share is None else round(share, 6)
    return result


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _f1(right: int, found: int, gold: int) -> float | None:
    """The harmonic mean of precision and recall, which is 2 * right / (found + gold)."""
    return _share(2 * right, found + gold)
