"""The tag scheme: what a stretch of a report's text is.

A tag says what a stretch *is*, never which row or column of the form it belongs to: that is the
assembler's work, so a new edition of the form needs no new tags and no new model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reports.calibration import Calibration

SECTION_KINDS = ("overview", "proactive", "requests", "reviews", "problems", "other")


class Tag(StrEnum):
    """What a stretch of text is."""

    PROSE = "prose"  # narrative, and everything else, foreign tables included
    TITLE = "title"  # the report's own title
    HEADING_OVERVIEW = "heading.overview"
    HEADING_PROACTIVE = "heading.proactive"
    HEADING_REQUESTS = "heading.requests"
    HEADING_REVIEWS = "heading.reviews"
    HEADING_PROBLEMS = "heading.problems"
    HEADING_OTHER = "heading.other"
    SUBHEADING = "subheading"  # （一）主动公开
    CAPTION = "caption"  # a block's heading inside an official table: 第二十条第（一）项
    COLUMN_LABEL = "column_label"  # 信息内容, 本年制发件数, 自然人, 法人或其他组织, 结果维持, 行政复议
    ROW_LABEL = "row_label"  # 规章, （一）予以公开, and group labels: 三、本年度办理结果
    VALUE = "value"  # what stands in a value cell of an official table, whatever it is: 12, /, 无, O
    BLANK = "blank"  # an empty value cell of an official table
    NOTE = "note"  # （本列数据的勾稽关系为：…）
    RUNNING_HEAD = "running_head"  # page numbers, running heads, navigation, debris

    @property
    def heading_kind(self) -> str | None:
        """The section kind of a section heading's tag, else None."""
        return self.value.partition(".")[2] or None


class Stretch(NamedTuple):
    """A tagged stretch ``[start, end)``; zero-width at an empty cell or empty line."""

    start: int
    end: int
    tag: Tag
    probability: float


@dataclass(frozen=True, slots=True)
class Tags:
    """A Document's tags: stretches in text order that never overlap and never cross a segment's border.

    Empty segments carry a zero-width stretch. Consecutive values are separate stretches. White space
    around a stretch is not part of it. ``calibration`` says what this tagger's probabilities are worth.
    """

    stretches: tuple[Stretch, ...]
    tagger: str = "rules"
    calibration: Calibration | None = None

    @classmethod
    def of(cls, stretches: Iterable[Stretch], tagger: str, calibration: Calibration | None = None) -> Tags:
        return cls(tuple(stretches), tagger, calibration)
