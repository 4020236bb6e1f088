"""What the search index has of each report, passages of no report, and who may write the index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of the search index."""
    op.create_table(
        "indexed_reports",
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_with", sa.Text(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("indexed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_indexed_reports"),
    )
    op.create_table(
        "loaded_passages",
        sa.Column("id", _SORTED, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("loaded_at", _INSTANT, nullable=False),
        sa.Column("made_with", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_loaded_passages"),
    )
    op.create_index("ix_loaded_passages_made_with", "loaded_passages", ["made_with"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
