"""Tools for the tests of claims: tables written by their cells' names, and narratives read against them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from reports.checks import Tables
from reports.claims.finding import find_claims
from reports.document import Span
from reports.report import Cell, Claim

Flat = Mapping[str, float | None]

# Every sum of the form is met. What is not named is 0.
WRITTEN: Flat = {
    "requests.new_received.total": 93,
    "requests.new_received.natural_person": 91,
    "requests.new_received.business": 2,
    "requests.carried_in.total": 4,
    "requests.granted.total": 40,
    "requests.partly_granted.total": 7,
    "requests.refused.state_secret.total": 1,
    "requests.refused.third_party_rights.total": 2,
    "requests.refused.internal_affairs.total": 3,
    "requests.unavailable.not_held.total": 20,
    "requests.unavailable.needs_creation.total": 5,
    "requests.not_processed.petition.total": 8,
    "requests.not_processed.repeated.total": 3,
    "requests.other.not_corrected.total": 1,
    "requests.total_processed.total": 90,
    "requests.carried_out.total": 7,
    "reviews.reconsideration.upheld": 3,
    "reviews.reconsideration.corrected": 1,
    "reviews.reconsideration.total": 4,
    "reviews.litigation_direct.upheld": 2,
    "reviews.litigation_direct.total": 2,
    "reviews.litigation_after_reconsideration.pending": 1,
    "reviews.litigation_after_reconsideration.total": 1,
    "proactive.normative_documents.issued": 2,
    "proactive.normative_documents.repealed": 1,
    "proactive.normative_documents.in_force": 13,
    "proactive.licensing.decisions": 14285,
    "proactive.penalty.decisions": 2465,
    "proactive.coercion.decisions": 234,
    "proactive.fees.amount": 2614.5,
}
WRITTEN_2019: Flat = {
    "proactive.normative_documents.made": 3,
    "proactive.normative_documents.disclosed": 2,
    "proactive.normative_documents.disclosed_in_all": 17,
    "proactive.licensing.decisions": 95,
    "proactive.other_services.decisions": 1216,
    "proactive.procurement.projects": 7,
    "proactive.procurement.amount": 212.4,
    "requests.new_received.total": 6,
    "requests.other.total": 2,
    "requests.total_processed.total": 6,
}


def as_tables(cells: Flat, form: str = "2021") -> Tables:
    """Tables of a form whose cells hold what is given, and 0 where nothing is."""
    from reports.forms import load_form

    tables: dict[str, dict[str, dict[str, Cell]]] = {}
    for key in load_form(form).cell_keys():
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        value = cells.get(key, 0)
        raw, state = (None, "blank") if value is None else (str(value), "reported")
        cell = Cell(value=value, raw=raw, state=state, span=None, confidence=1.0)
        tables.setdefault(table, {}).setdefault(row, {})[column] = cell
    return tables


@pytest.fixture(scope="session")
def find() -> Callable[..., tuple[Claim, ...]]:
    """``find(text)``: the claims of a narrative, against the tables above or others."""

    def found(
        text: str,
        cells: Flat | None = None,
        *,
        form: str = "2021",
        year: int | None = 2023,
        organ: str | None = "青石县人民政府",
    ) -> tuple[Claim, ...]:
        given = cells if cells is not None else WRITTEN if form == "2021" else WRITTEN_2019
        return find_claims(text, [Span(0, len(text))], as_tables(given, form), form, year, organ)

    return found


@pytest.fixture(scope="session")
def said(find: Callable[..., tuple[Claim, ...]]) -> Callable[..., list[tuple[str, float]]]:
    """``said(text)``: the quantities and values of the claims, in the order of the text."""
    return lambda text, *args, **options: [(c.quantity, c.value) for c in find(text, *args, **options)]
