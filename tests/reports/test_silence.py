"""Damage that leaves no trace: whatever is read wrong because of it has a doubt on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from reports.forms import editions, load_form

if TYPE_CHECKING:
    from tests.reports.conftest import Draft, Reading

    Read = Callable[[str], Reading]
    MakeDraft = Callable[..., Draft]


@pytest.mark.parametrize("separator", ["\t", " | ", "\n", "    ", " "])
@pytest.mark.parametrize("place", range(1, 8))
def test_a_value_lost_without_a_trace_is_never_silent(draft: MakeDraft, read: Read, separator: str, place: int) -> None:
    report = draft()
    expected = report.written()
    row = report.row("requests.unavailable.not_held")
    del row[place]
    reading = read(report.text(separator))
    wrong = [key for key, cell in reading.cells() if cell.value is not None and cell.raw != expected[key]]
    assert all(reading.is_doubted(key) for key in wrong)
    assert all(key.startswith("requests.unavailable.not_held.") for key in wrong)


@pytest.mark.parametrize("separator", ["\t", " | ", "    "])
@pytest.mark.parametrize("shift", [1, 2])
def test_a_shifted_row_is_never_silent(draft: MakeDraft, read: Read, separator: str, shift: int) -> None:
    report = draft()
    expected = report.written()
    report.row("requests.unavailable.not_held")[1:1] = [""] * shift
    reading = read(report.text(separator))
    wrong = [key for key, cell in reading.cells() if cell.value is not None and cell.raw != expected[key]]
    assert all(reading.is_doubted(key) for key in wrong)
    assert all(key.startswith("requests.unavailable.not_held.") for key in wrong)


def adjacent_rows() -> Iterator[tuple[str, str, str]]:
    """Rows of tables 二 and 三 that follow one another and have the same columns."""
    for edition in editions():
        for name in ("proactive", "requests"):
            for block in load_form(edition).tables[name].blocks:
                for row, following in zip(block.rows, block.rows[1:], strict=False):
                    yield edition, f"{name}.{row.key}", f"{name}.{following.key}"


@pytest.mark.parametrize("separator", ["\t", "\n"])
@pytest.mark.parametrize(
    ("edition", "first", "second"),
    [*adjacent_rows()],
)
def test_rows_in_another_order_are_never_silently_exchanged(
    draft: MakeDraft, read: Read, separator: str, edition: str, first: str, second: str
) -> None:
    report = draft(edition)
    one, other = report.row(first), report.row(second)
    expected = report.written()
    one[:], other[:] = list(other), list(one)
    assert not read(report.text(separator)).silently_wrong(expected)


@pytest.mark.parametrize("separator", ["\t", "\n"])
@pytest.mark.parametrize(("edition", "first", "second"), list(adjacent_rows()))
def test_rows_glued_together_are_never_silently_wrong(
    draft: MakeDraft, read: Read, separator: str, edition: str, first: str, second: str
) -> None:
    report = draft(edition)
    expected = report.written()
    table = report.tables[first.partition(".")[0]]
    one, other = report.row(first), report.row(second)
    table.remove(other)
    one += other
    assert not read(report.text(separator)).silently_wrong(expected)


@pytest.mark.parametrize("separator", ["\t", " | ", "    ", " "])
def test_labels_and_numbers_torn_apart_are_never_silently_shifted(draft: MakeDraft, read: Read, separator: str) -> None:
    # One label is past reading and one row of numbers is lost: as many labels as rows, but not the same ones.
    report = draft()
    expected = report.written()
    header, *rows = report.tables["requests"]
    labels, values = [[row[0]] for row in rows], [row[1:] for row in rows]
    labels[6] = ["口曰X十丁"]
    del values[12]
    report.tables["requests"] = [header, *labels, *values]
    assert not read(report.text(separator)).silently_wrong(expected)


@pytest.mark.parametrize("separator", ["\t", " | ", "    "])
def test_rows_glued_in_another_order_are_never_silently_wrong(draft: MakeDraft, read: Read, separator: str) -> None:
    report = draft()
    expected = report.written()
    rows = report.tables["proactive"]
    first, second = report.row("proactive.rules"), report.row("proactive.normative_documents")
    rows.remove(first)
    second += first
    assert not read(report.text(separator)).silently_wrong(expected)


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("separator", ["\t", " | ", "\n", "    ", " "])
def test_a_row_broken_in_two_is_never_silently_wrong(draft: MakeDraft, read: Read, separator: str, place: int) -> None:
    report = draft()
    expected = report.written()
    for key in ("proactive.rules", "requests.unavailable.not_held"):
        row = report.row(key)
        table = report.tables[key.partition(".")[0]]
        table.insert(table.index(row) + 1, row[place:])
        del row[place:]
    assert not read(report.text(separator)).silently_wrong(expected)
