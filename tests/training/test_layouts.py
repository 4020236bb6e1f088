"""Layouts: the gold agrees with the text in every one of them."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from random import Random

import pytest

from reports.tags import Tag
from training.synthesis.draft import CellContent, Draft, GridCell, Heading, Paragraph, Table, Title
from training.synthesis.layouts import HELDOUT_LAYOUTS, LAYOUTS, TRAIN_LAYOUTS, Border, Split, lay_out
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
    chosen = {lay_out(small_draft(), Random(seed)).layout for seed in range(1500)}
    assert chosen == set(TRAIN_LAYOUTS)
    assert {lay_out(small_draft(), Random(seed), split="heldout").layout for seed in range(1500)} == set(LAYOUTS)


def ways_and_hashes(layout: str, split: Split = "train") -> set[tuple[tuple[str, ...], bool]]:
    """The ways of writing tables, and whether headings are marked as Markdown's, in reports of a layout."""
    found = set()
    for seed in range(60):
        pieces = lay_out(small_draft(), Random(seed), name=layout, split=split).pieces
        ways = tuple(piece.way for piece in pieces if isinstance(piece, Border) and piece.way)
        found.add((ways, "".join(piece.text for piece in pieces).count("## 三、") > 0))
    return found


def test_styles_of_prose_cross_with_ways_of_writing_tables() -> None:
    assert ways_and_hashes("tsv") == {(("tsv",), False), (("tsv",), True)}
    mixed = {ways[0] for ways, _ in ways_and_hashes("mixed")}
    assert len(mixed) > 8 and mixed <= set(TRAIN_LAYOUTS)
    assert {ways[0] for ways, _ in ways_and_hashes("mixed", "heldout")} - set(TRAIN_LAYOUTS)


def small_text(name: str, seed: int = 0) -> str:
    return gold_report(lay_out(small_draft(), Random(seed), name=name), "x").text


def test_json_rows_can_be_parsed() -> None:
    for seed in range(10):
        lines = [line.rstrip(",") for line in small_text("json_rows", seed).split("\n") if line.startswith("{")]
        rows = [list(json.loads(line).values()) for line in lines]
        assert [[str(value) for value in row[1:]] for row in rows] == [["12", "13"], ["", "0"]]


def test_comma_separated_values_can_be_parsed() -> None:
    for seed in range(10):
        lines = [line for line in small_text("csv", seed).split("\n") if "," in line]
        rows = list(csv.reader(lines))
        assert [row[-2:] for row in rows] == [["自然人", "总计"], ["12", "13"], ["", "0"]]


def test_column_blocks_have_each_column_below_its_header() -> None:
    words = small_text("column_blocks").split("\n")
    at = words.index("自然人")
    assert words[at + 1 : at + 3] == ["12", ""]
    assert words[words.index("总计") + 1 :][:2] == ["13", "0"]


def test_text_boxes_show_no_blank() -> None:
    laid = lay_out(small_draft(), Random(0), name="text_boxes")
    assert not any(piece.tag is Tag.BLANK for piece in laid.pieces)
    hidden = [piece.key for piece in laid.pieces if isinstance(piece, Border) and piece.role == "hidden"]
    assert hidden == ["requests.b.natural_person"]


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
