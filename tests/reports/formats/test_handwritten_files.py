"""Web pages, Word and PDF files made by hand without knowledge of the readers: read right, never silently wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.tagger import Tagger, load_tagger
from reports.formats import office

FOLDER = Path(__file__).resolve().parents[3] / "annotations" / "handwritten_files"
GOLD: dict[str, Any] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
SCANNED = {"p11-broken-character-map-2020"}  # its text layer is garbled: a minute of recognition
READ = sorted(set(GOLD) - SCANNED)
# A row short of two cells; a table without any ruled line and with nearly all cells empty.
HARD = {"h15-inputs-tfoot-classes-2023", "p14-no-rules-blanks-2020"}

pytestmark = pytest.mark.shipped


@pytest.fixture(scope="module")
def reading(compare: Callable[..., Any]) -> Callable[[str], Any]:
    """Reads a file and compares it with its gold, once."""
    tagger: Tagger = load_tagger(threads=2)
    kept: dict[str, Any] = {}

    def read(name: str) -> Any:
        if GOLD[name]["format"] in ("doc", "rtf", "odt") and office.find_executable() is None:
            pytest.skip("needs LibreOffice")
        if name not in kept:
            kept[name] = compare(FOLDER / GOLD[name]["file"], GOLD[name], tagger)
        return kept[name]

    return read


def test_every_file_is_annotated() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {entry["file"] for entry in GOLD.values()} | {"gold.json"}


@pytest.mark.parametrize("name", [name for name in READ if name not in HARD])
def test_every_cell_is_right(name: str, reading: Callable[[str], Any]) -> None:
    assert reading(name).wrong_values() == {}
    assert reading(name).wrong_states() == {}


@pytest.mark.parametrize("name", READ)
def test_no_wrong_number_is_silent(name: str, reading: Callable[[str], Any]) -> None:
    assert list(reading(name).silent()) == []


@pytest.mark.parametrize("name", [name for name in READ if not GOLD[name].get("not_a_report")])
def test_title_organ_and_year(name: str, reading: Callable[[str], Any]) -> None:
    report, entry = reading(name).report, GOLD[name]
    titles = ["".join((title or "").split()) for title in (report.title, entry["title"])]
    assert titles[0] == titles[1]
    assert (report.organ, report.year, report.form) == (entry["organ"], entry["year"], entry["form"])
