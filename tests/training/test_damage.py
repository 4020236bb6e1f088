"""Damage: the gold keeps saying what the damaged text shows."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

from reports.tags import Tag
from training.synthesis.damage import DAMAGES, damage
from training.synthesis.damage.characters import change_values, reads_as_number
from training.synthesis.damage.structure import lost_rows, rows_of, settle
from training.synthesis.draft import CellContent
from training.synthesis.layouts import LAYOUTS, Border, Chooser, lay_out
from training.synthesis.pieces import Laid, Piece, gold_report
from training.synthesis.wording import make_draft


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


@cache
def laid_out(seed: int, layout: str) -> Laid:
    rng = Random(f"{layout}{seed}")
    return settle(lay_out(make_draft(rng, split="train"), rng, name=layout))


def tiny(raw: str, layout: str = "tsv") -> Laid:
    pieces = [
        Border("", role="table"),
        Border("", role="cell"),
        Piece("规章", Tag.ROW_LABEL),
        Border("\t", role="cell"),
        Piece(raw, Tag.VALUE, "proactive.rules.issued"),
        Border("\n", role="row"),
        Border("", role="table"),
    ]
    return Laid(pieces, layout, cells={"proactive.rules.issued": CellContent(raw, "reported")})


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_gold_follows(name: str) -> None:
    touched = 0
    for n, layout in enumerate(sorted(LAYOUTS)):
        for seed in (n % 4, n % 4 + 4):  # two reports a layout: some damages need blanks to lose
            before = laid_out(seed, layout)
            after = damage(before, Chooser(Random(seed), heldout=bool(n % 2)), (name,))
            touched += after.damage == (name,)
            assert set(after.cells) == set(before.cells)
            report = gold_report(after, "x")
            values = [s for s in report.spans if s.tag is Tag.VALUE and s.key]
            blanks = {s.key for s in report.spans if s.tag is Tag.BLANK and s.key}
            assert len({s.key for s in values}) == len(values)
            for span in values:
                content = report.cells[span.key or ""]
                assert squash(report.text[span.start : span.end]) == squash(content.raw or "")
                assert content.state in ("reported", "not_applicable", "unreadable")
            standing = {s.key for s in values}
            for key, content in report.cells.items():
                assert (content.raw is None) == (key not in standing)
                assert key not in blanks or content.state == "blank"
    assert touched >= 3, f"{name} never did anything"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0", True),
        ("１２", True),
        ("1,234", True),
        ("14 285", True),
        ("12.5万元", True),
        ("减2", True),
        ("O", False),
        ("1O", False),
        ("l2", False),
        ("†", False),
        ("/", False),
        ("见附件", False),
    ],
)
def test_reads_as_number(raw: str, number: bool) -> None:
    assert reads_as_number(raw) is number


def test_a_misread_value_is_unreadable_and_a_mark_is_dropped() -> None:
    key = "proactive.rules.issued"
    assert change_values(tiny("10"), lambda _: "1O").cells[key] == CellContent("1O", "unreadable")
    assert change_values(tiny("10"), lambda _: "17").cells[key] == CellContent("10", "reported")
    assert change_values(tiny("10"), lambda _: "/").cells[key] == CellContent("10", "reported")
    assert change_values(tiny("10"), lambda _: "１０").cells[key] == CellContent("１０", "reported")


def test_lost_rows_leave_missing_cells_only() -> None:
    before = laid_out(3, "tsv")
    after = lost_rows(before, Chooser(Random(1)))
    gone = {key for key in before.cells if before.cells[key] != after.cells[key]}
    assert gone and all(after.cells[key].state == "missing" for key in gone)
    assert len(rows_of(after.pieces)) < len(rows_of(before.pieces))


def test_no_more_than_three_kinds_and_all_recorded() -> None:
    for seed in range(40):
        done = damage(laid_out(seed % 4, "flat_word"), Chooser(Random(seed))).damage
        assert len(done) <= 3 and set(done) <= set(DAMAGES)


def test_damage_is_deterministic() -> None:
    first, second = (damage(laid_out(1, "pipes"), Chooser(Random(9))) for _ in range(2))
    assert first.pieces == second.pieces and first.cells == second.cells
