"""The check of what is stored: it finds what is missing or broken, and takes nothing that is needed for a leftover."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from service.messages import Given
from service.storage import accepting, verifying
from service.storage.originals import Originals
from service.storage.schema import OriginalRow, ReadingRow, ReportRow
from service.storage.store import Store
from service.storage.verifying import Finding, leftovers, sweep, verify
from tests.service.fakes import make_report, source_of
from tests.service.storage.backups import add

LEFT = b"stored just before the crash"


def _path(store: Store, sha256: str) -> Path:
    return Path(store.originals._path(sha256))


def test_nothing_is_wrong(filled: Store) -> None:
    assert list(verify(filled)) == []
    assert list(leftovers(filled)) == []


def test_missing_and_broken_originals_are_found(filled: Store) -> None:
    missing, broken, changed = (add(filled, "云岭县交通局", year) for year in (2019, 2020, 2021))
    filled.originals.remove(missing)
    _path(filled, broken).write_bytes(b"")
    _path(filled, changed).write_bytes(source_of("云岭县交通局", 2021)[:-1] + b"!")
    assert set(verify(filled)) == {
        Finding("original_missing", missing, "report.txt"),
        Finding("original_broken", broken, "report.txt"),
        Finding("original_broken", changed, "report.txt"),
    }


@pytest.mark.parametrize("content", [b"", b"x", b"\x78\x9c\x4b\x04\x00\x00\x62\x00\x62"])
def test_broken_readings_are_found(filled: Store, content: bytes) -> None:
    report_id = add(filled, "云岭县交通局", 2020)
    with filled.database.writing() as session:
        session.execute(update(ReadingRow).where(ReadingRow.report_id == report_id).values(content=content))
    assert list(verify(filled)) == [Finding("reading_broken", report_id, "report.txt")]


def test_a_reading_of_another_report_is_broken(filled: Store) -> None:
    first, second = add(filled, "云岭县交通局", 2020), add(filled, "云岭县交通局", 2021)
    with filled.database.writing() as session:
        other = session.query(ReadingRow.content).filter_by(report_id=second).scalar()
        session.execute(update(ReadingRow).where(ReadingRow.report_id == first).values(content=other))
    assert list(verify(filled)) == [Finding("reading_broken", first, "report.txt")]


def test_a_reading_that_is_not_there_is_found(filled: Store) -> None:
    report_id = add(filled, "云岭县交通局", 2020)
    with filled.database.writing() as session:
        session.execute(delete(ReadingRow).where(ReadingRow.report_id == report_id))
    assert list(verify(filled)) == [Finding("reading_missing", report_id, "report.txt")]


def test_a_report_that_goes_in_between_is_not_wrong(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes are gone first; the row that still tells of them is locked until it is gone as well."""
    gone = add(filled, "云岭县交通局", 2020)
    problem = verifying._bytes_problem

    def interrupted(store: Store, sha256: str) -> verifying.Wrong | None:
        if sha256 == gone:
            accepting.delete(store, gone)
        return problem(store, sha256)

    monkeypatch.setattr(verifying, "_bytes_problem", interrupted)
    assert list(verify(filled)) == []


def test_leftovers_are_swept(filled: Store) -> None:
    before = list(filled.originals)
    without_row = filled.originals.put(LEFT)
    with_row = accepting.keep(filled, b"kept for a job that never came")
    assert set(leftovers(filled)) == {without_row, with_row}
    assert list(verify(filled)) == []  # they harm nobody
    assert sweep(filled, without_row) and sweep(filled, with_row)
    assert list(leftovers(filled)) == []
    assert list(filled.originals) == before
    with filled.database.reading() as session:
        assert session.get(OriginalRow, without_row) is None and session.get(OriginalRow, with_row) is None


def test_what_is_needed_is_not_swept(filled: Store) -> None:
    before = list(filled.originals)
    assert not any(sweep(filled, sha256) for sha256 in before)
    assert list(filled.originals) == before
    assert list(verify(filled)) == []


def test_a_report_that_arrives_while_its_bytes_are_swept_is_whole(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are stored and look like a leftover until its row is there; they go in between, and come again."""
    put = Originals.put
    swept: list[bool] = []

    def interrupted(self: Originals, data: bytes, sha256: str | None = None) -> str:
        stored = put(self, data, sha256)
        if not swept:
            swept.append(True)
            swept[0] = sweep(filled, stored)
        return stored

    monkeypatch.setattr(Originals, "put", interrupted)
    report_id = add(filled, "云岭县交通局", 2020)
    assert swept == [True]
    assert filled.originals.get(report_id) == source_of("云岭县交通局", 2020)
    assert list(verify(filled)) == []


def test_many_are_gone_through_in_portions(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "_IDS_AT_A_TIME", 2)
    told: list[tuple[str, int, int]] = []
    assert list(verify(filled, progress=lambda *step: told.append(step))) == []
    assert [step for step in told if step[0] == "报告"] == [("报告", done, 4) for done in range(4)]
    assert len([step for step in told if step[0] == "原件"]) == 5


def test_reports_are_named_as_their_sources_are(filled: Store) -> None:
    data = source_of("云岭县交通局", 2020)
    report = make_report(organ="云岭县交通局", year=2020, data=data, name="交通局.docx")
    accepting.accept(filled, data, report, Given())
    filled.originals.remove(report.id)
    assert [finding.name for finding in verify(filled)] == ["交通局.docx"]
    with filled.database.reading() as session:
        assert session.get(ReportRow, report.id) is not None
