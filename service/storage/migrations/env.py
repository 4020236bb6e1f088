"""How Alembic runs the migrations: on the connection that service.storage.upgrading gives, within its transaction.

Without one (the command ``alembic``, for whoever writes a new migration) it is the database of the settings.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from service.storage.schema import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite rolls changes of tables back like any others, and changes most of them only by making a table anew.
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_by_hand() -> None:
    from service.settings import settings
    from service.storage.database import Database

    database = Database(settings().database_url)
    try:
        with database.engine.begin() as connection:
            _run(connection)
    finally:
        database.dispose()


_given = context.config.attributes.get("connection")
if _given is None:
    _run_by_hand()
else:
    _run(_given)
