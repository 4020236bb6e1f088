"""What is drawn on a PDF's page beside its text: ruled lines, and how much of the page images cover."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from reports.formats.pages.content import Box, Rule
from reports.formats.pdf.geometry import IDENTITY, Matrix

_THICKEST = 4.0  # points: a filled rectangle that is thicker is an area
_STRAIGHT = 0.7  # points by which a line's ends may differ across it
_SHORTEST = 1.5
_MOST_OBJECTS = 200_000  # on a page, and points of its paths
_DEEPEST = 12  # forms within forms
_INVISIBLE = 3  # the text rendering mode of text that is neither filled nor stroked

Line = tuple[float, float, float, float]


@dataclass(slots=True)
class Drawing:
    """What a page's objects are. ``texts`` and ``hidden`` count text objects; ``complete`` is False for a page
    with more objects than anyone draws by hand or by Word, the rest of which was not looked at."""

    rules: list[Rule] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    texts: int = 0
    hidden: int = 0
    paths: int = 0
    complete: bool = True


def read_drawing(page: Any, matrix: Matrix) -> Drawing:
    """The drawing of a page (a raw page handle); ``matrix`` maps to the page as it is shown."""
    drawing = Drawing()
    budget = [_MOST_OBJECTS]
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        _read_object(pdfium.FPDFPage_GetObject(page, index), matrix, drawing, budget, 0)
        if budget[0] <= 0:
            drawing.complete = False
            break
    return drawing


def _read_object(thing: Any, matrix: Matrix, drawing: Drawing, budget: list[int], depth: int) -> None:
    budget[0] -= 1
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        drawing.paths += 1
        _read_path(thing, _matrix_of(thing).then(matrix), drawing, budget)
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        drawing.texts += 1
        drawing.hidden += pdfium.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        drawing.images.append(_matrix_of(thing).then(matrix).box(0, 0, 1, 1))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _matrix_of(thing).then(matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            if budget[0] <= 0:
                return
            _read_object(pdfium.FPDFFormObj_GetObject(thing, index), inner, drawing, budget, depth + 1)


def _matrix_of(thing: Any) -> Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, raw):
        return IDENTITY
    return Matrix(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _read_path(thing: Any, matrix: Matrix, drawing: Drawing, budget: list[int]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(thing, fill, stroke):
        return
    stroked = bool(stroke.value) and _is_visible(thing, pdfium.FPDFPageObj_GetStrokeColor)
    filled = fill.value != pdfium.FPDF_FILLMODE_NONE and _is_visible(thing, pdfium.FPDFPageObj_GetFillColor)
    if not (stroked or filled):
        return
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(thing, width)
    thin = width.value * matrix.scale <= _THICKEST
    for outline in _outlines(thing, matrix, budget):
        if outline and stroked and thin:
            drawing.rules.extend(_straight(outline))
        if outline and filled:
            drawing.rules.extend(_thin_area(outline))


def _thin_area(outline: Sequence[tuple[float, float]]) -> Iterator[Rule]:
    """A filled outline that is as thin as a line."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    across, down = box.right - box.left, box.bottom - box.top
    if min(across, down) <= _THICKEST and max(across, down) >= max(_SHORTEST, 2 * min(across, down)):
        yield Rule(box)


def _is_visible(thing: Any, color_of: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not color_of(thing, red, green, blue, alpha) or alpha.value > 0


def _outlines(thing: Any, matrix: Matrix, budget: list[int]) -> Iterator[list[tuple[float, float]]]:
    """The corners of each outline of a path, mapped; curves as the straight line between their ends."""
    count = pdfium.FPDFPath_CountSegments(thing)
    budget[0] -= count
    if budget[0] <= 0:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(thing, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            yield outline
            outline = []
        outline.append(matrix.point(x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            outline.append(outline[0])
    yield outline


def _straight(outline: Sequence[tuple[float, float]]) -> Iterator[Rule]:
    """The sides of an outline that are level or upright."""
    for (x0, y0), (x1, y1) in pairwise(outline):
        across, down = abs(x1 - x0), abs(y1 - y0)
        if min(across, down) <= _STRAIGHT and max(across, down) >= _SHORTEST:
            yield Rule(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
