"""What is stored, as the API says it: reports with what was given and the checks across years, summaries, history."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from reports.checks import check_terms
from reports.cross_year import PREFIX, cross_year_terms
from reports.report import Check, Number, Report, Source
from service.messages import CheckCounts, Given, ReadingSummary, ReportSummary
from service.storage.contents import inflated, newest
from service.storage.schema import CheckRow, ReadingRow, ReportRow
from service.storage.store import Store


@dataclass(frozen=True, slots=True)
class Stored:
    """A report as it counts now; ``revision`` goes up whenever any of it changes."""

    report: Report
    summary: ReportSummary
    revision: int


def stored(store: Store, report_id: str) -> Stored | None:
    """A report by its id; None where there is none."""
    with store.database.reading() as session:
        row = session.get(ReportRow, report_id)
        if row is None:
            return None
        report = composed(row, newest(session, report_id), cross_year_checks_of(session, row))
        return Stored(report, summary_of(row), row.revision)


def revision(store: Store, report_id: str) -> int | None:
    """Which state of a report is the present one; None where there is none."""
    with store.database.reading() as session:
        return session.scalar(select(ReportRow.revision).where(ReportRow.id == report_id))


def composed(row: ReportRow, report: Report, across: tuple[Check, ...]) -> Report:
    """A reading with what was given in place of what was read, and with the checks across years."""
    return report.model_copy(update={"organ": row.organ, "year": row.year, "checks": (*report.checks, *across)})


def cross_year_checks_of(session: Session, row: ReportRow) -> tuple[Check, ...]:
    """The checks of a report across years, in order."""
    across = CheckRow.check_id.startswith(PREFIX, autoescape=True)
    query = select(CheckRow).where(CheckRow.report_id == row.id, across).order_by(CheckRow.place)
    return tuple(check_of(check, row.form) for check in session.scalars(query))


def check_of(row: CheckRow, form: str | None) -> Check:
    """A check out of its row; ``form`` is its report's."""
    terms = cross_year_terms() if row.check_id.startswith(PREFIX) else check_terms(form) if form else {}
    formula, cells = terms.get(row.check_id, ("", ()))
    return Check(
        id=row.check_id,
        formula=formula,
        left=whole(row.left),
        right=whole(row.right),
        difference=whole(row.difference),
        status=row.status,  # type: ignore[arg-type]  # the model checks it
        cells=cells,
    )


def whole(number: float) -> Number:
    """A whole number as an int: the database keeps all of them as floats."""
    return int(number) if number == int(number) else number


def summary_of(row: ReportRow) -> ReportSummary:
    """A report without its content."""
    return ReportSummary(
        id=row.id,
        source=Source(name=row.name, media_type=row.media_type, bytes=row.bytes, pages=row.pages),
        title=row.title,
        organ=row.organ,
        year=row.year,
        region=row.region,
        form=row.form,  # type: ignore[arg-type]  # the model checks it
        given=Given(organ=row.given_organ, year=row.given_year, region=row.given_region),
        checks=CheckCounts(failed=row.failed_checks, incomplete=row.incomplete_checks),
        warnings=row.warnings,
        readings=row.readings,
        received_at=row.received_at,
        updated_at=row.updated_at,
    )


def readings(store: Store, report_id: str) -> list[ReadingSummary] | None:
    """A report's readings, the first one first; None where there is no such report."""
    with store.database.reading() as session:
        found = list(session.scalars(_readings(report_id).order_by(ReadingRow.number)))
    summaries: list[ReadingSummary] = []
    before: Report | None = None
    for row in found:
        report = inflated(row.content)
        changed = None if before is None else changed_cells(before, report)
        summaries.append(
            ReadingSummary(
                number=row.number, read_at=row.read_at, version=row.version, models=row.models, changed_cells=changed
            )
        )
        before = report
    return summaries or None


def reading(store: Store, report_id: str, number: int) -> Report | None:
    """One of a report's readings, just as it was read."""
    with store.database.reading() as session:
        row = session.scalar(_readings(report_id).where(ReadingRow.number == number))
        return None if row is None else inflated(row.content)


def original(store: Store, report_id: str) -> tuple[ReportSummary, bytes] | None:
    """A report's original bytes. Raises OriginalMissing and OriginalBroken where the store has lost them."""
    with store.database.reading() as session:
        row = session.get(ReportRow, report_id)
    return None if row is None else (summary_of(row), store.originals.get(report_id))


def changed_cells(before: Report, after: Report) -> int:
    """How many cells say something else: another value or another state."""
    old, new = _cells(before), _cells(after)
    return sum(old.get(place) != new.get(place) for place in old.keys() | new.keys())


def _cells(report: Report) -> dict[tuple[str, str, str], tuple[Number | None, str]]:
    return {
        (table, row, column): (cell.value, cell.state)
        for table, rows in report.tables.items()
        for row, cells in rows.items()
        for column, cell in cells.items()
    }


def _readings(report_id: str) -> Select[ReadingRow]:
    return select(ReadingRow).where(ReadingRow.report_id == report_id)
