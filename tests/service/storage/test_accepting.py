"""Taking reports in: once, whole, durably, with what is given outranking what is read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from reports.report import Passage, Theme
from service.messages import Given
from service.storage import accepting, views
from service.storage.schema import (
    Base,
    FigureRow,
    JobItemRow,
    JobRow,
    OrganRow,
    PassageThemeRow,
    ReadingRow,
    ReportRow,
)
from service.storage.store import Store
from tests.service.fakes import make_report, source_of


def count(store: Store, table: type[Base]) -> int:
    with store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def put(store: Store, given: Given | None = None, **fields: object) -> str:
    data = source_of(**fields)  # type: ignore[arg-type]
    return accepting.accept(store, data, make_report(data=data, **fields), given or Given()).id  # type: ignore[arg-type]


def test_a_report_is_there_with_its_bytes(store: Store) -> None:
    data = source_of("安徽省淮北市水务局", 2023)
    report = make_report(organ="安徽省淮北市水务局", data=data)
    accepted = accepting.accept(store, data, report, Given())
    assert accepted == (report.id, True, 1)
    found = views.stored(store, report.id)
    assert found is not None
    assert found.report == report
    assert found.summary.region == "安徽省淮北市"
    assert (found.summary.source, found.summary.readings) == (report.source, 1)
    summary, original = views.original(store, report.id) or (None, b"")
    assert original == data and summary == found.summary


def test_the_same_bytes_are_the_same_report(store: Store) -> None:
    data = source_of()
    report = make_report(data=data)
    accepting.accept(store, data, report, Given())
    assert accepting.accept(store, data, report, Given()) == (report.id, False, 1)
    assert (count(store, ReportRow), count(store, ReadingRow)) == (1, 1)


def test_the_same_bytes_at_the_same_time_are_one_report(store: Store) -> None:
    data = source_of()
    report = make_report(data=data)
    with ThreadPoolExecutor(6) as threads:
        accepted = list(threads.map(lambda _: accepting.accept(store, data, report, Given()), range(12)))
    assert sum(one.created for one in accepted) == 1
    assert (count(store, ReportRow), count(store, ReadingRow)) == (1, 1)


def test_what_is_given_outranks_what_is_read(store: Store) -> None:
    report_id = put(store, Given(organ="澄江市林业局", year=2021))
    found = views.stored(store, report_id)
    assert found is not None
    assert (found.report.organ, found.report.year, found.summary.region) == ("澄江市林业局", 2021, "澄江市")
    accepting.regive(store, report_id, Given(region="云南省澄江市"))
    changed = views.stored(store, report_id)
    assert changed is not None
    assert (changed.report.organ, changed.summary.region) == ("澄江市林业局", "云南省澄江市")
    assert changed.revision > found.revision
    assert accepting.regive(store, report_id, Given(region="云南省澄江市")) == (report_id, False, changed.revision)
    assert accepting.regive(store, "0" * 64, Given(year=2020)) is None


def test_a_new_reading_counts_and_the_old_one_stays(store: Store) -> None:
    data = source_of(cells={"requests.new_received.total": "3"})
    first = make_report(data=data, cells={"requests.new_received.total": "3"})
    second = make_report(data=data, cells={"requests.new_received.total": "4", "reviews.reconsideration.upheld": "1"})
    report_id = accepting.accept(store, data, first, Given()).id
    assert accepting.add_reading(store, report_id, second) == 2
    found = views.stored(store, report_id)
    assert found is not None and found.report.tables == second.tables
    history = views.readings(store, report_id)
    assert history is not None
    assert [(one.number, one.changed_cells) for one in history] == [(1, None), (2, 2)]
    assert views.reading(store, report_id, 1) == first
    with store.database.reading() as session:
        figure = select(FigureRow.value).where(FigureRow.report_id == report_id, FigureRow.row == "new_received")
        assert session.scalars(figure).all() == [4]
    assert accepting.add_reading(store, "0" * 64, second.model_copy(update={"id": "0" * 64})) is None
    with pytest.raises(ValueError, match="other bytes"):
        accepting.add_reading(store, "0" * 64, second)


def test_passages_are_kept_with_their_themes(store: Store) -> None:
    themes = (Theme(theme="staffing", score=0.9), Theme(theme="training", score=0.6))
    passage = Passage(section="problems", role="problem", text="人手不足。", span=(3, 8), themes=themes)
    data = source_of()
    report = make_report(data=data, passages=(passage,))
    report_id = accepting.accept(store, data, report, Given()).id
    assert count(store, PassageThemeRow) == 2
    accepting.add_reading(store, report_id, report)
    assert count(store, PassageThemeRow) == 2
    accepting.delete(store, report_id)
    assert count(store, PassageThemeRow) == 0


def test_a_report_that_is_deleted_is_gone_with_its_bytes(store: Store) -> None:
    report_id = put(store)
    assert accepting.delete(store, report_id)
    assert views.stored(store, report_id) is None
    assert store.originals.size(report_id) is None
    assert not accepting.delete(store, report_id)
    assert put(store) == report_id  # and may come back
    assert store.originals.size(report_id)


def test_deleting_and_posting_the_same_bytes_loses_none(store: Store) -> None:
    data = source_of()
    report = make_report(data=data)
    with ThreadPoolExecutor(4) as threads:
        for turn in range(24):
            if turn % 2:
                threads.submit(accepting.delete, store, report.id)
            else:
                threads.submit(accepting.accept, store, data, report, Given())
    is_there = views.stored(store, report.id) is not None
    assert (store.originals.size(report.id) is not None) == is_there


def test_an_organs_years_at_the_same_time_see_each_other(store: Store) -> None:
    def one(year: int) -> str:
        return put(store, organ="云岭县水务局", year=year, cells={"requests.carried_in.total": "1"})

    with ThreadPoolExecutor(6) as threads:
        ids = list(threads.map(one, range(2014, 2024)))
    for report_id in ids[1:]:
        found = views.stored(store, report_id)
        assert found is not None
        assert found.summary.checks.failed >= 1
        assert any(check.id == "cross_year.carried_in.total" for check in found.report.checks)
    assert count(store, OrganRow) == 1


def test_a_job_that_is_done_with_an_original_does_not_keep_it(store: Store) -> None:
    report_id = put(store)
    for place, state in enumerate(("done", "waiting")):
        item(store, report_id, state, place)
    accepting.delete(store, report_id)
    assert store.originals.size(report_id) is not None
    with store.database.writing() as session:
        session.execute(update(JobItemRow).values(state="done"))
    assert accepting.sweep(store, report_id)
    assert store.originals.size(report_id) is None


def item(store: Store, original: str, state: str, place: int) -> None:
    now = datetime.now(UTC)
    with store.database.writing() as session:
        if session.get(JobRow, "job") is None:
            session.add(JobRow(id="job", kind="batch", state="running", created_at=now, revision=1))
            session.flush()
        session.add(
            JobItemRow(
                job_id="job",
                place=place,
                task="read",
                name="",
                original=original,
                state=state,
                attempts=0,
                updated_at=now,
            )
        )
