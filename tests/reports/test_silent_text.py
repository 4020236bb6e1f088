"""Sources with columns and rows of their own: no number under a foreign heading passes for the form's in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reports.conftest import Draft, Reading

    Read = Callable[[str], Reading]
    MakeDraft = Callable[..., Draft]

SEPARATORS = ["\t", " | ", "\n", " ", "  "]


def silent_numbers(reading: Reading, row: str) -> set[str]:
    """The cells of a row that give a number without any sign of doubt."""
    return {
        key
        for key, cell in reading.cells()
        if key.startswith(f"{row}.") and cell.value is not None and not reading.is_doubted(key)
    }


@pytest.mark.parametrize("separator", ["\t", " | ", " ", "  "])
@pytest.mark.parametrize("heading", ["个体工商户", "上年末件数", "本年新制作数量"])
def test_a_heading_in_the_place_of_the_forms_is_doubted(
    draft: MakeDraft, read: Read, separator: str, heading: str
) -> None:
    report = draft("2021")
    header = next(row for row in report.tables["proactive"] if "本年废止件数" in row)
    header[2] = heading
    assert "proactive.rules.repealed" not in silent_numbers(read(report.text(separator)), "proactive.rules")


@pytest.mark.parametrize("separator", SEPARATORS)
def test_headings_of_one_label_in_another_order_are_doubted(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    expected = report.written()
    for row in report.tables["requests"]:
        row[1], row[3] = row[3], row[1]
    assert not read(report.text(separator)).silently_wrong(expected)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("word", ["上年", "县级"])
def test_a_row_with_a_word_before_the_forms_label_is_doubted(
    draft: MakeDraft, read: Read, separator: str, word: str
) -> None:
    report = draft()
    report.row("proactive.fees")[0] = f"{word}行政事业性收费"
    assert not silent_numbers(read(report.text(separator)), "proactive.fees")


def test_two_numbers_that_could_be_one_with_grouped_thousands_are_doubted(draft: MakeDraft, read: Read) -> None:
    report = draft()
    report.row("proactive.rules")[1:] = ["5", "7", "89", "160"]
    assert not silent_numbers(read(report.text(" ")), "proactive.rules")


def test_a_count_with_a_fraction_is_doubted(draft: MakeDraft, read: Read) -> None:
    report = draft()
    report.row("proactive.licensing")[1] = "271.27"
    assert not silent_numbers(read(report.text()), "proactive.licensing")
