"""Rules that may show what a simpler rule hides: ``.tab .panel.on``, ``li:first-child``, rules for screens only.

They are not weighed as browsers do: where one may hold, an element is taken as shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.formats.html.elements import Element

Weight = tuple[int, int, int]

_LONGEST = 300  # characters of a selector, or of what a sheet says it is for
_PARTS = re.compile(r"\s*([>+~\s])\s*")
_COMPOUND = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_CONDITION = re.compile(r":[\w-]+(?:\([^()]*\))?|\[[^\[\]]*\]")
# What holds only once somebody points or clicks at something, and what stands beside an element's own content.
_NEVER = re.compile(r"::|:(?:before|after|first-line|first-letter|hover|focus|active|target)\b", re.IGNORECASE)
_ON_ANY_SCREEN = re.compile(r"(?:only\s+)?(?:all|screen)?(?:(?:^|\s+and\s*)\(\s*min-(?:device-)?width\b[^()]*\)\s*)*")


@dataclass(frozen=True, slots=True)
class Shower:
    """A selector of a rule that gives elements a display: what it asks of the element and of those around it."""

    tag: str  # "" for any
    own: frozenset[str]  # ".class" and "#id"
    above: frozenset[str]  # the same of the elements that the element stands in
    weight: Weight
    display: str

    def meets(self, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element is one that the selector's last part is for."""
        return self.tag in ("", tag) and self.own <= named(attributes)


def named(attributes: Mapping[str, str | None]) -> frozenset[str]:
    """An element's classes and id, as selectors write them."""
    if not attributes:
        return frozenset()
    found = [f".{name}" for name in (attributes.get("class") or "").split()]
    return frozenset([*found, f"#{attributes['id']}"] if attributes.get("id") else found)


def named_around(parent: Element | None) -> set[str]:
    """The classes and ids of all elements that something in ``parent`` stands in."""
    found: set[str] = set()
    while parent is not None:
        if parent.attributes:
            found |= named(parent.attributes)
        parent = parent.parent
    return found


def read_shower(selector: str, display: str, *, important: bool) -> Shower | None:
    """The selector of a rule with that display; None for one that never holds or that is not understood."""
    if len(selector) > _LONGEST or _NEVER.search(selector):
        return None
    plain, conditions = _CONDITION.subn("", selector.strip())
    pieces = _PARTS.split(plain)
    parts = [_COMPOUND.fullmatch(part) for part in pieces[::2]]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or not (plain or conditions):
        return None
    names = [frozenset(re.findall(r"[.#][\w-]+", part[2])) for part in found]
    beside = [sign in "+~" for sign in pieces[1::2]]
    above = [one for one, is_beside in zip(names, beside, strict=False) if not is_beside]
    weight = (
        sum(name.startswith("#") for one in names for name in one) + 1000 * important,
        sum(name.startswith(".") for one in names for name in one) + conditions,
        sum((part[1] or "*") != "*" for part in found),
    )
    tag = (found[-1][1] or "").lower()
    return Shower("" if tag == "*" else tag, names[-1], frozenset().union(*above), weight, display)


def on_screen(media: str) -> bool:
    """Whether rules for these media hold on a computer's screen; those for print and for narrow screens do not."""
    return any(_ON_ANY_SCREEN.fullmatch(one.strip()) for one in media[:_LONGEST].lower().split(","))


def is_on_screen(at_rule: str) -> bool:
    """Whether what stands in an at-rule holds on a computer's screen."""
    name, _, rest = at_rule.rpartition(";")[2].replace("(", " (", 1).strip().partition(" ")
    return on_screen(rest.strip()) if name.lower() == "@media" else name.lower() in ("@supports", "@layer")
