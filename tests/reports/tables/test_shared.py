from __future__ import annotations

from reports.report import Cell
from reports.tables.shared import lost_claims


def _cell(start: int, end: int, confidence: float) -> Cell:
    return Cell(value=1.0, raw="1", state="reported", span=(start, end), confidence=confidence)


def test_a_number_that_two_tables_claim_stays_with_the_surer_one() -> None:
    tables = {
        "proactive": {"rules": {"issued": _cell(10, 12, 0.2), "repealed": _cell(20, 21, 0.6)}},
        "requests": {"granted": {"total": _cell(10, 12, 0.3), "other": _cell(30, 31, 0.3)}},
    }
    assert [(claim.table, claim.row, claim.column) for claim in lost_claims(tables)] == [
        ("proactive", "rules", "issued")
    ]


def test_of_texts_that_overlap_in_a_chain_none_is_left_in_two_cells() -> None:
    tables = {
        "proactive": {"rules": {"issued": _cell(0, 5, 0.9), "repealed": _cell(8, 12, 0.9)}},
        "requests": {"granted": {"total": _cell(4, 9, 0.5)}},
    }
    lost = {(claim.table, claim.column) for claim in lost_claims(tables)}
    assert lost == {("requests", "total")}


def test_empty_cells_and_neighbours_claim_nothing_of_each_other() -> None:
    tables = {"proactive": {"rules": {"issued": _cell(3, 3, 0.9), "repealed": _cell(0, 3, 0.9)}}}
    tables["requests"] = {"granted": {"total": _cell(3, 4, 0.9)}}
    assert lost_claims(tables) == []
