"""Fields: cells between slashes, and between commas where only some name their column."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from reports.document import Document, Segment
from reports.forms import load_form
from reports.tables.fields import by_fields
from reports.tables.items import Item, table_items
from reports.tags import Stretch, Tag, Tags

FORM = load_form("2021")
HEADINGS = {
    "proactive": ("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE),
    "requests": ("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),
    "reviews": ("四、政府信息公开行政复议、行政诉讼情况", Tag.HEADING_REVIEWS),
}
_TAGS = {"R": Tag.ROW_LABEL, "C": Tag.COLUMN_LABEL, "V": Tag.VALUE}


def _parts(line: str) -> Iterator[tuple[str, Tag | None]]:
    for part in re.finditer(r"\{([RCV]):([^}]*)\}|([^{]+)", line):
        yield (part[2], _TAGS[part[1]]) if part[1] else (part[3], None)


def read(table: str, *lines: str) -> tuple[Document, list[Item]]:
    """Lines in which "{R:规章}" is a row's label, "{C:…}" a column's, "{V:…}" a value; other text has no tag."""
    heading, tag = HEADINGS[table]
    text = heading + "\n"
    segments, stretches = [Segment(0, len(heading))], [Stretch(0, len(heading), tag, 0.99)]
    for line in lines:
        first = len(text)
        for content, role in _parts(line):
            if role is not None:
                stretches.append(Stretch(len(text), len(text) + len(content), role, 0.99))
            text += content
        segments.append(Segment(first, len(text)))
        text += "\n"
    document = Document(text, tuple(segments))
    items = table_items(document, Tags.of(stretches, "hand"))[table]
    return document, by_fields(document, items, FORM.tables[table])


def told(made: tuple[Document, list[Item]]) -> list[list[str]]:
    """What stands in the cells after each row's label."""
    document, items = made
    rows: list[list[str]] = [[]]
    for item in items:
        if item.tag is Tag.ROW_LABEL:
            rows.append([])
        elif item.kind != "label":
            rows[-1].append(document.text[item.start : item.end])
    return [row for row in rows if row]


SLASHES = ("{R:规章} {V:/} {V:78} {V:/}  {V:/} {V:250}", "{R:行政许可} {V:/} ", "{R:行政处罚} {V:/} {V:124}")


def test_slashes_that_would_be_too_many_cells_stand_between_cells() -> None:
    assert told(read("proactive", *SLASHES)) == [["78", "", "250"], [""], ["124"]]


def test_slashes_as_many_as_the_cells_without_a_number_are_cells() -> None:
    assert read("proactive", "{R:规章} {V:78} {V:/} {V:/}", "{R:行政许可} {V:/}", "{R:行政处罚} {V:124}")[1] == []


def test_a_row_that_has_slashes_for_cells_speaks_against_fields() -> None:
    assert read("proactive", *SLASHES, "{R:行政规范性文件} {V:74} {V:/} {V:6}")[1] == []


def test_a_line_of_all_reviews_between_slashes() -> None:
    line = " {V:/} ".join(["{V:2}", "", "", "", "{V:2}", *[""] * 10])
    cells = ["2", "", "", "", "2", *[""] * 10]
    assert told(read("reviews", "{C:结果维持} {V:/} {C:结果纠正}", line)) == [cells]


COMMAS = (
    "{R:规章：}{C:本年制发件数}{V:186}，{V:61}，",
    "{R:行政规范性文件：}{C:本年制发件数}{V:230}，{V:31}，{C:现行有效件数}",
    "{R:行政处罚：}{V:283}",
)


def test_fields_without_names_have_the_columns_between_the_named_ones() -> None:
    assert told(read("proactive", *COMMAS)) == [["186", "61", ""], ["230", "31", ""], ["283"]]


@pytest.mark.parametrize(
    "line",
    [
        "{R:行政规范性文件：}{C:现行有效件数}{V:230}，{V:31}，{V:5}",  # the name of another column
        "{R:行政规范性文件：}{C:本年制发件数}{V:230}，{V:31}",  # a field too few
        "{R:行政规范性文件：}{C:本年制发件数}{V:230}，约{V:31}，{V:5}",  # words that name nothing
    ],
)
def test_rows_that_do_not_agree_are_no_fields(line: str) -> None:
    assert read("proactive", COMMAS[0], line, COMMAS[2])[1] == []


def test_lines_in_which_every_value_has_its_name_are_left_to_lists() -> None:
    full = "{C:本年制发件数}{V:1}，{C:本年废止件数}{V:2}，{C:现行有效件数}{V:3}"
    assert read("proactive", "{R:规章：}" + full, "{R:行政规范性文件：}" + full, "{R:行政处罚：}{V:283}")[1] == []
