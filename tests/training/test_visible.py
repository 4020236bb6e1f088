"""Cells whose place the text does not tell, and those whose place it does."""

from __future__ import annotations

import pytest

from reports.tags import Tag
from training.synthesis.damage.rows import settle
from training.synthesis.draft import CellContent
from training.synthesis.layouts.writer import Border, Writer
from training.synthesis.pieces import Laid, Piece
from training.synthesis.visible import doubtful_cells, remember

COLUMNS = ("natural_person", "business", "total")
FIRST, SECOND = "requests.granted", "requests.partly_granted"


def laid_out(rows: dict[str, list[str]], *, way: str = "space_row", separator: str = " ") -> Laid:
    """Rows of the form, each a label and its numbers ("" for a blank), and a line after the table."""
    writer = Writer()
    writer.border("", "table", way=way)
    cells = {}
    for name, numbers in rows.items():
        writer.border("", "cell")
        writer.content(f"（一）{name.rpartition('.')[2]}", Tag.ROW_LABEL)
        for column, number in zip(COLUMNS, numbers, strict=True):
            key = f"{name}.{column}"
            writer.border(separator, "cell")
            writer.content(number, Tag.VALUE if number else Tag.BLANK, key)
            cells[key] = CellContent(number or None, "reported" if number else "blank")
        writer.border("\n", "row")
    writer.border("", "table")
    writer.content("四、行政复议", Tag.HEADING_REVIEWS)
    return remember(Laid(writer.pieces, way, cells=cells))


def lose(laid: Laid, *keys: str) -> Laid:
    """The cells with their borders gone."""
    gone = {i for i, piece in enumerate(laid.pieces) if piece.key in keys}
    gone |= {i - 1 for i in gone}
    return settle(laid.with_(pieces=[piece for i, piece in enumerate(laid.pieces) if i not in gone]))


def rows_in_doubt(laid: Laid) -> set[str]:
    cells = doubtful_cells(laid)
    rows = {key.rpartition(".")[0] for key in cells}
    assert cells == {key for key in laid.cells if key.rpartition(".")[0] in rows}
    return rows


@pytest.mark.parametrize(("way", "separator"), [("space_row", " "), ("tsv", "\t"), ("pipes", " | ")])
def test_where_every_cell_shows_nothing_is_doubtful(way: str, separator: str) -> None:
    assert not doubtful_cells(
        laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "", "3"]}, way=way, separator=separator)
    )


@pytest.mark.parametrize(
    ("way", "separator", "doubted"), [("space_row", " ", {FIRST}), ("tsv", "\t", set()), ("pipes", " | ", set())]
)
def test_a_blank_at_a_rows_end_is_seen_by_its_delimiter_and_by_no_space(
    way: str, separator: str, doubted: set[str]
) -> None:
    laid = laid_out({FIRST: ["1", "20", ""], SECOND: ["3", "4", "7"]}, way=way, separator=separator)
    assert rows_in_doubt(laid) == doubted


def test_a_row_of_blanks_alone_is_not_doubtful() -> None:
    assert not doubtful_cells(laid_out({FIRST: ["", "", ""], SECOND: ["3", "4", "7"]}))


def test_a_hidden_blank_beside_numbers_is_doubtful() -> None:
    laid = laid_out({FIRST: ["1", "", "1"], SECOND: ["3", "4", "7"]}, way="text_boxes", separator="\n")
    at = next(i for i, piece in enumerate(laid.pieces) if piece.tag is Tag.BLANK)
    laid.pieces[at - 1 : at + 1] = [Border("", key=laid.pieces[at].key, role="hidden")]
    assert rows_in_doubt(laid) == {FIRST}


def test_a_lost_cell_leaves_its_row_doubtful_and_a_lost_row_or_column_none() -> None:
    whole = laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}, way="tsv", separator="\t")
    assert rows_in_doubt(lose(whole, f"{FIRST}.business")) == {FIRST}
    assert not doubtful_cells(lose(whole, *(f"{FIRST}.{column}" for column in COLUMNS)))
    narrow = lose(whole, f"{FIRST}.business", f"{SECOND}.business")
    assert not doubtful_cells(remember(narrow))  # a report that never had the column


