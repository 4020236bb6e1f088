"""Themes with their counts, in either database."""

from __future__ import annotations

import pytest

from reports.report import Passage, PassageRole, Theme
from reports.themes import THEME_DESCRIPTIONS, THEMES
from service.messages import Given
from service.search.messages import ThemeInfo
from service.storage.accepting import accept
from service.storage.store import Store
from service.storage.theme_counts import ThemesFilter, theme_counts
from tests.service.fakes import make_report


def told(role: PassageRole, *themes: str) -> Passage:
    named = tuple(Theme(theme=theme, score=0.9, evidence=()) for theme in themes)
    return Passage(section="problems", role=role, text="x", span=(0, 1), themes=named)


def take_in(store: Store, organ: str, year: int | None, *passages: Passage, region: str = "云岭县") -> None:
    data = f"{organ} {year}".encode()
    accept(store, data, make_report(organ=organ, year=year, data=data, passages=passages), Given(region=region))


@pytest.fixture
def filled(store: Store) -> Store:
    late, measure = told("problem", "timeliness"), told("measure", "timeliness", "training")
    take_in(store, "云岭县水务局", 2021, late, late, measure)
    take_in(store, "云岭县教育局", 2021)
    take_in(store, "云岭县水务局", 2022, late, told("problem", "staffing"))
    take_in(store, "渡口镇人民政府", 2022, late)
    take_in(store, "云岭县水务局", 2024)
    take_in(store, "云岭县水务局", None, late, region="澜渡县")
    return store


def themes(store: Store, **asked: object) -> dict[str, ThemeInfo]:
    found = theme_counts(store, ThemesFilter.model_validate(asked))
    assert [one.theme for one in found] == list(THEMES)
    return {one.theme: one for one in found}


def test_shares_are_of_reports_and_change_from_the_year_before(filled: Store) -> None:
    found = themes(filled)["timeliness"]
    assert (found.problems, found.measures, found.reports) == (5, 1, 4)
    assert [(year.year, year.problems, year.reports, year.share, year.change) for year in found.years] == [
        (2021, 2, 1, 0.5, None),
        (2022, 2, 2, 1.0, 0.5),
        (2024, 0, 0, 0.0, None),  # there is no 2023 to compare it with
        (None, 1, 1, 1.0, None),
    ]


def test_a_theme_that_nobody_names_is_listed_with_nothing(filled: Store) -> None:
    found = themes(filled)
    assert (found["publicity"].problems, found["publicity"].years[0].share) == (0, 0.0)
    assert (found["training"].problems, found["training"].measures, found["training"].reports) == (0, 1, 0)


def test_filters_and_levels_leave_the_others_out(filled: Store) -> None:
    assert [year.year for year in themes(filled, region="澜渡")["timeliness"].years] == [None]
    county = themes(filled, level=["county"], year=[2021, 2022])["timeliness"]
    assert [(year.year, year.reports, year.share) for year in county.years] == [(2021, 1, 0.5), (2022, 1, 1.0)]
    township = themes(filled, level=["township"])
    assert [(year.year, year.share) for year in township["timeliness"].years] == [(2022, 1.0)]
    both = themes(filled, level=["county", "township"])
    assert both == themes(filled)
    assert themes(filled, level=["national"])["timeliness"].years == ()


def test_every_theme_is_described() -> None:
    assert tuple(THEME_DESCRIPTIONS) == THEMES
    assert all(text.endswith("。") and text.count("。") == 1 for text in THEME_DESCRIPTIONS.values())
