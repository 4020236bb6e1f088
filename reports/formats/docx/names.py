"""The names in a DOCX: elements and attributes of all dialects under one short name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

Element = Any  # lxml.etree._Element: the library is used without types

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2003/wordml": "w",
    "http://schemas.microsoft.com/office/word/2003/auxHint": "wx",
    "http://schemas.microsoft.com/aml/2001/core": "aml",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
}
_SPACES: dict[str, list[str]] = {}
for _space, _prefix in _PREFIXES.items():
    _SPACES.setdefault(_prefix, []).append(_space)

# What a Choice of AlternateContent may require and we understand: its text is written in elements that we know.
_UNDERSTOOD = ("/wordprocessingShape", "/wordprocessingGroup", "/wordprocessingCanvas", "/wordprocessingDrawing")
_WORD_DIALECTS = ("http://schemas.microsoft.com/office/word/20", "http://schemas.openxmlformats.org/wordprocessingml/")
_OFF = {"0", "false", "off", "none"}


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(space[1:])
    return f"{prefix}:{local}" if prefix else f"?:{local}"


def kind(element: Element) -> str:
    """An element's name as "w:p"; the prefix is "?" where the name space says nothing to us."""
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else "?:"


@lru_cache(maxsize=1024)
def _attribute_names(name: str) -> tuple[str, ...]:
    prefix, _, local = name.partition(":")
    return (*(f"{{{space}}}{local}" for space in _SPACES[prefix]), local)


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its short name ("w:val")."""
    for full in _attribute_names(name):
        value = element.get(full)
        if value is not None:
            return str(value)
    return None


def number(element: Element | None, name: str = "w:val") -> int | None:
    """An attribute that is a whole number; None where it is none, or the element is not there."""
    value = attribute(element, name) if element is not None else None
    if value is None or len(value) > 12:
        return None
    try:
        return int(float(value))  # some writers give "1200.0"
    except (ValueError, OverflowError):
        return None


def children(element: Element) -> Iterator[Element]:
    """The children that count: of AlternateContent the branch that is to be shown, and never both."""
    for child in element:
        if kind(child) == "mc:AlternateContent":
            branch = _branch(child)
            if branch is not None:
                yield from children(branch)
        else:
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of a name, and its child along ``path``."""
    for name in path:
        if element is None:
            return None
        element = _first(element, name)
    return element


def _first(element: Element, name: str) -> Element | None:
    for found in element:
        its_kind = kind(found)
        if its_kind == name:
            return found
        if its_kind == "mc:AlternateContent":
            branch = _branch(found)
            inner = _first(branch, name) if branch is not None else None
            if inner is not None:
                return inner
    return None


def switch(element: Element | None) -> bool | None:
    """A property that is on or off: None where it is not given."""
    if element is None:
        return None
    value = attribute(element, "w:val")
    return value is None or value.lower() not in _OFF


def _branch(alternate: Element) -> Element | None:
    fallback = None
    for branch in alternate:
        name = kind(branch)
        if name == "mc:Choice" and _understood(branch):
            return branch
        if name == "mc:Fallback":
            fallback = branch
    return fallback


def _understood(choice: Element) -> bool:
    required = (choice.get("Requires") or "").split()
    spaces = [choice.nsmap.get(prefix, "") for prefix in required]
    return bool(spaces) and all(
        space.endswith(_UNDERSTOOD) or space.startswith(_WORD_DIALECTS) or space in _PREFIXES for space in spaces
    )
