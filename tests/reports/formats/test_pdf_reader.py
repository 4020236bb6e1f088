"""The PDF reader, on files that the tests draw themselves."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from reports.document import Document
from reports.errors import ReadError
from reports.formats import ocr, read_document
from reports.formats.pages import PageContent
from reports.formats.pdf import read_pdf
from reports.limits import DEFAULT_LIMITS, Limits

pytest.importorskip("reportlab", reason="the PDFs of these tests are made by reportlab")

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

pytestmark = pytest.mark.chinese_font
FONT = "STSong-Light"
ROWS = (("规章", "-", "12", "1,234", "", "/"), ("许可", "0", "", "7", "－", "无"))
TEXTS = [list(row) for row in ROWS]
Draw = Callable[[Any], None]


def make(*pages: Draw, encrypt: StandardEncryption | None = None, size: tuple[float, float] = (595, 842)) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, encrypt=encrypt)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_text(canvas: Any, left: float = 50, top: float = 600) -> None:
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            canvas.drawString(left + column * 60 + 5, top - number * 20 + 6, text)


def draw_table(canvas: Any, left: float = 50, top: float = 600) -> None:
    for number in range(len(ROWS)):
        for column in range(len(ROWS[0])):
            canvas.rect(left + column * 60, top - number * 20, 60, 20)
    draw_text(canvas, left, top)


def read(*pages: Draw, **kwargs: Any) -> Document:
    return read_pdf(make(*pages, **kwargs), DEFAULT_LIMITS)


def rows(document: Document) -> list[list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    for start, end, grid, row, _ in document.segments:
        if grid is not None:
            found.setdefault((grid, row), []).append(document.text[start:end])
    return list(found.values())


def code_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, limits)
    return caught.value.code


def notices(document: Document) -> list[str]:
    return [notice.code for notice in document.warnings]


def test_table_with_its_places() -> None:
    document = read_document(make(draw_table))
    assert rows(document) == TEXTS
    assert (document.reader, document.media_type, document.pages) == ("pdf", "application/pdf", 1)
    assert len(document.places) == len(document.segments)
    first = document.places[0]
    assert first is not None
    assert first.page == 1 and first.certainty == 1.0
    assert first.bbox == pytest.approx((50, 222, 110, 242), abs=0.5)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_are_turned(turn: int) -> None:
    """By the page's own rotation, by how its text stands, and by both."""

    def rotated(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        draw_table(canvas, top=400)

    def drawn_turned(canvas: Any) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        draw_table(canvas, -180, 0)

    def both(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        drawn_turned(canvas)

    for draw in (rotated, drawn_turned, both):
        assert rows(read(draw)) == TEXTS


def test_places_count_from_the_crop_box() -> None:
    def cropped(canvas: Any) -> None:
        canvas.setCropBox((40, 500, 560, 700))
        draw_table(canvas)

    place = read(cropped).places[0]
    assert place is not None and place.bbox == pytest.approx((10, 80, 70, 100), abs=0.5)


@pytest.mark.parametrize("box", ["0 0 0 842", "595 842 0 0", "0 842 595 842"])
def test_page_without_an_area_is_read_as_one_of_usual_size(box: str) -> None:
    """Found by fuzzing: a damaged media box."""
    data = make(draw_table)
    assert data.count(b"[ 0 0 595 842 ]") == 1
    document = read_document(data.replace(b"[ 0 0 595 842 ]", f"[ {box} ]".encode()))
    assert [text for row in rows(document) for text in row] == [text for row in TEXTS for text in row]


def lines_as_strokes(canvas: Any) -> None:
    for y in (580, 600, 620):
        canvas.line(50, y, 410, y)
    for x in range(50, 411, 60):
        canvas.line(x, 580, x, 620)


def lines_as_thin_areas(canvas: Any) -> None:
    for y in (580, 600, 620):
        canvas.rect(50, y, 360, 0.7, stroke=0, fill=1)
    for x in range(50, 411, 60):
        canvas.rect(x, 580, 0.7, 40, stroke=0, fill=1)


def lines_as_dashes(canvas: Any) -> None:
    canvas.setDash(2, 2)
    lines_as_strokes(canvas)


def lines_in_a_form(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(50, 580)
    canvas.scale(2, 2)
    canvas.beginForm("inner", 0, 0, 180, 20)
    for y in (0, 10, 20):
        canvas.line(0, y, 180, y)
    for x in range(0, 181, 30):
        canvas.line(x, 0, x, 20)
    canvas.endForm()
    canvas.doForm("inner")
    canvas.restoreState()


def lines_open_at_the_sides(canvas: Any) -> None:
    for y in (580, 600, 620):
        canvas.line(50, y, 410, y)
    for x in range(110, 410, 60):
        canvas.line(x, 580, x, 620)


@pytest.mark.parametrize(
    "lines", [lines_as_strokes, lines_as_thin_areas, lines_as_dashes, lines_in_a_form, lines_open_at_the_sides]
)
def test_ways_of_drawing_lines(lines: Draw) -> None:
    def draw(canvas: Any) -> None:
        lines(canvas)
        canvas.setFont(FONT, 10)
        draw_text(canvas)

    assert rows(read(draw)) == TEXTS


def test_invisible_lines_are_none() -> None:
    def draw(canvas: Any) -> None:
        canvas.setStrokeAlpha(0)
        canvas.rect(40, 590, 100, 60)
        canvas.rect(40, 530, 100, 60)
        canvas.drawString(50, 600, "一、总体情况")

    assert not read(draw).grids


def test_text_drawn_twice_to_look_bold_is_there_once() -> None:
    def draw(canvas: Any) -> None:
        for shift in (0, 0.4):
            canvas.drawString(50 + shift, 700, "新收申请1122件")

    assert read(draw).text == "新收申请1122件\n"


def test_number_too_long_for_its_cell_stays_whole_and_says_so() -> None:
    def draw(canvas: Any) -> None:
        for column in range(3):
            canvas.rect(50 + column * 40, 600, 40, 20)
        canvas.drawString(62, 606, "1234567")
        canvas.drawString(135, 606, "8")

    document = read(draw)
    assert rows(document) == [["1234567", "", "8"]]
    assert notices(document) == ["text_over_rule"]


def test_numbers_of_neighbouring_cells_stay_apart() -> None:
    def draw(canvas: Any) -> None:
        for column in range(2):
            canvas.rect(50 + column * 40, 600, 40, 20)
        canvas.drawRightString(89, 606, "123")
        canvas.drawString(91, 606, "456")

    assert rows(read(draw)) == [["123", "456"]]


def draw_vertical(canvas: Any, turn: int) -> None:
    """A group label that is turned beside three rows."""
    for number in range(3):
        canvas.rect(80, 600 - number * 40, 60, 40)
        canvas.drawString(85, 615 - number * 40, str(number))
        canvas.rect(140, 600 - number * 40, 120, 40)
        canvas.drawString(145, 615 - number * 40, "项目名称")
    canvas.rect(50, 520, 30, 120)
    canvas.saveState()
    canvas.translate(70 if turn == 90 else 60, 530 if turn == 90 else 630)
    canvas.rotate(turn)
    canvas.drawString(0, 0, "本年度办理")
    canvas.restoreState()


@pytest.mark.parametrize("turn", [90, -90])
def test_label_that_is_turned_in_its_cell(turn: int) -> None:
    document = read(lambda canvas: draw_vertical(canvas, turn))
    assert rows(document)[0] == ["本年度办理", "0", "项目名称"]


def test_label_written_downwards_in_two_columns() -> None:
    def draw(canvas: Any) -> None:
        canvas.rect(50, 500, 40, 120)
        canvas.rect(90, 500, 60, 120)
        for left, text in ((74, "本年度办"), (58, "理结果")):
            for number, char in enumerate(text):
                canvas.drawString(left, 600 - 11 * number, char)
        canvas.drawString(100, 550, "35")

    assert rows(read(draw)) == [["本年度办理结果", "35"]]


def test_text_that_is_cropped_off_and_watermarks_are_left_out() -> None:
    def draw(canvas: Any) -> None:
        canvas.setCropBox((10, 10, 580, 830))
        canvas.drawString(50, 700, "一、总体情况")
        canvas.drawString(700, 700, "页面之外")
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")

    document = read(draw)
    assert document.text == "一、总体情况\n"
    assert notices(document) == ["watermark_ignored"]


def test_fields_of_a_form_are_read_as_shown() -> None:
    def draw(canvas: Any) -> None:
        canvas.rect(50, 600, 60, 20)
        canvas.rect(110, 600, 60, 20)
        canvas.drawString(55, 606, "受理件数")
        canvas.acroForm.textfield(value="37", x=112, y=602, width=50, height=16, fontSize=10, borderWidth=0)

    assert rows(read(draw)) == [["受理件数", "37"]]


def test_room_beside_a_narrower_part_of_a_table_is_no_cell() -> None:
    def draw(canvas: Any) -> None:
        for number, row in enumerate((("规章", "1", "2"), ("许可", "3"), ("处罚", "4", "5"), ("强制", "6", "7"))):
            for column, text in enumerate(row):
                canvas.rect(50 + column * 60, 600 - number * 20, 60, 20)
                canvas.drawString(55 + column * 60, 606 - number * 20, text)

    assert rows(read(draw)) == [["规章", "1", "2"], ["许可", "3"], ["处罚", "4", "5"], ["强制", "6", "7"]]


def test_recognized_text_below_a_scan_is_used_and_said() -> None:
    def draw(canvas: Any) -> None:
        text = canvas.beginText(50, 700)
        text.setTextRenderMode(3)
        text.textLine("新收政府信息公开申请12件")
        canvas.drawText(text)

    document = read(draw)
    assert document.text == "新收政府信息公开申请12件\n"
    assert notices(document) == ["text_layer_recognized"]
    assert document.places[0] is not None and document.places[0].certainty < 1.0


def draw_scan(canvas: Any) -> None:
    image = pytest.importorskip("PIL.Image").new("RGB", (60, 84), "white")
    canvas.drawInlineImage(image, 0, 0, 595, 842)


def test_scan_without_recognition_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    assert code_of(make(draw_scan)) == "ocr_missing"


def test_scanned_pages_among_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    document = read(draw_table, draw_scan)
    assert rows(document) == TEXTS
    assert notices(document) == ["pages_not_read"]
    assert "第 2 页" in document.warnings[0].message


def test_scanned_pages_go_to_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, tuple[int, ...], float]] = []

    def read_pages(render: Callable[[int], Any], numbers: Sequence[int], limits: Limits) -> list[PageContent]:
        for number in numbers:
            image = render(number)
            seen.append((number, image.pixels.shape, image.dots_per_inch))
        return [PageContent(number, 595, 842, ()) for number in numbers]

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_pages", read_pages)
    small = replace(DEFAULT_LIMITS, image_pixels=200_000)
    read_pdf(make(draw_table, draw_scan), small)
    [(number, (height, width, colors), dpi)] = seen
    assert number == 2 and colors == 3
    assert 150_000 < height * width <= 200_000
    assert width == pytest.approx(595 / 72 * dpi, abs=2)


def test_text_layer_without_characters_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)

    def draw(canvas: Any) -> None:
        canvas.drawString(50, 700, "\ue001\ue002\ue003\ue004\ue005\ue006" * 4)

    assert "text_layer_broken" in notices(read(draw))


