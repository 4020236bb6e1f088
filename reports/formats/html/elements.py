"""A page's visible elements, free of the parser that found them: what every later step walks over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

Role = Literal["table", "group", "row", "cell", "caption", ""]
Style = Mapping[str, str]

_ROLES_OF_TAGS: dict[str, Role] = {
    "table": "table",
    "x-table": "table",  # see wrap_rows
    "thead": "group",
    "tbody": "group",
    "tfoot": "group",
    "tr": "row",
    "td": "cell",
    "th": "cell",
    "caption": "caption",
    "x-thead": "group",  # parts of a table that was cut off, see mending
    "x-tbody": "group",
    "x-tfoot": "group",
    "x-tr": "row",
    "x-td": "cell",
    "x-th": "cell",
    "x-caption": "caption",
}
_ROLES_OF_DISPLAYS: dict[str, Role] = {
    "table": "table",
    "inline-table": "table",
    "table-row-group": "group",
    "table-header-group": "group",
    "table-footer-group": "group",
    "table-row": "row",
    "table-cell": "cell",
    "table-caption": "caption",
}
_ROLES_OF_ARIA: dict[str, Role] = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "rowgroup": "group",
    "row": "row",
    "cell": "cell",
    "gridcell": "cell",
    "columnheader": "cell",
    "rowheader": "cell",
}
_ROLES_OF_CLASSES: dict[str, Role] = {"tr": "row", "table-row": "row", "td": "cell", "th": "cell", "table-cell": "cell"}


def names(written: str) -> frozenset[str]:
    """Names from a text with spaces between them."""
    return frozenset(written.split())


ANONYMOUS = "x-table"


class Element:
    """An element: ``children`` are elements and, as strings, the text between them.

    ``style`` holds the declarations that this reader heeds, of the element's own style and of the page's sheets.
    ``role`` is what the element is to a table, be it one of tags, of styles, of ARIA roles or of class names.
    """

    __slots__ = ("attributes", "children", "has_rows", "parent", "role", "style", "tag")

    def __init__(self, tag: str, attributes: Mapping[str, str | None], style: Style, parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.style = style
        self.parent = parent
        self.children: list[Element | str] = []
        self.role: Role = _role(tag, attributes, style)
        self.has_rows = False  # or groups of them, right below
        if parent is not None and self.role in ("row", "group"):
            parent.has_rows = True

    def attribute(self, name: str) -> str:
        """An attribute's value, "" where it has none."""
        return self.attributes.get(name) or ""

    @property
    def elements(self) -> Iterator[Element]:
        """The element's children without the text between them."""
        return (child for child in self.children if isinstance(child, Element))


def _role(tag: str, attributes: Mapping[str, str | None], style: Style) -> Role:
    role = _ROLES_OF_TAGS.get(tag)
    if role is not None:
        return role
    if style and (role := _ROLES_OF_DISPLAYS.get(style.get("display", ""))):
        return role
    if attributes:
        if named := attributes.get("role"):
            return _ROLES_OF_ARIA.get(named.strip().lower(), "")
        if classes := attributes.get("class"):
            return next((_ROLES_OF_CLASSES[name] for name in classes.split() if name in _ROLES_OF_CLASSES), "")
    return ""


def is_table(element: Element) -> bool:
    """Whether an element is a table, be it one that ``wrap_rows`` made."""
    return element.tag in ("table", ANONYMOUS)


def wrap_rows(element: Element) -> None:
    """Puts rows that stand in no table element into one, run by run, as browsers do with rows made by styles."""
    if not element.has_rows or element.tag == "table" or element.role in ("row", "group"):
        return
    children: list[Element | str] = []
    run: Element | None = None
    for child in element.children:
        if isinstance(child, Element) and child.role in ("row", "group") and _has_cells(child):
            if run is None:
                run = Element(ANONYMOUS, {}, {}, element)
                children.append(run)
            child.parent = run
            run.children.append(child)
        elif run is None or isinstance(child, Element) or child.strip():
            run = None
            children.append(child)
    element.children = children


def _has_cells(element: Element) -> bool:
    """Whether a row or a group of rows holds cells."""
    if element.role == "group":
        return any(child.role == "row" and _has_cells(child) for child in element.elements)
    return any(child.role == "cell" for child in element.elements)
