"""Where each part of a document stands; what was asked, where a person or the settings let it be kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.column_types import JSON, STRING, TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the journal's table, and the column of the places in a document."""
    op.add_column("documents", sa.Column("places", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("asked_at", STRING, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("history", JSON, nullable=False),
        sa.Column("language", STRING, nullable=False),
        sa.Column("outcome", STRING),
        sa.Column("reason", STRING),
        sa.Column("verdict", STRING),
        sa.Column("comment", TEXT, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Remove the journal's table, and what it holds, and the places."""
    op.drop_table("journal")
    op.drop_column("documents", "places")
