"""Signs of symbol fonts as the characters that look like them."""

from __future__ import annotations

_PRIVATE = 0xF000  # where symbol fonts have their signs in Unicode
_WINGDINGS = {
    0x2E: "", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"}
_SYMBOL = {0xA3: "≤", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠"}
_CIRCLED = {0x80 + value: chr(0x2460 + value - 1) for value in range(1, 11)} | {0x80: "⓪"}


def symbol(code: str, font: str) -> str:
    """The character that a sign (``code`` in hexadecimal) of a font stands for.

    A sign that is not known stays as it is: what cannot be read must not look like a blank.
    """
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if not 0x20 <= point <= 0xFFFF or 0xD800 <= point <= 0xDFFF:
        return ""
    place = point - _PRIVATE if _PRIVATE <= point <= _PRIVATE + 0xFF else point
    family = font.strip().lower()
    if family == "wingdings":
        return (_WINGDINGS | _CIRCLED).get(place, chr(point))
    if family == "wingdings 2":
        return _WINGDINGS_2.get(place, chr(point))
    if family == "symbol" and place in _SYMBOL:
        return _SYMBOL[place]
    readable = 0x20 <= place < 0x7F and not family.startswith(("wingdings", "webdings"))
    return chr(place) if readable else chr(point)
