"""Styles as far as they decide what is text: what is hidden, struck out, kept as it is typed, laid out as a table.

Of the page's own sheets only rules with simple selectors (``p``, ``.hide``, ``td.hide``, ``#menu``) are heeded, none
inside of @media and the like; other rules only where they may show what those hide. Sheets in files of their own are
never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reports.formats.html.elements import Element, Style, names
from reports.formats.html.selectors import Shower, Weight, is_on_screen, named_around, read_shower

_HEEDED = names(
    "display visibility white-space list-style list-style-type mso-hide mso-element height line-height "
    "text-decoration text-decoration-line text-indent position left right top font font-size vertical-align"
)
STRUCK = ("del", "s", "strike")
_DECORATIONS = ("text-decoration", "text-decoration-line")
_NOTHING: Style = {}
_IMPORTANT = "!display"  # a display that no other rule takes back
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([a-zA-Z][\w:\\-]*)?(?:([.#])([\w-]+))?")
_FAR_OFF = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|pt|em|rem|%)")
_NO_SIZE = re.compile(r"[+-]?0*(?:\.0*)?(?:px|pt|em|rem|%)?")
_NO_FONT_SIZE = re.compile(r"(?:.*\s)?0(?:\.0*)?(?:px|pt|em|rem|%)?(?:\s*/|\s).*")
_INLINE = names("span font b i em strong u small big")
_MOST_SHOWERS = 500
_SHORT = 300  # characters of a style that is worth remembering


class Styles:
    """The styles of one page's elements."""

    def __init__(self, sheets: list[str]) -> None:
        self._rules: dict[str, Style] = {}  # by "tag", "tag.class", ".class", "tag#id", "#id"
        self._showers: list[Shower] = []
        self._stronger: dict[tuple[str | None, ...], list[Shower]] = {}  # that may show what a rule hides
        self._known: dict[str, Style] = {}
        self._computed: dict[tuple[str | None, ...], Style] = {}
        for sheet in sheets:
            self._read_sheet(sheet)

    def of(self, tag: str, attributes: Mapping[str, str | None], parent: Element | None = None) -> Style:
        """The heeded declarations for an element in ``parent``; those of its own style attribute go first."""
        if not attributes and not self._showers:
            return self._rules.get(tag, _NOTHING)
        own = attributes.get("style") or ""
        if not self._rules:
            return self._declarations(own) if own else _NOTHING
        key = (tag, attributes.get("class"), attributes.get("id"), own)
        style = self._computed.get(key)
        if style is None:
            style, stronger = self._compute(tag, attributes, own)
            if len(own) <= _SHORT:
                self._computed[key] = style
                self._stronger.update({key: stronger} if stronger else {})
        else:
            stronger = self._stronger.get(key, [])
        around = named_around(parent) if stronger else ()
        shown = next((rule for rule in stronger if rule.above.issubset(around)), None)
        return {**style, "display": shown.display} if shown else style

    def _compute(self, tag: str, attributes: Mapping[str, str | None], own: str) -> tuple[Style, list[Shower]]:
        """An element's style, and the rules that may show it where a simple rule hides it."""
        found: dict[str, str] = {}
        weight: Weight = (0, 0, 0)  # of the rule that decides on the display
        for selector in _selectors(tag, attributes):
            rule = self._rules.get(selector, _NOTHING)
            found.update(rule)
            if "display" in rule:
                weight = ("#" in selector, "." in selector, selector[0] not in ".#")
        declared = self._declarations(own)
        found.update(declared)
        if _IMPORTANT in found:
            found["display"] = found[_IMPORTANT]
            weight = (1000, *weight[1:])
        if found.get("display") != "none" or "display" in declared:
            return found or _NOTHING, []
        stronger = [one for one in self._showers if one.weight >= weight and one.meets(tag, attributes)]
        return found, stronger

    def _declarations(self, source: str) -> Style:
        if len(source) > _SHORT:
            return _declarations(source)
        known = self._known.get(source)
        if known is None:
            known = self._known[source] = _declarations(source)
        return known

    def _read_sheet(self, sheet: str) -> None:
        opened: list[bool] = []  # at-rules that hold rules, and whether these hold on screens
        for part in _COMMENT.sub(" ", sheet).split("}"):
            *outer, body = part.split("{")
            if not outer:
                del opened[-1:]
                continue
            head = outer.pop().rpartition(";")[2]
            opened += [is_on_screen(at_rule) for at_rule in outer]
            style = self._declarations(body) if all(opened) else _NOTHING
            for selector in head.split(",") if style else ():
                if opened or not self._add(selector.strip(), style):
                    self._add_shower(selector, style)

    def _add_shower(self, selector: str, style: Style) -> None:
        display = style.get("display", "none")
        if display != "none" and len(self._showers) < _MOST_SHOWERS:
            rule = read_shower(selector, display, important=_IMPORTANT in style)
            self._showers += [rule] if rule else []

    def _add(self, selector: str, style: Style) -> bool:
        """Takes in a rule with a simple selector; False where it has another."""
        found = _SELECTOR.fullmatch(selector)
        if found and selector:
            key = (found[1] or "").lower() + (found[2] or "") + (found[3] or "")
            self._rules[key] = {**self._rules.get(key, _NOTHING), **style}
        return found is not None


