"""What a database says when it refuses, as one line without the values that it refuses."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_LONGEST = 300


def reason_of(error: SQLAlchemyError) -> str:
    """Why the database has refused."""
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    said = cause.args[0] if cause is not None and cause.args else None
    if isinstance(said, dict) and "M" in said:  # PostgreSQL's message; beside it are details with values
        return first_line(str(said["M"]))
    return first_line(str(cause))


def first_line(text: str) -> str:
    """The first line of a text, not too long to be shown."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
