"""The corpus of files: the same each time, with a gold that adds up, and a page break inside every table of a PDF."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reports.forms import load_form
from reports.tags import Tag
from training.corpus import cases, looks
from training.evaluation.gold import annotated_gold
from training.synthesis.draft import Draft, GridCell, Heading, Table

docx = pytest.importorskip("training.corpus.docx", reason="needs python-docx")
plan = pytest.importorskip("training.corpus.plan", reason="needs reportlab")
fonts = pytest.importorskip("training.corpus.fonts")

FOLDER = Path(__file__).resolve().parents[2] / "annotations" / "formats"
GOLD: dict[str, Any] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
PDFS = sorted(name for name, entry in GOLD.items() if entry["format"] == "pdf")


@pytest.fixture(scope="module")
def draft() -> Draft:
    return cases.case_draft("test", "2021", longest=600)


def tables(draft: Draft) -> list[Table]:
    return [block for block in draft.blocks if isinstance(block, Table)]


# the committed files


def test_there_are_enough_files_of_every_format_and_both_editions() -> None:
    formats = Counter(entry["format"] for entry in GOLD.values())
    assert len(GOLD) >= 60
    assert set(formats) == {"html", "docx", "doc", "rtf", "odt", "pdf", "text"}
    assert min(formats[name] for name in ("html", "docx", "pdf")) >= 16
    for name in ("html", "docx", "pdf"):
        assert {entry["form"] for entry in GOLD.values() if entry["format"] == name} == {"2019", "2021"}


def test_the_folder_holds_what_the_gold_names_and_stays_small() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(files) == {entry["file"] for entry in GOLD.values()} | {"gold.json"}
    assert sum(files.values()) < 6_000_000


def test_every_planned_file_is_there() -> None:
    assert {order.name for order in plan.orders()} == set(GOLD)


@pytest.mark.parametrize("name", sorted(GOLD))
def test_the_gold_covers_the_form_and_its_checks_follow_from_the_cells(name: str) -> None:
    entry = GOLD[name]
    cells = annotated_gold(name, entry).cells
    form = load_form(entry["form"])
    keys = {key for key in form.cell_keys() if not key.startswith("proactive.")}
    assert keys <= set(cells)  # table 二 may be of the other edition
    for table in form.tables.values():
        for rule in table.sums:
            places = [r.key for r in table.rows] if rule.for_each == "row" else [c.key for c in table.blocks[0].columns]
            for place in places:
                left, right = (
                    [
                        cells[
                            f"{table.name}.{place}.{term}" if rule.for_each == "row" else f"{table.name}.{term}.{place}"
                        ]
                        for term in terms
                    ]
                    for terms in rule.sides
                )
                difference = sum(c.value or 0 for c in left) - sum(c.value or 0 for c in right)
                status = entry["checks"][f"{table.name}.{rule.id}.{place}"]
                assert (status in ("passed", "skipped")) == (abs(difference) < 1e-6), place


@pytest.mark.parametrize("name", PDFS)
def test_every_table_of_a_pdf_runs_over_a_page_break(name: str) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    entry = GOLD[name]
    assert all(first < last for table, (first, last) in entry["pages"].items() if table in cases.OFFICIAL)
    pdf = pypdfium2.PdfDocument(FOLDER / entry["file"])
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pdf]
    pdf.close()
    order = next(order for order in plan.orders() if order.name == name)
    for table in cases.OFFICIAL:
        first, last = entry["pages"][table]
        parts = [block for block in tables(order.draft()) if block.name == table]
        assert has_text_of(texts[first - 1], parts[0].rows[0])
        assert has_text_of(texts[last - 1], parts[-1].rows[-1])


def has_text_of(page: str, row: list[GridCell]) -> bool:
    """Whether every character of a row's texts stands on a page, in whatever order a narrow column gives them."""
    return set(re.sub(r"\s", "", "".join(cell.text for cell in row))) <= set(page)


# the writers


def test_a_case_is_the_same_each_time_and_has_every_table(draft: Draft) -> None:
    again = cases.case_draft("test", "2021", longest=600)
    assert again.blocks == draft.blocks
    assert draft.title
    assert {table.name for table in tables(draft)} >= set(cases.OFFICIAL)
    assert cases.case_draft("test", "2019").form == "2019"


