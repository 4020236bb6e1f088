"""How far a heading reaches in its line, and headings that a tagger overlooked, by their words and numbers.

Taggers lose the ends of a heading where the text goes on in the same line (六、其他需要报告的事项：无), or leave out
a heading whose fellows they found. The report's own numbering and the words of the official headings tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from reports.headings import NUMBERING, heading_kind
from reports.tags import SECTION_KINDS

MARKS = "*_|│｜#>~`"  # of strong text, boxes and quotes, where a reader left them
_SPACES = " \t\u3000\xa0"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf]")
_STRONG = "情况|事项|概述|概况|综述|措施|打算"  # they end a heading whatever follows
_WEAK = "问题|改进|诉讼|公开|不足|安排|计划|方向|统计表|说明"  # they do before a space, a mark or the line's end
_ENDS = re.compile(f"(?:{_STRONG})|(?P<weak>{_WEAK})")
_GOES_ON = re.compile(
    r"\s?(?:申请|行政|诉讼|情况|措施|改进|[、，,及和与的之或以表内]|暨|并|统计|说明|概述|概况|案件|整改|问题|汇总|报告|工作)"
)
_SENTENCE_END = re.compile(r"[。；;：:\n]")
_REMARK = r"[（(](?![一二三四五六七八九十\d]{1,2}[）)])[^（）()\n]{1,12}[）)]"
_CLOSING = re.compile(rf"[ \u3000]?(?:{_REMARK})?[ \u3000]?(?:[。：:；;]|——)?")
_LONGEST = 45  # characters of a heading's words
_FURTHEST = 30  # characters that a heading is lengthened by

_HAN_DIGITS = "一二三四五六七八九十"
_STYLES = (
    ("一、", re.compile(r"([一二三四五六七八九十])\s?[、.．,，:： \u3000]")),
    ("（一）", re.compile(r"[（(]\s?([一二三四五六七八九十])\s?[)）]")),
    ("1.", re.compile(r"([1-9])\s?[、.．,，]")),
    ("（1）", re.compile(r"[（(]([1-9])[)）]")),
    ("第一部分", re.compile(r"第([一二三四五六七八九十])(?:部分|章|节)")),
)
_FEWEST = 3  # headings with numbers alike from which on the others are told by theirs
_PLACES = re.compile(r"(?:(?<=[。！；;\n \u3000])|^)(?=[（(第一二三四五六七八九十1-9])")


def has_words(text: str) -> bool:
    """Whether a text has a Chinese character at all."""
    return _HAN.search(text) is not None


def unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without the marks and the white space around it."""
    start += len(text[start:end]) - len(text[start:end].lstrip(MARKS + _SPACES + "\n"))
    return start, start + len(text[start:end].rstrip(MARKS + _SPACES + "\n"))


def is_number(heading: str) -> bool:
    """Whether a heading is a number without words, as where its words were given another tag."""
    number = NUMBERING.match(heading)
    return number is not None and not has_words(heading[number.end() :])


def words_end(text: str, start: int, limit: int, kind: str) -> int | None:
    """Where the words of a heading of section ``kind`` end that begins at ``start``; None where they are none.

    The end of the first words that name the section and that the text behind them does not carry on.
    """
    number = NUMBERING.match(text, start, limit)
    begin = number.end() if number else start
    stop = _SENTENCE_END.search(text, begin, limit)
    limit = min(limit, begin + _LONGEST, stop.start() + 1 if stop else limit)
    for match in _ENDS.finditer(text, begin, limit):
        end = match.end()
        behind = text[end : end + 3]
        if heading_kind(text[begin:end]) != kind or _GOES_ON.match(behind):
            continue
        if match["weak"] and behind[:1] not in ("", "\n", "。", "：", ":", "；", "—", *_SPACES, *MARKS):
            continue
        return end
    return None


def settle(text: str, start: int, end: int, limit: int, kind: str) -> tuple[int, int]:
    """A tagged heading's extent set right: without marks around it, cut off or lengthened to where its words end.

    ``limit`` is where its line ends, or the next heading begins.
    """
    start, end = unmarked(text, start, end)
    words = words_end(text, start, max(limit, end), kind) if "\n" not in text[start:end] else None
    if words is None or start == end:
        return start, end
    closed = _closed(text, words, max(limit, end))
    if words < end:
        return start, min(end, closed)
    between = text[end:words]
    unclosed = words > end and text[end - 1] not in "。：:；;" and len(between) <= _FURTHEST
    if unclosed and (is_number(text[start:end]) or not set(between) & set(_SPACES)):
        return start, closed
    return start, end


def _closed(text: str, end: int, limit: int) -> int:
    """The end of a heading with the mark that closes it, and with a remark in brackets."""
    match = _CLOSING.match(text, end, limit)
    return end + len(match[0].rstrip(_SPACES)) if match else end


def style_of(heading: str) -> tuple[str, int] | None:
    """The style of a heading's number, and the number; None where it has none."""
    text = heading.lstrip(MARKS + _SPACES)
    for style, pattern in _STYLES:
        if match := pattern.match(text):
            return style, int(match[1]) if match[1].isdigit() else _HAN_DIGITS.index(match[1]) + 1
    return None


def common_style(headings: Iterable[tuple[str, str]]) -> str | None:
    """The style of numbers that most sections' headings (kind and text) have; None where too few are alike."""
    styles = {(kind, found[0]) for kind, text in headings if (found := style_of(text))}
    counts = Counter(style for _, style in styles).most_common(2)
    if not counts or counts[0][1] < _FEWEST or (len(counts) > 1 and counts[1][1] == counts[0][1]):
        return None
    return counts[0][0]


def overlooked(text: str, found: Sequence[tuple[str, int, int]], end: int) -> list[tuple[str, int, int]]:
    """Headings (kind, start, end) that were not ``found``: of a section between two others, in words and in number.

    Only where the headings found have numbers alike, in the official order; ``end`` is where the report ends.
    """
    style = common_style((kind, text[start:stop]) for kind, start, stop in found)
    order = [SECTION_KINDS.index(kind) for kind, _, _ in found]
    if style is None or order != sorted(order):
        return []
    result = []
    for place, kind in enumerate(SECTION_KINDS):
        if place in order:
            continue
        before = [one for one, at in zip(found, order, strict=True) if at < place]
        after = [one for one, at in zip(found, order, strict=True) if at > place]
        low, high = before[-1][2] if before else 0, after[0][1] if after else end
        numbers = _numbers_between(text, style, before, after)
        places = list(_PLACES.finditer(text, low, high)) if numbers else []
        for match in places if before else reversed(places):
            shown = style_of(text[match.start() : match.start() + 8])
            stop = words_end(text, match.start(), high, kind) if shown in {(style, n) for n in numbers} else None
            if stop is not None and text[stop : stop + 1] in ("", "\n", "。", "：", ":", *_SPACES, *MARKS):
                result.append((kind, match.start(), _closed(text, stop, high)))
                break
    return result


def _numbers_between(
    text: str, style: str, before: Sequence[tuple[str, int, int]], after: Sequence[tuple[str, int, int]]
) -> set[int]:
    """The numbers that a heading between two others may have: one more than the one, one less than the other."""
    numbers = set()
    for neighbours, step in ((before[-1:], 1), (after[:1], -1)):
        for _, start, stop in neighbours:
            shown = style_of(text[start:stop])
            if shown is not None and shown[0] == style:
                numbers.add(shown[1] + step)
    return numbers
