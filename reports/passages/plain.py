"""The section's prose without what the page did to it: one line a paragraph, one form of each punctuation mark.

Converters leave spaces inside sentences, break lines at the width of the page and put page numbers in between. All
rules of this package read the plain text; only the finished passages are carried back to the source's positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.document import Span
from reports.passages.announcing import label_length
from reports.passages.numbering import begins_with_number

ENDS = "。;:!?"
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]")
_DEBRIS = re.compile(r"\[bookmark:[^\]\n]*\]|\*\*|__|</?[a-zA-Z][^<>\n]{0,80}>")
_LINE_MARKS = re.compile(r"[ \t\u3000]*(?:#{1,6}|>)+[ \t\u3000]*")
_PAGE = re.compile(
    r"[-—–―_·.•~\s]*(?:第?\s*\d{1,3}\s*页?|第\s*\d+\s*页[,，/\s]*共\s*\d+\s*页|\d+\s*/\s*\d+)[-—–―_·.•~\s]*"
)
_LINE = re.compile(r"[^\n\r\v\f\u0085\u2028\u2029|]*")
_OPEN_END = re.compile(r"[,、(《“—与和及的对在将为]$")
_LABELLED = re.compile("[^,。;:]{0,32}:")
_NEW_THOUGHT = re.compile("下一?步|下一?阶段|今后|针对|20[0-9]{2}年,?[^,。]{0,8}将|[为对]此,|以上|上述")
_TOPIC = re.compile("(?:方面|情况|问题|不足|措施|成效|进展)$")
_SHORTEST_CELL = 6  # what stands before a tab and is shorter is a number or an indent
_FULL_LINE = 30  # a longer line that ends in the middle of a sentence was broken by the page, it is no subtitle

_FORMS = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF00, 0xFFF0)}
_FORMS |= {c: unicodedata.normalize("NFKC", chr(c)) for c in (*range(0x2474, 0x249C), *range(0x3220, 0x322A))}
_FORMS |= {ord(c): "—" for c in "–―─━"} | {
    ord("﹑"): "、",
    ord("︰"): ":",
    ord("﹔"): ";",
    ord("•"): "●",
    ord("｡"): "。",
}
_FORMS |= {ord("〔"): "(", ord("〕"): ")", ord("﹐"): ",", ord("「"): "“", ord("」"): "”"}


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` holds a paragraph a line; its character ``i`` stands at ``at[i]`` in the source."""

    text: str
    at: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """The stretch of the source that a stretch of the plain text, not empty, comes from."""
        return Span(self.at[start], self.at[end - 1] + 1)


@dataclass(slots=True)
class _Line:
    text: str
    at: list[int]
    blank_before: bool = False
    closed: bool = False  # a table's cell, that no sentence goes beyond
    opens: bool = False  # behind a tab: a cell or a paragraph of its own


def flatten(text: str, start: int, end: int, noise: Sequence[Span] = ()) -> Plain:
    """The plain text of ``[start, end)``, without the stretches in ``noise``."""
    silent = _silent(text, start, end, noise)
    lines = list(_lines(text, start, end, silent))
    letters: list[str] = []
    at: list[int] = []
    for number, line in enumerate(lines):
        if number and not _goes_on(lines[number - 1], line):
            letters.append("\n")
            at.append(line.at[0])
        letters.append(line.text)
        at += line.at
    return Plain(_full_stops("".join(letters)), tuple(at))


def _silent(text: str, start: int, end: int, noise: Sequence[Span]) -> set[int]:
    """Positions of characters that are no part of the prose."""
    silent = {i for span in noise for i in range(max(span.start, start), min(span.end, end))}
    for match in _DEBRIS.finditer(text, start, end):
        silent.update(range(*match.span()))
    return silent


def _lines(text: str, start: int, end: int, silent: set[int]) -> Iterator[_Line]:
    blank = False
    position = start
    while position < end:
        stop = _line_end(text, position, end)
        first = _LINE_MARKS.match(text, position, stop)
        kept = [i for i in range(first.end() if first else position, stop) if i not in silent]
        line = _fold(text, kept)
        if not line.text:
            blank = blank or not any(i in silent for i in range(position, stop))
        elif not _PAGE.fullmatch(line.text):
            line.blank_before, blank = blank, False
            beside = {text[max(position - 1, 0) : position], text[stop : stop + 1]}
            line.closed = not beside.isdisjoint("|\t")
            line.opens = text[position] == "\t"
            yield line
        position = stop + (2 if text[stop : stop + 2] == "\r\n" else 1)


def _line_end(text: str, start: int, end: int) -> int:
    """The end of the line, or of the table's cell that stands before a bar or a tab."""
    match = _LINE.match(text, start, end)
    assert match is not None  # the pattern also matches nothing
    stop = match.end()
    for tab in (i for i in range(start, stop) if text[i] == "\t"):
        if len(text[start:tab].strip()) > _SHORTEST_CELL and text[tab:stop].strip():
            return tab
    return stop


def _fold(text: str, kept: Sequence[int]) -> _Line:
    letters: list[str] = []
    at: list[int] = []
    for i in kept:
        char = text[i]
        if _DROPPED.match(char):
            continue
        form = _FORMS.get(ord(char), char)
        letters.append(form)
        at += [i] * len(form)
    if "".join(letters[:3]) in ("(-)", "(—)"):
        letters[1] = "一"  # as scans and web forms have it
    return _Line("".join(letters), at)


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether a line break stands in the middle of a sentence, and ends no paragraph."""
    if line.closed or following.opens or line.text[-1] in ENDS or begins_with_number(following.text):
        return False
    if _is_label(following.text) or (label_length(following.text) and _LABELLED.match(following.text)):
        return False
    if _OPEN_END.search(line.text) or following.text[0] in ",。;、)》”:!?":
        return True
    if _is_label(line.text) or _NEW_THOUGHT.match(following.text) or _TOPIC.search(line.text):
        return False
    style = begins_with_number(line.text)
    if len(line.text) > _FULL_LINE or style == "是":
        return True
    if following.blank_before or (style and _is_subtitle(line.text)):
        return False
    return len(following.text) > _FULL_LINE or following.text[-1] in ENDS or "," in line.text + following.text


def _is_subtitle(line: str) -> bool:
    """Whether a short line is no broken sentence: it has no commas, or they part slogans of the same length."""
    lengths = {len(part) for part in re.split("[,、]", line.lstrip("(①②③④⑤⑥⑦⑧⑨⑩一二三四五六七八九十0123456789.)、"))}
    return len(lengths) == 1


def _is_label(line: str) -> bool:
    return 0 < label_length(line) >= len(line.rstrip(":。"))


_POINT = re.compile(r"(?<=[\u3400-\u9fff)”》%])\.(?=[\u3400-\u9fff(“《\n①-⑳\d]|$)")
_NUMERAL = re.compile(r"(?:^|[\n。;:,])[第(]?[一二三四五六七八九十]{1,3}\)?$")


def _full_stops(text: str) -> str:
    """Points that end Chinese sentences as full stops; those behind a numeral are part of the numbering."""

    def form(match: re.Match[str]) -> str:
        return "." if _NUMERAL.search(text, max(0, match.start() - 6), match.start()) else "。"

    return _POINT.sub(form, text) if "." in text else text
