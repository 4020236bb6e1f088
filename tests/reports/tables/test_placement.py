"""Placement: which column each value belongs to, and what is said where that is not certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from reports.calibration import GUESSED, INFERRED
from reports.document import Document
from reports.tables.items import Item, table_items
from reports.tables.placement import Placed, place_rows
from reports.tables.rows import Slot, ValueRow, value_rows
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
LABELS = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "4.保护第三方合法权益",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
)
PADDING = ("", Tag.PROSE)
DOUBT = 0.9


class Table:
    """The rows of a hand-tagged table 三 placed in columns, as text."""

    def __init__(self, made: tuple[Document, Tags], width: int = 4, named: Mapping[int, int] | None = None) -> None:
        self.document, tags = made
        rows = value_rows(self.document, table_items(self.document, tags)["requests"], width)
        self.placed = place_rows(self.document, rows, width, named or {})

    def told(self, number: int) -> list[str | None]:
        """What stands in each column of a row: "" for a blank, None where no place is."""
        slots = self.placed[number].slots
        return [None if slot is None else self.document.text[slot.start : slot.end] for slot in slots]

    def doubted(self, number: int) -> bool:
        return self.placed[number].quality < DOUBT or self.placed[number].problem is not None


def grid(*rows: list[object], first: int = 0) -> list[list[object]]:
    """Rows with labels before their cells."""
    return [[label, *row] for label, row in zip(LABELS[first:], rows, strict=False)]


@pytest.mark.parametrize("aligned", [True, False])
def test_full_rows_and_their_blanks_keep_their_places(tagged: Tagged, aligned: bool) -> None:
    table = Table(tagged(HEADING, *grid(["1", "2", "3", "6"], ["", "2", "", "2"], ["", "", "", ""]), aligned=aligned))
    assert table.told(0) == ["1", "2", "3", "6"]
    assert table.told(1) == ["", "2", "", "2"]
    assert table.told(2) == ["", "", "", ""]
    assert not any(table.doubted(number) for number in range(3))


def test_a_lone_row_with_as_many_places_as_columns_is_sure_of_its_blanks(tagged: Tagged) -> None:
    """The 2019 form's last block has one row; the tagger need not tell its blank from a merged cell."""
    table = Table(tagged(HEADING, *grid([PADDING, "2.5"]), aligned=True), width=2)
    assert table.told(0) == ["", "2.5"]
    assert not table.doubted(0)


def test_empty_columns_between_values_hold_nothing(tagged: Tagged) -> None:
    rows = [["1", PADDING, "2", "3", PADDING, "6"], ["4", PADDING, "0", "0", PADDING, "4"]]
    table = Table(tagged(HEADING, *grid(*rows), aligned=True))
    assert table.told(0) == ["1", "2", "3", "6"]
    assert table.told(1) == ["4", "0", "0", "4"]


def test_a_blank_in_an_aligned_grid_is_told_by_the_other_rows(tagged: Tagged) -> None:
    rows = [["1", "2", "3", "6"], ["4", "0", "0", "4"], ["1", PADDING, "0", "1"]]
    table = Table(tagged(HEADING, *grid(*rows), aligned=True))
    assert table.told(2) == ["1", "", "0", "1"]


def test_a_row_shifted_as_a_whole_is_put_back_and_doubted(tagged: Tagged) -> None:
    rows = [["1", "2", "3", "6", PADDING], ["4", "0", "0", "4", PADDING], [PADDING, "", "5", "0", "5"]]
    table = Table(tagged(HEADING, *grid(*rows), aligned=True))
    assert table.told(2) == ["", "5", "0", "5"]
    assert table.doubted(2)
    assert not table.doubted(0)


def test_padding_after_the_last_value_is_not_counted(tagged: Tagged) -> None:
    rows = [["1", "2", "3", "6", PADDING, PADDING], ["4", "0", "0", "4", PADDING], ["1", PADDING, "0", "1", PADDING]]
    table = Table(tagged(HEADING, *grid(*rows)))
    assert table.told(0) == ["1", "2", "3", "6"]
    assert table.told(2) == ["1", "", "0", "1"]


def test_values_in_lines_are_counted(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, (LABELS[0], "1", "2", "3", "6"), (LABELS[1], "0", "0", "1", "1")))
    assert [table.told(0), table.told(1)] == [["1", "2", "3", "6"], ["0", "0", "1", "1"]]
    assert not table.doubted(0)


def test_which_of_too_many_empty_lines_are_cells_is_doubted() -> None:
    document, slots = Document("010203", ()), []
    for place, kind in enumerate("_1_2b3"):  # "_": an empty line, "b": one that the tagger takes for a cell
        filled, blank = kind.isdigit(), kind == "b"
        item = Item("value", place, place + filled, Tag.VALUE, 1.0, (0, 0), place, place, None)
        slots.append(Slot(place, place + filled, 1.0, place, filled, blank, (item,)))
    placed = place_rows(document, [ValueRow([], slots, False, False)], 4)[0]
    assert [slot.start for slot in placed.slots if slot is not None] == [1, 3, 4, 5]
    assert (placed.quality, placed.problem) == (INFERRED, "columns_doubtful")


def test_too_few_values_are_placed_with_doubt(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, (LABELS[0], "1", "2", "3", "6"), (LABELS[1], "5", "7")))
    assert table.placed[1].problem == "too_few_values"
    assert table.placed[1].quality <= GUESSED
    assert {"5", "7"} <= set(table.told(1))


@pytest.mark.parametrize(
    ("values", "expected"), [(["6"], [None, None, None, "6"]), (["2", "4", "6"], ["2", "4", None, "6"])]
)
def test_too_few_values_of_which_the_last_is_the_total(
    tagged: Tagged, values: list[str], expected: list[str | None]
) -> None:
    table = Table(tagged(HEADING, (LABELS[0], *values)))
    assert table.told(0) == expected
    assert table.doubted(0)


