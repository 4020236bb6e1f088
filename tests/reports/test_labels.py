"""Labels of the forms: their comparable text, their order, and which table's vocabulary a text is."""

from __future__ import annotations

import pytest

from reports.forms import TABLES, editions, load_form
from reports.labels import affinity, fold, folded_positions, grams, label_nodes, vocabulary


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("1.属于国家秘密", "属于国家秘密"),
        ("（二）部分公开（区分处理的，只计这一情形）", "二部分公开区分处理的只计这一情形"),
        ("３．危及“三安全一稳定”", "危及三安全一稳定"),
        ("自 然\n人\t", "自然人"),
        ("行政許可", "行政许可"),
        ("開展處理總計", "开展处理总计"),
        ("⼀、本年", "一本年"),  # a Kangxi radical, as PDF fonts give it
        ("123 / abc ——", ""),
        ("", ""),
    ],
)
def test_only_han_characters_count_in_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_positions_lead_back_to_the_text() -> None:
    text = "前（一）予 以\n公開 12后"
    positions = folded_positions(text, 1, len(text) - 1)
    assert fold("".join(text[at] for at in positions)) == fold(text[1:-1]) == "一予以公开"
    assert positions == sorted(positions)


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("table", TABLES)
def test_nodes_hold_every_row_and_column_once_in_order(edition: str, table: str) -> None:
    form = load_form(edition).tables[table]
    nodes = label_nodes(edition, table)
    rows = [node for node in nodes if node.kind == "row"]
    assert [node.index for node in rows] == list(range(len(form.rows)))
    assert [node.text for node in rows] == [fold(row.label) for row in form.rows]
    columns = [(node.block, node.index, node.text) for node in nodes if node.kind == "column"]
    assert columns == [(b, c, fold(column.label)) for b, block in enumerate(form.blocks) for c, column in
                       enumerate(block.columns)]  # fmt: skip


def test_a_group_stands_once_before_its_first_row() -> None:
    texts = [node.text for node in label_nodes("2021", "requests")]
    assert texts.count("三本年度办理结果") == 1
    assert texts.index("三不予公开") == texts.index("属于国家秘密") - 1
    assert texts.index("三本年度办理结果") == texts.index("一予以公开") - 1
    # The group goes on after the subgroups: its last row does not open it anew.
    assert texts[-2:] == ["七总计", "四结转下年度继续办理"]


def test_captions_open_their_blocks() -> None:
    nodes = label_nodes("2021", "proactive")
    captions = [number for number, node in enumerate(nodes) if node.kind == "caption"]
    assert [nodes[number].text for number in captions] == [f"第二十条第{n}项" for n in "一五六八"]
    assert all(nodes[number + 1].text == "信息内容" for number in captions)


@pytest.mark.parametrize(("text", "pieces"), [("", set()), ("甲", {"甲"}), ("甲乙丙", {"甲乙", "乙丙"})])
def test_grams(text: str, pieces: set[str]) -> None:
    assert grams(text) == pieces


def test_vocabulary_takes_in_all_editions_and_variants() -> None:
    assert {"制发", "制作", "采购", "收费"} <= vocabulary("proactive")
    assert {"逾期", "国家", "申请"} <= vocabulary("requests")
    assert "采购" not in vocabulary("requests")


@pytest.mark.parametrize(
    ("label", "table"),
    [("行政强制", "proactive"), ("1.信访举报投诉类申请", "requests"), ("未经复议直接起诉", "reviews")],
)
def test_affinity_tells_the_table(label: str, table: str) -> None:
    scores = affinity(label)
    assert scores[table] == 1.0
    assert all(score < 0.5 for name, score in scores.items() if name != table)


def test_affinity_of_what_is_no_label() -> None:
    assert set(affinity("12 / 3").values()) == {0.0}
    assert max(affinity("天气晴朗适合散步").values()) == 0.0
    # "总计" is any table's, and a damaged label still is more its own table's than another's.
    assert affinity("总计")["requests"] == affinity("总计")["reviews"] == 1.0
    assert affinity("没有现戍信息需要另行刮作")["requests"] > 0.5
