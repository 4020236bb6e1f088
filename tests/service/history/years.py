"""Reports of one organ over the years, made for the tests of what comes back in them."""

from __future__ import annotations

from reports.report import Passage, Report, Section, Theme
from service.messages import Given
from service.storage.accepting import accept
from service.storage.store import Store
from tests.service.fakes import ORGAN, make_report, source_of

OVERVIEW = "全年围绕中心工作推进公开，主动公开信息{0}条。健全审核制度，逐条核对后发布，全年没有发生泄密事件。"
LATE = {2021: "部分栏目更新不及时", 2022: "部分栏目更新不够及时", 2023: "部分栏目更新还不及时"}
FEW = {2021: "经办人员不足", 2023: "经办人员仍然不足"}


def report_of(year: int, organ: str = ORGAN) -> Report:
    """A report with an overview that only its figures tell from the others', and problems."""
    overview = OVERVIEW.format(year % 100 * 7)
    problems = [(text[year], theme) for text, theme in ((LATE, "timeliness"), (FEW, "staffing")) if year in text]
    text, passages = f"一、总体情况\n{overview}\n五、问题\n", []
    end = text.index("\n五")
    for said, theme in problems:
        start = len(text)
        text += f"{said}。\n"
        passages.append(
            Passage(
                section="problems", role="problem", text=said, span=(start, start + len(said)),
                themes=(Theme(theme=theme, score=0.9),),
            )
        )  # fmt: skip
    section = Section(number=1, kind="overview", heading="一、总体情况", heading_span=(0, 6), span=(0, end))
    return make_report(
        organ=organ, year=year, data=source_of(organ, year), text=text, sections=(section,), passages=tuple(passages)
    )


def store_years(store: Store, *years: int, organ: str = ORGAN) -> dict[int, str]:
    """Put the reports of years into a store; their ids."""
    return {year: accept(store, source_of(organ, year), report_of(year, organ), Given()).id for year in years}