def test_passwords() -> None:
    assert code_of(make(draw_table, encrypt=StandardEncryption("open", "own"))) == "encrypted"
    assert rows(read(draw_table, encrypt=StandardEncryption("", "own", canCopy=0))) == TEXTS


def test_broken_files() -> None:
    data = make(draw_table)
    assert code_of(data[: len(data) // 2]) == "broken"
    assert code_of(b"%PDF-1.7 and nothing else") == "broken"


def test_a_file_without_text_is_empty() -> None:
    assert code_of(make(lambda canvas: None)) == "empty"


def test_more_pages_than_the_limit() -> None:
    assert code_of(make(draw_table, draw_table, draw_table), replace(DEFAULT_LIMITS, pages=2)) == "too_large"


@pytest.mark.parametrize("times", [1, 2])
def test_a_stream_that_unpacks_to_too_much(times: int) -> None:
    stream = b"0 0 m 9 9 l S " * 200_000
    for _ in range(times):
        stream = zlib.compress(stream, 9)
    data = b"%PDF-1.4\n4 0 obj\n<</Length 9/Filter/FlateDecode>>\nstream\n" + stream + b"\nendstream\nendobj\n"
    assert code_of(data, replace(DEFAULT_LIMITS, unpacked_bytes=1_000_000)) == "too_large"


def test_a_page_of_countless_lines_is_read_without_them() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(50, 700, "一、总体情况")
        for number in range(1500):
            angle = number / 100
            canvas.line(50 + number % 400, 100, 50 + number % 400, 101 + 300 * abs(math.sin(angle)))
            canvas.line(40, 100 + number / 3, 500, 100 + number / 3)

    assert "一、总体情况" in read(draw).text
