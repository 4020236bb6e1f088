"""The numbers of ordered lists, which stand nowhere in a page's text but are read by everybody who sees it."""

from __future__ import annotations

import re

from reports.formats.html.elements import Element

_CHINESE = ("cjk-ideographic", "cjk-decimal", "simp-chinese", "trad-chinese", "chinese", "japanese-informal")
_NUMBERED = re.compile(
    r"[\s\u3000]*(?:第?[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．,，:：)）条章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳⑴-⒇⒈-⒛㈠-㈩])"
)
_DIGITS = "零一二三四五六七八九"
_MOST = 9999


class Numbering:
    """Counts the items of one ordered list."""

    def __init__(self, element: Element) -> None:
        self.kind = _kind(element)
        start = _integer(element.attribute("start"))
        self.next = 1 if start is None else start

    def number(self, item: Element) -> str:
        """What stands before an item, "" where the list shows no numbers."""
        value = _integer(item.attribute("value"))
        number = self.next if value is None else value
        self.next = number + 1
        return _written(number, _kind(item) or self.kind)


def is_numbered(text: str) -> bool:
    """Whether a text begins with a number of its own, typed by hand."""
    return _NUMBERED.match(text) is not None


def _kind(element: Element) -> str:
    style = element.style.get("list-style-type") or element.style.get("list-style") or ""
    return style or element.attribute("type").strip()


def _integer(text: str) -> int | None:
    found = re.match(r"\s*([+-]?\d{1,6})", text)
    return int(found[1]) if found else None


def _written(number: int, kind: str) -> str:
    if kind in ("a", "A") or "alpha" in kind or "latin" in kind:
        letter = chr(ord("a") + (number - 1) % 26)
        return f"{letter.upper() if kind == 'A' or 'upper' in kind else letter}. "
    if kind in ("i", "I") or "roman" in kind:
        roman = _roman(number)
        return f"{roman if kind == 'I' or 'upper' in kind else roman.lower()}. "
    if any(name in kind for name in _CHINESE):
        return f"{_chinese(number)}、"
    if any(name in kind for name in ("none", "disc", "circle", "square")):
        return ""
    return f"{number}. "


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    written = ""
    for value, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        written += letters * (number // value)
        number %= value
    return written
