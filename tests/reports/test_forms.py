"""The official forms as data."""

import json
from pathlib import Path

import pytest

from reports.forms import edition_of_year, editions, load_form

FACTS = Path(__file__).parents[3] / "shared" / "contract" / "forms.json"


def test_there_are_two_editions_and_years_choose_among_them() -> None:
    assert editions() == ("2019", "2021")
    assert [edition_of_year(year) for year in (2018, 2019, 2020, 2021, 2026)] == [
        "2019",
        "2019",
        "2019",
        "2021",
        "2021",
    ]


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(KeyError):
        load_form("1999")


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_term_of_every_sum_is_a_row_or_column_of_its_table(edition: str) -> None:
    for table in load_form(edition).tables.values():
        rows = {row.key for row in table.rows}
        columns = {column.key for block in table.blocks for column in block.columns}
        for rule in table.sums:
            left, right = rule.sides
            assert set(left) | set(right) <= (columns if rule.for_each == "row" else rows)


@pytest.mark.skipif(not FACTS.exists(), reason="the contract's facts are not beside this checkout")
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_forms_hold_the_contracts_facts(edition: str) -> None:
    facts = json.loads(FACTS.read_text(encoding="utf-8"))[edition]
    form = load_form(edition)
    assert form.basis == facts["basis"]
    for name, table in facts["tables"].items():
        blocks = table.get("blocks") or [{"heading": None, **table}]
        for block, ours in zip(blocks, form.tables[name].blocks, strict=True):
            assert ours.heading == block["heading"]
            assert [(c.key, c.label) for c in ours.columns] == [(c["key"], c["label"]) for c in block["columns"]]
            assert [(r.key, r.label, list(r.under)) for r in ours.rows] == [
                (r["key"], r["label"], r.get("under", [])) for r in block["rows"]
            ]
        assert [(s.id, s.formula) for s in form.tables[name].sums] == [
            (s["id"], s["formula"]) for s in table.get("sums", [])
        ]