@pytest.mark.parametrize("maker", ["html", "docx", "text", "drawn"])
def test_a_file_is_the_same_each_time(maker: str) -> None:
    if maker == "drawn" and not fonts.has_fonts():
        pytest.skip("needs fonts-noto-cjk")
    order = next(order for order in plan.orders() if order.maker == maker)
    assert plan.write(order) == plan.write(order)


def test_every_value_stands_in_every_page(draft: Draft) -> None:
    from training.corpus.pages import TEMPLATES, write_page

    values = [cell.text for table in tables(draft) for row in table.rows for cell in row if cell.tag is Tag.VALUE]
    for family, template in TEMPLATES.items():
        markup = write_page(family, draft, Random(family)).decode(template.encoding)
        shown = re.sub(r"<[^>]*>", "\n", re.sub(r"<(script|style).*?</\1>", "", markup, flags=re.DOTALL))
        lines = Counter(line.replace("&nbsp;", " ").strip() for line in shown.split("\n"))
        assert not Counter(values) - lines, family


def test_a_word_file_holds_its_numbers_as_often_as_the_report(draft: Draft) -> None:
    values = Counter(
        cell.text for table in tables(draft) for row in table.rows for cell in row if cell.tag is Tag.VALUE
    )
    for family in ("word", "nested", "landscape"):
        with zipfile.ZipFile(io.BytesIO(docx.write_docx(family, draft, family))) as package:
            xml = package.read("word/document.xml").decode()
        found = Counter(text.strip() for text in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml))
        assert not values - found, family


def test_an_automatic_number_exists_in_the_list_definition_alone(draft: Draft) -> None:
    shown = docx.shown("autonumber", draft)
    headings = [block.text for block in shown.blocks if isinstance(block, Heading)]
    assert headings[0].startswith("一、")
    with zipfile.ZipFile(io.BytesIO(docx.write_docx("autonumber", shown, "x"))) as package:
        xml, numbering = (package.read(f"word/{part}.xml").decode() for part in ("document", "numbering"))
    texts = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)
    assert headings[0] not in texts
    assert headings[0].removeprefix("一、") in texts
    assert 'w:lvlText w:val="%1、"' in numbering


def test_a_tracked_file_holds_numbers_that_were_deleted(draft: Draft) -> None:
    with zipfile.ZipFile(io.BytesIO(docx.write_docx("tracked", draft, "x"))) as package:
        xml = package.read("word/document.xml").decode()
    assert re.search(r"<w:delText[^>]*>\d+</w:delText>", xml)
    assert "<w:trPr><w:del " in xml


def test_table_two_is_cut_at_its_captions(draft: Draft) -> None:
    official = next(table for table in tables(draft) if table.name == "proactive")
    captions = sum(len(row) == 1 and row[0].tag is Tag.CAPTION for row in official.rows)
    parts = [table for table in tables(cases.split_items(draft)) if table.name == "proactive"]
    whole = [table for table in tables(draft) if table.name == "proactive"]
    assert sum(len(part.rows) for part in parts) == sum(len(table.rows) for table in whole)
    assert len(parts) >= max(captions, 1)


def test_labels_break_where_a_line_more_is_worth_it() -> None:
    assert looks.broken("本年新收数量", 3) == ["本年新", "收数量"]
    assert looks.broken("本年新收", 3) == ["本年新收"]
    look = looks.Look(blank="\u00a0", before=" ", padded=1.0)
    assert look.lines(GridCell("7", Tag.VALUE, "k"), Random(1)) == [" 7"]
    assert look.lines(GridCell("", Tag.BLANK, "k"), Random(1)) == ["\u00a0"]


def test_what_cannot_be_written_here_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.corpus import printing

    chosen = [order for order in plan.orders() if order.name in ("doc-word-2021", "html-fragment-2021")]
    monkeypatch.setattr(plan, "orders", lambda: chosen)
    monkeypatch.setattr(printing, "has_office", lambda: False)
    said: list[str] = []
    assert plan.write_corpus(tmp_path / "out", said.append) == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"html-fragment-2021.html", "gold.json"}
    assert any("LibreOffice" in line and "doc-word-2021" in line for line in said)


@pytest.mark.parametrize("maker", ["html", "text"])
def test_the_committed_files_are_those_that_the_writers_write(maker: str) -> None:
    for order in plan.orders():
        if order.maker == maker:
            file = plan.write(order)
            assert (FOLDER / file.name).read_bytes() == file.data, file.name
            assert GOLD[order.name] == json.loads(json.dumps(file.entry)), file.name
