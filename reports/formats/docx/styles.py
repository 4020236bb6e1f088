"""Styles, as far as they change what is read: what is hidden, struck or raised, numbers, entries of contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.formats.docx.names import Element, attribute, child, children, kind, number, switch

_MOST_ANCESTORS = 50  # styles based on each other; a circle ends here
_WHITE_OF_THEME = ("background1", "light1")


class Look(NamedTuple):
    """How characters look, as far as it says what they are worth; None where nothing is said of it."""

    hidden: bool | None = None
    struck_once: bool | None = None
    struck_twice: bool | None = None
    raised: str | None = None  # "superscript", "subscript" or "baseline"
    lifted: int | None = None  # above the line by so many half points
    size: int | None = None  # in half points
    white: bool | None = None
    on_colour: bool | None = None  # of what is behind them: coloured, or white

    @classmethod
    def of(cls, properties: Element | None) -> Look:
        """What an element w:rPr says itself."""
        if properties is None:
            return _PLAIN
        given: dict[str, Element] = {}
        for item in children(properties):
            given.setdefault(kind(item), item)
        raised = given.get("w:vertAlign")
        return cls(
            hidden=switch(given.get("w:vanish")),
            struck_once=switch(given.get("w:strike")),
            struck_twice=switch(given.get("w:dstrike")),
            raised=attribute(raised, "w:val") if raised is not None else None,
            lifted=number(given.get("w:position")),
            size=number(given.get("w:sz")),
            white=_is_white(given.get("w:color")),
            on_colour=_highlighted(given.get("w:highlight"), shaded(given.get("w:shd"))),
        )

    def over(self, lower: Look) -> Look:
        """This look where it says something, and ``lower`` where it does not."""
        if self is _PLAIN:
            return lower
        return Look._make(below if own is None else own for own, below in zip(self, lower, strict=True))

    @property
    def struck(self) -> bool:
        return bool(self.struck_once or self.struck_twice)


_PLAIN = Look()


@dataclass(frozen=True, slots=True)
class NumberUse:
    """That a paragraph is numbered by the list ``list_id`` (0: by none) on ``level``; None where that is not said."""

    list_id: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits from those that it is based on."""

    id: str
    name: str = ""
    look: Look = _PLAIN
    on_colour: bool | None = None  # whether its paragraphs are shaded
    numbering: NumberUse | None = None
    numbered_by: str = ""  # the id of the style that says how to number, this one or an ancestor

    @property
    def is_contents(self) -> bool:
        """Whether it is for entries of a table of contents; Word gives these styles one name in every language."""
        return self.name.lower().startswith("toc ")


_NONE = Style("")


@dataclass(slots=True)
class Styles:
    """The styles of a document by id."""

    look: Look = _PLAIN  # what the document's defaults say
    _elements: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _default: str = ""

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """The styles of the part styles.xml; none where it is missing."""
        styles = cls()
        if root is None:
            return styles
        styles.look = Look.of(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        for element in children(root):
            style_id = attribute(element, "w:styleId") if kind(element) == "w:style" else None
            if style_id is None:
                continue
            styles._elements.setdefault(style_id, element)
            is_default = (attribute(element, "w:default") or "0").lower() not in {"0", "false", "off"}
            if is_default and attribute(element, "w:type") == "paragraph":
                styles._default = style_id
        return styles

    def paragraph(self, style_id: str | None) -> Style:
        """A paragraph's style; the default style where it names none or one that is not there."""
        return self.named(style_id if style_id in self._elements else self._default)

    def named(self, style_id: str | None) -> Style:
        """The style of an id; one without properties where there is none."""
        if not style_id or style_id not in self._elements:
            return _NONE
        known = self._known.get(style_id)
        if known is None:
            known = self._known[style_id] = self._resolved(style_id)
        return known

    def shades_cells(self, style_id: str | None) -> bool:
        """Whether a table's style gives some of its cells a colour: the first row, every other one."""
        return any(shaded(shade) for element in self._ancestry(style_id) for shade in element.iter("{*}shd"))

    def _resolved(self, style_id: str) -> Style:
        look = _PLAIN
        on_colour: bool | None = None
        list_id: int | None = None
        level: int | None = None
        numbered_by = ""
        for element in self._ancestry(style_id):
            look = look.over(Look.of(child(element, "w:rPr")))
            on_colour = shaded(child(element, "w:pPr", "w:shd")) if on_colour is None else on_colour
            use = number_use(child(element, "w:pPr"))
            if use is not None:
                level = use.level if level is None else level
                if list_id is None and use.list_id is not None:
                    list_id, numbered_by = use.list_id, attribute(element, "w:styleId") or ""
        name = child(self._elements[style_id], "w:name")
        return Style(
            id=style_id,
            name=(attribute(name, "w:val") or "") if name is not None else "",
            look=look,
            on_colour=on_colour,
            numbering=NumberUse(list_id, level) if list_id is not None else None,
            numbered_by=numbered_by,
        )

    def _ancestry(self, style_id: str | None) -> Iterator[Element]:
        """A style's element and those that it is based on, the nearest first."""
        for _ in range(_MOST_ANCESTORS):
            element = self._elements.get(style_id) if style_id else None
            if element is None:
                return
            yield element
            based_on = child(element, "w:basedOn")
            style_id = attribute(based_on, "w:val") if based_on is not None else None


def number_use(properties: Element | None) -> NumberUse | None:
    """What the properties of a paragraph or a style say of its number."""
    element = child(properties, "w:numPr")
    if element is None:
        return None
    return NumberUse(number(child(element, "w:numId")), number(child(element, "w:ilvl")))


def shaded(shade: Element | None) -> bool | None:
    """Whether an element w:shd lays a colour behind what it stands for; None where one sees through to what is below.

    A white one is laid, too: white text is no more to be seen on it than on the paper.
    """
    if shade is None:
        return None
    if (attribute(shade, "w:val") or "clear") not in ("clear", "nil"):
        return True
    theme = attribute(shade, "w:themeFill") or "none"
    if theme != "none":
        return theme not in _WHITE_OF_THEME or attribute(shade, "w:themeFillShade") is not None
    fill = (attribute(shade, "w:fill") or "auto").lstrip("#").lower()
    return None if fill == "auto" else fill != "ffffff"


def _highlighted(marker: Element | None, otherwise: bool | None) -> bool | None:
    colour = attribute(marker, "w:val") if marker is not None else None
    return otherwise if colour in (None, "none") else colour != "white"


def _is_white(colour: Element | None) -> bool | None:
    if colour is None:
        return None
    theme = attribute(colour, "w:themeColor") or "none"
    if theme != "none":
        return theme in _WHITE_OF_THEME and attribute(colour, "w:themeShade") is None
    return (attribute(colour, "w:val") or "").lstrip("#").lower() == "ffffff"
