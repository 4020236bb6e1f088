"""Passages of no report, which were loaded to be searched. The index has them from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, or_, select, update

from service.search.records import IndexedPassage, ThemeScore
from service.storage.schema import LoadedPassageRow
from service.storage.store import Store, insert_rows

_MANY = 500  # values in one statement


def add(store: Store, passages: Sequence[IndexedPassage]) -> None:
    """Store passages; one takes the place of another with its id. They are not indexed by this."""
    newest = {one.id: one for one in passages}
    at = datetime.now(UTC)
    values = [
        {
            "id": one.id, "text": one.text, "organ": one.organ, "region": one.region, "level": one.level,
            "year": one.year, "role": one.role, "themes": [list(theme) for theme in one.themes],
            "loaded_at": at, "made_with": None,
        }
        for one in newest.values()
    ]  # fmt: skip
    ids = list(newest)
    with store.database.writing() as session:
        for start in range(0, len(ids), _MANY):
            some = ids[start : start + _MANY]
            session.execute(delete(LoadedPassageRow).where(LoadedPassageRow.id.in_(some)))
        insert_rows(session, LoadedPassageRow, values)


def lacking(store: Store, made_with: str, limit: int) -> list[tuple[IndexedPassage, datetime]]:
    """Passages that the index lacks, each with when it was loaded."""
    column = LoadedPassageRow.made_with
    unmade = or_(column.is_(None), column < made_with, column > made_with)
    with store.database.reading() as session:
        rows = session.scalars(select(LoadedPassageRow).where(unmade).limit(limit)).all()
    return [(_passage(row), row.loaded_at) for row in rows]


def mark(store: Store, made_with: str, done: Sequence[tuple[IndexedPassage, datetime]]) -> None:
    """Say of passages that the index has them, unless they were loaded once more meanwhile."""
    with store.database.writing() as session:
        for loaded_at in {at for _, at in done}:
            ids = [one.id for one, at in done if at == loaded_at]
            for start in range(0, len(ids), _MANY):
                these = LoadedPassageRow.id.in_(ids[start : start + _MANY])
                same = LoadedPassageRow.loaded_at == loaded_at
                session.execute(update(LoadedPassageRow).where(these, same).values(made_with=made_with))


def forget_marks(store: Store) -> None:
    """Say of all that the index does not have them."""
    with store.database.writing() as session:
        session.execute(update(LoadedPassageRow).values(made_with=None))


def difference(store: Store, made_with: str, held: int) -> int:
    """How many the index, which holds so many, has too many or (less than 0) too few."""
    with store.database.reading() as session:
        marked = session.scalar(select(func.count()).where(LoadedPassageRow.made_with == made_with)) or 0
        total = session.scalar(select(func.count()).select_from(LoadedPassageRow)) or 0
    return min(0, held - marked) or max(0, held - total)


def remove_all(store: Store) -> int:
    """Forget all; how many there were."""
    with store.database.writing() as session:
        found = session.scalar(select(func.count()).select_from(LoadedPassageRow)) or 0
        session.execute(delete(LoadedPassageRow))
        return found


def _passage(row: LoadedPassageRow) -> IndexedPassage:
    themes = tuple(ThemeScore(theme, score) for theme, score in row.themes)
    return IndexedPassage(
        id=row.id, report_id=None, number=1, text=row.text, organ=row.organ, region=row.region, level=row.level,
        year=row.year, form=None, section="problems", under=None, role=row.role,  # type: ignore[arg-type]
        themes=themes, failed=False, last=True,
    )  # fmt: skip
