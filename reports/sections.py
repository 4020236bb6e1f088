"""Sections and subsections, from the headings that were tagged."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reports import subheadings
from reports.document import Document
from reports.heading_extent import MARKS, common_style, has_words, is_number, over_break, overlooked, settle, style_of
from reports.headings import NUMBERING, heading_kind
from reports.report import Section, Subsection, Warning
from reports.tags import SECTION_KINDS, Stretch, Tag, Tags

_LEADERS = " \t\n\u3000.…·0123456789-"  # what stands between the entries of a table of contents
_COMPLETE = re.compile(r"(?:情况|事项|措施|问题|打算|方向)[。．.：:]?$")
# A heading's number and the words that may stand before its name ("1.2025年政府信息公开" 总体情况).
_NUMBER = r"(?:[一二三四五六七八九十]{1,2}|\d)"
_LEAD = re.compile(rf"(?:[（(]{_NUMBER}[)）]|{_NUMBER}\s*[、.．,，]|0?[1-9][ \u3000])[^。；;，,：:\n]*")
_LONGEST_LEAD = 24
_CLAUSE = re.compile(r"[。；;，,：:\n]")  # in no heading's first words
_FEWEST_ENTRIES = 3  # headings in a row that make a table of contents
_SHORTEST = 4  # code points of the shortest heading
_LONGEST_ENTRY = 60  # code points between two entries of a table of contents, another entry among them
_OPENING = "（(《〈“‘[【 \t\u3000"  # what follows a heading where no border shows, and is none of it
_JOIN = 6  # code points between the parts of a heading that is broken over lines
_MOST_BREAKS = 2  # line ends between them, where each line of a text is followed by an empty one


@dataclass(frozen=True, slots=True)
class Found:
    """The sections of the first report in the text, and where a second one begins (or the text ends)."""

    sections: tuple[Section, ...]
    warnings: tuple[Warning, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: str
    start: int
    end: int
    probability: float


def find_sections(document: Document, tags: Tags) -> Found:
    """The official sections in reading order, each up to the next heading."""
    text = document.text
    headings = _settled(document, _from_line_start(document, tags, _joined(text, tags, heading=True)))
    headings = _without_contents(headings, text)
    headings, end, warnings = _first_report(headings, tags, text)
    chosen = _with_overlooked(text, _choose(headings, text), end)
    subs = _subheadings(document, tags, chosen, end)
    sections = []
    for k, heading in enumerate(chosen):
        stop = chosen[k + 1].start if k + 1 < len(chosen) else end
        inside = [s for s in subs if heading.end <= s.start < stop]
        sections.append(
            Section(
                number=SECTION_KINDS.index(heading.kind) + 1,
                kind=heading.kind,  # type: ignore[arg-type]
                heading=_words(text, heading),
                heading_span=(heading.start, heading.end),
                span=(heading.start, stop),
                subsections=_subsections(text, inside, stop),
            )
        )
    if sections:
        missing = [kind for kind in SECTION_KINDS if kind not in {section.kind for section in sections}]
        warnings += [Warning(code="section_missing", message=f"未找到章节标题：{_NAMES[k]}", where=k) for k in missing]
    return Found(tuple(sections), tuple(warnings), end)


_NAMES = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "reviews": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}


def _words(text: str, heading: _Heading) -> str:
    return re.sub(r"[*_|│｜#\s]*\n[*_|│｜#\s]*", "", text[heading.start : heading.end])


def _joined(text: str, tags: Tags, *, heading: bool) -> list[_Heading]:
    """The headings (or subheadings), the parts of one broken over lines joined."""
    result: list[_Heading] = []
    for stretch in tags.stretches:
        kind = _kind(stretch, heading)
        if kind is None or stretch.start == stretch.end:
            continue
        last = result[-1] if result else None
        if heading and last and last.kind == kind and _adjoins(text, last, stretch):
            result[-1] = _Heading(kind, last.start, stretch.end, min(last.probability, stretch.probability))
        else:
            result.append(_Heading(kind, stretch.start, stretch.end, stretch.probability))
    trimmed = [replace(one, end=one.start + len(text[one.start : one.end].rstrip(_OPENING))) for one in result]
    return [one for one in trimmed if one.start < one.end]


def _from_line_start(document: Document, tags: Tags, headings: list[_Heading]) -> list[_Heading]:
    """Headings of which only the last words were tagged, from the number or the words on that their line begins with.

    Or from where a subheading begins that runs right into them: it is their number and first words.
    """
    starts = [segment.start for segment in document.segments]
    attached = {stretch.end: stretch.start for stretch in tags.stretches if stretch.tag is Tag.SUBHEADING}
    result: list[_Heading] = []
    for heading in headings:
        number = bisect_right(starts, heading.start) - 1
        begins = [_unmarked_start(document.text, starts[number], heading.start)] if number >= 0 else []
        numbered = NUMBERING.match(document.text, heading.start, heading.end)
        for start in () if numbered else (*begins, attached.get(heading.start, heading.start)):
            if _leads(document.text, start, heading.start) or _is_end_of_words(document.text, start, heading):
                while result and start <= result[-1].start and is_number(_words(document.text, result[-1])):
                    result.pop()  # the number alone, perhaps tagged as another section's
                if not result or result[-1].end <= start:
                    heading = replace(heading, start=start)
                    break
        result.append(heading)
    return result


def _unmarked_start(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip(MARKS + " \u3000"))


def _leads(text: str, start: int, end: int) -> bool:
    """Whether a number stands in ``[start, end)`` that a heading may begin with, perhaps with words behind it."""
    return 0 < end - start <= _LONGEST_LEAD and _LEAD.fullmatch(text, start, end) is not None


def _is_end_of_words(text: str, start: int, heading: _Heading) -> bool:
    """Whether only with the words from ``start`` on a heading names its section: 其他需要报告的 事项."""
    lead, words = text[start : heading.start], text[heading.start : heading.end]
    if not 0 < len(lead) <= _LONGEST_LEAD or _CLAUSE.search(lead) or heading_kind(words) is not None:
        return False
    return heading_kind(lead + words) == heading.kind


def _settled(document: Document, headings: list[_Heading]) -> list[_Heading]:
    """Headings as far as their words reach in their lines; what has no words is none."""
    starts = [segment.start for segment in document.segments]
    result: list[_Heading] = []
    for k, heading in enumerate(headings):
        number = bisect_right(starts, heading.start) - 1
        limit = document.segments[number].end if number >= 0 else heading.end
        if k + 1 < len(headings):
            limit = min(limit, headings[k + 1].start)
        start, end = settle(document.text, heading.start, heading.end, limit, heading.kind)
        following = headings[k + 1].start if k + 1 < len(headings) else len(document.text)
        end = over_break(document.text, start, end, following, heading.kind)
        if has_words(document.text[start:end]):
            result.append(replace(heading, start=start, end=end))
    return result


def _with_overlooked(text: str, chosen: list[_Heading], end: int) -> list[_Heading]:
    """The headings with those that no tag shows, but their numbers and words."""
    named = [one for one in chosen if heading_kind(text[one.start : one.end]) is not None]
    found = overlooked(text, [(one.kind, one.start, one.end) for one in named], end)
    added = [_Heading(kind, start, stop, 0.0) for kind, start, stop in found]
    added = [new for new in added if not any(one.start < new.end and new.start < one.end for one in chosen)]
    # Of two headings of a section the one stays whose words name it: 五、联系方式 is an organ's own.
    kinds = {new.kind for new in added}
    return sorted([*(one for one in chosen if one.kind not in kinds), *added], key=lambda heading: heading.start)


def _subheadings(document: Document, tags: Tags, chosen: Sequence[_Heading], end: int) -> list[_Heading]:
    """The subheadings in text order, tagged ones and those that their words tell; none overlaps another."""
    text = document.text
    spans = [subheadings.tagged(text, one.start, one.end) for one in _joined(text, tags, heading=False)]
    held = [span for span in spans if span is not None and span[1] <= end]
    held = [span for span in held if not any(one.start < span[1] and span[0] < one.end for one in chosen)]
    lines = [(segment.start, segment.end) for segment in document.segments if not segment.is_empty]
    taken = sorted([*held, *((heading.start, heading.end) for heading in chosen)])
    for k, heading in enumerate(chosen):
        stop = chosen[k + 1].start if k + 1 < len(chosen) else end
        for span in subheadings.overlooked(text, heading.kind, heading.end, stop, lines):
            at = bisect_right(taken, span)
            if (not at or taken[at - 1][1] <= span[0]) and (at == len(taken) or span[1] <= taken[at][0]):
                held.append(span)
    return [_Heading("", start, stop, 1.0) for start, stop in sorted(held)]


def _kind(stretch: Stretch, heading: bool) -> str | None:
    if heading:
        return stretch.tag.heading_kind
    return "" if stretch.tag is Tag.SUBHEADING else None


def _adjoins(text: str, last: _Heading, stretch: Stretch) -> bool:
    if _COMPLETE.search(text[last.start : last.end]):
        return False
    between = text[last.end : stretch.start]
    if between.strip(MARKS + " \t\u3000\n、") or len(between.strip(" \u3000")) > _JOIN:
        return False
    return "\n\n" not in between or _is_half(text, last, stretch, between)


def _is_half(text: str, last: _Heading, stretch: Stretch, between: str) -> bool:
    """Whether of two parts with an empty line between them the first has a number and names no section by itself."""
    words, rest = text[last.start : last.end], text[stretch.start : stretch.end]
    whole = (words + rest).endswith(_NAMES[last.kind]) and not rest.endswith(_NAMES[last.kind])
    half = NUMBERING.match(words) is not None and (whole or heading_kind(words) is None)
    return half and between.count("\n") <= _MOST_BREAKS and not NUMBERING.match(text, stretch.start, stretch.end)


def _without_contents(headings: list[_Heading], text: str) -> list[_Heading]:
    """Without a table of contents: headings that follow each other with nothing in between, given again later."""
    runs: list[list[_Heading]] = []
    for heading in headings:
        if runs and _is_leader(text[runs[-1][-1].end : heading.start]):
            runs[-1].append(heading)
        else:
            runs.append([heading])
    result: list[_Heading] = []
    for number, run in enumerate(runs):
        after = [heading for other in runs[number + 1 :] for heading in other]
        for k, heading in enumerate(run):
            following = (*run[k + 1 :], *after) if len(run) >= _FEWEST_ENTRIES else after
            again = any(other.kind == heading.kind for other in following)
            # The last entry has text below it: only a whole list of entries makes it one.
            if not (again and (k + 1 < len(run) or len(run) >= _FEWEST_ENTRIES)):
                result.append(heading)
    return result


def _first_report(headings: list[_Heading], tags: Tags, text: str) -> tuple[list[_Heading], int, list[Warning]]:
    """Cut off a second report: one whose first sections come again after the last ones."""
    seen: set[str] = set()
    for k, heading in enumerate(headings):
        again = heading.kind in ("overview", "proactive") and heading.kind in seen
        if again and seen & {"problems", "other"} and len(headings) - k >= 2:
            if _is_listed(headings[:k], text):
                return _first_report(headings[k:], tags, text)  # what came before is a table of contents
            end = heading.start
            previous = headings[k - 1].end
            titles = [s.start for s in tags.stretches if s.tag is Tag.TITLE and previous < s.start < end]
            end = min(titles, default=end)
            warning = Warning(code="second_report", message="文件中不止一份报告，只读取了第一份", where=None)
            return headings[:k], end, [warning]
        seen.add(heading.kind)
    return headings, len(text), []


def _is_listed(headings: Sequence[_Heading], text: str) -> bool:
    """Whether headings follow each other without a sentence between them, as in a table of contents."""
    between = [text[one.end : other.start] for one, other in pairwise(headings)]
    return bool(between) and all(map(_is_leader, between))


def _is_leader(between: str) -> bool:
    """Whether a text is what stands between two entries of a table of contents: dots, pages, an entry not found."""
    words = between.strip(_LEADERS)
    return len(words) <= _LONGEST_ENTRY and "。" not in words


def _choose(headings: Sequence[_Heading], text: str) -> list[_Heading]:
    """One heading of each kind: one numbered like the other sections' before one that is not, then one whose words
    name its section, and the first, unless a later one is much surer or the first is a crumb of some line."""
    style = common_style((heading.kind, text[heading.start : heading.end]) for heading in headings)
    best: dict[str, tuple[tuple[bool, bool], _Heading]] = {}
    for heading in headings:
        words = text[heading.start : heading.end]
        shown = style_of(words)
        rank = (style is not None and shown is not None and shown[0] == style, heading_kind(words) == heading.kind)
        if heading.kind not in best:
            best[heading.kind] = (rank, heading)
            continue
        held_rank, held = best[heading.kind]
        crumb = held.end - held.start < _SHORTEST <= heading.end - heading.start
        better = crumb or heading.probability > held.probability + 0.3
        if rank > held_rank or (rank == held_rank and better):
            best[heading.kind] = (rank, heading)
    return sorted((heading for _, heading in best.values()), key=lambda heading: heading.start)


def _subsections(text: str, inside: Sequence[_Heading], stop: int) -> tuple[Subsection, ...]:
    return tuple(
        Subsection(
            heading=_words(text, sub),
            heading_span=(sub.start, sub.end),
            span=(sub.start, inside[k + 1].start if k + 1 < len(inside) else stop),
        )
        for k, sub in enumerate(inside)
    )
