"""The measures of formats; no test asserts a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import service.corpus_benchmark as corpus_benchmark
from service.bench_results import format_lines, markdown
from service.benchmark import Measures
from service.corpus_benchmark import measure_formats
from service.format_benchmark import FormatMeasures, Reading, measure_format

TEXT = "云岭县水务局2023年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
TABLE = FormatMeasures(
    "pdf", 3, (Reading(0.2, 0.1, 0.05, 0.03, 0.02), Reading(0.3, 0.2, 0.05, 0.03, 0.02)), 150_000_000, 300_000_000
)


def _silent(_name: str, _done: int, _total: int) -> None:
    pass


def test_a_format_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text(TEXT, encoding="utf-8")
    measured = measure_format("text", paths, runs=2)
    assert (measured.format, measured.runs, len(measured.readings)) == ("text", 2, 2)
    assert all(
        min(reading.total, reading.reader, reading.tagger, reading.assembler, reading.narrative) > 0
        for reading in measured.readings
    )
    assert sum(measured.shares()) == pytest.approx(1)
    assert measured.per_second > 0


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(ValueError, match=r"^a\.txt：文件是空的$"):
        measure_format("text", [tmp_path / "a.txt"], runs=1)


def test_figures_of_a_format() -> None:
    assert TABLE.per_second == pytest.approx(4)
    assert (TABLE.latency(0.5), TABLE.latency(0.95)) == (0.2, 0.3)
    assert TABLE.shares() == pytest.approx((0.6, 0.2, 0.12, 0.08))


def test_the_table_and_the_page_hold_the_figures() -> None:
    head, line = format_lines([TABLE])
    assert head.split()[0] == "format" and len(head) == len(line)
    assert line.split() == ["pdf", "2", "3", "4", "200", "300", "60", "20", "12", "8", "150", "+", "300"]
    measures = Measures(10, 5000, 2, 31.25, 0.04, 0.08, 0.9, None, 2_400_000)
    page = markdown({"processor": "Z80", "commit": None}, measures, [TABLE], ["扫描件略去"])
    for part in ("processor Z80.", "| 吞吐 throughput | 31.2 份/秒", "| pdf | 2 | 3 | 4 | 200 |", "- 扫描件略去\n"):
        assert part in page
    assert "None" not in page
    assert "Formats" not in markdown({}, measures, [], [])


def _corpus(folder: Path, *files: str) -> Path:
    gold = {}
    for name in files:
        (folder / name).write_text(TEXT, encoding="utf-8")
        gold[name] = {"file": name, "format": name.rpartition(".")[2]}
    (folder / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    return folder


def test_the_formats_of_a_corpus_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, list[str]] = {}

    def measure(name: str, files: Sequence[Path], *, runs: int) -> FormatMeasures:
        asked[name] = [path.suffix for path in files]
        if name == "doc":
            raise ValueError("没有 LibreOffice")
        return FormatMeasures(name, runs, (Reading(1, 1, 1, 1, 1),), None, None)

    monkeypatch.setattr(corpus_benchmark, "measure_format", measure)
    corpus = _corpus(tmp_path, *(f"{number}.doc" for number in range(9)), "a.docx", "b.html", "c.txt")
    notes: list[str] = []
    measured = measure_formats([TEXT.encode()] * 2, corpus, runs=3, scans=1, notes=notes, on_stage=_silent)
    assert [one.format for one in measured] == ["text", "html", "docx"]
    assert asked == {"text": [".txt"] * 2, "html": [".html"], "docx": [".docx"], "doc": [".doc"] * 4}
    assert notes == ["doc 略去 (skipped): 没有 LibreOffice"]


def test_without_a_corpus_only_text_is_measured(tmp_path: Path) -> None:
    notes: list[str] = []
    measured = measure_formats([TEXT.encode()], tmp_path / "none", runs=1, scans=1, notes=notes, on_stage=_silent)
    assert [one.format for one in measured] == ["text"]
    assert len(notes) == 1


def test_a_scan_is_the_pages_as_images() -> None:
    pytest.importorskip("PIL")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    pypdfium2 = pytest.importorskip("pypdfium2")
    page = canvas.Canvas("unused", pagesize=(200, 100))
    for number in range(2):
        page.drawString(20, 50, f"page {number}")
        page.showPage()
    scan = pypdfium2.PdfDocument(corpus_benchmark.scanned(page.getpdfdata()))
    assert [tuple(round(side) for side in page.get_size()) for page in scan] == [(200, 100)] * 2
    assert scan[0].get_textpage().get_text_range() == ""
    assert [item.type for item in scan[0].get_objects()] == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
