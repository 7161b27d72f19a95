"""The first tables: documents and their files, sections, passages with vectors, and the postings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first version."""
    op.create_table("home", sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("date", sa.String),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("licence", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "source_files",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("error_code", sa.String),
        sa.Column("reason", sa.Text),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.document_id")),
    )
    op.create_table(
        "successors",
        sa.Column("document_id", sa.String, primary_key=True),
        sa.Column("successor_id", sa.String, nullable=False),
    )
    op.create_table(
        "sections",
        sa.Column(
            "document_id", sa.String, sa.ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("locator_kind", sa.String),
        sa.Column("locator_value", sa.Text),
        sa.Column("date", sa.String),
        sa.Column("kind", sa.String),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("themes", sa.JSON, nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("passage_id", sa.String, nullable=False, unique=True),
        sa.Column("document_id", sa.String, sa.ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("heading_path", sa.JSON, nullable=False),
        sa.Column("locator_kind", sa.String, nullable=False),
        sa.Column("locator_value", sa.Text, nullable=False),
        sa.Column("embedding_text", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("date", sa.String),
        sa.Column("first_year", sa.Integer),
        sa.Column("last_year", sa.Integer),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("passages_document", "passages", ["document_id", "start"])
    op.create_table(
        "passage_regions",
        sa.Column("seq", sa.Integer, sa.ForeignKey("passages.seq", ondelete="CASCADE"), primary_key=True),
        sa.Column("region", sa.String, primary_key=True),
    )
    op.create_index("passage_regions_region", "passage_regions", ["region", "seq"])
    op.execute(
        "CREATE VIRTUAL TABLE lexical USING fts5(title, headings, body, tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute("CREATE VIRTUAL TABLE lexical_terms USING fts5vocab('lexical', 'row')")


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "lexical_terms",
        "lexical",
        "passage_regions",
        "passages",
        "sections",
        "successors",
        "source_files",
        "documents",
        "home",
    ):
        op.execute(f"DROP TABLE IF EXISTS {table}")
