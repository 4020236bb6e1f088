"""What reading a sentence deals in: phrases that wait for a number, statements, and what was spoken of before."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.claims.counts import Count


@dataclass(slots=True)
class Head:
    """A phrase that names quantities (the first that agrees with the table is meant) and waits for its number.

    Without quantities it names something else, whose number is no claim. ``open`` is a verb without its object; one
    that has it before itself begins at ``noun``. ``clean``: nothing stands before it that narrows what it means.
    """

    quantities: tuple[str, ...]
    start: int
    end: int
    kind: str
    clause: int
    sure: bool = True
    open: bool = False
    row: str | None = None
    clean: bool = False
    noun: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """That quantities have a value, by the characters ``[start, end)`` of a sentence.

    One that is not ``sure`` may well be of something else: it counts only where it agrees with the table.
    ``included``: named as a part of the figure before it ("其中上年结转2件"). ``part``: less than the table's number
    may be meant ("按时办结"); ``settled``: no more than that can be meant ("办结", not "办理").
    """

    quantities: tuple[str, ...]
    count: Count
    start: int
    end: int
    sure: bool
    included: bool = False
    part: bool = False
    settled: bool = False


def unsettles(other: Statement, statement: Statement) -> bool:
    """Whether another statement of the same sentence leaves open what a statement is of.

    "收到95件,其中上年结转2件" is not what came in this year alone, and of "以政府名义制发2件,以办公室名义制发3件"
    either is a part.
    """
    if other.included:
        in_all = statement.quantities[0].startswith("requests.new_received.") or len(statement.quantities) > 1
        return in_all and not statement.included
    same = other.quantities[0] == statement.quantities[0]
    return same and other.sure and other.count.value != statement.count.value


@dataclass
class State:
    """What the sentences before in the same paragraph have spoken of.

    ``subject`` is what numbers without a name are of; ``review`` and ``row`` are the last rows of tables 四 and 三 that
    were named; ``requests`` says that requests were spoken of since the last heading. ``reviews`` are the rows of table
    四 whose outcomes may follow; ``deciding`` says that the organ is one that decides reconsiderations. ``before`` is
    the sentence before.
    """

    subject: str | None = None
    review: str | None = None
    row: str | None = None
    statements: list[Statement] = field(default_factory=list)
    requests: bool = False
    reviews: list[str] = field(default_factory=list)
    deciding: bool = False
    before: str = ""


def request_row(row: str, column: str = "total") -> tuple[str, ...]:
    """The quantities that a row of table 三 may be: "其他处理" is three rows in one edition and one in the other."""
    return tuple(f"requests.{key}.{column}" for key in ((f"{row}.*", row) if row == "other" else (row,)))
