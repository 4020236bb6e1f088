"""Which reports are asked for: one type for the API's parameters, the queries of the storage and the client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from reports.themes import THEMES
from service.messages import Form

CHINA = timezone(timedelta(hours=8))

FilterText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]
FilterYear = Annotated[int, Field(ge=1900, le=2200)]


def _theme(key: str) -> str:
    if key not in THEMES:
        raise PydanticCustomError("unknown_theme", "没有这个主题，应为 {themes} 之一", {"themes": "、".join(THEMES)})
    return key


ThemeKey = Annotated[str, AfterValidator(_theme), WithJsonSchema({"type": "string", "enum": list(THEMES)})]


def _instant(moment: datetime) -> datetime:
    """A moment in UTC. One without a time zone is meant as people in China write it."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


def _written(said: object) -> object:
    """A moment as people write it. A number would be taken for seconds since 1970, "2026" too."""
    if isinstance(said, int | float) or (isinstance(said, str) and "-" not in said.strip()[1:]):
        raise PydanticCustomError("datetime_parsing", "not a date with a time")
    return said


Moment = Annotated[
    datetime,
    BeforeValidator(_written),
    AfterValidator(_instant),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}),
]


class ReportFilter(BaseModel):
    """What a report has to be like. A field that is not given asks for nothing; of several values one has to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")  # a slip of the keyboard must not give all reports

    year: list[FilterYear] = Field(default=[], description="年度，可重复。 Year, repeatable.", examples=[[2024]])
    year_from: FilterYear | None = Field(default=None, description="从这一年度起。 This year or later.")
    year_to: FilterYear | None = Field(default=None, description="到这一年度止。 This year or earlier.")
    organ: list[FilterText] = Field(
        default=[], description="机关全称，可重复。 Organ, its whole name, repeatable.", examples=[["云岭县水务局"]]
    )
    organ_contains: FilterText | None = Field(
        default=None, description="机关名称含有这些字。 Part of the organ's name.", examples=["水务"]
    )
    region: FilterText | None = Field(
        default=None, description="地区名称含有这些字。 Part of the region's name.", examples=["云岭县"]
    )
    form: list[Form] = Field(default=[], description="表格版本，可重复。 Edition of the form, repeatable.")
    edition: list[Form] = Field(default=[], description="同 form。 The same as form.")
    failed: bool | None = Field(
        default=None, description="是否有勾稽不符（含跨年度）。 Whether a check fails, those across years included."
    )
    theme: list[ThemeKey] = Field(
        default=[],
        description="有关于这一主题的问题与改进段落，可重复。 Has a passage on this theme, repeatable.",
        examples=[["timeliness"]],
    )
    received_after: Moment | None = Field(
        default=None,
        description="在此时刻之后收到；没有时区时按北京时间。 Received after this; without a zone China's time.",
        examples=["2026-01-31T00:00:00+08:00"],
    )
    received_before: Moment | None = Field(
        default=None, description="在此时刻之前收到。 Received before this.", examples=["2026-03-31"]
    )
