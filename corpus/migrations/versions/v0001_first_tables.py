"""The first tables: documents and their files, sections, passages with vectors, and the postings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.column_types import JSON, SIZE, STRING, TEXT
from corpus.migrations import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FULL_TEXT = (
    "CREATE VIRTUAL TABLE lexical USING fts5(title, headings, body, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE lexical_terms USING fts5vocab('lexical', 'row')",
)
NO_FULL_TEXT = ("DROP TABLE lexical_terms", "DROP TABLE lexical")


def upgrade() -> None:
    """Make every table of the first version."""
    op.create_table("home", sa.Column("key", STRING, primary_key=True), sa.Column("value", TEXT, nullable=False))
    op.create_table(
        "documents",
        sa.Column("document_id", STRING, primary_key=True),
        sa.Column("source", STRING, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("kind", STRING, nullable=False),
        sa.Column("organisation", TEXT),
        sa.Column("regions", JSON, nullable=False),
        sa.Column("date", STRING),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("language", STRING, nullable=False),
        sa.Column("licence", TEXT),
        sa.Column("source_url", TEXT),
        sa.Column("flags", JSON, nullable=False),
        sa.Column("text", TEXT, nullable=False),
    )
    op.create_table(
        "source_files",
        sa.Column("path", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sha256", STRING, nullable=False),
        sa.Column("size", SIZE, nullable=False),
        sa.Column("state", STRING, nullable=False),
        sa.Column("error_code", STRING),
        sa.Column("reason", TEXT),
        sa.Column("given", JSON, nullable=False),
        sa.Column("document_id", STRING, sa.ForeignKey("documents.document_id")),
    )
    op.create_table(
        "successors",
        sa.Column("document_id", STRING, primary_key=True),
        sa.Column("successor_id", STRING, nullable=False),
    )
    op.create_table(
        "sections",
        sa.Column("document_id", STRING, sa.ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("heading_path", JSON, nullable=False),
        sa.Column("locator_kind", STRING),
        sa.Column("locator_value", TEXT),
        sa.Column("date", STRING),
        sa.Column("kind", STRING),
        sa.Column("regions", JSON, nullable=False),
        sa.Column("themes", JSON, nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("passage_id", STRING, nullable=False, unique=True),
        sa.Column("document_id", STRING, sa.ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("heading_path", JSON, nullable=False),
        sa.Column("locator_kind", STRING, nullable=False),
        sa.Column("locator_value", TEXT, nullable=False),
        sa.Column("embedding_text", TEXT, nullable=False),
        sa.Column("kind", STRING, nullable=False),
        sa.Column("regions", JSON, nullable=False),
        sa.Column("date", STRING),
        sa.Column("first_year", sa.Integer),
        sa.Column("last_year", sa.Integer),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("passages_document", "passages", ["document_id", "start"])
    op.create_table(
        "passage_regions",
        sa.Column("seq", sa.Integer, sa.ForeignKey("passages.seq", ondelete="CASCADE"), primary_key=True),
        sa.Column("region", STRING, primary_key=True),
    )
    op.create_index("passage_regions_region", "passage_regions", ["region", "seq"])
    for statement in postgresql.MAKE if _is_postgresql() else FULL_TEXT:
        op.execute(statement)


def downgrade() -> None:
    """Drop every table."""
    for statement in postgresql.DROP if _is_postgresql() else NO_FULL_TEXT:
        op.execute(statement)
    for table in ("passage_regions", "passages", "sections", "source_files", "successors", "documents", "home"):
        op.drop_table(table)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