def _selectors(tag: str, attributes: Mapping[str, str | None]) -> list[str]:
    """The selectors that meet an element, the strongest last."""
    keys = [tag]
    if attributes:
        classes = (attributes.get("class") or "").split()
        keys += [f".{name}" for name in classes]
        keys += [f"{tag}.{name}" for name in classes]
        if name := attributes.get("id"):
            keys += [f"#{name}", f"{tag}#{name}"]
    return keys


def _declarations(source: str) -> Style:
    found: dict[str, str] = {}
    for declaration in source.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if colon and name in _HEEDED:
            plain = value.lower().replace("!important", "").replace("! important", "")
            found[name] = plain.strip()
            if name == "display" and len(plain) < len(value):
                found[_IMPORTANT] = found[name]
    return found or _NOTHING


def is_hidden(attributes: Mapping[str, str | None], style: Style) -> bool:
    """Whether a browser (or Word) shows nothing of an element.

    ``aria-hidden`` hides nothing from the eye: it stands on icons and on what is repeated for the ear.
    """
    return is_removed(attributes, style) or (bool(style) and style.get("visibility") in ("hidden", "collapse"))


def is_removed(attributes: Mapping[str, str | None], style: Style) -> bool:
    """Whether an element is not shown and keeps no place free either."""
    if attributes and "hidden" in attributes:
        return True
    if not style:
        return False
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-element") in ("comment-list", "header", "footer")
        or _is_off_screen(style)
    )


def has_no_size(element: Element) -> bool:
    """Whether text right in an element is too small to be seen: ``font-size: 0`` of its own, or around plain elements.

    That of a list or a box only closes the gaps between what stands in it, whose own size may come from anywhere.
    """
    inner: Element | None = element
    while inner is not None:
        if size := inner.style.get("font-size"):
            return _NO_SIZE.fullmatch(size) is not None
        if font := inner.style.get("font"):
            return _NO_FONT_SIZE.fullmatch(font[:_SHORT]) is not None
        if inner.tag not in _INLINE or inner.attributes:
            return False
        inner = inner.parent
    return False


def _is_off_screen(style: Style) -> bool:
    """Whether an element is moved out of sight, as text that only screen readers are to find."""
    placed = ("left", "right", "top") if style.get("position") in ("absolute", "fixed") else ()
    offsets = [style.get(name, "") for name in (*placed, "text-indent")]
    return any(_FAR_OFF.match(offset) for offset in offsets)


def is_struck(tag: str, style: Style) -> bool:
    """Whether an element's text is crossed out: what stands there no longer holds."""
    return tag in STRUCK or any("line-through" in style.get(name, "") for name in _DECORATIONS)


def keeps_lines(tag: str, style: Style) -> bool | None:
    """Whether newlines in the source are line breaks; None where the element says nothing about it."""
    value = style.get("white-space") if style else None
    if value is None:
        return True if tag in ("pre", "listing", "xmp", "plaintext") else None
    return value.startswith(("pre", "break-spaces"))
