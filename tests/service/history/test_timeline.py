"""What comes back in the reports of a store."""

from __future__ import annotations

from service.history.timeline import history, recurring_organs
from service.storage.store import Store
from tests.service.fakes import ORGAN
from tests.service.history.years import store_years
from tests.service.search.fakes import GramEncoder

OTHER = "云岭县教育局"


def test_problems_of_consecutive_years_are_one(store: Store) -> None:
    ids = store_years(store, 2021, 2022, 2023)
    found = history(store, ORGAN, GramEncoder())
    assert found is not None
    assert [(one.year, one.report_id, one.problems) for one in found.years] == [
        (2021, ids[2021], 2), (2022, ids[2022], 1), (2023, ids[2023], 2)
    ]  # fmt: skip
    (late,) = found.recurring  # the lack of people is not named in 2022
    assert (late.years, late.themes) == ((2021, 2022, 2023), ("timeliness",))
    assert [one.number for one in late.named] == [1, 1, 1]
    assert late.named[0].similarity is None and all((one.similarity or 0) > 0.6 for one in late.named[1:])


def test_sections_taken_over_have_their_sentences_side_by_side(store: Store) -> None:
    store_years(store, 2021, 2022)
    found = history(store, ORGAN, GramEncoder())
    assert found is not None
    (copied,) = (one for one in found.copied if one.section == "overview")
    assert (copied.earlier_year, copied.year, copied.share) == (2021, 2022, 1)
    assert 0 < copied.verbatim < 1  # the figures differ
    assert copied.aligned[0].later != copied.aligned[0].earlier
    assert copied.aligned[0].similarity == 1


def test_a_theme_narrows_down(store: Store) -> None:
    store_years(store, 2021, 2022)
    late, few = (history(store, ORGAN, GramEncoder(), theme=theme) for theme in ("timeliness", "staffing"))
    assert late is not None and len(late.recurring) == 1
    assert few is not None and few.recurring == ()


def test_an_organ_nobody_knows_has_no_history(store: Store) -> None:
    assert history(store, ORGAN, GramEncoder()) is None


def test_organs_of_a_region_come_in_pages(store: Store) -> None:
    store_years(store, 2021, 2022)
    store_years(store, 2022, 2023, organ=OTHER)
    store_years(store, 2023, organ="云岭县林业局")  # one year only: nothing can come back
    seen, after = [], ""
    while True:
        organs, behind = recurring_organs(store, GramEncoder(), theme=None, region="云岭", after=after, limit=1)
        seen += [one.organ for one in organs]
        if behind is None:
            break
        after = behind
    assert seen == sorted([ORGAN, OTHER])
    assert recurring_organs(store, GramEncoder(), theme=None, region="青石", after="", limit=9) == ([], None)
