"""Styles, as far as they change what is read: hidden text, automatic numbers and entries of a table of contents."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.formats.docx.names import Element, attribute, child, children, kind, number, switch

_MOST_ANCESTORS = 50  # styles based on each other; a circle ends here


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
    hidden: bool | None = None
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

    hidden: bool = False  # what the document's defaults say
    _elements: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _default: str = ""

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """The styles of the part styles.xml; none where it is missing."""
        styles = cls()
        if root is None:
            return styles
        styles.hidden = bool(switch(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:vanish")))
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

    def _resolved(self, style_id: str) -> Style:
        hidden: bool | None = None
        list_id: int | None = None
        level: int | None = None
        numbered_by = ""
        at: str | None = style_id
        for _ in range(_MOST_ANCESTORS):
            element = self._elements.get(at) if at else None
            if element is None:
                break
            if hidden is None:
                hidden = switch(child(element, "w:rPr", "w:vanish"))
            use = number_use(child(element, "w:pPr"))
            if use is not None:
                level = use.level if level is None else level
                if list_id is None and use.list_id is not None:
                    list_id, numbered_by = use.list_id, at or ""
            based_on = child(element, "w:basedOn")
            at = attribute(based_on, "w:val") if based_on is not None else None
        name = child(self._elements[style_id], "w:name")
        return Style(
            id=style_id,
            name=(attribute(name, "w:val") or "") if name is not None else "",
            hidden=hidden,
            numbering=NumberUse(list_id, level) if list_id is not None else None,
            numbered_by=numbered_by,
        )


def number_use(properties: Element | None) -> NumberUse | None:
    """What the properties of a paragraph or a style say of its number."""
    element = child(properties, "w:numPr")
    if element is None:
        return None
    return NumberUse(number(child(element, "w:numId")), number(child(element, "w:ilvl")))
