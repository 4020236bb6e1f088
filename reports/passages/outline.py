"""The section's outline: which stretch of it stands under which heading, in which list, as which point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.passages.announcing import Under, label_lengths, label_under, lead_in_under
from reports.passages.numbering import Number, find_numbers

_GLUED = re.compile(
    "我[局镇乡街县区市省委办厅院校中队部单处站所国系]|本[局单机镇乡街部委办年]|20[0-9]{2}年|虽|一年来|针对|尽管|通过|根据|对照|在|目前|"
    "主要|经|从|随着|下一步|今后|一是|过去|回顾|截至|由于|首先|第一|为|按照|[0-9]"
)
_HEADING_STYLES = frozenset(
    {"(一)", "(1)", "1)", "一、", "1.", "1", "1.1", "①", "-", "·", "●", "■", "◆", "*", "+", "——"}
)
_LABEL_END = re.compile("(?:问题|不足|情况|措施|打算|举措|计划|安排|方向|思路|对策|短板|困难)$")
_OUTER_STYLES = frozenset({"(一)", "一、"})
_USUAL_LABEL = re.compile(
    "(?:20[0-9]{2}年度?)?(?:当前|目前)?(?:存在的?)?(?:主要)?(?:问题|不足)|下一步(?:工作)?(?:打算|安排|措施|计划)|"
    "(?:20[0-9]{2}年度?)?(?:存在)?(?:问题)?的?(?:下一步)?(?:的|主要)*(?:改进|整改)的?(?:措施|情况|举措|方向|打算)"
)
_GOES_ON = re.compile("[的及和与、,。:;整改落执不未没缺仍还较是有为得方中]")
_LONGEST = 48
_LONGEST_LEAD_IN = 300
_STARTS = re.compile(r"(?:^|(?<=[\n。;:!?]))(?=.)")


@dataclass(slots=True, eq=False)
class List:
    """A list of points; ``heading``: its points are subheadings."""

    style: str
    under: Under | None
    heading: bool = False
    last: int | None = None
    points: list[Point] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Point:
    """A point of a list. ``value`` is its number as printed; ``number`` its place where those were lost or repeated.

    ``parent``: other points stand inside of it. ``answered``: a label inside splits it;
    ``turns``: a sentence inside turns to what is done.
    """

    of: List
    value: int | None
    number: int = 0
    parent: bool = False
    answered: bool = False
    turns: bool = False
    paragraphs: int = 1

    @property
    def is_last(self) -> bool:
        return self.of.points[-1] is self


@dataclass(slots=True)
class Stretch:
    """A stretch of plain text: of a point (``answer``: behind a label like “整改情况：” inside of it), or of none.

    ``leads_in``: a point begins right behind it.
    """

    start: int
    end: int
    under: Under | None
    point: Point | None = None
    answer: bool = False
    leads_in: bool = False


@dataclass(frozen=True, slots=True)
class _Event:
    """A heading or label (``heading``), with its number where it has one, or the number that a point begins with."""

    start: int
    end: int
    number: Number | None
    heading: bool


def outline(text: str) -> list[Stretch]:
    """The stretches of a section's plain text, in order; headings and labels are left out."""
    return _Builder(text, _events(text)).stretches()


def _events(text: str) -> list[_Event]:
    numbers = find_numbers(text)
    starts = {number.start for number in numbers}
    events = []
    for number in numbers:
        end = _heading_end(text, number.end, starts, number)
        events.append(_Event(number.start, end or number.end, number, end is not None))
    taken = starts | {number.end for number in numbers}
    for match in _STARTS.finditer(text):
        if match.start() not in taken:
            end = _heading_end(text, match.start(), starts, None)
            if end is not None:
                events.append(_Event(match.start(), end, None, True))
    return sorted(events, key=lambda event: event.start)


def _heading_end(text: str, start: int, numbers: set[int], number: Number | None) -> int | None:
    """Where a heading or label that begins at ``start`` ends, with the mark behind it; None where none begins."""
    if number is not None and number.style not in _HEADING_STYLES:
        return None
    at_line_start = start == 0 or text[start - 1] == "\n" or number is not None
    ends = [start + length for length in label_lengths(text[start : start + _LONGEST])]
    for end in reversed(ends):
        behind = text[end : end + 1]
        if end in numbers and at_line_start:
            return end
        if behind in ("", ":", "\n") or (at_line_start and behind in "。.;"):
            return end + 1 if behind else end
    return _glued_end(text, start, ends, number.style) if number is not None else None


def _glued_end(text: str, start: int, ends: Sequence[int], style: str) -> int | None:
    """Where a numbered label ends that lost its line break, so that the text goes on right behind it."""
    for end in reversed(ends):
        if _LABEL_END.search(text, start, end) and _GLUED.match(text, end):
            return end
    if style in _OUTER_STYLES:
        return next((e for e in ends if _USUAL_LABEL.fullmatch(text, start, e) and not _GOES_ON.match(text, e)), None)
    return None


def _number(points: Sequence[Point]) -> None:
    """Give the points of a list their numbers: those printed, or their places where a number is lost or comes twice."""
    values = [point.value for point in points]
    rising = None not in values and all((a or 0) < (b or 0) for a, b in pairwise(values))
    for place, point in enumerate(points, start=1):
        point.number = point.value if rising and point.value is not None else place


