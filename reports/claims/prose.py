"""The narrative made ready for reading: paragraphs of joined lines, sentences without blanks, and their topics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.document import Span
from reports.language import SENTENCE_ENDS

_ENDS = "".join(SENTENCE_ENDS)
# A full stop of half width ends a sentence where no digit or letter follows; nothing is read in one piece for ever.
_SENTENCE = re.compile(rf"(?:[^{_ENDS}.．]|[.．](?![^\dA-Za-z])|(?<![\u4e00-\u9fff)）%])[.．]){{1,2000}}[{_ENDS}.．]*")
# What may stand between two lines of one paragraph: white space and a page's number.
# A page number, or nothing. The space is possessive: a thousand empty lines would else be tried in every division.
_BETWEEN = re.compile(r"\s*+(?:(?:[-—–－·•]\s*+)?(?:第\s*+)?\d{1,3}\s*+(?:页\s*+)?(?:[-—–－·•]\s*+)?)?")
_PAGE = re.compile(r"[-—–－·•]\s*\d{1,3}\s*[-—–－·•]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?")
_NUMBERED = re.compile(
    r"\s*[#*\-\s]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十\d]{1,2}[、.．](?!\d)|[①-⑩])"
)
_RUN_IN = re.compile(
    r"\s*[#*\-\s]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*|[一二三四五六七八九十]是)?"
    r"(?P<name>[^。.．:：,，；;\n\d]{2,24})(?:[。.．:：】]|\n|$|\s{2,})"
)
_BARE_NUMBER = re.compile(r"[\d０-９]+\s*(?:$|[件条份宗起项])")
# How short lines end that stand by themselves: headings and names.
_NAME_LIKE = re.compile(
    r"(?:情况|公开|管理|建设|保障|报告|事项|工作|措施|问题|解读|机制|监督|渠道|年报|[府局处会委厅院办日】])$"
)
_COMPLETE = re.compile(
    rf"{_NAME_LIKE.pattern}|(?:诉讼|复议|申请|方面|内容|处理|部分|概况|综述|开展|年度|无|[件条份次项个元])$"
)
_SHORT_LINE = 15
_LONGEST_HEADING = 45
# Digits that stand apart one by one ("2 0 7件"), and those of a year.
_APART = re.compile(r"(?<!\d)\d(?:[ \t\u3000\xa0]\d)+(?!\d)|(?<!\d)2\s*0\s*[123]\s*\d(?=\s*年)")
_YEAR_MISREAD = re.compile(r"(?<![\dA-Za-z])2[0oOQ][\dlI][\dlIoOQ](?=年)")
_AS_DIGITS = str.maketrans("oOQlI", "00011")
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad“”\"'‘’*]|\[bookmark:[^\]\n]*\]")
_TOPICS = (
    ("reviews", re.compile(r"复议|诉讼")),
    ("problems", re.compile(r"存在的?(?:主要)?(?:问题|不足|困难)|问题[及和与]|改进(?:情况|措施)|下一步|工作打算")),
    (
        "other",
        re.compile(r"其他(?:需要|[^,，。]{0,6}事项)|监督保障|平台建设|信息管理|组织领导|政策解读|回应关切"),
    ),
    ("requests", re.compile(r"依申请|公开申请|申请公开|收到和处理|申请办理|申请情况|信息公开的?申请")),
    ("proactive", re.compile(r"主动公开|规范性文件")),
)
_WORTH_READING = re.compile(
    r"申请|复议|诉讼|规章|规范性|许可|处罚|强制|收费|采购|结转|办结|答复|公开|受理|收到|办理|维持|纠正|处理|自然人|提供|信息|补正|秘密|权益"
)
_SAYS_HOW_MANY = re.compile(
    r"[\d零无未没〇０-９]|[一二两三四五六七八九十百千万][余多]?[件条份宗起例次个项部]|不存在|不涉及"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without blanks and quotation marks. ``offsets`` are where its characters stand in the source.

    ``torn``: what stands before it in the source seems to be its beginning.
    """

    text: str
    offsets: tuple[int, ...]
    topic: str | None
    paragraph: int
    torn: bool = False

    def span(self, start: int, end: int) -> Span:
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def sentences(text: str, narrative: Sequence[Span]) -> Iterator[Sentence]:
    """The sentences that may state a count, in order, with the topic that the headings above them give."""
    topic: str | None = None
    at = 0
    last = ""
    for number, pieces in enumerate(_paragraphs(text, narrative)):
        start, end = pieces[0].start, pieces[-1].end
        topic = _heading_topic(text[at:start]) or topic
        run_in = _RUN_IN.match(text, start, end)
        if run_in:
            topic = _topic_of(run_in["name"]) or topic
        torn = start - at < 4 and last != "" and not _closes(last)
        at = end
        last = text[pieces[-1].start : end]
        yield from _sentences(text, pieces, topic, number, torn=torn)


