"""What a search asks for: one type for the API's parameters, the command and the client."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from reports.report import PassageRole, SectionKind
from service.filters import FilterText, FilterYear, ThemeKey
from service.messages import Form
from service.search.messages import OrganLevel, SearchMode, SearchSort
from service.search.records import PassageFilter

LONGEST_QUERY = 500
"""Characters of a query: whoever pastes a passage wants others like it, and is served by its beginning as well."""

DEEPEST = 10_000
"""How far down a list of results pages go."""

QueryText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_QUERY, pattern=r"^[^\x00]*$")]


class PassageFilters(BaseModel):
    """What passages have to be like. A field that is not given asks for nothing; of several values one has to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: list[ThemeKey] = Field(default=[], description="主题，可重复。 Theme, repeatable.", examples=[["staffing"]])
    role: list[PassageRole] = Field(
        default=[], description="角色（问题、措施、其他），可重复。 Role, repeatable.", examples=[["problem"]]
    )
    section: list[SectionKind] = Field(default=[], description="章节，可重复。 Section, repeatable.")
    year: list[FilterYear] = Field(default=[], description="年度，可重复。 Year, repeatable.", examples=[[2024]])
    year_from: FilterYear | None = Field(default=None, description="从这一年度起。 This year or later.")
    year_to: FilterYear | None = Field(default=None, description="到这一年度止。 This year or earlier.")
    organ: list[FilterText] = Field(
        default=[], description="机关全称，可重复。 Organ, its whole name, repeatable.", examples=[["云岭县水务局"]]
    )
    organ_contains: FilterText | None = Field(
        default=None, description="机关名称含有这些字。 Part of the organ's name.", examples=["水务"]
    )
    region: list[FilterText] = Field(
        default=[], description="地区名称含有这些字，可重复。 Part of the region's name, repeatable."
    )
    level: list[OrganLevel] = Field(
        default=[], description="机关层级，可重复。 Level of the organ, repeatable.", examples=[["county"]]
    )
    form: list[Form] = Field(default=[], description="表格版本，可重复。 Edition of the form, repeatable.")
    edition: list[Form] = Field(default=[], description="同 form。 The same as form.")
    failed: bool | None = Field(
        default=None, description="该报告是否有勾稽不符。 Whether a check of the passage's report fails."
    )

    def where(self) -> PassageFilter:
        """As the index takes it."""
        return PassageFilter(
            themes=tuple(self.theme),
            roles=tuple(self.role),
            sections=tuple(self.section),
            years=tuple(self.year),
            year_from=self.year_from,
            year_to=self.year_to,
            organs=tuple(self.organ),
            organ_parts=() if self.organ_contains is None else (self.organ_contains,),
            regions=tuple(self.region),
            levels=tuple(self.level),
            forms=(*self.form, *self.edition),
            failed=self.failed,
        )


class SearchQuestion(PassageFilters):
    """What is looked for, among which passages, in which order, and which page of it."""

    q: QueryText = Field(
        default="",
        description="要找的词、短语或问题；引号内的须原样出现；可以不给，只按主题等列出。"
        " Words, a phrase or a question; what stands in quotation marks must occur as it is; may be left out.",
        examples=["哪些单位人手不足"],
    )
    mode: SearchMode = Field(
        default="hybrid",
        description="hybrid 综合文字、主题和含义；text 只按原文逐字查找；vector 只按含义。"
        " hybrid: words, themes and meaning; text: exactly these characters; vector: meaning alone.",
    )
    understand: bool = Field(
        default=True,
        description="从问句中识别年度、地点、机关、主题、近义词。 Read years, places, themes, synonyms out of q.",
    )
    sort: SearchSort = Field(default="relevance", description="次序。 Order.")
    group: Literal["organ"] | None = Field(default=None, description="按机关归并。 Group by organ.")
    limit: int = Field(default=20, ge=1, le=200, description="一页多少项。 Passages, or organs, in a page.")
