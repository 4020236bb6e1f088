"""``find_claims``: the counts that the narrative states, each with where it stands and whether the tables agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.checks import Tables
from reports.claims.comparing import Ledger, judge
from reports.claims.context import Reporter
from reports.claims.heads import State, Statement, unsettles
from reports.claims.prose import Sentence, sentences
from reports.claims.reading import read_sentence
from reports.claims.wording import DISCLOSURE
from reports.document import Span
from reports.report import Claim


def find_claims(
    text: str, narrative: Sequence[Span], tables: Tables, form: str | None, year: int | None, organ: str | None
) -> tuple[Claim, ...]:
    """The claims of a report in the order of the text.

    ``narrative`` are the stretches of prose, ``form`` the edition of table 三. A count that may be of something else is
    given only where it agrees with the table.
    """
    ledger = Ledger(tables, form, year)
    claims: dict[Claim, int] = {}
    for sentence, statement in _statements(text, narrative, Reporter(organ, year)):
        verdict = judge(statement, ledger)
        if verdict is not None:
            quantity, value, status = verdict
            span = sentence.span(statement.start, statement.end)
            claim = Claim(quantity=quantity, value=value, text=text[slice(*span)], span=span, status=status)
            claims[claim] = sentence.paragraph
    settled = {(claim.quantity, paragraph) for claim, paragraph in claims.items() if claim.status == "agrees"}
    left = [claim for claim, paragraph in claims.items() if not _is_beside(claim, paragraph, settled)]
    return tuple(sorted(left, key=lambda claim: claim.span))


def _is_beside(claim: Claim, paragraph: int, settled: set[tuple[str, int]]) -> bool:
    """Whether another figure stands beside one that the table has: it is of a part or of others.

    In another paragraph it must say by itself that it is about disclosure.
    """
    if claim.status != "differs":
        return False
    elsewhere = any(quantity == claim.quantity for quantity, _ in settled)
    return (claim.quantity, paragraph) in settled or (elsewhere and not DISCLOSURE.search("".join(claim.text.split())))


def _statements(text: str, narrative: Sequence[Span], reporter: Reporter) -> Iterator[tuple[Sentence, Statement]]:
    state, paragraph, topic = State(), -1, None
    for sentence in sentences(text, narrative):
        if sentence.paragraph != paragraph:
            state = State(requests=state.requests and sentence.topic == topic)
            paragraph, topic = sentence.paragraph, sentence.topic
        found = read_sentence(sentence, reporter, state)
        for statement in found:
            if statement.sure and any(unsettles(other, statement) for other in found):
                statement = replace(statement, sure=False)
            yield sentence, statement
