"""A PassageFilter as the condition that the table understands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from service.search.records import PassageFilter


def quoted(text: str) -> str:
    """As a literal; a backslash means nothing in it."""
    return "'" + text.replace("'", "''") + "'"


def among(column: str, values: Collection[str | int]) -> str:
    """That the column's value is one of these."""
    listed = ", ".join(quoted(value) if isinstance(value, str) else str(int(value)) for value in values)
    return f"{column} IN ({listed})" if listed else "false"


def having(column: str, part: str) -> str:
    """That the column's text has this part, as it stands."""
    return f"contains({column}, {quoted(part)})"


def every(conditions: Iterable[str | None]) -> str | None:
    """All of them at once; None where there is none."""
    given = [f"({each})" for each in conditions if each]
    return " AND ".join(given) or None


def condition(where: PassageFilter) -> str | None:
    """None where the filter asks for nothing."""
    listed: tuple[tuple[str, Collection[str | int]], ...] = (
        ("role", where.roles),
        ("section", where.sections),
        ("year", where.years),
        ("organ", where.organs),
        ("level", where.levels),
        ("form", where.forms),
        ("report", where.reports),
    )
    return every(
        [
            *(among(column, values) for column, values in listed if values),
            _any_theme(where.themes),
            None if where.year_from is None else f"year >= {int(where.year_from)}",
            None if where.year_to is None else f"year <= {int(where.year_to)}",
            " OR ".join(having("organ", part) for part in where.organ_parts),
            " OR ".join(having("region", part) for part in where.regions),
            None if where.failed is None else ("failed" if where.failed else "NOT failed"),
            f"NOT {among('id', where.unlike)}" if where.unlike else None,
        ]
    )


def _any_theme(themes: Collection[str]) -> str | None:
    return f"array_has_any(themes, [{', '.join(map(quoted, themes))}])" if themes else None
