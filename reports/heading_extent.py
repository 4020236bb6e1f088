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
_WEAK = (
    "问题|改进|诉讼|公开|不足|安排|计划|方向|统计表|说明|其[他它]"  # they do before a space, a mark or the line's end
)
_ENDS = re.compile(f"(?:{_STRONG})|(?P<weak>{_WEAK})")
_JOINS = "情况|措施|改进|[、，,及和与的之或以表内]|暨|并|统计|说明|概述|概况|整改|问题|汇总|报告"
# 情况 is followed by 行政复议 only where the headings of a table stand right behind.
_AFTER_STRONG = re.compile(rf"[{_SPACES}]?(?:{_JOINS})")
_AFTER_WEAK = re.compile(rf"[{_SPACES}]?(?:申请|行政|诉讼|案件|工作|{_JOINS})")
_OVER_SPACES = re.compile("申请(?:情况|办理)|行政诉讼|诉讼|情况|措施|政府信息(?:情况|及|和|与)|需要|事项")
_BORDER = re.compile(
    rf"\Z|[\n。：:；;—.．{re.escape(_SPACES + MARKS)}]|[（(][一二三四五六七八九十\d]"
    r"|尽管|虽然|目前|当前|我|本|20\d\d|[一二三1-3][、.．是要]|第一"
)
_TABLE = r"第[二弟].条|申请人情况|信息(?:内容|类[别型])\s?本|[（(]本列"  # what a table begins with
_SENTENCE_END = re.compile(rf"[。；;：:\n]|(?={_TABLE})")
_REMARK = r"[（(](?![一二三四五六七八九十\d]{1,2}[）)])[^（）()\n]{1,12}[）)]"
_CLOSING = re.compile(rf"[ \u3000]?(?:{_REMARK})?[ \u3000]?(?:[。：:；;]|——)?")
_LONGEST = 45  # characters of a heading's words
_FURTHEST = 30  # characters that a heading is lengthened by
_BREAK = re.compile(rf"[{_SPACES}{re.escape(MARKS)}]*\n[{_SPACES}{re.escape(MARKS)}]*(?P<line>[^\n]+)")
_ENDED = re.compile(rf"(?:{_STRONG}|{_WEAK})[。：:；;]?\Z")
_CUT_WORDS = (
    *("总体", "情况", "主动", "公开", "政府", "信息", "收到", "处理", "申请", "行政", "复议", "诉讼", "存在", "主要"),
    *("问题", "不足", "改进", "整改", "措施", "下一步", "打算", "其他", "需要", "报告", "事项"),
)
_CLAUSE = re.compile(r"[，,。；;\d]")  # in no heading's words

