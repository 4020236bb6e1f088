"""Subheadings: those that were tagged, cut to their words, and those that their numbers and words tell."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from reports.heading_extent import MARKS, has_words, unmarked
from reports.passages.announcing import label_lengths

_SPACES = " \t\u3000\xa0"
_NUMBER = re.compile(
    r"[*_●■◆ \t\u3000]*(?:[（(【\[]\s?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\s?[)）】\]]、?"
    r"|(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．)）]|[①-⑩]|[一二三四五六]是)[ \t\u3000]*"
)
_SENTENCE = re.compile(r"[。：:]")
_STARTS = re.compile(r"(?<=[。；])[ \u3000]*(?=[（(【\[\d一二三四五六①-⑩])")
_CLOSES = "。：:；"
# What the subheadings of sections 一 and 六 are about: the subjects that the form asks for (国办公开办函〔2019〕60号).
_SUBJECT = re.compile(
    r"(?=[^\d。：:，,；;\n]{0,18}(?:公开|申请|信息管理|平台|监督|保障|组织|队伍|培训|处理费|收费|要点|提案|建议|创新|亮点))"
    r"[^\d。：:，,；;、没无未了为\n]{2,18}(?=[。：:])"
)
_LONGEST = 48  # characters of a label
_FEW = 8  # characters behind a subheading that are looked at


def tagged(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A tagged subheading without marks around it and without text behind it; None where nothing is left."""
    start, end = unmarked(text, start, end)
    close = _SENTENCE.search(text, start + 3, end)
    if close and has_words(text[start : close.start()]):
        end = close.end()
    return (start, end) if has_words(text[start:end]) else None


def overlooked(text: str, kind: str, start: int, end: int, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Numbered subheadings in the section ``[start, end)`` that their words tell, before text in their line or alone.

    ``lines`` are the document's segments in order. In section 五 they name problems or measures and nothing else,
    in 一 and 六 they name one of the subjects that the form asks for.
    """
    if kind not in ("overview", "problems", "other"):
        return []
    found = []
    first = bisect_left(lines, (start, start))
    for low, high in lines[first : bisect_right(lines, (end, end))]:
        places = [low, *(match.end() for match in _STARTS.finditer(text, low, min(high, end)))]
        for place in places:
            stop = _stop(text, kind, place, min(high, end), at_start=place == low)
            if stop is not None:
                found.append((place + len(text[place:stop]) - len(text[place:stop].lstrip(MARKS + _SPACES)), stop))
    return found


def _stop(text: str, kind: str, place: int, limit: int, *, at_start: bool) -> int | None:
    """Where a subheading ends that begins at ``place``, its last mark included; None where none does."""
    number = _NUMBER.match(text, place, limit)
    if number is None:
        return None
    if kind == "problems":
        return _label_stop(text, number.end(), limit)
    match = _SUBJECT.match(text, number.end(), limit) if at_start else None
    return match.end() + 1 if match and text[match.end() + 1 : min(limit, match.end() + _FEW)].strip() else None


def _label_stop(text: str, start: int, limit: int) -> int | None:
    """The end of a label like 存在的问题 that a mark, a space or the line's end closes."""
    for length in reversed(label_lengths(text[start : min(limit, start + _LONGEST)])):
        end = start + length
        closing = text[end : min(limit, end + _FEW)]
        behind = closing.lstrip(MARKS)[:1]
        if behind and behind in _CLOSES:
            return end + closing.index(behind) + 1
        if not behind or behind in _SPACES:
            return end
    return None