def test_too_many_values_are_placed_by_their_sum_with_doubt(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, [LABELS[0], "9", "1", "2", "3", "6"]))
    assert table.told(0) == ["1", "2", "3", "6"]
    assert table.placed[0].problem == "too_many_values"
    assert table.placed[0].quality <= INFERRED


def test_a_row_of_two_columns_has_no_total_to_be_placed_by(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, *grid(["220", "2", "2"]), aligned=False), width=2)
    assert table.told(0) == ["220", "2"]
    assert table.placed[0].problem == "too_many_values"


def test_too_many_values_without_a_sum_are_a_guess(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, [LABELS[0], "9", "1", "2", "3", "7"]))
    assert table.placed[0].quality <= GUESSED
    assert table.doubted(0)


def test_a_number_below_digits_run_together_is_a_pages(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, (LABELS[0], "1000012"), ("7",)), width=7)
    assert table.told(0) == ["1", "0", "0", "0", "0", "1", "2"]
    assert table.doubted(0)


def test_digits_run_together_are_cut_where_only_one_cut_adds_up(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, (LABELS[0], "120315")), width=4)
    assert table.told(0) == ["12", "0", "3", "15"]
    assert (table.placed[0].quality, table.placed[0].problem) == (INFERRED, "values_run_together")


def test_digits_that_can_be_cut_in_two_ways_give_no_number(tagged: Tagged) -> None:
    # 12+1+0=13 and 1+2+10=13.
    table = Table(tagged(HEADING, (LABELS[0], "121013")), width=4)
    assert table.told(0) == [None] * 4
    assert table.placed[0].problem == "values_run_together"
    assert table.placed[0].quality <= GUESSED


def test_thousands_set_apart_by_a_blank_are_joined_where_that_fills_the_row() -> None:
    text = f"{HEADING[0][0]}\n{LABELS[0]} 12 077 0 3 12 080\n"
    table = Table(_one_line(text))
    assert table.told(0) == ["12 077", "0", "3", "12 080"]


def test_thousands_are_not_joined_in_a_full_row() -> None:
    text = f"{HEADING[0][0]}\n{LABELS[0]} 12 077 0 89\n"
    assert Table(_one_line(text)).told(0) == ["12", "077", "0", "89"]


def _one_line(text: str) -> tuple[Document, Tags]:
    """A heading, and a line of a label and values with one blank between them, tagged."""
    from reports.document import Segment
    from reports.tags import Stretch

    heading, line = text.splitlines()
    at = len(heading) + 1
    stretches = [Stretch(0, len(heading), Tag.HEADING_REQUESTS, 0.99)]
    for number, part in enumerate(line.split(" ")):
        tag = Tag.VALUE if number else Tag.ROW_LABEL
        stretches.append(Stretch(at, at + len(part), tag, 0.99))
        at += len(part) + 1
    segments = (Segment(0, len(heading)), Segment(len(heading) + 1, len(text) - 1))
    return Document(text, segments), Tags.of(stretches, "hand")


def test_columns_that_the_header_leaves_out_have_no_place(tagged: Tagged) -> None:
    rows = [["1", "2", "3"], ["4", "0", "4"], ["0", "1", "1"], ["2", "2", "4"]]
    table = Table(tagged(HEADING, *grid(*rows)), named={0: 1, 2: 2, 3: 3})
    assert table.told(0) == ["1", None, "2", "3"]
    assert {placed.problem for placed in table.placed} == {"columns_left_out"}


def test_a_row_without_a_label_is_counted_from_its_end(tagged: Tagged) -> None:
    rows = [["1", "2", "3", "6"], ["4", "0", "0", "4"]]
    table = Table(tagged(HEADING, *grid(*rows), [PADDING, "", "1", "", "1"]))
    assert table.told(2) == ["", "1", "", "1"]


def test_a_label_without_any_value_leaves_places_empty_and_says_so(tagged: Tagged) -> None:
    table = Table(tagged(HEADING, (LABELS[0], "1", "2", "3", "6"), (LABELS[1],), (LABELS[2], "0", "0", "0", "0")))
    hollow = [placed for placed in table.placed if placed.problem == "row_without_values"]
    assert all(placed.slots == (None,) * 4 for placed in hollow)
    assert [table.told(number) for number in (0, -1)] == [["1", "2", "3", "6"], ["0", "0", "0", "0"]]


@pytest.mark.parametrize("count", range(1, 12))
def test_every_row_gets_its_columns_and_no_value_stands_twice(tagged: Tagged, count: int) -> None:
    values = [str(number + 1) for number in range(count)]
    for made in (tagged(HEADING, (LABELS[0], *values)), tagged(HEADING, [LABELS[0], *values], aligned=True)):
        table = Table(made, width=7)
        for placed in table.placed:
            _is_sound(placed, 7)
        if count != 7:
            assert table.doubted(0)


def _is_sound(placed: Placed, width: int) -> None:
    assert len(placed.slots) == width
    starts = [slot.start for slot in placed.slots if slot is not None and slot.filled]
    assert starts == sorted(set(starts))
    assert 0 < placed.quality <= 1


@pytest.mark.parametrize("text", ["4/1/0/5", "4、1、0、5", "4； 1； 0； 5"])
def test_numbers_listed_in_one_cell_are_the_rows_cells(tagged: Tagged, text: str) -> None:
    table = Table(tagged(HEADING, (LABELS[0], (text, Tag.VALUE)), (LABELS[1], ("4/1/0", Tag.VALUE))))
    assert table.told(0) == ["4", "1", "0", "5"]
    assert table.doubted(1)
