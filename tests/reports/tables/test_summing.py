"""Placement by the sums down the columns, and what stays in doubt."""

from __future__ import annotations

from collections.abc import Callable

from reports.document import Document
from reports.forms import load_form
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
DOUBT = 0.9


ASKED = "1 0 1 0 0 0 2"


def requests(**changed: str) -> list[tuple[str, ...]]:
    """Table 三 in lines: a natural person and an institute asked and were answered; ``changed`` rows are written so."""
    usual = dict.fromkeys(("new_received", "granted", "total_processed"), ASKED)
    return [
        (row.label, *changed.get(row.key, usual.get(row.key, "0 0 0 0 0 0 0")).split())
        for row in load_form("2021").tables["requests"].rows
    ]


def numbers(built: BuiltTables, row: str) -> list[float | None]:
    return [cell.value for cell in built.tables["requests"][row].values()]


def codes(built: BuiltTables, row: str) -> set[str]:
    return {warning.code for warning in built.warnings if warning.where == f"requests.{row}"}


def test_a_row_without_its_blanks_stands_where_the_columns_sums_hold(tagged: Tagged) -> None:
    """Its own total holds wherever the two numbers stand; only the third column wants the second of them."""
    built = build_tables(*tagged(HEADING, *requests(granted="1 1 2")), 2023)
    assert numbers(built, "granted") == [1, None, 1, None, None, None, 2]
    assert codes(built, "granted") == {"columns_by_sums"}
    assert all(cell.confidence < DOUBT for cell in built.tables["requests"]["granted"].values())


def test_where_no_way_holds_the_row_stays_as_doubtful_as_it_was(tagged: Tagged) -> None:
    built = build_tables(*tagged(HEADING, *requests(granted="3 4 7")), 2023)
    assert codes(built, "granted") == {"too_few_values"}
    assert numbers(built, "granted") == [3, 4, None, None, None, None, 7]


def test_a_row_of_which_the_label_alone_is_left_is_blank_and_says_so(tagged: Tagged) -> None:
    built = build_tables(*tagged(HEADING, *requests(**{"refused.state_secret": ""})), 2023)
    assert codes(built, "refused.state_secret") == {"row_without_values"}
    assert {cell.state for cell in built.tables["requests"]["refused.state_secret"].values()} == {"blank"}