def test_what_a_cut_took_off_the_end_leaves_the_rest_in_place() -> None:
    laid = laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}, way="tsv", separator="\t")
    cut = next(i for i, piece in enumerate(laid.pieces) if piece.key == f"{SECOND}.total")
    assert not doubtful_cells(settle(laid.with_(pieces=laid.pieces[: cut - 1])))


def test_numbers_side_by_side_are_told_where_each_is_one_digit() -> None:
    laid = laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}, way="run_together", separator="")
    assert rows_in_doubt(laid) == {FIRST}
    assert rows_in_doubt(laid_out({FIRST: ["1", "", "1"], SECOND: ["3", "4", "7"]}, separator="")) == {FIRST}


def test_apart_from_its_labels_a_whole_table_hangs_on_each_blank() -> None:
    shown = {FIRST: ["1", "20", "21"], SECOND: ["3", "", "7"]}
    assert not doubtful_cells(laid_out(shown, way="apart", separator="\t"))
    assert rows_in_doubt(laid_out({**shown, FIRST: ["1", "20", ""]}, way="apart")) == {FIRST, SECOND}
    lost = lose(laid_out(shown, way="apart", separator="\t"), f"{FIRST}.business")
    assert rows_in_doubt(lost) == {FIRST, SECOND}


@pytest.mark.parametrize(("number", "doubted"), [("3", {FIRST}), ("- 3 -", set())])
def test_a_bare_page_number_among_lines_of_numbers_may_be_one_of_them(number: str, doubted: set[str]) -> None:
    laid = laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}, way="cell_per_line", separator="\n")
    at = next(i for i, piece in enumerate(laid.pieces) if piece.key == f"{FIRST}.business") + 1
    laid.pieces[at:at] = [Border("\n", role="line"), Piece(number, Tag.RUNNING_HEAD)]
    assert rows_in_doubt(laid) == doubted


def test_a_bare_page_number_on_a_line_between_rows_is_none_of_their_numbers() -> None:
    laid = laid_out({FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}, way="tsv", separator="\t")
    at = next(i for i, piece in enumerate(laid.pieces) if isinstance(piece, Border) and piece.role == "row") + 1
    laid.pieces[at:at] = [Piece("3", Tag.RUNNING_HEAD), Border("\n", role="line")]
    assert not doubtful_cells(laid)


def test_a_row_without_its_label_is_told_by_the_row_beside_it_alone() -> None:
    rows = {FIRST: ["1", "20", "21"], SECOND: ["3", "4", "7"]}
    laid = laid_out(rows, way="tsv", separator="\t")
    label = next(i for i, piece in enumerate(laid.pieces) if piece.tag is Tag.ROW_LABEL)
    laid.pieces[label] = Piece("（一", Tag.ROW_LABEL)
    assert not doubtful_cells(laid)
    alone = lose(laid, *(f"{SECOND}.{column}" for column in COLUMNS))
    assert rows_in_doubt(alone) == {FIRST}


def test_a_column_label_before_its_number_says_which_it_is() -> None:
    writer = Writer()
    writer.border("", "table", way="sentences")
    writer.content("（一）予以公开", Tag.ROW_LABEL)
    for column, number in zip(COLUMNS, ("1", "", "1"), strict=True):
        writer.border("，", "cell")
        writer.content(column, Tag.COLUMN_LABEL)
        writer.content(number, Tag.VALUE if number else Tag.BLANK, f"{FIRST}.{column}")
    writer.border("\n", "row")
    cells = {
        f"{FIRST}.{c}": CellContent(r, "reported" if r else "blank")
        for c, r in zip(COLUMNS, ("1", None, "1"), strict=True)
    }
    laid = remember(Laid(writer.pieces, "sentences", cells=cells))
    assert not doubtful_cells(laid)
    assert not doubtful_cells(lose(laid, f"{FIRST}.business"))
