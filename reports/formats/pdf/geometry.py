"""From a PDF's coordinates, from the lower left corner of a page that may be turned, to those of the page as shown."""

from __future__ import annotations

from typing import NamedTuple

from reports.formats.pages.content import Box


class Matrix(NamedTuple):
    """An affine map: x' = a x + c y + e, y' = b x + d y + f, as PDF writes it."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box around a mapped rectangle."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        x2, y2 = self.point(left, top)
        x3, y3 = self.point(right, bottom)
        return Box(min(x0, x1, x2, x3), min(y0, y1, y2, y3), max(x0, x1, x2, x3), max(y0, y1, y2, y3))

    def then(self, other: Matrix) -> Matrix:
        """This map, and then ``other``."""
        a, b = other.a * self.a + other.c * self.b, other.b * self.a + other.d * self.b
        c, d = other.a * self.c + other.c * self.d, other.b * self.c + other.d * self.d
        e, f = other.point(self.e, self.f)
        return Matrix(a, b, c, d, e, f)

    @property
    def scale(self) -> float:
        return float(abs(self.a * self.d - self.b * self.c) ** 0.5)


IDENTITY = Matrix(1, 0, 0, 1, 0, 0)


def page_matrix(left: float, bottom: float, right: float, top: float, turns: int) -> tuple[Matrix, float, float]:
    """The map of a page with this crop box that is turned ``turns`` times by 90° clockwise; its width and height."""
    width, height = right - left, top - bottom
    if turns % 4 == 1:
        return Matrix(0, 1, 1, 0, -bottom, -left), height, width
    if turns % 4 == 2:
        return Matrix(-1, 0, 0, 1, right, -bottom), width, height
    if turns % 4 == 3:
        return Matrix(0, -1, -1, 0, top, right), height, width
    return Matrix(1, 0, 0, -1, -left, top), width, height


def turned(box: Box, turns: int, width: float, height: float) -> Box:
    """A box on a page that is turned by ``turns`` times 90° clockwise; ``width`` and ``height`` are those before."""
    left, top, right, bottom = box
    if turns % 4 == 1:
        return Box(height - bottom, left, height - top, right)
    if turns % 4 == 2:
        return Box(width - right, height - bottom, width - left, height - top)
    if turns % 4 == 3:
        return Box(top, width - right, bottom, width - left)
    return box
