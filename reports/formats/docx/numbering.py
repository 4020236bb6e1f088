"""Automatic numbers: what Word puts before a paragraph ("二、", "（一）") and writes nowhere in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.formats.docx.names import Element, attribute, child, children, kind, number, switch
from reports.formats.docx.numerals import written
from reports.formats.docx.styles import NumberUse, Style

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_MOST_LINKS = 5  # lists that take their levels from a list style, and that from another


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and writes."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restarts_after: int | None = None  # counts again after levels up to this one, from 1; 0 never; None: any above it
    legal: bool = False  # all numbers in digits
    style: str | None = None  # the paragraph style that is numbered on this level


@dataclass(frozen=True, slots=True)
class _List:
    abstract: int
    levels: dict[int, Level]
    starts: dict[int, int]  # levels that begin anew with the first use of this list


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    _lists: dict[int, _List] = field(default_factory=dict)
    _counts: dict[int, dict[int, int]] = field(default_factory=dict)  # by abstract list, then by level
    _begun: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element | None) -> Numbering:
        """The lists of the part numbering.xml; none where it is missing."""
        numbering = cls()
        if root is None:
            return numbering
        abstracts: dict[int, Element] = {}
        by_style: dict[str, int] = {}
        for element in children(root):
            abstract_id = number(element, "w:abstractNumId") if kind(element) == "w:abstractNum" else None
            if abstract_id is not None:
                abstracts[abstract_id] = element
                link = child(element, "w:styleLink")
                if link is not None:
                    by_style[attribute(link, "w:val") or ""] = abstract_id
        for element in children(root):
            list_id = number(element, "w:numId") if kind(element) == "w:num" else None
            abstract_id = number(child(element, "w:abstractNumId"))
            if list_id is not None and abstract_id is not None:
                levels = _levels(_linked(abstract_id, abstracts, by_style))
                numbering._lists[list_id] = _overridden(element, abstract_id, levels)
        return numbering

    def number(self, own: NumberUse | None, style: Style) -> str:
        """The number of the next paragraph of a document, "" where it has none. Counts."""
        use = _resolved(own, style)
        used = self._lists.get(use.list_id) if use is not None and use.list_id else None
        if used is None or use is None or use.list_id is None:
            return ""
        at = use.level
        if at is None:
            at = next(
                (key for key, level in used.levels.items() if level.style and level.style == style.numbered_by), 0
            )
        level = used.levels.get(at)
        if level is None or not 0 <= at < _LEVELS:
            return ""
        self._count(use.list_id, used, at)
        return self._written(used, at, level)

    def _count(self, list_id: int, used: _List, at: int) -> None:
        counts = self._counts.setdefault(used.abstract, {})
        if at in used.starts and (list_id, at) not in self._begun:
            self._begun.add((list_id, at))
            counts[at] = used.starts[at]
        elif at in counts:
            counts[at] += 1
        else:
            counts[at] = used.starts.get(at, used.levels[at].start)
        for below in [key for key in counts if key > at]:
            lower = used.levels.get(below)
            after = lower.restarts_after if lower is not None else None
            if after is None or at < after:
                del counts[below]

    def _written(self, used: _List, at: int, level: Level) -> str:
        counts = self._counts[used.abstract]

        def part(match: re.Match[str]) -> str:
            shown = int(match[1]) - 1
            other = used.levels.get(shown)
            if other is None or shown > at:
                return ""
            value = counts.setdefault(shown, used.starts.get(shown, other.start))
            legal = level.legal and other.form not in ("none", "bullet")
            return written(value, "decimal" if legal else other.form)

        if level.form == "bullet":
            return ""  # a sign of a symbol font; it says nothing
        text = _PLACEHOLDER.sub(part, level.text)
        return text + (" " if text and level.suffix == "space" else "")


def numbered(number_text: str, text: str) -> str:
    """A paragraph's text after its number, as it reads: "一、总体情况", but "1 总体情况"."""
    content = text.lstrip(" \t\u3000\xa0")
    if not number_text or not content or number_text.endswith(" "):
        return number_text + content if number_text else text
    last, first = number_text[-1], content[0]
    glued = last.isalnum() or (first.isascii() and first.isalnum() and last.isascii())
    return f"{number_text} {content}" if glued else number_text + content


def _resolved(own: NumberUse | None, style: Style) -> NumberUse | None:
    """The paragraph's own numbering, what it leaves open filled in from its style."""
    if own is None or (own.list_id is None and style.numbering is None):
        return style.numbering
    if own.list_id is not None:
        return NumberUse(own.list_id, 0 if own.level is None else own.level)
    assert style.numbering is not None
    return NumberUse(style.numbering.list_id, own.level)


def _linked(abstract_id: int, abstracts: dict[int, Element], by_style: dict[str, int]) -> Element | None:
    """The element that defines a list's levels, which may be that of a list style."""
    for _ in range(_MOST_LINKS):
        element = abstracts.get(abstract_id)
        link = child(element, "w:numStyleLink")
        if link is None:
            return element
        target = by_style.get(attribute(link, "w:val") or "")
        if target is None or target == abstract_id:
            return element
        abstract_id = target
    return abstracts.get(abstract_id)


def _levels(element: Element | None) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for item in children(element) if element is not None else ():
        at = number(item, "w:ilvl") if kind(item) == "w:lvl" else None
        if at is not None:
            levels[at] = _level(item)
    return levels


def _level(element: Element) -> Level:
    def value(name: str) -> str | None:
        found = child(element, name)
        return attribute(found, "w:val") if found is not None else None

    form = value("w:numFmt") or "decimal"
    if form == "custom":  # "001, 002, 003, ...": the one family of custom formats that Word offers is zeros in front
        sample = attribute(child(element, "w:numFmt"), "w:format") or ""
        form = "decimalZero" if sample.startswith("01") else "decimal"
    return Level(
        start=number(child(element, "w:start")) or 0,
        form=form,
        text=value("w:lvlText") or "",
        suffix=value("w:suff") or "tab",
        restarts_after=number(child(element, "w:lvlRestart")),
        legal=bool(switch(child(element, "w:isLgl"))),
        style=value("w:pStyle"),
    )


def _overridden(element: Element, abstract_id: int, levels: dict[int, Level]) -> _List:
    """A list with the levels that it defines otherwise than its abstract list, and those that it begins anew."""
    own = dict(levels)
    starts: dict[int, int] = {}
    for item in children(element):
        at = number(item, "w:ilvl") if kind(item) == "w:lvlOverride" else None
        if at is None:
            continue
        defined = child(item, "w:lvl")
        if defined is not None:
            own[at] = _level(defined)
        start = number(child(item, "w:startOverride"))
        if start is not None:
            starts[at] = start
    return _List(abstract_id, own, starts)
