"""Values that CSV and Excel can hold and do not run."""

from __future__ import annotations

import csv
import io

import pytest

from service.safe_cells import LONGEST_TEXT, csv_value, sheet_value


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "＝1+1",
        "@SUM(A1)",
        "＠SUM",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "－2+A1",
        "  =1",
        "\ufeff=1",
        "\u200b\u200e+a",
        "\t=1",
        "\r=1",
        "\n=1",
        "+",
        "-a",
    ],
)
def test_formulas_get_an_apostrophe(text: str) -> None:
    if text == "+":
        assert csv_value(text) == text
        return
    assert str(csv_value(text)).startswith("'")
    assert str(sheet_value(text)).startswith("'")


@pytest.mark.parametrize("value", ["-", "—", "-2", "+3", "−5", "－5", "1=2", "公开12件", "", 5, -2.5, None])
def test_what_is_no_formula_stays(value: str | float | None) -> None:
    assert csv_value(value) == value
    assert sheet_value(value) == value


def test_a_carriage_return_begins_no_line_of_its_own() -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow([csv_value("a\r=1+1"), csv_value("b\r\n=2")])
    assert list(csv.reader(io.StringIO(stream.getvalue(), newline=""))) == [["a\n=1+1", "b\n=2"]]
    assert "\r" not in stream.getvalue()


def test_what_excel_cannot_hold() -> None:
    assert sheet_value("a\x01b\uffffc") == "a\ufffdb\ufffdc"
    assert len(str(sheet_value("长" * 40_000))) == LONGEST_TEXT
