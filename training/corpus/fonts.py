"""Fonts for the PDF files that are drawn here: a system font cut down to the characters of one file."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FONTS = Path("/usr/share/fonts/opentype/noto")
FACES = {
    "serif": _FONTS / "NotoSerifCJK-Regular.ttc",
    "sans": _FONTS / "NotoSansCJK-Regular.ttc",
    "bold": _FONTS / "NotoSansCJK-Bold.ttc",
}
_SIMPLIFIED = " SC"  # the member of the collection with the glyphs of simplified Chinese
_TOLERANCE = 3.0  # in units of the em: how far the quadratic outlines may lie from the cubic ones


def has_fonts() -> bool:
    """Whether the fonts (Debian's fonts-noto-cjk) are installed."""
    return all(path.is_file() for path in FACES.values())


def cut_font(face: str, characters: Iterable[str], name: str) -> bytes:
    """A TrueType font of these characters alone. PDF libraries take no collections and no cubic outlines.

    ``name`` is its PostScript name, by which the drawing library tells fonts apart.
    """
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font: Any = TTFont(FACES[face], fontNumber=_member(face), lazy=True)
    options = Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[1, 2, 4, 6], drop_tables=["BASE"]
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted({ord(character) for character in characters} | {0x20}))
    subsetter.subset(font)
    _use_quadratic(font)
    font["name"].names = []
    for number in (1, 4, 6):
        font["name"].setName(name, number, 3, 1, 0x409)
    font["head"].created = font["head"].modified = 3_786_000_000  # so that a file is the same each time
    font.recalcTimestamp = False
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


@cache
def _member(face: str) -> int:
    from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]

    with TTCollection(FACES[face], lazy=True) as collection:
        for number, font in enumerate(collection.fonts):
            name = font["name"].getDebugName(4) or ""
            if _SIMPLIFIED in name and "Mono" not in name:
                return number
    raise ValueError(f"{FACES[face]}: no simplified Chinese")


def _use_quadratic(font: Any) -> None:
    """Replace a font's cubic outlines by quadratic ones."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
    from fontTools.ttLib import newTable  # type: ignore[import-untyped]

    order = font.getGlyphOrder()
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, _TOLERANCE, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, outlines
    for old in ("CFF ", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF"):
        if old in font:
            del font[old]
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for name in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(profile, name, 0)
    profile.maxZones, profile.maxSizeOfInstructions, profile.maxComponentElements = 1, 0, 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
