"""Building the tables: every cell of the form, with a warning wherever something is doubtful."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document, Segment
from reports.forms import editions, load_form
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Stretch, Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
REQUESTS = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
PROACTIVE = (("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE),)
COLUMNS = [(c.label, Tag.COLUMN_LABEL) for c in load_form("2021").tables["requests"].columns("granted")]
HEADER = [("申请人情况", Tag.COLUMN_LABEL), *COLUMNS]


def label(edition: str, table: str, key: str) -> str:
    return next(row.label for row in load_form(edition).tables[table].rows if row.key == key)


def full_table(edition: str) -> list[list[str]]:
    """Table 三 with 1 0 0 0 0 0 1 in every row."""
    return [[row.label, *"1000001"] for row in load_form(edition).tables["requests"].rows]


def warned(built: BuiltTables) -> set[tuple[str, str | None]]:
    return {(warning.code, warning.where) for warning in built.warnings}


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("year", [None, 2019, 2024])
def test_table_three_tells_the_edition_before_the_year_does(tagged: Tagged, edition: str, year: int | None) -> None:
    built = build_tables(*tagged(REQUESTS, HEADER, *full_table(edition)), year)
    assert built.form == edition
    assert "requests" in built.found


@pytest.mark.parametrize(
    ("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021"), (None, "2021")]
)
def test_without_tables_the_year_decides(tagged: Tagged, year: int | None, edition: str) -> None:
    built = build_tables(*tagged(REQUESTS, (("本年度未收到申请。", Tag.PROSE),)), year)
    assert built.form == edition
    assert {key for key, _ in warned(built)} == {"table_missing"}


@pytest.mark.parametrize("edition", editions())
def test_every_cell_of_the_form_is_there_whatever_the_report_shows(tagged: Tagged, edition: str) -> None:
    built = build_tables(*tagged(REQUESTS, HEADER, *full_table(edition)[3:5]), 2020 if edition == "2019" else 2023)
    keys = {f"{t}.{r}.{c}" for t, rows in built.tables.items() for r, cells in rows.items() for c in cells}
    assert keys == set(load_form(edition).cell_keys())


def test_table_two_of_another_edition_keeps_its_own_keys(tagged: Tagged) -> None:
    old = load_form("2019").tables["proactive"]
    rows: list[list[object]] = []
    for block in old.blocks:
        rows += [[(block.heading, Tag.CAPTION)], [(c.label, Tag.COLUMN_LABEL) for c in block.columns]]
        rows += [[row.label, *("1" for _ in block.columns)] for row in block.rows]
    built = build_tables(*tagged(PROACTIVE, *rows, REQUESTS, HEADER, *full_table("2021")), 2021)
    assert built.form == "2021"
    assert ("mixed_editions", "proactive") in warned(built)
    assert built.tables["proactive"].keys() == {row.key for row in old.rows}
    assert built.tables["proactive"]["procurement"]["projects"].value == 1


def test_a_blank_is_never_a_zero_and_an_absent_row_is_missing(tagged: Tagged) -> None:
    rows = full_table("2021")
    rows[4] = [rows[4][0], "", "0", "/", "见附件", "", "", "1"]
    rows[4][4] = ("见附件", Tag.VALUE)  # type: ignore[call-overload]
    del rows[9]
    built = build_tables(*tagged(REQUESTS, HEADER, *rows), 2023)
    cells = list(built.tables["requests"][load_form("2021").tables["requests"].rows[4].key].values())
    assert [(cell.state, cell.value) for cell in cells] == [
        ("blank", None),
        ("reported", 0),
        ("not_applicable", None),
        ("unreadable", None),
        ("blank", None),
        ("blank", None),
        ("reported", 1),
    ]
    gone = load_form("2021").tables["requests"].rows[9].key
    assert {cell.state for cell in built.tables["requests"][gone].values()} == {"missing"}
    assert ("row_missing", f"requests.{gone}") in warned(built)


def test_what_stands_in_a_cell_and_where(tagged: Tagged) -> None:
    document, tags = tagged(
        PROACTIVE, [("第二十条第（八）项", Tag.CAPTION)], ["行政事业性收费", ("1,234.5万元", Tag.VALUE)]
    )
    cell = build_tables(document, tags, 2023).tables["proactive"]["fees"]["amount"]
    assert (cell.value, cell.raw, cell.unit, cell.state) == (1234.5, "1,234.5万元", "万元", "reported")
    assert cell.span is not None
    assert document.text[slice(*cell.span)] == cell.raw


def test_signs_are_read_in_the_columns_of_changes_alone(tagged: Tagged) -> None:
    rows = [
        [("第二十条第（五）项", Tag.CAPTION)],
        ["行政许可", "12", ("减2", Tag.VALUE), "30"],
        ["其他对外管理服务事项", "3", ("增1", Tag.VALUE), "4"],
    ]
    cells = build_tables(*tagged(PROACTIVE, *rows), 2020).tables["proactive"]
    assert cells["licensing"]["change"].value == -2
    assert cells["other_services"]["change"].value == 1


def test_an_unsure_tag_or_an_inferred_row_lowers_confidence(tagged: Tagged) -> None:
    rows: list[list[object]] = [*full_table("2021")]
    rows[5][1] = ("1", Tag.VALUE, 0.6)
    rows[8][0] = ("", Tag.PROSE)
    built = build_tables(*tagged(REQUESTS, HEADER, *rows), 2023)
    keys = [row.key for row in load_form("2021").tables["requests"].rows]
    unsure = built.tables["requests"][keys[5]]
    assert unsure["natural_person"].confidence <= 0.6 < 0.9 < unsure["total"].confidence
    assert all(cell.confidence < 0.9 for cell in built.tables["requests"][keys[8]].values())
    assert ("row_inferred", f"requests.{keys[8]}") in warned(built)


def test_the_first_of_two_tables_is_read(tagged: Tagged) -> None:
    second = [[name, *"9000009"] for name, *_ in full_table("2021")]
    built = build_tables(*tagged(REQUESTS, HEADER, *full_table("2021"), HEADER, *second), 2023)
    assert {row["natural_person"].value for row in built.tables["requests"].values()} == {1}
    assert ("table_repeated", "requests") in warned(built)


def test_the_end_of_the_first_report_ends_its_tables(tagged: Tagged) -> None:
    document, tags = tagged(REQUESTS, HEADER, *full_table("2021"))
    end = document.text.index("（七）总计")
    built = build_tables(document, tags, 2023, end)
    assert built.tables["requests"]["granted"]["total"].value == 1
    assert built.tables["requests"]["total_processed"]["total"].state == "missing"


def test_a_text_that_ends_within_a_row_leaves_the_rest_missing(tagged: Tagged) -> None:
    rows = full_table("2021")[:6]
    rows[-1] = rows[-1][:4]
    document, tags = tagged(REQUESTS, HEADER, *rows)
    built = build_tables(document, tags, 2023)
    keys = [row.key for row in load_form("2021").tables["requests"].rows]
    last = built.tables["requests"][keys[5]]
    assert [cell.state for cell in last.values()][3:] == ["missing"] * 4
    assert {cell.state for key in keys[6:] for cell in built.tables["requests"][key].values()} == {"missing"}
    assert any(where == f"requests.{keys[5]}" for _, where in warned(built))


def test_missing_cells_have_neither_value_raw_nor_span(tagged: Tagged) -> None:
    built = build_tables(*tagged(REQUESTS, HEADER, *full_table("2021")[:2]), 2023)
    cells = [cell for rows in built.tables.values() for row in rows.values() for cell in row.values()]
    missing = [cell for cell in cells if cell.state == "missing"]
    assert len(missing) == len(cells) - 14
    assert {(cell.value, cell.raw, cell.span) for cell in missing} == {(None, None, None)}


@pytest.mark.parametrize(
    ("names", "row"),
    [
        (("现行有效件数", "本年制发件数", "本年废止件数"), ["9", "3", ""]),
        (("本年制发件数", "上年制发件数", "本年废止件数", "现行有效件数"), ["3", "7", "", "9"]),
        (("单位", "本年制发件数", "本年废止件数", "现行有效件数"), ["件", "3", "", "9"]),
    ],
)
def test_headings_of_table_two_say_which_column_is_which(
    tagged: Tagged, names: tuple[str, ...], row: list[str]
) -> None:
    """No sum of the form would find the mistake."""
    header = [("信息内容", Tag.COLUMN_LABEL), *((name, Tag.COLUMN_LABEL) for name in names)]
    lines = [[label("2021", "proactive", key), *row] for key in ("rules", "normative_documents")]
    cells = build_tables(*tagged(PROACTIVE, header, *lines, aligned=True), 2023).tables["proactive"]["rules"]
    assert [cells[key].value for key in ("issued", "repealed", "in_force")] == [3, None, 9]
    assert cells["repealed"].state == "blank"


def test_what_stands_beside_a_remark_is_no_value(tagged: Tagged) -> None:
    header = [("信息内容", Tag.COLUMN_LABEL), *((n, Tag.COLUMN_LABEL) for n in ("采购项目数量", "采购总金额"))]
    row = [label("2019", "proactive", "procurement"), "", "12.5"]
    note = [("备注", Tag.NOTE), ("无", Tag.VALUE), ("", Tag.BLANK)]
    cells = build_tables(*tagged(PROACTIVE, header, row, note, aligned=True), 2019).tables["proactive"]["procurement"]
    assert (cells["projects"].state, cells["amount"].value) == ("blank", 12.5)


def test_headings_below_each_rows_label_leave_the_label_to_name_it(tagged: Tagged) -> None:
    rows = load_form("2021").tables["requests"].rows
    written: list[object] = []
    numbers = [7 * place % 10 for place in range(len(rows))]
    for number, row in zip(numbers, rows, strict=True):
        written += [((row.label, Tag.ROW_LABEL),), list(COLUMNS), [str(number), *"00000", str(number)]]
    built = build_tables(*tagged(REQUESTS, *written), 2023)
    assert [built.tables["requests"][row.key]["total"].value for row in rows] == numbers
    assert warned(built) == {("table_missing", "proactive"), ("table_missing", "reviews")}


def test_headings_without_their_merged_cells_still_tell_which_column_there_is_none_of(tagged: Tagged) -> None:
    names = [("自然人", "法人或其他组织", "总计"), ("商业企业", "科研机构", "社会公益组织", "其他")]
    header = [[(name, Tag.COLUMN_LABEL) for name in line] for line in names]
    lines = [[row[0], "3", "0", "0", "0", "2", "5"] for row in full_table("2021")]
    built = build_tables(*tagged(REQUESTS, *header, *lines), 2023)
    cells = built.tables["requests"]["granted"]
    assert (cells["other"].value, cells["total"].value, cells["legal_service"].state) == (2, 5, "missing")
    assert ("columns_left_out", "requests.granted") in warned(built)


def test_a_sign_behind_the_name_of_a_signed_column_is_the_numbers_own() -> None:
    """本年增/减减33765: the tagger gives the second 减 to the name."""
    row = label("2019", "proactive", "coercion")
    heading = PROACTIVE[0][0]
    text = f"{heading}\n{row}：上一年项目数量7；本年增/减减33765；处理决定数量9\n"
    document = Document(text, (Segment(0, len(heading)), Segment(len(heading) + 1, len(text) - 1)))
    parts = [
        (heading, Tag.HEADING_PROACTIVE),
        (row, Tag.ROW_LABEL),
        ("上一年项目数量", Tag.COLUMN_LABEL),
        ("7", Tag.VALUE),
        ("本年增/减减", Tag.COLUMN_LABEL),
        ("33765", Tag.VALUE),
        ("处理决定数量", Tag.COLUMN_LABEL),
        ("9", Tag.VALUE),
    ]
    tags = Tags.of([Stretch(at := text.index(part), at + len(part), tag, 0.99) for part, tag in parts], "hand")
    built = build_tables(document, tags, 2019, len(document.text))
    assert built.tables["proactive"]["coercion"]["change"].value == -33765
