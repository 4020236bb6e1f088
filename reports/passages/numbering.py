"""The numbers that points begin with, in every style, found in the section's plain text.

Much looks like a number and is none: 第一时间, 统一是, 1.5万, 第二十条第（一）项. A number counts where a sentence or a
paragraph begins; elsewhere only as the next of a list that is already there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

HAN = "一二三四五六七八九十"
_NUMERAL = f"[{HAN}]{{1,3}}"
_RINGS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BLACK_RINGS = "❶❷❸❹❺❻❼❽❾❿"
_ORDER = {"首先": 1, "第一": 1, "其次": 2, "再次": 3, "再者": 3, "然后": 3, "最后": 4, "末尾": 4, "此外": 4, "另外": 4}
_COUNTED = "年月日号时分秒点件条次个家项名人期场份天周季度篇类小岁元万亿余多种级批届轮部本张台套处%℃—~-"

# Style → what a number of the style looks like; its group "n" is the numeral. The style is what the members of a
# list have in common; "?" in it stands for the character or word that the match has in group "s".
_STYLES: tuple[tuple[str, str], ...] = (
    (
        "?#",
        r"(?P<s>问题|不足|短板|措施|对策|举措|整改|改进)(?:措施|情况|之)?"
        rf"\(?(?P<n>{_NUMERAL}|\d{{1,2}})\)?(?::|(?:(?<=\n...)|(?<=\n....))[、.](?!\d))",
    ),
    ("(一)", rf"(?<![第条款])\((?P<n>{_NUMERAL})\)(?![项款目条号])[、.:,]?"),
    ("(1)", r"(?<![第条款])\((?P<n>\d{1,2})\)(?![项款目条号])[、.:]?"),
    ("1)", r"(?<![\d(A-Za-z])(?P<n>\d{1,2})\)[、.:]?"),
    ("①", rf"(?P<n>[{_RINGS}])[、.:]?"),
    ("❶", rf"(?P<n>[{_BLACK_RINGS}])[、.:]?"),
    ("第", rf"第(?P<n>{_NUMERAL})(?:点|个?方面|条)?(?=[,、:是])(?!、第)[,、:]?"),
    ("其", rf"其(?P<n>{_NUMERAL})(?![般些体直旦切个样种他])[,、:]?"),
    ("首先", r"(?P<n>首先|其次|再次|再者|然后|最后(?![一的])|末尾|此外|另外)(?:[,、:]|是)?"),
    ("?", rf"(?P<n>{_NUMERAL})(?P<s>[是要抓靠需则重严强促为足])(?!一[是要]?[一二,、。”])"),
    ("一、", rf"(?P<n>{_NUMERAL})[、.](?![{HAN}]+、|[{HAN}]是)"),
    ("1.1", r"(?<![\d.])(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})[、.]?(?=[\u3400-\u9fff])"),
    (
        "1.",
        r"(?<![\d.A-Za-z])(?P<n>\d{1,2})(?:[、.](?!\d)|[:,](?=[\u3400-\u9fff])|[、.](?=20\d\d年)|(?<=\n\d)[、.](?=\d{3}))",
    ),
    ("1", rf"(?<![^\n])(?P<n>\d{{1,2}})(?=[\u3400-\u9fff“《])(?![{_COUNTED}])"),
    ("——", r"(?:(?:(?<![^\n。;:])|(?<=问题)|(?<=情况)|(?<=措施))——|(?<![^\n])(?:—|--))(?!\d)"),
    ("?", r"(?<![^\n])(?P<s>[-·●■◆◇★☆➢➤▪▶√✓*+○□▲])(?=[^-\d\s]|\d{1,4}[\u3400-\u9fff])"),
)
_PATTERNS = tuple((style, re.compile(pattern)) for style, pattern in _STYLES)
# Without the groups' names, of which a pattern may hold each but once.
_AT_LINE_START = re.compile(
    "|".join(re.sub(r"\?P<\w>", "?:", pattern) for style, pattern in _STYLES if style not in ("首先", "1"))
    + r"|(?:首先|其次|再次|最后)[,是]"
)
_ALONE = frozenset({"(一)", "(1)", "1)", "①", "❶", "一、", "1.1", "1.", "是", "第", "——", "问题#", "措施#"})
_BULLETS = frozenset("-·●■◆◇★☆➢➤▪▶√✓*+○□▲")
_ANYWHERE = frozenset({"①", "❶", "问题#", "措施#"})
_SYNONYMS = {
    "足": "是",
    "不足#": "问题#",
    "短板#": "问题#",
    "对策#": "措施#",
    "举措#": "措施#",
    "整改#": "措施#",
    "改进#": "措施#",
}
_ENCLOSED = re.compile(r"“[^“”\n]{0,80}”|\"[^\"\n]{1,60}\"|《[^《》\n]{0,80}》|\([^()\n]{4,120}\)|【[^【】\n]{0,40}】")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the plain text: ``[start, end)``, its style and what it counts (None for a dash or a bullet).

    ``spoken`` is False for bullets and labels (“问题1：”), which are no part of the passage.
    """

    start: int
    end: int
    style: str
    value: int | None

    @property
    def spoken(self) -> bool:
        return self.style not in _BULLETS and not self.style.endswith("#")


