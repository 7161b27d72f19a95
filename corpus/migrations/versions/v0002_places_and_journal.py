"""Where each part of a document stands; what was asked, where a person or the settings let it be kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the journal's table, and the column of the places in a document."""
    op.add_column("documents", sa.Column("places", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("asked_at", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("outcome", sa.String),
        sa.Column("reason", sa.String),
        sa.Column("verdict", sa.String),
        sa.Column("comment", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Remove the journal's table, and what it holds, and the places."""
    op.drop_table("journal")
    op.drop_column("documents", "places")
