"""What all tests share: reports made by hand, and which tests need what is not always there."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reports.checks import run_checks
from reports.forms import load_form
from reports.report import Cell, Report, Section, Source, Subsection, Warning

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch without which no golden output is ever written."""
    parser.addoption("--update-goldens", action="store_true", help="write tests/golden/*.json anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs training libraries or weights where there are none."""
    lacks = {
        "training": not all(importlib.util.find_spec(name) for name in ("torch", "transformers", "datasets")),
        "chinese_font": not _has_chinese_font(),
        "shipped": not (ROOT / "models" / "shipped" / "tagger" / "model.json").is_file(),
    }
    for item in items:
        if "drawn-named" in item.name:  # files of the corpus that name a font and hold none
            item.add_marker(pytest.mark.chinese_font)
        for marker, lacking in lacks.items():
            if lacking and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{marker}: not available here"))


def _has_chinese_font() -> bool:
    """Whether PDF files that only name a Chinese font can be read: pdfium asks the system for one."""
    import pypdfium2

    document = pypdfium2.PdfDocument(ROOT / "annotations" / "formats" / "drawn-named-2021.pdf")
    return "政府" in "".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """A maker of reports: cells by key as raw text ("" blank, "/" not applicable), the others ``rest`` or missing."""
    return _make_report


def _make_report(
    cells: Mapping[str, str] | None = None,
    *,
    rest: str | None = None,
    edition: str = "2021",
    confidence: Mapping[str, float] | None = None,
    warnings: tuple[Warning, ...] = (),
    **fields: Any,
) -> Report:
    form = load_form(edition)
    written = dict(cells or {})
    unknown = written.keys() - set(form.cell_keys())
    assert not unknown, f"no such cells: {unknown}"
    tables: dict[str, dict[str, dict[str, Cell]]] = {}
    for name, table in form.tables.items():
        for row, column in table.cells():
            key = f"{name}.{row.key}.{column.key}"
            cell = _make_cell(written.get(key, rest), (confidence or {}).get(key, 0.99))
            tables.setdefault(name, {}).setdefault(row.key, {})[column.key] = cell
    text = "一、总体情况\n（一）主动公开\n"
    data: dict[str, Any] = {
        "id": "0" * 64,
        "source": Source(name="report.txt", media_type="text/plain", bytes=100),
        "title": "云岭县水务局2023年政府信息公开工作年度报告",
        "organ": "云岭县水务局",
        "year": 2023,
        "form": edition,
        "text": text,
        "sections": (
            Section(
                number=1,
                kind="overview",
                heading="一、总体情况",
                heading_span=(0, 6),
                span=(0, len(text)),
                subsections=(Subsection(heading="（一）主动公开", heading_span=(7, 14), span=(7, 15)),),
            ),
        ),
        "tables": tables,
        "checks": run_checks(form, tables),
        "warnings": warnings,
        "models": {"tagger": "fake 1", "themes": None},
    }
    return Report(**(data | fields))


def _make_cell(raw: str | None, confidence: float) -> Cell:
    if raw is None:
        return Cell(value=None, raw=None, state="missing", span=None, confidence=confidence)
    if raw == "":
        return Cell(value=None, raw="", state="blank", span=(0, 0), confidence=confidence)
    if raw == "/":
        return Cell(value=None, raw=raw, state="not_applicable", span=(0, 1), confidence=confidence)
    if raw.isdigit():
        return Cell(value=int(raw), raw=raw, state="reported", span=(0, len(raw)), confidence=confidence)
    return Cell(value=None, raw=raw, state="unreadable", span=(0, len(raw)), confidence=confidence)