def begins_with_number(line: str) -> str | None:
    """The style of the number that a line begins with (all styles but 一是 are given as "?"), else None."""
    match = _AT_LINE_START.match(line)
    if match is None:
        return None
    return "是" if re.match(f"{_NUMERAL}是", line) else "?"


def enclosed(text: str) -> list[tuple[int, int]]:
    """What stands inside quotes and brackets, the marks themselves left out; in order, never nested."""
    return [(match.start() + 1, match.end() - 1) for match in _ENCLOSED.finditer(text)]


def find_numbers(text: str) -> list[Number]:
    """The numbers of all lists in a plain text, in order; they never overlap."""
    inside = bytearray(len(text))
    for start, end in enclosed(text):
        inside[start:end] = b"\1" * (end - start)
    found: list[Number] = []
    taken = bytearray(len(text))
    for style, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if inside[start] or any(taken[start:end]):
                continue
            number = Number(start, end, _style_of(style, match), _value(match))
            found.append(number)
            taken[start:end] = b"\1" * (end - start)
    return _listed(text, sorted(found, key=lambda number: number.start))


def _style_of(style: str, match: re.Match[str]) -> str:
    if "?" in style:
        style = style.replace("?", match["s"])
    return _SYNONYMS.get(style, style)


def _value(match: re.Match[str]) -> int | None:
    numeral = match.groupdict().get("n")
    if numeral is None:
        return None
    if numeral in _ORDER:
        return _ORDER[numeral]
    for rings in (_RINGS, _BLACK_RINGS):
        if numeral in rings:
            return rings.index(numeral) + 1
    if numeral[0] in HAN:
        return _han(numeral)
    return int(numeral.rpartition(".")[2])


def _han(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return HAN.index(numeral[-1]) + 1
    return (HAN.index(tens[-1]) + 1 if tens else 1) * 10 + (HAN.index(ones) + 1 if ones else 0)


def _listed(text: str, numbers: Sequence[Number]) -> list[Number]:
    """Those of the numbers that count points: by where they stand, or by the list that they carry on."""
    kept: list[Number] = []
    for style in {number.style for number in numbers}:
        kept += _of_style(text, [number for number in numbers if number.style == style])
    starts = {number.start for number in kept}
    kept = [number for number in kept if number.style not in _BULLETS or number.end not in starts]
    return sorted(kept, key=lambda number: number.start)


def _of_style(text: str, numbers: Sequence[Number]) -> Iterable[Number]:
    style = numbers[0].style
    if style in _BULLETS or style == "——":
        return numbers
    if style == "首先":
        return _in_words(text, numbers)
    kept: list[Number] = []
    follows = {(a, b) for a, b in pairwise(numbers) if b.value == (a.value or 0) + 1}
    for k, number in enumerate(numbers):
        place = _place(text, number)
        carried_on = k + 1 < len(numbers) and (number, numbers[k + 1]) in follows
        carries_on = bool(kept) and number.value == (kept[-1].value or 0) + 1
        if (
            (place == "start" and (style in _ALONE or carried_on or carries_on))
            or style in _ANYWHERE
            or (place != "word" and (carries_on or (number.value == 1 and carried_on)))
            or (place == "word" and _may_be_glued(text, number) and (carries_on or (number.value == 1 and carried_on)))
        ):
            kept.append(number)
    return kept


def _in_words(text: str, numbers: Sequence[Number]) -> Iterable[Number]:
    """首先 … 其次 … 最后: a list has both a first and a second; what comes later needs one that is open."""
    kept: list[Number] = []
    for k, number in enumerate(numbers):
        word = text[number.start : number.start + 2]
        following = numbers[k + 1] if k + 1 < len(numbers) else None
        if word == "首先":
            if following and following.value != 1 and _place(text, number) != "word":
                kept.append(number)
        elif kept and _place(text, number) == "start" and "\n\n" not in text[kept[-1].start : number.start]:
            kept.append(number)
    return kept


def _place(text: str, number: Number) -> str:
    """Whether a number stands where a sentence begins, behind a comma or the like, or behind a word."""
    before = text[number.start - 1] if number.start else "\n"
    if before in "\n。;:!?":
        return "start"
    return "pause" if before in ',、)”》】>"' else "word"


def _may_be_glued(text: str, number: Number) -> bool:
    """Whether the word before a number may belong to another sentence, whose full stop was lost."""
    before = text[number.start - 1]
    if number.style in ("是", "要", "足"):
        return before not in f"{HAN}第之其统唯单万百逐专0123456789"
    return number.style not in ("第", "其") and not before.isdigit() and not (before.isascii() and before.isalpha())