_HAN_DIGITS = "一二三四五六七八九十"
_FORMAL_DIGITS, _ROMAN_DIGITS = "壹贰叁肆伍陆柒捌玖拾", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_STYLES = (
    ("一、", re.compile(r"([一二三四五六七八九十])\s?[、.．,，:：。)） \u3000]")),
    ("壹、", re.compile(rf"([{_FORMAL_DIGITS}])\s?[、.．,，:：。)） \u3000]")),
    ("Ⅰ、", re.compile(rf"([{_ROMAN_DIGITS}])\s?[、.．,，:：。)） \u3000]")),
    ("（一）", re.compile(r"[（(]\s?([一二三四五六七八九十])\s?[)）]")),
    ("1.", re.compile(r"0?([1-9])\s?[、.．,，]")),
    ("1 ", re.compile(r"0?([1-9])[ \u3000]+(?=[\u3400-\u9fff])")),
    ("（1）", re.compile(r"[（(]([1-9])[)）]")),
    ("第一部分", re.compile(r"第([一二三四五六七八九十1-9])(?:部分|章|节)")),
)
_FEWEST = 3  # headings with numbers alike from which on the others are told by theirs
_OVERVIEW = re.compile(
    rf"^[{_SPACES}{re.escape(MARKS)}]*(?P<words>(?:总体|基本)情况[：:。]?)[{_SPACES}{re.escape(MARKS)}]*$", re.MULTILINE
)
_PLACES = re.compile(r"(?:(?<=[。！；;\n \u3000])|^)(?=[（(第一二三四五六七八九十壹贰叁肆伍陆Ⅰ-Ⅸ0-9])")


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

    The end of the first words that name the section and that the text behind them does not carry on; spaces
    between their characters say nothing.
    """
    number = NUMBERING.match(text, start, limit)
    begin = number.end() if number else start
    stop = _SENTENCE_END.search(text, begin, limit)
    limit = min(limit, begin + _LONGEST, stop.end() if stop else limit)
    places = [place for place in range(begin, limit) if text[place] not in _SPACES]
    words = "".join(text[place] for place in places)
    for match in _ENDS.finditer(words):
        end = places[match.end() - 1] + 1
        if heading_kind(words[: match.end()]) != kind:
            continue
        goes_on = _AFTER_WEAK.match(text, end) or _OVER_SPACES.match(words, match.end())
        if match["weak"] and (goes_on or not _BORDER.match(text, end)):
            continue
        if not match["weak"] and _AFTER_STRONG.match(text, end):
            continue
        return end
    return None


def settle(text: str, start: int, end: int, limit: int, kind: str) -> tuple[int, int]:
    """A tagged heading's extent set right: without marks around it, cut off or lengthened to where its words end.

    ``limit`` is where its line ends, or the next heading begins.
    """
    start, end = unmarked(text, start, end)
    limit = max(limit, end)
    if start == end or "\n" in text[start:end]:
        return start, end
    words = words_end(text, start, limit, kind)
    if words is None:
        return start, _line_of_heading(text, start, end, limit) or end
    closed = _closed(text, words, limit)
    if words < end:
        return start, min(end, closed)
    between = text[end:words]
    unclosed = words > end and text[end - 1] not in "。：:；;" and len(between) <= _FURTHEST
    if unclosed and (is_number(text[start:end]) or not (set(between) & set(_SPACES) and _CLAUSE.search(between))):
        return start, closed
    return start, end


def _line_of_heading(text: str, start: int, end: int, limit: int) -> int | None:
    """Where a heading ends of which a line begins with the first words, and whose last ones are a heading's; or None.

    Its words are damaged, or its own: what they name does not matter.
    """
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip(MARKS + _SPACES)
    ended = text[limit : limit + 1] in ("", "\n", *_SPACES, *MARKS)
    rest = re.sub(rf"(?:{_REMARK})?[：:。]?\Z", "", text[end:limit].rstrip(MARKS + _SPACES))
    if not (alone and ended and 0 < len(rest) <= _FURTHEST and limit - start <= _LONGEST) or _CLAUSE.search(rest):
        return None
    return limit if re.search(rf"(?:{_STRONG})\Z", "".join(rest.split())) else None


def over_break(text: str, start: int, end: int, limit: int, kind: str) -> int:
    """Where a heading ends that goes on in the next line, else its own end; the next heading begins at ``limit``.

    That is so where only both lines together are words of section ``kind``, and the first is a number alone or ends
    within a word: 五、 above 存在的不足, 下一步打 above 算.
    """
    words = "".join(text[start:end].split())
    broken = _BREAK.match(text, end, limit)
    line = "" if broken is None else broken["line"].rstrip(MARKS + _SPACES)
    if broken is None or not (is_number(words) or _is_cut(words, line)):
        return end
    joined = NUMBERING.sub("", words, count=1) + "".join(line.split())
    fits = _ENDED.search(joined) and heading_kind(joined) == kind and len(joined) <= _LONGEST
    return broken.start("line") + len(line) if fits and not NUMBERING.match(line) and not _CLAUSE.search(line) else end


def _is_cut(before: str, after: str) -> bool:
    """Whether a line's end cuts a word of a heading in two, or stands behind a word that joins two of them."""
    cuts = ((word[:at], word[at:]) for word in _CUT_WORDS for at in range(1, len(word)))
    return before.endswith(("及", "和", "与", "、", "的")) or any(
        before.endswith(head) and after.startswith(tail) for head, tail in cuts
    )


def _closed(text: str, end: int, limit: int) -> int:
    """The end of a heading with the mark that closes it, and with a remark in brackets."""
    match = _CLOSING.match(text, end, limit)
    return end + len(match[0].rstrip(_SPACES)) if match else end


def style_of(heading: str) -> tuple[str, int] | None:
    """The style of a heading's number, and the number; None where it has none."""
    text = heading.lstrip(MARKS + _SPACES)
    for style, pattern in _STYLES:
        if match := pattern.match(text):
            return style, int(match[1]) if match[1].isdecimal() else _value_of(match[1])
    return None


def _value_of(digit: str) -> int:
    return next(digits.index(digit) for digits in (_HAN_DIGITS, _FORMAL_DIGITS, _ROMAN_DIGITS) if digit in digits) + 1


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
        return _without_number(text, found, end)
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
            if stop is not None and (_BORDER.match(text, stop) or _closed(text, stop, high) > stop):
                result.append((kind, match.start(), _closed(text, stop, high)))
                break
    return result


def _without_number(text: str, found: Sequence[tuple[str, int, int]], end: int) -> list[tuple[str, int, int]]:
    """An overview's heading that was not ``found``, where none has a number: a line of its words before all others."""
    if not found or any(kind == "overview" or style_of(text[start:stop]) for kind, start, stop in found):
        return []
    match = _OVERVIEW.search(text, 0, min(end, found[0][1]))
    return [("overview", match.start("words"), match.end("words"))] if match else []


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
