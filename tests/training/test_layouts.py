"""Layouts: the gold agrees with the text in every one of them."""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random

import pytest

from reports.tags import Tag
from training.synthesis.draft import CellContent, Draft, GridCell, Heading, Paragraph, Table, Title
from training.synthesis.layouts import HELDOUT_LAYOUTS, LAYOUTS, TRAIN_LAYOUTS, Border, lay_out
from training.synthesis.layouts.grid import flatten, label_columns, resolve
from training.synthesis.layouts.writer import display_width, wrap
from training.synthesis.pieces import GoldSpan, gold_report
from training.synthesis.wording import make_draft

STANDING = {"reported", "not_applicable", "unreadable"}


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


def small_draft() -> Draft:
    """Two rows under a group label that spans them, a header over them, a blank cell."""
    rows = [
        [GridCell("", Tag.PROSE, colspan=2), GridCell("自然人", Tag.COLUMN_LABEL), GridCell("总计", Tag.COLUMN_LABEL)],
        [
            GridCell("（四）无法提供", Tag.ROW_LABEL, rowspan=2),
            GridCell("1.本机关不掌握相关政府信息", Tag.ROW_LABEL),
            GridCell("12", Tag.VALUE, "requests.a.natural_person"),
            GridCell("13", Tag.VALUE, "requests.a.total"),
        ],
        [
            GridCell("2.没有现成信息需要另行制作", Tag.ROW_LABEL),
            GridCell("", Tag.BLANK, "requests.b.natural_person"),
            GridCell("0", Tag.VALUE, "requests.b.total"),
        ],
    ]
    cells = {
        "requests.a.natural_person": CellContent("12", "reported"),
        "requests.a.total": CellContent("13", "reported"),
        "requests.b.natural_person": CellContent(None, "blank"),
        "requests.b.total": CellContent("0", "reported"),
    }
    blocks = [
        Title("青石镇人民政府\n2023年度报告"),
        Heading("requests", "三、收到和处理申请情况"),
        Table("requests", rows),
        Paragraph("以上数据来自台账。"),
    ]
    return Draft(blocks, "青石镇人民政府2023年度报告", "青石镇人民政府", 2023, "2021", cells)


def by_key(spans: list[GoldSpan]) -> dict[str, list[GoldSpan]]:
    found: dict[str, list[GoldSpan]] = defaultdict(list)
    for span in spans:
        if span.key:
            found[span.key].append(span)
    return found


@pytest.mark.parametrize("name", sorted(LAYOUTS))
@pytest.mark.parametrize("seed", range(5))
def test_gold_agrees_with_the_text(name: str, seed: int) -> None:
    rng = Random(f"{name}{seed}")
    draft = make_draft(rng, split="train")
    laid = lay_out(draft, rng, name=name, split="heldout" if seed % 2 else "train")
    report = gold_report(laid, "x")
    spans = by_key(report.spans)
    hidden = {p.key for p in laid.pieces if isinstance(p, Border) and p.role == "hidden"}
    for key, content in report.cells.items():
        tags = [span.tag for span in spans.get(key, ())]
        if content.state in STANDING:
            assert tags == [Tag.VALUE], (key, tags)
            span = spans[key][0]
            assert squash(report.text[span.start : span.end]) == squash(content.raw or "")
        elif content.state == "blank":
            assert tags == ([] if key in hidden else [Tag.BLANK]), (key, tags)
        else:
            assert not tags


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_small_table_keeps_all_labels_in_order(name: str) -> None:
    for seed in range(10):
        laid = lay_out(small_draft(), Random(seed), name=name)
        report = gold_report(laid, "x")
        shown = squash("".join(report.text[s.start : s.end] for s in report.spans if s.tag is Tag.ROW_LABEL))
        for label in ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作"):
            characters = iter(shown)
            assert all(char in characters for char in label), (shown, label)
        heading = [s for s in report.spans if s.tag is Tag.HEADING_REQUESTS]
        assert "".join(report.text[s.start : s.end] for s in heading) == "三、收到和处理申请情况"
        values = [report.text[s.start : s.end] for s in report.spans if s.tag is Tag.VALUE and s.key]
        assert values == ["12", "13", "0"]


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_same_seed_same_pieces(name: str) -> None:
    assert lay_out(small_draft(), Random(5), name=name).pieces == lay_out(small_draft(), Random(5), name=name).pieces


def test_layouts_held_out_from_training() -> None:
    held = set(HELDOUT_LAYOUTS) - set(TRAIN_LAYOUTS)
    assert len(held) >= 3
    chosen = {lay_out(small_draft(), Random(seed)).layout for seed in range(200)}
    assert chosen <= set(TRAIN_LAYOUTS)
    assert held & {lay_out(small_draft(), Random(seed), split="heldout").layout for seed in range(200)}


def test_unbroken_has_no_line_break_and_no_number_runs_into_another() -> None:
    for seed in range(30):
        text = gold_report(lay_out(small_draft(), Random(seed), name="unbroken"), "x").text
        assert "\n" not in text.strip("\n")
        assert "1213" not in text


def test_spaced_columns_stand_below_each_other() -> None:
    for seed in range(20):
        report = gold_report(lay_out(small_draft(), Random(seed), name="columns"), "x")
        spans = by_key(report.spans)
        middles = []
        for key in ("requests.a.total", "requests.b.total"):
            span = spans[key][0]
            line = report.text.rfind("\n", 0, span.start) + 1
            left = display_width(report.text[line : span.start])
            middles.append((left, left + span.end - span.start))
        assert max(a for a, _ in middles) < min(b for _, b in middles), middles


def test_resolve_makes_a_rectangle_of_spans() -> None:
    table = small_draft().blocks[2]
    assert isinstance(table, Table)
    grid = resolve(table)
    assert [len(row) for row in grid] == [4, 4, 4]
    assert grid[2][0].cell.text == "（四）无法提供" and grid[2][0].down == 1
    assert label_columns(table) == 2
    assert [item.text for item in flatten(table, "repeat", "drop")[2]] == [
        "（四）无法提供",
        "2.没有现成信息需要另行制作",
        "",
        "0",
    ]
    assert [item.text for item in flatten(table, "drop", "drop")[0]] == ["", "自然人", "总计"]


def test_wrap_counts_display_columns() -> None:
    assert wrap("政府信息ab", 4) == ["政府", "信息", "ab"]
    assert wrap("", 4) == [""]
    assert display_width("（一）a") == 7
