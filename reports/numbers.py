"""What a cell says: from the raw text of a value cell to a number, a state and a unit.

The rules are the contract's: full-width digits, thousands separators, spaces and a trailing unit are
understood; "/", "-", "—", "无" and "不适用" are "not applicable"; whatever else is no number is
"unreadable". Nothing is ever corrected.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from reports.report import CellState, Number

_DASHES = "‐‑‒–—―−─━－﹣ー-"  # the hyphen last: it stands in a character class
_NOT_APPLICABLE = re.compile(rf"(?:[/／\\＼{_DASHES}]+|无|不适用|不涉及|无此项|[Nn]/?[Aa])[。，；、,;]?")
_UNITS = "件|万件|项|个|条|次|宗|份|部|家|人|人次|起|例|元|万元|亿元|百万元|千元|人民币|万"
_NUMBER = re.compile(
    rf"(?P<sign>[+\-])?(?P<digits>\d+(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?\s*(?P<unit>{_UNITS})?[。.,、;；]?"
)
_PUNCTUATION = re.compile(r"[。.,，、;；]\Z")  # the end of a clause, which a tagger takes for the value's
_SIGNED_WORDS = (("减少", "-"), ("增加", "+"), ("减", "-"), ("增", "+"), ("↓", "-"), ("↑", "+"))
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_CHINESE_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {"貳": 2, "參": 3, "陸": 6}
_CHINESE_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "拾": 10, "佰": 100, "仟": 1000}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+\Z")
_TEXT_MARK = re.compile(r"['‘’＇`](?=[-+]?\d)")  # a spreadsheet's sign that a cell holds text
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell's text understood. ``sure`` is False where another reading of the same text is possible."""

    value: Number | None
    state: CellState
    unit: str | None = None
    sure: bool = True


def clean(raw: str) -> str:
    """A cell's text without what says nothing: debris, invisible characters, a text mark, outer white space."""
    text = _INVISIBLE.sub("", _BOOKMARK.sub("", raw)).strip()
    return text[1:] if _TEXT_MARK.match(text) else text


@lru_cache(maxsize=8192)  # a report says 0 hundreds of times, and each step asks anew
def read_cell(raw: str, *, signed: bool = False) -> CellText:
    """Read a cell's raw text; ``signed`` for the 2019 form's "本年增/减", where "减2" is −2.

    Never raises: what cannot be read is "unreadable".
    """
    text = clean(raw)
    if not text:
        return CellText(None, "blank")
    # Only widths are folded: NFKC would also make a digit of a footnote's mark (17① is not 171).
    folded = "".join(unicodedata.normalize("NFKC", c) if "\uff00" <= c <= "\uffef" else c for c in text)
    compact = re.sub(r"\s+", "", folded)
    if _NOT_APPLICABLE.fullmatch(compact):
        return CellText(None, "not_applicable")
    number = _read_arabic(compact, signed)
    if number is not None:
        return _with_doubt(folded, number)
    chinese = _read_chinese(_PUNCTUATION.sub("", compact))
    if chinese is not None:
        return CellText(chinese, "reported")
    return _read_marked(compact, signed) or CellText(None, "unreadable")


def _read_marked(compact: str, signed: bool) -> CellText | None:
    """A number before the raised mark of a note; never for sure, for "10²" may be a power."""
    text = _NOTE_MARK.sub("", compact)
    if text == compact:
        return None
    number = read_cell(text, signed=signed)
    return replace(number, sure=False) if number.state == "reported" else None


def _read_arabic(compact: str, signed: bool) -> CellText | None:
    text = compact.replace("−", "-").replace("–", "-")
    for word, sign in _SIGNED_WORDS:
        if text.startswith(word):
            rest = text[len(word) :].lstrip(":：")
            if rest[:1] in {"+", "-"}:
                return None
            text = sign + rest
            break
    text = text.replace("，", ",")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    factor = -1 if match["sign"] == "-" else 1
    digits = match["digits"].replace(",", "")
    if len(digits) > 15:  # beyond what a count can be, and beyond exact arithmetic in JSON numbers
        return None
    if match["fraction"]:
        value: Number = factor * float(digits + match["fraction"])
    else:
        value = factor * int(digits)
    # A negative count makes no sense outside of the change column; it may as well be a dash and a number.
    # A leading zero ("07") is how two glued cells look.
    sure = (signed or match["sign"] is None) and not (len(digits) > 1 and digits[0] == "0")
    return CellText(value, "reported", match["unit"], sure)


def _with_doubt(folded: str, number: CellText) -> CellText:
    """Spaces inside a number are understood, but two glued cells look the same unless they group thousands."""
    parts = re.findall(r"[\d.]+", folded)
    if len(parts) > 1 and re.search(r"\d\s*\n\s*\d", folded):
        return CellText(number.value, number.state, number.unit, False)
    if len(parts) > 1 and not re.search(r"\d,\s*\d{3}|\d\s*\.\s*\d", folded):
        grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
        return CellText(number.value, number.state, number.unit, number.sure and grouped)
    return number


_BEYOND_ANY_COUNT = 10**15  # as many digits as a number in digits may have


def _read_chinese(text: str) -> int | None:
    written, text = text, re.sub(rf"(?:{_UNITS})$", "", text) if len(text) > 1 else text
    if not text or any(c not in _CHINESE_DIGITS and c not in _CHINESE_POWERS for c in text):
        return None
    if set(text) <= {"一", "〇", "○"} or (text[0] in _CHINESE_POWERS and text[0] not in "十拾") or written == "两":
        return None  # dashes and circles, or a word
    if not any(c in _CHINESE_POWERS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text)) if len(text) <= 9 else None
    total = section = digit = 0
    for char in text:
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _CHINESE_POWERS[char], 0
    value = total + section + digit
    return value if value < _BEYOND_ANY_COUNT else None
