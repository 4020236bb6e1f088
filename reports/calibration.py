"""Confidence that means something: how often cells that looked like this one were right.

What speaks for a cell comes from three sides: the tagger (is this stretch a value?), the alignment (does it belong
there?), and the sums of the form (does it fit the others?). A logistic regression, fitted on reports whose cells are
known, turns the three into one probability; its coefficients come with the tagger whose probabilities it reads.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.report import Cell, Check

# What stands for each coefficient, in this order.
FEATURES = (
    "tag",  # log odds of the stretch's tag
    "untagged",  # 1 where the cell shows no stretch at all
    "match",  # log odds of the row
    "moved",  # 1 where the row was placed as a whole, out of its usual place
    "inferred",  # 1 where the column was inferred
    "guessed",  # 1 where it was little more than guessed
    "unsure_number",  # 1 where the raw text may be read in two ways
    "sums_hold",  # checks over the cell that hold with numbers above 0, at most 2
    "zeros_hold",  # checks over it in which both sides are 0, at most 2
    "sums_fail",  # checks that fail, at most 2
    "sums_incomplete",  # checks of which the report does not say enough, at most 2
    "blank",  # states; the reference is "reported"
    "not_applicable",
    "unreadable",
    "missing",
)
# Qualities of placements (reports.tables.placement): at most so much for what was inferred, guessed, moved as a whole.
INFERRED, GUESSED, MOVED = 0.6, 0.35, 0.96
IN_DOUBT = 0.89  # the most that an inferred cell may have: below the 0.9 from which a cell counts as read
_LEAST, _MOST = 0.01, 0.9999
_ODDS = 6.0  # log odds are cut off here: a tagger's 0.9999 and 0.99999 say the same
_MOST_CHECKS = 2


@dataclass(frozen=True, slots=True)
class Signs:
    """What tagger and alignment say of a cell, each from 0 to 1; ``tag`` is None where nothing stands there."""

    tag: float | None
    match: float = 1.0
    placement: float = 1.0
    sure_number: bool = True


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of FEATURES, in their order, and the intercept."""

    intercept: float
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(FEATURES) or not all(map(math.isfinite, (self.intercept, *self.weights))):
            raise ValueError("a calibration has a finite weight for each feature")

    def probability(self, values: Sequence[float]) -> float:
        """The probability that a cell of these features is right."""
        return 1 / (1 + math.exp(-self.intercept - sum(w * v for w, v in zip(self.weights, values, strict=True))))


def features(cell: Cell, signs: Signs, checks: Mapping[str, int]) -> tuple[float, ...]:
    """The features of a cell; ``checks`` counts the checks over it as ``check_counts`` does."""
    counts = [min(checks.get(name, 0), _MOST_CHECKS) for name in ("sums_hold", "zeros_hold", "sums_fail")]
    return (
        _log_odds(signs.tag) if signs.tag is not None else 0.0,
        float(signs.tag is None),
        _log_odds(signs.match),
        float(INFERRED < signs.placement <= MOVED),
        float(GUESSED < signs.placement <= INFERRED),
        float(signs.placement <= GUESSED),
        float(not signs.sure_number),
        *map(float, counts),
        float(min(checks.get("sums_incomplete", 0), _MOST_CHECKS)),
        *(float(cell.state == state) for state in FEATURES[-4:]),
    )


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_ODDS, min(_ODDS, math.log(inside / (1 - inside))))


def check_counts(checks: Sequence[Check]) -> dict[str, Counter[str]]:
    """For each cell how many of the checks over it hold, fail or are incomplete, by the feature that counts them."""
    counts: dict[str, Counter[str]] = {}
    for check in checks:
        if check.status == "passed":
            name = "sums_hold" if check.left else "zeros_hold"
        else:
            name = {"failed": "sums_fail", "incomplete": "sums_incomplete"}.get(check.status, "")
        for cell in check.cells:
            counts.setdefault(cell, Counter())[name] += 1
    return counts


def calibrated(
    tables: Mapping[str, Mapping[str, Mapping[str, Cell]]],
    signs: Mapping[str, Signs],
    checks: Sequence[Check],
    calibration: Calibration,
) -> dict[str, dict[str, dict[str, Cell]]]:
    """The tables with every cell's confidence as the probability that its value and state are right.

    A cell that was inferred stays below 0.9, however often such cells are right: nobody read it.
    """
    counts = check_counts(checks)

    def certain(key: str, cell: Cell) -> Cell:
        own = signs.get(key, Signs(None))
        found = calibration.probability(features(cell, own, counts.get(key, {})))
        most = IN_DOUBT if own.placement <= INFERRED else _MOST
        return cell.model_copy(update={"confidence": round(min(max(found, _LEAST), most), 4)})

    return {
        table: {
            row: {column: certain(f"{table}.{row}.{column}", cell) for column, cell in cells.items()}
            for row, cells in rows.items()
        }
        for table, rows in tables.items()
    }
