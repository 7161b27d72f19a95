"""The catalogue's tables, in SQLAlchemy Core; `migrations/` makes them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table

from corpus.column_types import JSON, SIZE, STRING, TEXT

metadata = MetaData()

home = Table(
    "home",
    metadata,
    Column("key", STRING, primary_key=True),
    Column("value", TEXT, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", STRING, primary_key=True),
    Column("source", STRING, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("kind", STRING, nullable=False),
    Column("organisation", TEXT),
    Column("regions", JSON, nullable=False),
    Column("date", STRING),
    Column("authors", JSON, nullable=False),
    Column("language", STRING, nullable=False),
    Column("licence", TEXT),
    Column("source_url", TEXT),
    Column("flags", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("content_digest", STRING),
    Column("index_digest", STRING),
)

source_files = Table(
    "source_files",
    metadata,
    Column("path", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("sha256", STRING, nullable=False),
    Column("size", SIZE, nullable=False),
    Column("state", STRING, nullable=False),
    Column("error_code", STRING),
    Column("reason", TEXT),
    Column("given", JSON, nullable=False),
    Column("document_id", STRING, ForeignKey("documents.document_id")),
)

successors = Table(
    "successors",
    metadata,
    Column("document_id", STRING, primary_key=True),
    Column("successor_id", STRING, nullable=False),
)

sections = Table(
    "sections",
    metadata,
    Column("document_id", STRING, ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("locator_kind", STRING),
    Column("locator_value", TEXT),
    Column("date", STRING),
    Column("kind", STRING),
    Column("regions", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("passage_id", STRING, nullable=False, unique=True),
    Column("document_id", STRING, ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("locator_kind", STRING, nullable=False),
    Column("locator_value", TEXT, nullable=False),
    Column("embedding_text", TEXT, nullable=False),
    Column("kind", STRING, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("date", STRING),
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
    Column("region", STRING, primary_key=True),
    Index("passage_regions_region", "region", "seq"),
)

journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("asked_at", STRING, nullable=False),
    Column("question", TEXT, nullable=False),
    Column("history", JSON, nullable=False),
    Column("language", STRING, nullable=False),
    Column("outcome", STRING),
    Column("reason", STRING),
    Column("verdict", STRING),
    Column("comment", TEXT, nullable=False),
    sqlite_autoincrement=True,
)

# The postings are a full-text table of the engine's own kind; its columns hold our own terms, ready made
# (`index.terms`), so that the engine only looks them up. Its rowid is `passages.seq`.
lexical = Table(
    "lexical",
    MetaData(),  # made by hand in the migrations
    Column("rowid", Integer, primary_key=True),
    Column("title", TEXT),
    Column("headings", TEXT),
    Column("body", TEXT),
)

# How many passages hold each term: on SQLite the full-text table's own count, on PostgreSQL a table that it keeps.
lexical_terms = Table(
    "lexical_terms",
    MetaData(),
    Column("term", STRING, primary_key=True),
    Column("doc", Integer),
)
