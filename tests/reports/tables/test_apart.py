"""Tables torn apart: all labels in a sequence of their own, and below it all numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from reports.document import Document, Segment
from reports.forms import load_form
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Stretch, Tag, Tags

Line = tuple[str, Tag]
TABLE = load_form("2021").tables["requests"]
LABELS = [(row.label, Tag.ROW_LABEL) for row in TABLE.rows]
HEADER = [(column.label, Tag.COLUMN_LABEL) for column in TABLE.columns("granted")]
ROWS = [[n, 1, 0, n % 3, 0, 0, n + 1 + n % 3] for n in range(len(TABLE.rows))]
EMPTY = ("", Tag.PROSE)
RULES = [("规章", Tag.ROW_LABEL), ("行政规范性文件", Tag.ROW_LABEL)]
OTHERS = [(label, Tag.ROW_LABEL) for label in ("行政许可", "行政处罚", "行政强制", "行政事业性收费")]


def tagged(lines: Sequence[Line]) -> tuple[Document, Tags]:
    """A text of lines, each with one tag; numbers of a line are values of their own."""
    text, segments, stretches = "", [], []
    for content, tag in lines:
        start = len(text) + len(content) - len(content.lstrip())
        segments.append(Segment(start, start + len(content.strip())))
        spans = [token.span() for token in re.finditer(r"\S+", content)] if tag is Tag.VALUE else []
        spans = spans or [(start - len(text), start - len(text) + len(content.strip()))]
        stretches += [Stretch(len(text) + first, len(text) + end, tag, 0.99) for first, end in spans]
        text += content + "\n"
    return Document(text, tuple(segments)), Tags.of(stretches, "hand")


def requests(*lines: Line) -> BuiltTables:
    return build_tables(*tagged([("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS), *lines]), 2023)


def proactive(*lines: Line) -> BuiltTables:
    return build_tables(*tagged([("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE), *lines]), 2023)


def values(built: BuiltTables, table: str = "requests") -> list[list[object]]:
    """The numbers of a table, all of them in doubt, and each row with a warning."""
    rows = built.tables[table]
    assert all(cell.confidence < 0.9 for row in rows.values() for cell in row.values() if cell.value is not None)
    warned = {warning.where for warning in built.warnings}
    assert {f"{table}.{key}" for key, row in rows.items() if any(c.value is not None for c in row.values())} <= warned
    return [[cell.value for cell in row.values()] for row in rows.values()]


def written(rows: Sequence[Sequence[object]], separator: str = " ", tag: Tag = Tag.VALUE) -> list[Line]:
    return [(separator.join(str(number) for number in row), tag) for row in rows]


@pytest.mark.parametrize("above", [[*LABELS, *HEADER], [*HEADER, *LABELS], [*LABELS, EMPTY, *HEADER, EMPTY]])
def test_a_line_for_each_label(above: list[Line]) -> None:
    assert values(requests(*above, *written(ROWS))) == ROWS


def test_lines_of_numbers_that_were_taken_for_prose() -> None:
    lines = [*written(ROWS[:20]), *written(ROWS[20:], tag=Tag.PROSE)]
    assert values(requests(*LABELS, *lines)) == ROWS


@pytest.mark.parametrize("separator", [" ", "  ", "\t"])
def test_blanks_show_where_all_lines_are_parted_alike(separator: str) -> None:
    shown = [[number or "" for number in row] for row in ROWS]
    wanted = [[number or None for number in row] for row in ROWS]
    assert values(requests(*LABELS, *HEADER, *written(shown, separator))) == wanted


def test_rows_of_blanks_alone_are_counted() -> None:
    shown: list[Sequence[object]] = [*ROWS[:24], [""] * 7]
    assert values(requests(*LABELS, EMPTY, *written(shown))) == [*ROWS[:24], [None] * 7]


@pytest.mark.parametrize("tag", [Tag.VALUE, Tag.PROSE])
def test_a_line_for_each_cell_is_turned_as_the_totals_say(tag: Tag) -> None:
    by_row = [[number] for row in ROWS for number in row]
    by_column = [[row[column]] for column in range(7) for row in ROWS]
    for cells in (by_row, by_column):
        lines = [*written(cells[:150]), *written(cells[150:], tag=tag)]
        assert values(requests(*LABELS, *HEADER, *lines)) == ROWS


def test_where_nothing_tells_only_what_is_the_same_either_way_is_read() -> None:
    rows = [[0] * 7 for _ in ROWS]
    rows[0][1] = 5  # a report's mistake: no total holds, in whichever way
    found = values(requests(*LABELS, *written([[number] for row in rows for number in row])))
    doubtful = [row.index(None) for row in found if None in row]
    assert len(doubtful) == 2
    assert {number for row in found for number in row if number is not None} == {0}


def test_a_table_in_which_the_text_ends() -> None:
    assert values(requests(*LABELS, EMPTY, *written(ROWS[:20])))[:20] == ROWS[:20]


def test_a_row_too_few_is_not_read_as_the_rows_before_it() -> None:
    lines = [*written(ROWS[:24]), EMPTY, ("以上为统计结果，单位均为件，特此说明。", Tag.PROSE)]
    found = requests(*LABELS, *HEADER, *lines).tables["requests"]
    assert [cell.value for cell in found["carried_out"].values()] != ROWS[23]


def test_serial_numbers_before_the_labels_are_no_values() -> None:
    numbered = [line for n, label in enumerate(LABELS) for line in ((str(n + 1), Tag.VALUE), label)]
    assert values(requests(*HEADER, *numbered, EMPTY, *written(ROWS))) == ROWS


def test_each_block_of_table_two_apart() -> None:
    lines = [*RULES, *written([[7, 2, 31], [18, 3, 64]]), *OTHERS[:1], *written([[12]])]
    lines += [*OTHERS[1:3], *written([[5], [6]]), *OTHERS[3:], *written([[8.5]])]
    built = proactive(*lines)
    found = [[cell.value for cell in row.values()] for row in built.tables["proactive"].values()]
    assert found == [[7, 2, 31], [18, 3, 64], [12], [5], [6], [8.5]]
    by_order = {warning.where for warning in built.warnings if warning.code == "cells_by_order"}
    assert by_order == {f"proactive.{key}" for key in ("rules", "normative_documents", "penalty", "coercion")}


def test_two_labels_and_numbers_on_lines_of_their_own_are_not_told_apart() -> None:
    found = proactive(*RULES, *written([[7], [18]]), *OTHERS).tables["proactive"]
    assert [cell.value for cell in found["rules"].values()] != [7, None, None]
