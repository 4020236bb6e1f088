"""The numbers of synthetic reports: complete, consistent where meant to be, written in the contract's states."""

from __future__ import annotations

import random

import pytest

from reports.forms import Sum, Table, load_form
from reports.numbers import read_cell
from training.synthesis.content import Content, make_content, spread
from training.synthesis.data.organ_kinds import BUREAUS
from training.synthesis.numbers import NumberStyle, in_han, write_cell, write_number
from training.synthesis.organs import make_organ, place
from training.synthesis.splits import is_heldout, side

SEEDS = range(150)


def contents() -> list[Content]:
    return [make_content(random.Random(seed), "train" if seed % 2 else "heldout") for seed in SEEDS]


def failing(content: Content, table: Table, rule: Sum) -> list[str]:
    """The rows or columns in which a sum does not hold, by the numbers meant."""
    rows = [row.key for row in table.rows]
    columns = [column.key for column in table.columns(rows[0])]
    wrong = []
    for other in rows if rule.for_each == "row" else columns:
        sides = []
        for terms in rule.sides:
            keys = [
                f"{table.name}.{other}.{t}" if rule.for_each == "row" else f"{table.name}.{t}.{other}" for t in terms
            ]
            sides.append(sum(content.numbers[key] for key in keys))
        if sides[0] != sides[1]:
            wrong.append(f"{rule.id}.{other}")
    return wrong


def test_every_cell_of_the_form_has_an_entry() -> None:
    for content in contents():
        expected = {f"{name}.{r.key}.{c.key}" for name, table in content.tables.items() for r, c in table.cells()}
        assert set(content.cells) == expected == set(content.numbers)


def test_sums_hold_unless_broken_on_purpose() -> None:
    broken_and_wrong = 0
    for content in contents():
        wrong = [w for table in content.tables.values() for rule in table.sums for w in failing(content, table, rule)]
        assert content.broken or not wrong
        broken_and_wrong += bool(content.broken and wrong)
    assert broken_and_wrong > 5


def test_states_agree_with_what_is_written() -> None:
    for content in contents():
        for key, cell in content.cells.items():
            assert (cell.raw is None) == (cell.state == "blank"), key
            if content.numbers[key] != 0:
                assert cell.state in ("reported", "unreadable"), key


def test_year_and_form_fit() -> None:
    for content in contents():
        form = load_form(content.form)
        assert form.first_year <= content.year and (form.last_year is None or content.year <= form.last_year)
    asked = [make_content(random.Random(seed), "train", "2019") for seed in range(20)]
    assert {content.form for content in asked} == {"2019"}


def test_content_is_deterministic() -> None:
    assert make_content(random.Random(7), "train") == make_content(random.Random(7), "train")
    assert make_content(random.Random(7), "train") != make_content(random.Random(8), "train")


def test_place_names_and_kinds_of_organ_are_disjoint() -> None:
    train = {place(random.Random(seed), "train") for seed in range(300)}
    heldout = {place(random.Random(seed), "heldout") for seed in range(300)}
    assert not train & heldout and len(train) > 100 and len(heldout) > 50
    assert not any(map(is_heldout, train)) and all(map(is_heldout, heldout))
    assert not set(side(BUREAUS, "train")) & set(side(BUREAUS, "heldout"))
    assert set(side(BUREAUS, "train")) | set(side(BUREAUS, "heldout")) == set(BUREAUS)


def test_organs_are_named_in_full() -> None:
    organs = [make_organ(random.Random(seed), "train") for seed in range(200)]
    assert len({organ.name for organ in organs}) > 150
    assert all("{" not in organ.name + organ.own + organ.region for organ in organs)


@pytest.mark.parametrize("total", [0, 1, 39, 40, 1234])
def test_spread_keeps_the_total(total: int) -> None:
    parts = spread(random.Random(1), total, [1.0, 5.0, 1e-9, 2.0])
    assert sum(parts) == total and min(parts) >= 0


@pytest.mark.parametrize(
    ("value", "kind", "style", "raw"),
    [
        (1234, "count", NumberStyle(separator=","), "1,234"),
        (12, "count", NumberStyle(full_width=True), "１２"),
        (3, "count", NumberStyle(unit="件"), "3件"),
        (-2, "change", NumberStyle(sign=("增", "减")), "减2"),
        (3, "change", NumberStyle(sign=("+", "-")), "+3"),
        (12.5, "amount", NumberStyle(amount_unit="万元"), "12.5万元"),
        (0, "amount", NumberStyle(decimal_zero="0.00"), "0.00"),
        (15, "count", NumberStyle(han=True), "十五"),
        (1, "count", NumberStyle(han=True), "1"),
    ],
)
def test_writing_of_numbers(value: float, kind: str, style: NumberStyle, raw: str) -> None:
    assert write_number(value, kind, style) == raw  # type: ignore[arg-type]


def test_blank_styles_leave_totals_alone() -> None:
    style, rng = NumberStyle(zeros="blank_but_total_column"), random.Random(0)
    assert write_cell(0, "count", style, rng, "column").raw == "0"
    assert write_cell(0, "count", style, rng, "row").state == "blank"
    assert write_cell(5, "count", style, rng, "").raw == "5"
    assert write_cell(0, "count", NumberStyle(zeros="mark", mark="/"), rng, "").state == "not_applicable"


def test_chinese_numerals_say_their_number() -> None:
    assert [in_han(n) for n in (0, 10, 20, 105, 1010, 1005)] == [
        "零",
        "十",
        "二十",
        "一百零五",
        "一千零一十",
        "一千零五",
    ]
    assert all(read_cell(in_han(n)).value == n for n in range(2, 10_000, 7))
    with pytest.raises(ValueError):
        in_han(10_000)


def test_zeros_are_written_in_every_way() -> None:
    raws = {cell.raw for content in contents() for key, cell in content.cells.items() if content.numbers[key] == 0}
    assert {None, "0", "0.00", "/", "-", "—", "无"} <= raws


def test_organs_are_of_every_level_and_kind() -> None:
    names = " ".join(
        make_organ(random.Random(seed), split).name for seed in range(900) for split in ("train", "heldout")
    )
    for ending in (
        "省",
        "自治州",
        "县人民政府",
        "镇",
        "街道办事处",
        "大学",
        "医院",
        "税务局",
        "海关",
        "管委会",
        "公司",
        "部",
    ):
        assert ending in names, ending
