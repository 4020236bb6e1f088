"""A page's image as words and ruled lines: each cell by itself, then the lines of text between the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from reports.formats.ocr.lines import DOUBTFUL, FAINT, Line, Sheet
from reports.formats.ocr.numerals import are_digits, is_short, settle
from reports.formats.ocr.pictures import LONE_TIMES, first_picture, other_shapes, second_picture, shapes
from reports.formats.ocr.pixels import PageImage
from reports.formats.ocr.recognizing import Reading, Recognizer
from reports.formats.ocr.ruling import Ruling
from reports.formats.ocr.turning import upright
from reports.formats.pages.content import Box, PageContent, Rule, Word

UNREADABLE = "□"
"""Stands where something is written that recognition makes nothing of."""

_GAP = 1.1  # of a character's size: no number has such a gap


def read_page(image: PageImage, number: int, recognizer: Recognizer) -> PageContent:
    """What stands on a page."""
    paper, boxes = upright(image, recognizer)
    sheet = Sheet(paper)
    words = _read([*sheet.field_lines(), *sheet.loose_lines(boxes)], sheet, recognizer)
    scale = 72 / paper.dpi
    height, width = paper.grey.shape
    return PageContent(
        number,
        width * scale,
        height * scale,
        tuple(Word(word.text, _scaled(word.box, scale), word.certainty) for word in words),
        tuple(_rules(sheet.ruling, scale)),
    )


def _scaled(edges: Iterable[float], scale: float) -> Box:
    return Box(*(edge * scale for edge in edges))


def _rules(ruling: Ruling, scale: float) -> list[Rule]:
    found = []
    for stroke in ruling.across:
        half = stroke.thickness / 2
        found.append(Rule(_scaled((stroke.start, stroke.at - half, stroke.end, stroke.at + half), scale)))
    for stroke in ruling.down:
        half = stroke.thickness / 2
        found.append(Rule(_scaled((stroke.at - half, stroke.start, stroke.at + half, stroke.end), scale)))
    return found


def _read(lines: Sequence[Line], sheet: Sheet, recognizer: Recognizer) -> list[Word]:
    """The lines as words; short ones, which may be numbers, are read twice."""
    first = recognizer.read([first_picture(sheet, line, lines) for line in lines])
    short = [number for number, reading in enumerate(first) if is_short(reading.text)]
    again = recognizer.read([second_picture(sheet, lines[number]) for number in short])
    second = dict(zip(short, again, strict=True))
    words = []
    for number, line in enumerate(lines):
        word = _word(line, first[number], second.get(number), sheet)
        if not line.stray or _is_likely(word, line, sheet):
            words.append(word)
    return words


def _word(line: Line, first: Reading, second: Reading | None, sheet: Sheet) -> Word:
    text, certainty = first.text.strip(), first.mean
    if second is not None:
        second = second.once(LONE_TIMES) if line.is_lone else second
        text, certainty = settle(first, second, shapes(sheet, line), other_shapes(sheet, line), line.em)
        if any(after.left - before.right > _GAP * line.em for before, after in pairwise(line.glyphs)):
            certainty = min(certainty, DOUBTFUL)
    return Word(text or UNREADABLE, _line_box(line), round(min(certainty, line.limit), 3) if text else FAINT)


def _line_box(line: Line) -> Box:
    """The box of a line, as high as its characters would be with strokes above and below a digit or a dash."""
    top, bottom = line.band
    more = max(0.0, line.em - (bottom - top)) / 2
    return Box(float(line.area.left), top - more, float(line.area.right), bottom + more)


def _is_likely(word: Word, line: Line, sheet: Sheet) -> bool:
    """Whether stray ink is text: a digit that cannot be read is, for a blank would be taken in its place."""
    short = is_short(word.text) and word.text != UNREADABLE
    return (short and word.certainty >= DOUBTFUL) or are_digits(shapes(sheet, line), line.em)
