"""Scans: a drawn page with a ruled table, damaged as scanning does, read cell by cell."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports.document import SURE, Document
from reports.errors import ReadError
from reports.formats import read_document
from reports.formats.ocr import PageImage, is_installed, read_pages
from reports.formats.pages.content import PageContent
from reports.limits import DEFAULT_LIMITS

if not is_installed():
    pytest.skip("the extra `ocr` is not installed", allow_module_level=True)

from PIL import Image, ImageDraw, ImageFont

from reports.formats.ocr.lines import Sheet
from reports.formats.ocr.paper import clean, skew
from reports.formats.ocr.recognizing import load_recognizer

DPI = 200
PAGE = (1240, 700)  # in pixels
LEFT, TOP, WIDTH, HEIGHT = 90, 340, 150, 56  # of the table's first cell, in pixels
TABLE = (
    ("0", "1", "", "11", "/", "1234", "8"),
    ("", "0", "36", "-", "7", "1,284,506", "0"),
    ("12.5", "", "0", "0", "69", "", "100"),
    ("0", "5", "2", "17", "", "4", "938"),
)
LINES = ("Government information 2023", "Annual report of the office", "Applications and replies")
NOTHING = {"/": "/", "-": "—"}  # a dash is read as one, whichever it is


def font(size: int) -> Any:
    return ImageFont.load_default(size)  # comes with Pillow, whatever the system has


def page(*, rules: bool = True, ink: object = 0) -> Any:
    """Part of a page at 200 dots an inch: three lines of text and a table of seven columns."""
    image = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((100, 90 + 70 * number), line, fill="black", font=font(44))
    columns = len(TABLE[0])
    for row in range(len(TABLE) + 1):
        y = TOP + row * HEIGHT
        if rules:
            draw.line((LEFT, y, LEFT + columns * WIDTH, y), fill="black", width=2)
    for column in range(columns + 1):
        x = LEFT + column * WIDTH
        if rules:
            draw.line((x, TOP, x, TOP + len(TABLE) * HEIGHT), fill="black", width=2)
    for row, cells in enumerate(TABLE):
        for column, text in enumerate(cells):
            at = (LEFT + (column + 0.5) * WIDTH, TOP + (row + 0.5) * HEIGHT)
            draw.text(at, text, fill=ink, font=font(30), anchor="mm")
    return image


def read(image: Any) -> PageContent:
    (content,) = read_pages(lambda _: PageImage(np.asarray(image.convert("RGB")), DPI), [1], DEFAULT_LIMITS)
    return content


def cells(image: Any) -> dict[tuple[int, int], tuple[str, float]]:
    """What was read in the cells, by where it stands."""
    found: dict[tuple[int, int], tuple[str, float]] = {}
    for word in read(image).words:
        x, y = (word.box.left + word.box.right) / 144 * DPI, (word.box.top + word.box.bottom) / 144 * DPI
        row, column = int((y - TOP) // HEIGHT), int((x - LEFT) // WIDTH)
        if 0 <= row < len(TABLE) and 0 <= column < len(TABLE[0]):
            text, certainty = found.get((row, column), ("", 1.0))
            found[row, column] = (text + word.text, min(certainty, word.certainty))
    return found


def compare(found: dict[tuple[int, int], tuple[str, float]]) -> tuple[int, list[object]]:
    """How many cells are right and sure, and those that are wrong though they look sure."""
    right, wrong = 0, []
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            read_text, certainty = found.get((row, column), ("", 1.0))
            if certainty >= SURE and read_text == NOTHING.get(text, text):
                right += 1
            elif certainty >= SURE:
                wrong.append((row, column, text, read_text, certainty))
    return right, wrong


CELLS = len(TABLE) * len(TABLE[0])


@pytest.fixture(scope="module")
def drawn() -> Any:
    return page()


def saved(image: Any, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, dpi=(DPI, DPI), **options)
    return buffer.getvalue()


def noisy(image: Any) -> Any:
    """Slanting, grey, uneven paper with noise, as a JPEG."""
    values = np.asarray(image.rotate(0.7, fillcolor="white", resample=Image.Resampling.BICUBIC), dtype=np.float64)
    height, width = values.shape[:2]
    light = 0.7 + 0.25 * np.linspace(0, 1, width)[None, :, None]
    values = values * light * np.array([1.0, 0.98, 0.88])
    values += np.random.default_rng(3).normal(0, 8, (height, width, 1))
    buffer = io.BytesIO()
    Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=70)
    return Image.open(buffer)


def dotted(image: Any) -> Any:
    """Specks of dust, and holes in the ruled lines."""
    values = np.asarray(image).copy()
    random = np.random.default_rng(5)
    for x, y in zip(random.integers(0, 1230, 150), random.integers(0, 690, 150), strict=True):
        values[y : y + 2, x : x + 2] = 0
    for x in random.integers(LEFT, LEFT + 7 * WIDTH, 60):
        row = TOP + HEIGHT * int(random.integers(0, 5))
        values[row - 3 : row + 4, x : x + 7] = 255
    for y in random.integers(TOP, TOP + 4 * HEIGHT, 30):
        column = LEFT + WIDTH * int(random.integers(0, 8))
        values[y : y + 7, column - 3 : column + 4] = 255
    return Image.fromarray(values)


def test_a_clean_page(drawn: Any) -> None:
    content = read(drawn)
    assert (round(content.width), round(content.height)) == (446, 252)
    assert [word.text for word in content.words][-3:] == list(LINES)
    assert len([rule for rule in content.rules if rule.is_horizontal]) == len(TABLE) + 1
    assert compare(cells(drawn)) == (CELLS, [])


def test_a_black_and_white_page(drawn: Any) -> None:
    assert compare(cells(drawn.convert("L").point(lambda value: 255 if value > 150 else 0))) == (CELLS, [])


def test_a_slanting_grey_photo(drawn: Any) -> None:
    image = noisy(drawn)
    assert skew(clean(PageImage(np.asarray(image.convert("RGB")), DPI))) == pytest.approx(-0.7, abs=0.06)
    document = read_document(saved(image, "JPEG"))
    assert document.media_type == "image/jpeg"
    right, wrong = compare(cells_of(document))
    assert wrong == []
    assert right >= CELLS - 1


def cells_of(document: Document) -> dict[tuple[int, int], tuple[str, float]]:
    """The cells of the only table of a document; all of them have a place."""
    return {
        (segment.row, segment.column): (document.text[segment.start : segment.end], place.certainty)
        for segment, place in zip(document.segments, document.places, strict=True)
        if segment.is_cell and place is not None
    }


def test_specks_and_broken_rules_give_no_wrong_cells(drawn: Any) -> None:
    right, wrong = compare(cells(dotted(drawn)))
    assert wrong == []
    assert right >= 0.8 * CELLS


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_turned_page_is_turned_upright(drawn: Any, quarters: int) -> None:
    content = read(drawn.rotate(90 * quarters, expand=True))
    assert (round(content.width), round(content.height)) == (446, 252)
    assert [word.text for word in content.words][-3:] == list(LINES)


def test_pale_digits_are_no_blanks() -> None:
    """What can hardly be seen is given as unsure, never left out."""
    found = cells(page(ink=(185, 185, 185)))
    written = [(row, column) for row, texts in enumerate(TABLE) for column, text in enumerate(texts) if len(text) > 1]
    assert set(written) <= set(found)
    assert compare(found)[1] == []


def test_digits_without_rules_are_found() -> None:
    """Detection does not see lone digits; the ink that it leaves is read too."""
    right, wrong = compare(cells(page(rules=False)))
    assert wrong == []
    assert right == CELLS


def test_a_red_seal_goes_and_red_writing_stays(drawn: Any) -> None:
    image = drawn.copy()
    draw = ImageDraw.Draw(image, "RGBA")
    draw.ellipse((400, 330, 730, 660), outline=(220, 30, 40, 210), width=12)
    draw.text((100, 10), "Office 2024", fill=(220, 30, 40), font=font(60))
    paper = clean(PageImage(np.asarray(image), DPI))
    plain = clean(PageImage(np.asarray(drawn), DPI))
    assert np.count_nonzero(paper.ink[TOP:, 400:730] != plain.ink[TOP:, 400:730]) < 600
    assert paper.ink[20:80, 100:400].any()
    assert "Office 2024" in [word.text.replace("e2", "e 2") for word in read(image).words]


def test_white_writing_on_a_dark_panel() -> None:
    image = Image.new("RGB", (1240, 500), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((200, 200, 1100, 300), fill=(31, 78, 121))
    draw.text((300, 225), "Applications 2024", fill="white", font=font(40))
    assert [word.text for word in read(image).words] == ["Applications 2024"]


def test_a_side_left_open_by_a_page_break_is_closed(drawn: Any) -> None:
    values = np.asarray(drawn).copy()
    bottom = TOP + len(TABLE) * HEIGHT
    values[bottom - 3 : bottom + 4] = 255
    sheet = Sheet(clean(PageImage(values, DPI)))
    assert len(sheet.fields) == CELLS


def test_a_long_picture_of_a_web_page(drawn: Any) -> None:
    image = Image.new("RGB", (PAGE[0], 2400), "white")
    for top in (0, 800, 1600):
        image.paste(drawn, (0, top))
    words = [word.text for word in read(image).words]
    assert [words.count(line) for line in LINES] == [3, 3, 3]
    assert words.count("1,284,506") == 3


def cjk_font() -> str | None:
    places = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path("/Library/Fonts"), Path("C:/Windows/Fonts"))
    names = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "simsun.ttc", "Songti.ttc")
    return next((str(file) for place in places for name in names for file in place.rglob(name)), None)


def test_a_label_written_downwards(drawn: Any) -> None:
    file = cjk_font()
    if file is None:
        pytest.skip("no Chinese font is installed")
    image = Image.new("RGB", (1240, 800), "white")
    draw = ImageDraw.Draw(image)
    for x in (200, 260, 900):
        draw.line((x, 200, x, 700), fill="black", width=2)
    for y in (200, 700):
        draw.line((200, y, 900, y), fill="black", width=2)
    label = "三、本年度办理结果"
    for number, char in enumerate(label):
        draw.text((214, 230 + 45 * number), char, fill="black", font=ImageFont.truetype(file, 32))
    draw.text((300, 400), "一、本年新收政府信息公开申请数量", fill="black", font=ImageFont.truetype(file, 32))
    texts = [word.text for word in read(image).words]
    assert texts == [label, "一、本年新收政府信息公开申请数量"]


def test_a_picture_without_text_is_empty() -> None:
    with pytest.raises(ReadError) as caught:
        read_document(saved(Image.new("L", (800, 1100), 255)))
    assert caught.value.code == "empty"


@pytest.fixture
def fresh_models() -> Iterator[None]:
    load_recognizer.cache_clear()
    yield
    load_recognizer.cache_clear()


def test_nothing_is_fetched_and_nothing_is_said(
    drawn: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], fresh_models: None
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read(drawn.crop((0, 0, 1240, 300))).words
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["rapidocr", "cv2"])
def test_without_the_extra(drawn: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ReadError) as caught:
        read_document(saved(drawn))
    assert caught.value.code == "ocr_missing"
    assert "gouji[ocr]" in caught.value.message


def test_too_large_a_page_is_refused(drawn: Any) -> None:
    limits = type(DEFAULT_LIMITS)(image_pixels=500_000)
    with pytest.raises(ReadError) as caught:
        read_pages(lambda _: PageImage(np.asarray(drawn), DPI), [4], limits)
    assert caught.value.code == "too_large"
    assert "4" in caught.value.message


def test_the_skew_of_a_level_page_is_none(drawn: Any) -> None:
    assert skew(clean(PageImage(np.asarray(drawn), DPI))) == 0.0
