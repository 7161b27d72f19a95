"""The catalogue's tables, in SQLAlchemy Core; `migrations/` makes them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

home = Table(
    "home",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("organisation", Text),
    Column("regions", JSON, nullable=False),
    Column("date", String),
    Column("authors", JSON, nullable=False),
    Column("language", String, nullable=False),
    Column("licence", Text),
    Column("source_url", Text),
    Column("flags", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("text", Text, nullable=False),
)

source_files = Table(
    "source_files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("error_code", String),
    Column("reason", Text),
    Column("given", JSON, nullable=False),
    Column("document_id", String, ForeignKey("documents.document_id")),
)

successors = Table(
    "successors",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("successor_id", String, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("document_id", String, ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("locator_kind", String),
    Column("locator_value", Text),
    Column("date", String),
    Column("kind", String),
    Column("regions", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("passage_id", String, nullable=False, unique=True),
    Column("document_id", String, ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("locator_kind", String, nullable=False),
    Column("locator_value", Text, nullable=False),
    Column("embedding_text", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("date", String),
    Column("first_year", Integer),
    Column("last_year", Integer),
    Column("vector", LargeBinary, nullable=False),
    Index("passages_document", "document_id", "start"),
    Index("passages_filtered", "seq", "kind", "first_year", "last_year", "document_id", "passage_id"),
    sqlite_autoincrement=True,
)

passage_regions = Table(
    "passage_regions",
    metadata,
    Column("seq", Integer, ForeignKey("passages.seq", ondelete="CASCADE"), primary_key=True),
    Column("region", String, primary_key=True),
    Index("passage_regions_region", "region", "seq"),
)

journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("asked_at", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("history", JSON, nullable=False),
    Column("language", String, nullable=False),
    Column("outcome", String),
    Column("reason", String),
    Column("verdict", String),
    Column("comment", Text, nullable=False),
    sqlite_autoincrement=True,
)

# The postings are a full-text table of the engine's own kind; its columns hold our own terms, ready made
# (`index.terms`), so that the engine only looks them up. Its rowid is `passages.seq`.
lexical = Table(
    "lexical",
    MetaData(),  # made by hand in the migrations
    Column("rowid", Integer, primary_key=True),
    Column("title", Text),
    Column("headings", Text),
    Column("body", Text),
)
