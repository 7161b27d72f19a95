"""What a document and its index must still be. `corpus.engine` signs the documents of before as soon as it may."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.column_types import STRING

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("content_digest", "index_digest")


def upgrade() -> None:
    """Make the columns of the digests, empty."""
    for name in COLUMNS:
        op.add_column("documents", sa.Column(name, STRING))


def downgrade() -> None:
    """Remove them."""
    for name in COLUMNS:
        op.drop_column("documents", name)
