"""From a sentence to what it states: which quantities, and how many.

A sentence is read from left to right. Phrases that name a quantity wait for their number, which stands right behind
them or before them; a list of them may share one ("均为0件") or have theirs behind all ("分别为3件、1件").
"""

from __future__ import annotations

import re

from reports.claims.binding import Binding
from reports.claims.context import Reporter
from reports.claims.counts import Count
from reports.claims.heads import State, Statement
from reports.claims.prose import Sentence
from reports.claims.terms import Term

_BRACKETS = re.compile(r"[()]")


def read_sentence(sentence: Sentence, reporter: Reporter, state: State) -> list[Statement]:
    """What a sentence states, in its order; ``state`` is what the paragraph has spoken of, and is brought forward."""
    reading = Binding(sentence, reporter, state)
    events: list[tuple[int, int, Term | Count | None]] = [(term.start, 1, term) for term in reading.terms]
    events += [(count.start, 2, count) for count in reading.counts]
    events += [(at, 0, None) for at in reading.bounds]
    events += [(match.start(), 0, None) for match in _BRACKETS.finditer(sentence.text)]
    for at, _, event in sorted(events, key=lambda event: event[:2]):
        if event is None:
            reading.mark(at)
        elif isinstance(event, Count):
            if at not in reading.used:
                reading.on_count(event)
            reading.after = max(reading.after, event.end)
        elif at not in reading.used:
            _on_term(reading, event)
    return reading.statements


def _on_term(reading: Binding, term: Term) -> None:
    """Phrases that only say whose a figure is have no method: they are looked up where a number is stated."""
    method = getattr(reading, f"on_{term.kind}", None)
    if method is not None:
        method(term)
