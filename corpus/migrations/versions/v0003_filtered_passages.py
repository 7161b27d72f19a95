"""What a filter reads of each passage stands together: a filtered search among 100,000 need not read whole passages."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ["seq", "kind", "first_year", "last_year", "document_id", "passage_id"]


def upgrade() -> None:
    """Make the index of what filters read."""
    op.create_index("passages_filtered", "passages", COLUMNS)


def downgrade() -> None:
    """Remove it."""
    op.drop_index("passages_filtered", "passages")
