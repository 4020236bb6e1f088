"""Rows: labels and the places for values after them."""

from __future__ import annotations

from collections.abc import Callable

from reports.document import Document
from reports.tables.items import table_items
from reports.tables.rows import Slot, ValueRow, split_parts, value_rows
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
PADDING = ("", Tag.PROSE)


class Rows:
    """The rows of table 三 of a hand-tagged document, as text."""

    def __init__(self, made: tuple[Document, Tags], width: int = 3) -> None:
        self.document, tags = made
        self.rows = value_rows(self.document, table_items(self.document, tags)["requests"], width)

    def label(self, row: ValueRow) -> str:
        return "".join(self.document.text[item.start : item.end] for item in row.labels)

    def values(self, row: ValueRow) -> list[str]:
        return [self.text(slot) for slot in row.slots]

    def text(self, slot: Slot) -> str:
        return self.document.text[slot.start : slot.end]

    def told(self) -> list[tuple[str, list[str]]]:
        return [(self.label(row), self.values(row)) for row in self.rows]


def test_a_row_of_a_grid(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ["（一）予以公开", "1", "", "2"]))
    assert rows.told() == [("（一）予以公开", ["1", "", "2"])]
    row = rows.rows[0]
    assert (row.in_grid, row.aligned, row.hollow) == (True, False, False)
    assert [slot.filled for slot in row.slots] == [True, False, True]
    assert [slot.blank for slot in row.slots] == [False, True, False]
    assert row.start == row.slots[0].start


def test_merged_cells_before_a_label_are_no_places(tagged: Tagged) -> None:
    rows = Rows(
        tagged(
            HEADING, ["三、本年度办理结果", "（一）予以公开", "1", "2", "3"], [PADDING, "（二）部分公开", "4", "5", "6"]
        )
    )
    assert rows.told() == [("三、本年度办理结果（一）予以公开", ["1", "2", "3"]), ("（二）部分公开", ["4", "5", "6"])]


def test_glued_rows_are_cut_where_a_label_follows_values(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ["2.重复申请", "1", "", "2", "3.要求提供公开出版物", "4", "5", ""]))
    assert rows.told() == [("2.重复申请", ["1", "", "2"]), ("3.要求提供公开出版物", ["4", "5", ""])]


def test_empty_places_of_no_known_meaning_are_kept_but_not_known(tagged: Tagged) -> None:
    row = Rows(tagged(HEADING, ["2.重复申请", "1", PADDING, "2"])).rows[0]
    assert len(row.slots) == 3
    assert len(row.known) == len(row.filled) == 2


def test_values_on_lines_of_their_own_belong_to_the_label_above(tagged: Tagged) -> None:
    rows = Rows(
        tagged(HEADING, ("2.重复申请",), ("1",), ("2",), ("3",), ("3.要求提供公开出版物",), ("4",), ("5",), ("6",))
    )
    assert [rows.values(row) for row in rows.rows if not row.hollow] == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_row_takes_no_more_values_than_it_has_room_for(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ("2.重复申请",), *[(str(n),) for n in range(1, 7)]))
    assert [rows.values(row) for row in rows.rows if not row.hollow] == [["1", "2", "3"], ["4", "5", "6"]]


def test_labels_between_rows_are_kept_for_both_neighbours(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ["2.重复申请", "1", "2", "3"], ["（六）其他处理"], ["3.其他", "4", "5", "6"]))
    first, second = (row for row in rows.rows if not row.hollow)
    between = [rows.document.text[item.start : item.end] for item in first.after]
    assert between == ["（六）其他处理"]
    assert second.before == first.after


def test_a_label_with_empty_places_alone_is_hollow(tagged: Tagged) -> None:
    empty = [PADDING] * 3
    rows = Rows(tagged(HEADING, ["2.重复申请", *empty], ["3.其他", "4", "5", "6"]))
    assert [row.hollow for row in rows.rows] == [True, False]
    assert rows.values(rows.rows[0]) == ["", "", ""]


def test_blanks_that_were_tagged_make_a_row(tagged: Tagged) -> None:
    row = Rows(tagged(HEADING, ["2.重复申请", "", "", ""])).rows[0]
    assert (row.hollow, len(row.known), row.filled) == (False, 3, [])


def test_a_row_broken_in_two_in_an_aligned_grid_is_one(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ["2.重复申请", "1", PADDING, "3"], [PADDING, PADDING, "2", PADDING], aligned=True))
    assert len(rows.rows) == 1
    assert [(rows.text(slot), slot.column) for slot in rows.rows[0].known] == [("1", 1), ("2", 2), ("3", 3)]


def test_halves_that_fill_the_same_column_are_two_rows(tagged: Tagged) -> None:
    rows = Rows(tagged(HEADING, ["2.重复申请", "1", "2", PADDING], [PADDING, "3", PADDING, PADDING], aligned=True))
    assert len(rows.rows) == 2


def test_several_values_in_a_cell_are_cut_apart_on_demand(tagged: Tagged) -> None:
    document, tags = tagged(HEADING, ("2.重复申请", "1", "2", "3"))
    items = table_items(document, tags)["requests"]
    merged = Slot(items[1].start, items[3].end, 0.9, 1, True, False, tuple(items[1:]))
    assert [document.text[s.start : s.end] for s in split_parts([merged])] == ["1", "2", "3"]
    single = Slot(items[1].start, items[1].end, 0.9, 1, True, False, tuple(items[1:2]))
    assert split_parts([single]) == [single]


def test_the_probability_of_a_slot_is_that_of_its_least_sure_part(tagged: Tagged) -> None:
    row = Rows(tagged(HEADING, ["2.重复申请", ("1", Tag.VALUE, 0.6), "2", ("见附件", Tag.PROSE, 0.9)])).rows[0]
    assert [slot.probability for slot in row.slots] == [0.6, 0.99, 0.5]
    assert row.slots[2].filled


def test_no_items_no_rows(tagged: Tagged) -> None:
    assert Rows(tagged(HEADING)).rows == []


def test_a_label_over_many_lines_is_the_label_of_one_row(tagged: Tagged) -> None:
    pieces = ["（三", "）不", "予公", "开", "1.属于国", "家秘密"]
    rows = Rows(tagged(HEADING, *((piece,) for piece in pieces), ("1",), ("0",), ("1",)))
    assert [row.stranded for row in rows.rows if not row.hollow] == [False]


def test_labels_of_many_rows_before_their_values_leave_them_stranded(tagged: Tagged) -> None:
    labels = ["1.属于国家秘密", "2.其他禁止公开", "重复申请", "信访举报投诉类申请", "（一）予以公开"]
    rows = Rows(tagged(HEADING, *((label,) for label in labels), ("1",), ("0",), ("1",)))
    assert {row.stranded for row in rows.rows if not row.hollow} == {True}


def test_values_broken_in_their_cells_are_rows_of_the_labels_broken_alike(tagged: Tagged) -> None:
    label = "1.属于国家秘密<br>2.其他法律<br>行政法规禁止公开<br>3.危及“三安全一稳定”"
    cells = [(text, Tag.VALUE) for text in ("1<br>0<br>2", "0<br>4<br>0", "1<br>4<br>2")]
    rows = Rows(tagged(HEADING, ["（三）不予公开", label, *cells]))
    assert [rows.values(row) for row in rows.rows] == [["1", "0", "1"], ["0", "4", "4"], ["2", "0", "2"]]
    assert rows.label(rows.rows[1]) == "2.其他法律<br>行政法规禁止公开"
