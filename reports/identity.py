"""Who reports on which year: the report's title, its organ and its year.

The title is found by what it is written like (the report's name as the 条例 has it, an organ, a year) among
the lines before the first section, helped by the tagger's TITLE stretches. A report without a title line has
no title: none is made up out of prose. Organ and year come from the title where it names them, else from the
other places that do, and then a notice says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.document import Document, Notice, Segment, Span
from reports.identity_data import (
    BEFORE_TITLE,
    CONTINUES_SENTENCE,
    END_OF_MENU,
    FIRST_PLACE,
    FOLLOWED_BY_ANOTHER,
    FORBIDDEN_IN_HEAD,
    KIND,
    LABELS_OF_TITLE,
    PROSE_START,
    SITE_LINE,
    TITLE_END,
    TRAILING_BRACKET,
    TRAILING_YEAR,
)
from reports.identity_organ import (
    damaged_end,
    is_organ_line,
    labelled_organs,
    mended,
    organ_of_narrative,
    organ_of_title,
    written,
)
from reports.identity_text import BORDER, FAR, NO_GAP, SPACE, Folded, fold, fold_stretches, unwrapped
from reports.identity_year import find_year, period_year, year_of
from reports.tags import Tag, Tags

__all__ = ["Identity", "identify", "organ_of_title", "year_of"]

TOP = 4_000  # code points in which a title is looked for where no section heading is known
FURTHEST = 20_000  # and where one is known, should a page's navigation stand before it
PROSE_LIMIT = 200_000  # code points of narrative that are read for organ and year
LONGEST_HEAD = 60  # characters of organ and year before the report's name
MOST_BREAKS = 3  # a title is broken over four lines at most
ACCEPTED = 8.0  # the least score of a title


_ANOTHER = re.compile(f"{FOLLOWED_BY_ANOTHER}{TITLE_END.pattern}")
_PLACEHOLDER = re.compile(r"[\[【(（]?(?:图片|图像|image|logo|二维码)\d*[\]】)）]?|[-—–]\s*\d+\s*[-—–]")
_PAGE_BEFORE = re.compile(r"\A\s*[-—–]\s*\d{1,3}\s*[-—–]\s+")  # a page's number in front of what is one line
_BEFORE = 60  # characters before a title that are looked at
_MARKUP = "#*>_~`|│｜•★●■◆▪ \t\u3000\xa0"  # before a heading or around strong text, where the reader left them


@dataclass(frozen=True, slots=True)
class Identity:
    """Title (as it stands, its line breaks taken out) with its span, organ, year, and what is doubtful about them."""

    title: str | None
    title_span: Span | None
    organ: str | None
    year: int | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int  # into Folded.text
    end: int
    score: float


def identify(document: Document, tags: Tags, sections_start: int | None) -> Identity:
    """Title, organ and year of a report. ``sections_start`` is where its first section heading begins."""
    limit = min(len(document.text), TOP if sections_start is None else min(sections_start, FURTHEST))
    top = _top(document, limit)
    span = find_title(document, top, tags)
    title = _joined(document, span) if span else None
    lines = _folded_lines(document, span)
    prose = unwrapped([line for line, is_prose in lines if is_prose])
    if title is None and sections_start is None and not TITLE_END.search(prose):
        return Identity(None, None, None, None)
    notices: list[Notice] = []
    title = title or _title_beside(document)
    if title is None:
        notices.append(Notice("title_missing", "报告没有标题行"))
    organ = organ_of_title(title) if title else None
    organ = organ or _organ_elsewhere(document, span, lines, prose, limit, notices)
    found = find_year(title, prose)
    if found is None:
        notices.append(Notice("year_unknown", "无法确定报告年度"))
    elif found.source == "title":
        period = period_year(prose)
        if period is not None and period != found.year:
            message = f"标题写的是{found.year}年，统计期限写的是{period}年；以标题为准"
            notices.append(Notice("year_conflict", message))
    elif found.source != "period":
        basis = "发布日期" if found.source == "published" else "正文"
        notices.append(Notice("year_inferred", f"标题未给出年度，{found.year}年系根据{basis}推断"))
    return Identity(title, span, organ, found.year if found else None, tuple(notices))


def _title_beside(document: Document) -> str | None:
    """The title that the format keeps beside the text (a web page's head), where it names such a report."""
    title = "".join((document.title or "").split())
    return title if TITLE_END.search(mended(fold(title))) else None


# --- the title -------------------------------------------------------------------------------------------------
def find_title(document: Document, top: Folded, tags: Tags) -> Span | None:
    """The span of the title among the stretches folded into ``top``, or None."""
    tagged = _tagged(top, tags)
    prose_from = _prose_from(document, top)
    candidates = list(_candidates(top, prose_from)) or list(_damaged_candidates(top, prose_from))
    candidates += [_Candidate(start, end, 3.0) for start, end in tagged if _may_be_title(top.text[start:end])]
    best: _Candidate | None = None
    for candidate in candidates:
        share = max((_overlap(candidate, stretch) for stretch in tagged), default=0.0)
        scored = _Candidate(candidate.start, candidate.end, candidate.score + 6 * share)
        # of equals the later stands nearer to the report; those before it belong to the page around
        if best is None or scored.score >= best.score:
            best = scored
    if best is None or best.score < ACCEPTED:
        return None
    return Span(*top.span(best.start, best.end))


def _top(document: Document, limit: int) -> Folded:
    """What stands before ``limit``, folded, without marked stretches."""
    stretches: list[tuple[int, int, int]] = []
    empties = 0
    previous: Segment | None = None
    for segment in document.segments:
        if segment.start >= limit:
            break
        if segment.is_empty:
            empties += not segment.is_cell
            continue
        if _is_furniture(document, segment):
            continue
        far = empties > 3 or (previous is not None and segment.is_cell and previous.is_cell)
        start, end = _content(document, segment)
        stretches.append((start, min(end, limit), FAR if far else BORDER))
        empties, previous = 0, segment
    return fold_stretches(document.text, stretches)


def _content(document: Document, segment: Segment) -> Span:
    """A segment without the marks of a heading or of strong text at its ends."""
    text = document.text[segment.start : segment.end]
    end = segment.start + len(text.rstrip(_MARKUP))
    text = _PAGE_BEFORE.sub("", text, count=1)
    return Span(min(end, segment.end - len(text.lstrip(_MARKUP))), end)


def _is_furniture(document: Document, segment: Segment) -> bool:
    """Whether a segment is a page number, a running head, navigation or what stands for a picture."""
    if any(mark.start < segment.end and segment.start < mark.end for mark in document.marks):
        return True
    return segment.end - segment.start < 12 and bool(_PLACEHOLDER.fullmatch(document.text, segment.start, segment.end))


def _tagged(top: Folded, tags: Tags) -> list[tuple[int, int]]:
    """Runs of TITLE-tagged characters in ``top``; at most four lines make one title."""
    titled = [stretch for stretch in tags.stretches if stretch.tag is Tag.TITLE and stretch.end > stretch.start]
    runs: list[tuple[int, int]] = []
    for stretch in titled:
        start, end = bisect_left(top.at, stretch.start), bisect_left(top.at, stretch.end)
        if start == end:
            continue
        if runs and runs[-1][1] == start and top.gap[start] != FAR:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _prose_from(document: Document, top: Folded) -> int:
    """Where in ``top`` the first clause of running prose ends; its length where there is none."""
    borders = [i for i, gap in enumerate(top.gap) if gap >= BORDER]
    for start, end in pairwise(borders):
        line = top.text[start:end]
        clause = re.search("[。,]", line)
        if clause and len(line) >= 50 and ("。" in line or line.count(",") >= 2):
            return start + clause.start()
    return len(top.text)


def _candidates(top: Folded, prose_from: int) -> Iterator[_Candidate]:
    """Stretches written as a title is: an organ, a year, the report's name, at borders on both sides."""
    text = top.text
    for match in TITLE_END.finditer(mended(text)):
        for start in range(match.start(), max(-1, match.start() - LONGEST_HEAD), -1):
            if start < match.start() and text[start] in "。;!?":
                break
            if not _may_start(top, start):
                continue
            head = text[start : match.start()]
            if head.count("(") != head.count(")"):  # begins within a bracket: 【字体：大 中 小】
                continue
            if FORBIDDEN_IN_HEAD.search(head) or PROSE_START.match(head) or match.end() - start > 90:
                continue
            end = _title_end(top, match.end(), head)
            if end is None:
                continue
            breaks = sum(gap >= BORDER for gap in top.gap[start + 1 : end])
            if breaks <= MOST_BREAKS and FAR not in top.gap[start + 1 : end]:
                yield _Candidate(start, end, _score(top, start, match.start(), end, breaks, prose_from))


def _may_start(top: Folded, start: int) -> bool:
    """Whether a title may begin at this character: at a border that is not in the middle of a sentence."""
    before = top.text[max(0, start - 8) : start]
    if start == 0:
        return True
    farther = top.text[max(0, start - _BEFORE) : start]
    if before.endswith(LABELS_OF_TITLE) or END_OF_MENU.search(before) or BEFORE_TITLE.search(farther):
        return True
    if top.gap[start] == NO_GAP:
        return False
    if top.gap[start] == SPACE:
        return not re.search(r"[|/,、·]$|(?:是|为|将|的|和|与|及|由|对|据|照)$", before)
    line_start = start
    while line_start > 0 and top.gap[line_start - 1] < BORDER:
        line_start -= 1
    line = top.text[max(0, line_start - 1) : start]
    unfinished = len(line) >= 25 and not re.search(r"[。;!?:)”]$", line) and bool(re.search("[,。]", line))
    return not unfinished


def _title_end(top: Folded, end: int, head: str) -> int | None:
    """Where a title whose report word ends at ``end`` ends; None where it goes on as a sentence."""
    text = top.text
    another = _ANOTHER.match(text, end)
    if another:
        end = another.end()
    bracket = TRAILING_BRACKET.match(text, end)
    if bracket and (top.gap[end] != NO_GAP or not CONTINUES_SENTENCE.match(text, bracket.end())):
        end = bracket.end()
    elif year_of(head) is None:
        year = TRAILING_YEAR.match(text, end)
        if year and top.gap[year.end()] >= BORDER:
            end = year.end()
    if end < len(text) and text[end] in '》”"。' and top.gap[end] == NO_GAP and top.gap[end + 1] >= BORDER:
        return end + 1 if text[end] != "。" else end
    if top.gap[end] < BORDER and CONTINUES_SENTENCE.match(text, end):
        return None
    return end


def _score(top: Folded, start: int, topic: int, end: int, breaks: int, prose_from: int) -> float:
    """How much a stretch looks like the title of this report; see ACCEPTED."""
    text = top.text
    title = text[start:end]
    score = 10.0 - breaks
    organ = organ_of_title(title)
    has_year = year_of(title) is not None
    score += 3.0 * has_year
    of_known_kind = bool(organ and re.search(KIND + r"(?:（.*）)?$", organ))
    if organ and of_known_kind:
        score += 4.0
        if re.search(r"[省市县区州盟旗镇乡]|街道|国家|全国|中国", organ[:-1]):
            score += 1.5  # a name with its place: a line that begins "农村局2023年" has lost its beginning
    elif organ and has_year and all(gap < BORDER for gap in top.gap[start + 1 : topic]):
        score += 2.0
    if not of_known_kind and not has_year:
        # no more than the report's name: a menu's item, unless it stands right above the report
        followed = prose_from - end if prose_from > end else 0
        score -= 4.0 if title.endswith("年报") or followed > 60 else 1.0
    if top.gap[end] == NO_GAP and end < len(text):
        score -= 1.0
    if start > prose_from:
        score -= 8.0
    if breaks and _above_title(top, start, topic):
        score -= 5.0
    if start and text[start - 1] in ":>»›":  # a label's value, the last step of a page's path
        score -= 2.0
    return score


def _above_title(top: Folded, start: int, topic: int) -> bool:
    """Whether the first line of a title is a line above it: a web site's name, a menu's item, or another organ."""
    second = next((at for at in range(start + 1, topic + 1) if top.gap[at] >= BORDER), topic)
    first, rest = top.text[start:second], top.text[second:topic]
    place = FIRST_PLACE.match(first)
    return bool(SITE_LINE.search(first)) or (place is not None and rest.startswith(place[0]) and rest != place[0])


def _damaged_candidates(top: Folded, prose_from: int) -> Iterator[_Candidate]:
    """Lines that end nearly as the report's name does, for titles with wrong or lost characters."""
    borders = [i for i, gap in enumerate(top.gap) if gap >= BORDER]
    for first, start in enumerate(borders):
        for last in range(first + 1, min(first + 2 + MOST_BREAKS, len(borders))):
            end = borders[last]
            line = top.text[start:end]
            if start >= prose_from or not 8 <= len(line) <= 70 or FAR in top.gap[start + 1 : end]:
                break
            if re.search(r"[。;!?,>:]", line):
                break
            at = damaged_end(line)
            if at is not None and not FORBIDDEN_IN_HEAD.search(line[:at]) and not PROSE_START.match(line):
                named = bool(re.search(KIND, line[:at])) + (year_of(line[:at] + "年") is not None)
                yield _Candidate(start, end, 6.0 + 3 * named - (last - first - 1))


def _may_be_title(text: str) -> bool:
    """Whether a stretch the tagger calls the title can be one, be it written as no rule knows."""
    spoken = sum(char in text for char in "政府信息公开年度报告")
    return 6 <= len(text) <= 70 and spoken >= 5 and not re.search("[。;,]", text[:-1])


def _overlap(candidate: _Candidate, stretch: tuple[int, int]) -> float:
    """Characters that a candidate and a tagged stretch share, of those that either has."""
    shared = min(candidate.end, stretch[1]) - max(candidate.start, stretch[0])
    either = max(candidate.end, stretch[1]) - min(candidate.start, stretch[0])
    return max(0, shared) / either


def _joined(document: Document, span: Span) -> str:
    """The title's text: its lines one after the other, each as it stands."""
    parts: list[str] = []
    for segment in document.segments:
        if segment.end <= span.start or segment.start >= span.end or _is_furniture(document, segment):
            continue
        content = _content(document, segment)
        start, end = max(content.start, span.start), min(content.end, span.end)
        if start < end:
            parts += [line.strip() for line in document.text[start:end].splitlines()]
    return "".join(parts)


# --- the organ, where the title does not name it -------------------------------------------------------------
def _folded_lines(document: Document, title: Span | None) -> list[tuple[str, bool]]:
    """The document's non-empty segments, folded, each with whether it may be narrative; at most PROSE_LIMIT.

    A line that goes on behind the title is two.
    """
    lines: list[tuple[str, bool]] = []
    size = 0
    for segment in document.segments:
        if segment.is_empty:
            continue
        size += segment.end - segment.start
        end = min(segment.end, segment.start + PROSE_LIMIT)
        cut = title.end if title is not None and segment.start < title.end < end else end
        for line in (fold(document.text[segment.start : cut]), fold(document.text[cut:end])):
            if line:
                lines.append((line, not segment.is_cell or len(line) > 30))
        if size > PROSE_LIMIT:
            break
    return lines


def _organ_elsewhere(
    document: Document,
    span: Span | None,
    lines: list[tuple[str, bool]],
    prose: str,
    limit: int,
    notices: list[Notice],
) -> str | None:
    """The organ from the lines around the title, the signature, the page's information bar or the narrative."""
    if span is not None:
        for line in _lines_around(document, span, limit):
            name = is_organ_line(line)
            if name:
                return written(name)
    named: list[tuple[str, float]] = []
    texts = [line for line, _ in lines]
    named += labelled_organs(texts[:40])
    named += labelled_organs(texts[-12:]) if len(texts) > 40 else ()
    named += [(name, 10.0) for line, is_prose in lines[-6:] if is_prose and (name := is_organ_line(line))]
    organ = organ_of_narrative(prose, named)
    if organ is None:
        notices.append(Notice("organ_unknown", "无法确定编制报告的行政机关"))
    elif not any(written(name) == organ for name, _ in named):
        notices.append(Notice("organ_inferred", f"标题未给出行政机关，“{organ}”系根据正文推断"))
    return organ


def _lines_around(document: Document, span: Span, limit: int) -> Iterator[str]:
    """The lines next to the title, nearest first: two below it, two above it. Folded."""
    filled = [s for s in document.segments if not s.is_empty and s.start < limit]
    below = [s for s in filled if s.start >= span.end][:2]
    above = [s for s in filled if s.end <= span.start][-2:]
    for segment in (*below, *reversed(above)):
        if segment.end - segment.start < 80:
            yield fold(document.text[segment.start : segment.end])