class _Builder:
    """Goes through the events once, with the open lists, the outermost first."""

    def __init__(self, text: str, events: list[_Event]) -> None:
        self.text = text
        self.events = events
        self.open: list[List] = []
        self.under: Under | None = None
        self.lists: list[List] = []
        self.point: Point | None = None
        self.result: list[Stretch] = []

    def stretches(self) -> list[Stretch]:
        self.result.append(Stretch(0, len(self.text), None))
        for k, event in enumerate(self.events):
            self.result[-1].end = event.start
            if not event.heading:
                self._begin_point(event)
            elif event.number is not None:
                self._begin_numbered(event, event.number)
            else:
                self._begin_label(k, event)
        self.result[-1].end = len(self.text)
        for held in self.lists:
            _number(held.points)
        return [stretch for stretch in self.result if self.text[stretch.start : stretch.end].strip("\n。;,:!?.")]

    def _begin_numbered(self, event: _Event, number: Number) -> None:
        """A subheading with a number: what was open inside of its list is closed."""
        held = next((k for k, other in enumerate(self.open) if other.heading and other.style == number.style), None)
        if held is None:
            held = next((k for k, other in enumerate(self.open) if other.style == number.style), None)
        if held is not None:
            del self.open[held:]
        elif number.value == 1 and self.open and not self.open[-1].heading:
            self.open.clear()
        self.under = label_under(self.text[number.end : event.end])
        self.open.append(List(number.style, self.under, heading=True, last=number.value))
        self.point = None
        self.result.append(Stretch(event.end, event.end, self.under))

    def _begin_label(self, k: int, event: _Event) -> None:
        under = label_under(self.text[event.start : event.end])
        before = self.events[k - 1] if k else None
        if before and before.heading and before.number is None and before.end == event.start and under != self.under:
            under = None  # the head of a table with a column for each
        if self.point is not None and self._list_goes_on(k):
            self.point.answered = True
            self.result.append(Stretch(event.end, event.end, under, self.point, answer=True))
            return
        self.open = [other for other in self.open if other.heading]
        self.under = under
        self.point = None
        self.result.append(Stretch(event.end, event.end, under))

    def _list_goes_on(self, k: int) -> bool:
        """Whether the label belongs to its point alone, because the list goes on behind it (or always did)."""
        following = self.events[k + 1].number if k + 1 < len(self.events) else None
        if (
            following
            and not self.text[self.events[k].end : following.start].strip()
            and following.value in (None, 1)
            and following.style in {held.style for held in self.open}
        ):
            return False
        for event in self.events[k + 1 :]:
            if event.number is None or event.heading:
                continue
            held = next((h for h in reversed(self.open) if h.style == event.number.style and not h.heading), None)
            if held is not None:
                if event.number.value is None or event.number.value == (held.last or 0) + 1:
                    return True
                break
        held_points = self.open[-1].points if self.open else []
        return any(point.answered for point in held_points)

    def _begin_point(self, event: _Event) -> None:
        number = event.number
        assert number is not None
        announced = self._announced()
        self.result[-1].leads_in = True
        held = self._held(number, announced)
        if held is None:
            held = self._new_list(number, announced)
        point = Point(held, number.value)
        held.points.append(point)
        held.last = number.value if number.value is not None else held.last
        self.point = point
        start = event.start if number.spoken else event.end
        self.result.append(Stretch(start, start, held.under, point))

    def _held(self, number: Number, announced: Under | None) -> List | None:
        """The open list that the number carries on; lists inside of it are closed."""
        for k in range(len(self.open) - 1, -1, -1):
            held = self.open[k]
            if held.style != number.style:
                continue
            if held.heading:
                if number.value is None or number.value != (held.last or 0) + 1:
                    return None
                del self.open[k + 1 :]
                held.under = None
                if held not in self.lists:
                    self.lists.append(held)
                return held
            restarted = number.value == 1 and (held.last or 0) > 1
            turned = announced is not None and announced != held.under and (number.value is None or number.value == 1)
            if restarted or turned:
                del self.open[k:]
                return None
            del self.open[k + 1 :]
            return held
        return None

    def _new_list(self, number: Number, announced: Under | None) -> List:
        """A list, inside of the point before it unless a lead-in or a heading parts them."""
        inner = bool(self.open) and not self.open[-1].heading and self.open[-1].style not in _OUTER_STYLES
        if number.style in _OUTER_STYLES and inner:
            # The styles of outer lists do not stand inside of others: this one follows, and may say anything.
            self.open = [held for held in self.open if held.heading]
            self.point = None
            under = announced
        else:
            under = announced or (self.open[-1].under if self.open else self.under)
        turned = announced is not None and announced != self.result[-1].under
        labelled = number.style.endswith("#")
        if self.point is not None and not turned and not labelled and any(self.point in o.points for o in self.open):
            self.point.parent = True
        if labelled:
            under = "problem" if number.style[0] == "问" else "measure"
        held = List(number.style, under)
        self.open.append(held)
        self.lists.append(held)
        return held

    def _announced(self) -> Under | None:
        """What the last sentence before the number announces, where it leads in to a list."""
        before = self.result[-1]
        words = self.text[before.start : before.end].rstrip("\n")
        sentence = re.split("[。!?\n]", words[-_LONGEST_LEAD_IN:].rstrip("。"))[-1]
        if before.point is not None and not words.endswith((":", ",")):
            return None
        return lead_in_under(sentence)
