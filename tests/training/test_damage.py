"""Damage: the gold keeps saying what the damaged text shows."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

from reports.tags import Tag
from training.synthesis.damage import DAMAGES, damage
from training.synthesis.damage.characters import change_values, reads_as_number
from training.synthesis.damage.rows import rows_of, settle
from training.synthesis.damage.structure import lost_rows
from training.synthesis.draft import CellContent
from training.synthesis.layouts import LAYOUTS, Border, Chooser, lay_out
from training.synthesis.layouts.writer import display_width
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
    assert touched >= 2, f"{name} never did anything"


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


def changed(name: str, layout: str) -> tuple[Laid, Laid]:
    """A report before and after a kind of damage that did something to it."""
    for seed in range(40):
        before = laid_out(seed % 4, layout)
        after = damage(before, Chooser(Random(seed), heldout=True), (name,))
        if after.damage:
            return before, after
    raise AssertionError(f"{name} never did anything to {layout}")


def text_of(laid: Laid) -> str:
    return "".join(piece.text for piece in laid.pieces)


def test_kinds_held_out_from_training_never_happen_there() -> None:
    held = {name for name, kind in DAMAGES.items() if kind.heldout}
    assert len(held) >= 3
    done = {name for seed in range(150) for name in damage(tiny("10"), Chooser(Random(seed))).damage}
    assert done and not done & held


def test_shifted_rows_lose_no_number_and_gain_a_place() -> None:
    before, after = changed("shifted_rows", "tsv")
    assert before.cells == after.cells
    assert text_of(after).count("\t") > text_of(before).count("\t")
    assert squash(text_of(after)) == squash(text_of(before))


def test_late_labels_follow_their_numbers() -> None:
    _, after = changed("late_labels", "space_row")
    turned = [row for row in rows_of(after.pieces) if row.keys and row.labels == 1]
    last = [[p for p in after.pieces[row.start : row.end] if p.text.strip()][-1].tag for row in turned]
    assert Tag.ROW_LABEL in last


def test_a_doubled_table_stands_twice_and_counts_once() -> None:
    before, after = changed("doubled_tables", "tsv")
    assert before.cells == after.cells
    assert sum(p.tag is Tag.VALUE for p in after.pieces) > sum(p.tag is Tag.VALUE for p in before.pieces)


def test_a_text_without_its_beginning_says_nothing_that_stood_there() -> None:
    before, after = changed("truncated_start", "tsv")
    assert text_of(before).endswith(text_of(after))
    assert after.title is None or after.title in squash(text_of(after))
    assert after.organ is None or after.organ in text_of(after)


def test_quoted_lines_all_begin_with_the_mark() -> None:
    _, after = changed("quoted_lines", "cell_per_line")
    lines = text_of(after).split("\n")
    assert {line[0] for line in lines} in ({">"}, {"|"})


def test_spaces_for_tabs_keep_the_places_of_cells() -> None:
    before, after = changed("spaced_tabs", "tsv")
    rows = zip(rows_of(before.pieces), rows_of(after.pieces), strict=True)
    assert all(a.keys == b.keys for a, b in rows)
    assert not any("\t" in p.text for row in rows_of(after.pieces) for p in after.pieces[row.start : row.end])


def widths_of_rows(laid: Laid) -> list[int]:
    """Display columns up to the last number of each row on one line."""
    rows = [laid.pieces[row.start : row.end - 1] for row in rows_of(laid.pieces) if row.keys]
    lines = [row for row in rows if row[-1].tag is Tag.VALUE and not any("\n" in piece.text for piece in row)]
    return [sum(display_width(piece.text) for piece in line) for line in lines]


def test_labels_on_a_page_leave_the_numbers_in_their_columns() -> None:
    compared = 0
    for seed in range(8):
        before = laid_out(seed % 4, "columns")
        after = damage(before, Chooser(Random(seed)), ("spaced_text",))
        assert widths_of_rows(before) == widths_of_rows(after)
        compared += len(widths_of_rows(before)) * bool(after.damage)
    assert compared
