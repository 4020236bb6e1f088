"""Originals, reports with their readings and what is derived from them, jobs, API keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As schema.py had them then: a migration does not change with it.
_INSTANT = sa.DateTime(timezone=True)
_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables; each stands after those that it refers to."""
    _api_keys()
    _jobs()
    _organs()
    _originals()
    _workers()
    _job_items()
    _reports()
    _checks()
    _figures()
    _passages()
    _readings()
    _passage_themes()


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("started_at", _INSTANT, nullable=True),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_created_at_id", "jobs", ["created_at", "id"])
    op.create_index("ix_jobs_state_created_at", "jobs", ["state", "created_at"])


def _organs() -> None:
    op.create_table(
        "organs",
        sa.Column("name", _SORTED, nullable=False),
        sa.Column("touched_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_organs"),
    )


def _originals() -> None:
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_originals"),
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )


def _job_items() -> None:
    op.create_table(
        "job_items",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=True),
        sa.Column("given_organ", sa.Text(), nullable=True),
        sa.Column("given_year", sa.Integer(), nullable=True),
        sa.Column("given_region", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=True),
        sa.Column("created", sa.Boolean(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_job_items_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_items"),
        sa.UniqueConstraint("job_id", "place", name="uq_job_items_job_id_place"),
    )
    op.create_index("ix_job_items_job_id_state", "job_items", ["job_id", "state"])
    op.create_index("ix_job_items_original", "job_items", ["original"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", _SORTED, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("given_organ", sa.Text(), nullable=True),
        sa.Column("given_year", sa.Integer(), nullable=True),
        sa.Column("given_region", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("organ", _SORTED, nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("region", _SORTED, nullable=True),
        sa.Column("form", sa.String(length=8), nullable=True),
        sa.Column("failed_checks", sa.Integer(), nullable=False),
        sa.Column("incomplete_checks", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["originals.sha256"], name="fk_reports_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_failed_checks_id", "reports", ["failed_checks", "id"])
    op.create_index("ix_reports_organ_year", "reports", ["organ", "year"])
    op.create_index("ix_reports_received_at_id", "reports", ["received_at", "id"])
    op.create_index("ix_reports_year_id", "reports", ["year", "id"])


def _checks() -> None:
    op.create_table(
        "checks",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(length=96), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("right", sa.Float(), nullable=False),
        sa.Column("difference", sa.Float(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("earlier_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["earlier_id"], ["reports.id"], name="fk_checks_earlier_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_checks_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_earlier_id", "checks", ["earlier_id"])
    op.create_index("ix_checks_report_id_place", "checks", ["report_id", "place"])
    op.create_index("ix_checks_check_id_status", "checks", ["check_id", "status"], unique=False)
    op.create_index("ix_checks_status_id", "checks", ["status", "id"])


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("table_name", sa.String(length=16), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=False),
        sa.Column("column", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_figures_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_figures"),
        sa.UniqueConstraint(
            "report_id", "table_name", "row", "column", name="uq_figures_report_id_table_name_row_column"
        ),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_passages_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.UniqueConstraint("report_id", "place", name="uq_passages_report_id_place"),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_readings_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.UniqueConstraint("report_id", "number", name="uq_readings_report_id_number"),
    )


def _passage_themes() -> None:
    op.create_table(
        "passage_themes",
        sa.Column("passage_id", _COUNTER, nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name="fk_passage_themes_passage_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_id", "theme", name="pk_passage_themes"),
    )
    op.create_index("ix_passage_themes_theme_passage_id", "passage_themes", ["theme", "passage_id"])
