"""Frames: where rows of a table whose cells only count keep their values."""

from reports.document import Document
from reports.tables.frames import (
    Frame,
    find_frame,
    fitting,
    single_spaced,
    told_windows,
    windows,
    without_separators,
    without_serials,
)
from reports.tables.items import Item
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag


def row(text: str, at: int, cells: str, *, in_grid: bool = True) -> tuple[ValueRow, str]:
    """A row from a word of cells: a digit is written, "_" is empty; and the text with it added."""
    slots = []
    for place, cell in enumerate(cells):
        start = len(text)
        written = cell != "_"
        text += cell + " " if written else " "
        end = start + 1 if written else start
        item = Item("value" if written else "empty", start, end, Tag.VALUE, 1.0, (0, at), place, place, 0)
        slots.append(Slot(start, end, 1.0, place, written, False, (item,)))
    return ValueRow([], slots, in_grid, False), text


def rows(*words: str, in_grid: bool = True) -> tuple[Document, list[ValueRow]]:
    text, made = "", []
    for at, word in enumerate(words):
        one, text = row(text, at, word, in_grid=in_grid)
        made.append(one)
    return Document(text, ()), made


def told(document: Document, row: ValueRow) -> str:
    return "".join(document.text[slot.start : slot.end] or "_" for slot in row.slots)


def test_a_window_holds_all_that_is_written() -> None:
    _, made = rows("__1__2_")
    assert list(windows(made[0], 4)) == [2]
    assert list(windows(made[0], 5)) == [1, 2]
    assert not windows(made[0], 8)


def test_merged_cells_before_values_tell_a_frame_from_the_end() -> None:
    _, made = rows("__1234", "_12_4", "1__4", "___4")
    frame = find_frame(made, 4)
    assert frame == Frame(True, 0)
    assert [frame.window(one, 4) for one in made] == [2, 1, 0, 0]


def test_padding_after_values_tells_a_frame_from_the_start() -> None:
    _, made = rows("1234__", "1_3__", "12_4_", "1__4__")
    frame = find_frame(made, 4)
    assert frame is not None and not frame.from_end and frame.offset == 0
    assert fitting(made, frame, 4) == 4


def test_two_frames_that_fit_as_well_are_not_certain() -> None:
    _, made = rows("_1__", "__1_")
    frame = find_frame(made, 3)
    assert frame is not None and not frame.certain


def test_serial_numbers_of_the_next_rows_are_cut_off() -> None:
    document, made = rows("50_2", "17_3", "44_4", "_1_5", "00_6", "31_7", "22_8")
    assert [told(document, one) for one in without_serials(document, made)] == [
        "50_",
        "17_",
        "44_",
        "_1_",
        "00_",
        "31_",
        "22_",
    ]


def test_totals_that_rise_now_and_then_are_no_serial_numbers() -> None:
    document, made = rows("502", "173", "449", "015", "006", "311", "222")
    assert without_serials(document, made) == made


def test_first_columns_that_rise_are_no_serial_numbers() -> None:
    document, made = rows("1__", "2__", "3__", "4__", "5__", "6__", "7__")
    assert without_serials(document, made) == made


def test_empty_lines_between_cells_are_no_cells() -> None:
    document, made = rows("_1_2_3_", "_4_____", "_7_8_9_", in_grid=False)
    assert [told(document, one) for one in without_separators(made, 3)] == ["123", "4__", "789"]


def test_double_spaced_lines_of_whole_rows_are_single_spaced() -> None:
    document, made = rows("_2_______2_", "_0___________1_4___5", "__1_2_3_4_5", in_grid=False)
    assert [told(document, single_spaced(one, 5, 15)) for one in made] == ["2___2", "0_____14_5", "12345"]


def test_lines_that_may_be_cells_themselves_stay() -> None:
    _, made = rows("__________1___3", "1________2______", "12_3", in_grid=False)
    assert [single_spaced(one, 5, 15) for one in made] == made


def test_single_spaced_lines_stay_as_they_are() -> None:
    _, made = rows("1_3", "___3", "12_", in_grid=False)
    assert without_separators(made, 3) == made


def test_rows_of_one_length_tell_a_window_unless_they_contradict_each_other() -> None:
    _, made = rows("_1234_", "_12_4_", "_1__4")
    assert told_windows(made, 4) == {(6, 1), (5, 1)}
    _, made = rows("_1234_", "1234__")
    assert told_windows(made, 4) == set()