def _paragraphs(text: str, narrative: Sequence[Span]) -> Iterator[list[Span]]:
    """Stretches joined where the source breaks a line in the middle of a paragraph."""
    pieces: list[Span] = []
    for span in narrative:
        for line in _lines(text, span):
            if pieces and not _continues(text, pieces[-1], line):
                yield pieces
                pieces = []
            pieces.append(line)
    if pieces:
        yield pieces


def _lines(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        bare = line.strip()
        if bare and not _PAGE.fullmatch(bare):
            start = at + len(line) - len(line.lstrip())
            yield Span(start, start + len(bare))
        at += len(line)


def _continues(text: str, last: Span, line: Span) -> bool:
    before = text[last.start : last.end]
    if before[-1] in _ENDS + ".．" or not _BETWEEN.fullmatch(text, last.end, line.start):
        return False
    if before[-1].isdigit() and re.match(r"[\d０-９]*[\d０-９年]", text[line.start : line.end]):
        return True  # within a number
    if _is_heading(before) and _NAME_LIKE.search(before):
        return False
    if before[-1] in "：:；;，,、" or _BARE_NUMBER.match(text, line.start, line.end):
        return True
    if _NUMBERED.match(text, line.start, line.end) or _is_heading(before):
        return False
    return len(before) >= _SHORT_LINE or not (_NUMBERED.match(before) or _NAME_LIKE.search(before))


def _is_heading(line: str) -> bool:
    return (
        bool(_NUMBERED.match(line))
        and len(line) < _LONGEST_HEADING
        and not re.search(r"[,，;；。]|\d[件条份次项万]", line)
    )


def _closes(line: str) -> bool:
    """Whether a line seems to be complete: a sentence, an item of a list, a heading."""
    return line[-1] in _ENDS + ".．:：;；)）】" or (line[-1].isalnum() and bool(_COMPLETE.search(line)))


def _sentences(text: str, pieces: Sequence[Span], topic: str | None, number: int, *, torn: bool) -> Iterator[Sentence]:
    raw = "".join(text[piece.start : piece.end] for piece in pieces)
    if not _SAYS_HOW_MANY.search(raw):
        return
    offsets = [i for piece in pieces for i in range(piece.start, piece.end)]
    first = True
    for match in _SENTENCE.finditer(raw):
        bare = "".join(match[0].split())
        if _WORTH_READING.search(bare) and _SAYS_HOW_MANY.search(bare):
            folded, places = _folded(match[0], offsets[match.start() : match.end()])
            if folded:
                yield Sentence(folded, places, topic, number, torn and first)
        first = False


def _folded(raw: str, offsets: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Half-width, without blanks and quotation marks; a blank between two numbers stays visible as a bar."""
    characters: list[str] = []
    places: list[int] = []
    dropped = {i for match in _DROPPED.finditer(raw) for i in range(*match.span())}
    together = {i for match in _APART.finditer(raw) for i in range(*match.span())}
    for i, character in enumerate(raw):
        if i in dropped:
            if i not in together and characters and characters[-1].isdigit() and _starts_number(raw, i):
                characters.append("|")
                places.append(offsets[i])
            continue
        characters.append(chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else character)
        places.append(offsets[i])
    return _YEAR_MISREAD.sub(lambda year: year[0].translate(_AS_DIGITS), "".join(characters)), tuple(places)


def _starts_number(raw: str, at: int) -> bool:
    """Whether another number follows the blank at ``at``, and no group of three digits."""
    rest = raw[at:].lstrip()
    digits = re.match(r"\d+", rest)
    return digits is not None and len(digits[0]) != 3 and raw[at] not in "\u200b\u2060\ufeff"


def _heading_topic(between: str) -> str | None:
    """The topic of the last heading in what stands between two paragraphs."""
    for line in reversed(between.splitlines()):
        bare = "".join(line.split())
        if 2 < len(bare) <= 60 and _NUMBERED.match(bare) and (topic := _topic_of(bare)):
            return topic
    return None


def _topic_of(heading: str) -> str | None:
    bare = "".join(heading.split())
    return next((topic for topic, pattern in _TOPICS if pattern.search(bare)), None)
