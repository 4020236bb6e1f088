"""Styles as far as they decide what is text: what is hidden, struck out, kept as it is typed, laid out as a table.

Of the page's own sheets only rules with simple selectors (``p``, ``.hide``, ``td.hide``, ``#menu``) are heeded, none
inside of @media and the like. Sheets in files of their own are never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reports.formats.html.elements import Style, names

_HEEDED = names(
    "display visibility white-space list-style list-style-type mso-hide mso-element height line-height "
    "text-decoration text-decoration-line text-indent position left right top"
)
STRUCK = ("del", "s", "strike")
_DECORATIONS = ("text-decoration", "text-decoration-line")
_NOTHING: Style = {}
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([a-zA-Z][\w:\\-]*)?(?:([.#])([\w-]+))?")
_FAR_OFF = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|pt|em|rem|%)")
_SHORT = 300  # characters of a style that is worth remembering


class Styles:
    """The styles of one page's elements."""

    def __init__(self, sheets: list[str]) -> None:
        self._rules: dict[str, Style] = {}  # by "tag", "tag.class", ".class", "tag#id", "#id"
        self._known: dict[str, Style] = {}
        self._computed: dict[tuple[str | None, ...], Style] = {}
        for sheet in sheets:
            self._read_sheet(sheet)

    def of(self, tag: str, attributes: Mapping[str, str | None]) -> Style:
        """The heeded declarations for an element; those of its own style attribute go first."""
        if not attributes:
            return self._rules.get(tag, _NOTHING)
        own = attributes.get("style") or ""
        if not self._rules:
            return self._declarations(own) if own else _NOTHING
        key = (tag, attributes.get("class"), attributes.get("id"), own)
        style = self._computed.get(key)
        if style is None:
            found: dict[str, str] = {}
            for selector in _selectors(tag, attributes):
                found.update(self._rules.get(selector, _NOTHING))
            found.update(self._declarations(own))
            style = found or _NOTHING
            if len(own) <= _SHORT:
                self._computed[key] = style
        return style

    def _declarations(self, source: str) -> Style:
        if len(source) > _SHORT:
            return _declarations(source)
        known = self._known.get(source)
        if known is None:
            known = self._known[source] = _declarations(source)
        return known

    def _read_sheet(self, sheet: str) -> None:
        depth = 0  # of at-rules that hold rules
        for part in _COMMENT.sub(" ", sheet).split("}"):
            head, brace, body = part.rpartition("{")
            if not brace:
                depth = max(0, depth - 1)
                continue
            outer = head.count("{")
            if depth == 0 and not outer:
                style = self._declarations(body)
                for selector in head.rpartition(";")[2].split(",") if style else ():
                    self._add(selector.strip(), style)
            depth += outer

    def _add(self, selector: str, style: Style) -> None:
        found = _SELECTOR.fullmatch(selector)
        if found and selector:
            key = (found[1] or "").lower() + (found[2] or "") + (found[3] or "")
            self._rules[key] = {**self._rules.get(key, _NOTHING), **style}


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
            found[name] = value.replace("!important", "").strip().lower()
    return found or _NOTHING


def is_hidden(attributes: Mapping[str, str | None], style: Style) -> bool:
    """Whether a browser (or Word) shows nothing of an element.

    ``aria-hidden`` hides nothing from the eye: it stands on icons and on what is repeated for the ear.
    """
    if attributes and "hidden" in attributes:
        return True
    if not style:
        return False
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("mso-hide") == "all"
        or style.get("mso-element") in ("comment-list", "header", "footer")
        or _is_off_screen(style)
    )


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
