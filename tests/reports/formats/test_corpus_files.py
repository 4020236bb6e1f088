"""The corpus of files: clean ones are read without a mistake, and a report is the same in every format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from models.tagger import Tagger, load_tagger
from reports.formats import office, read_document
from reports.report import Report
from service import pipeline

FOLDER = Path(__file__).resolve().parents[3] / "annotations" / "formats"
GOLD: dict[str, Any] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
CONVERTED = ("doc", "rtf", "odt")
SAME = sorted({entry["case"] for entry in GOLD.values() if entry["case"].startswith("same")})

pytestmark = pytest.mark.shipped


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    return load_tagger(threads=2)


@pytest.fixture(scope="module")
def read(shipped: Tagger) -> Any:
    """Reads a file of the corpus, once."""
    kept: dict[str, Report] = {}

    def read_file(name: str) -> Report:
        if GOLD[name]["format"] in CONVERTED and office.find_executable() is None:
            pytest.skip("needs LibreOffice")
        if name not in kept:
            kept[name] = pipeline.read(FOLDER / GOLD[name]["file"], tagger=shipped)
        return kept[name]

    return read_file


def cells(report: Report) -> dict[str, tuple[Any, str]]:
    """The number and the state of every cell."""
    return {
        f"{table}.{row}.{column}": (cell.value, cell.state)
        for table, rows in report.tables.items()
        for row, columns in rows.items()
        for column, cell in columns.items()
    }


# Pages without upright lines, and what their lines do not tell.
HARD = {
    "drawn-rows-2019": "a group's label stands in one line with the second half of a row's label",
    "drawn-unruled-2021": "a group's label stands in one line with the second half of a row's label",
    "drawn-rows-2021": "nearly all cells are blank, so that nothing shows where the columns are",
}
READABLE = sorted(set(GOLD) - set(HARD))


def expected(entry: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    """What the gold says of every cell."""
    states, values = entry["states"], entry["values"]
    found: dict[str, tuple[Any, str]] = {}
    for table, rows in entry["tables"].items():
        for row, columns in rows.items():
            for column, raw in columns.items():
                key = f"{table}.{row}.{column}"
                state = states.get(key, "blank" if raw is None else "reported")
                number = values[key] if key in values else float(raw) if state == "reported" else None
                found[key] = (number, state)
    return found


@pytest.mark.parametrize("name", READABLE)
def test_every_cell_and_state_of_a_clean_file_is_right(name: str, read: Any) -> None:
    found = cells(read(name))
    differing = {
        key: (found.get(key, (None, "missing")), right)
        for key, right in expected(GOLD[name]).items()
        if found.get(key, (None, "missing")) != right
    }
    assert differing == {}
    assert {key for key, (number, _) in found.items() if number is not None} <= set(expected(GOLD[name]))


@pytest.mark.parametrize("name", sorted(HARD))
def test_no_number_of_a_hard_file_is_wrong_without_a_sign_of_doubt(name: str, read: Any) -> None:
    report = read(name)
    doubted = {warning.where for warning in report.warnings} | {
        cell for check in report.checks if check.status in ("failed", "incomplete") for cell in check.cells
    }
    right = expected(GOLD[name])
    for table, rows in report.tables.items():
        for row, columns in rows.items():
            for column, cell in columns.items():
                key = f"{table}.{row}.{column}"
                if cell.value is not None and cell.value != right.get(key, (None, ""))[0]:
                    assert cell.confidence < 0.9 or doubted & {key, f"{table}.{row}", table}, key


@pytest.mark.parametrize("name", READABLE)
def test_the_checks_of_a_clean_file_are_right(name: str, read: Any) -> None:
    assert {check.id: check.status for check in read(name).checks} == GOLD[name]["checks"]


@pytest.mark.parametrize("name", sorted(GOLD))
def test_a_clean_file_is_identified(name: str, read: Any) -> None:
    report, entry = read(name), GOLD[name]
    assert [squashed(report.title), squashed(report.organ), report.year, report.form] == [
        squashed(entry["title"]),
        squashed(entry["organ"]),
        entry["year"],
        entry["form"],
    ]


@pytest.mark.parametrize("case", SAME)
def test_a_report_is_the_same_in_every_format(case: str, read: Any) -> None:
    names = [name for name, entry in GOLD.items() if entry["case"] == case]
    assert {GOLD[name]["format"] for name in names} == {"html", "docx", "pdf", "text"}
    first, *others = names
    for name in others:
        assert content(read(name), FOLDER / GOLD[name]["file"]) == content(read(first), FOLDER / GOLD[first]["file"]), (
            name
        )


def content(report: Report, path: Path) -> dict[str, Any]:
    """What a reading says of a report, without where it says it."""
    raws = {
        f"{table}.{row}.{column}": squashed(cell.raw)
        for table, rows in report.tables.items()
        for row, columns in rows.items()
        for column, cell in columns.items()
    }
    return {
        "cells": cells(report),
        "raws": raws,
        "checks": [(check.id, check.left, check.right, check.status) for check in report.checks],
        "sections": [(section.kind, squashed(section.heading)) for section in report.sections],
        "passages": [
            (p.section, p.role, squashed(p.text), [(theme.theme, theme.score) for theme in p.themes], p.answers)
            for p in report.passages
        ],
        "claims": [(claim.quantity, claim.value, claim.status) for claim in report.claims],
        "problems": problems(report, path),
        "identity": (squashed(report.title), squashed(report.organ), report.year, report.form),
    }


def problems(report: Report, path: Path) -> str:
    """The text of the section on problems without blanks and without page numbers and running heads."""
    document = read_document(path.read_bytes())
    assert document.text == report.text
    marked = {at for mark in document.marks for at in range(mark.start, mark.end)}
    section = next(section for section in report.sections if section.kind == "problems")
    start, end = section.span
    text = squashed("".join(document.text[at] for at in range(start, end) if at not in marked)) or ""
    return text.rstrip("#")  # Markdown's mark of the heading that follows


def squashed(text: str | None) -> str | None:
    return None if text is None else re.sub(r"[\s\u00a0\u3000]+", "", text)
