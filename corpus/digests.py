"""What a document must still be: digests of all that was read of it, and of all that the index keeps of it.

They are written by the very transaction that writes what they cover, so that a byte that changes by itself is seen.
The name of a document's file is not covered: it changes when the file that bears it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from corpus import tables
from corpus.sqlite import PAGE

_APART = {"source", "content_digest", "index_digest"}
_INDEXED = {"seq", "vector"}


def sign_content(connection: Connection, document_id: str) -> None:
    """Write what a document's content is now."""
    _write(connection, document_id, content_digest=content_digest(connection, document_id))


def sign_index(connection: Connection, document_id: str) -> None:
    """Write what the index keeps of a document now."""
    _write(connection, document_id, index_digest=index_digest(connection, document_id))


def sign_unsigned(connection: Connection) -> None:
    """Sign the documents that a version without digests wrote."""
    table = tables.documents
    query = sa.select(table.c.document_id).where(table.c.index_digest.is_(None))
    for document_id in list(connection.execute(query).scalars()):
        sign_content(connection, document_id)
        sign_index(connection, document_id)


def content_digest(connection: Connection, document_id: str) -> str:
    """Return the digest of what was read: a document, its sections and its passages."""
    documents, sections, passages = tables.documents.c, tables.sections.c, tables.passages.c
    return _digest(
        connection,
        sa.select(*(column for column in documents if column.name not in _APART)).where(
            documents.document_id == document_id
        ),
        sa.select(*sections).where(sections.document_id == document_id).order_by(sections.ordinal),
        sa.select(*(column for column in passages if column.name not in _INDEXED))
        .where(passages.document_id == document_id)
        .order_by(passages.start, passages.passage_id),
    )


def index_digest(connection: Connection, document_id: str) -> str:
    """Return the digest of what is searched: the vectors and the terms of a document's passages."""
    passages, lexical = tables.passages.c, tables.lexical.c
    return _digest(
        connection,
        sa.select(passages.passage_id, passages.vector, lexical.title, lexical.headings, lexical.body)
        .select_from(tables.passages.outerjoin(tables.lexical, lexical.rowid == passages.seq))
        .where(passages.document_id == document_id)
        .order_by(passages.start, passages.passage_id),
    )


def _digest(connection: Connection, *queries: sa.Select[Any]) -> str:
    """Return the SHA-256 of rows, read page by page, in hexadecimal; each is a line of JSON, alike on every engine."""
    found = hashlib.sha256()
    for query in queries:
        for row in _rows(connection, query):
            found.update(json.dumps(tuple(row), default=bytes.hex).encode("ascii") + b"\n")
    return found.hexdigest()


def _rows(connection: Connection, query: sa.Select[Any]) -> Iterator[sa.Row[Any]]:
    with connection.execute(query, execution_options={"yield_per": PAGE}) as rows:
        yield from rows


def _write(connection: Connection, document_id: str, **digests: str) -> None:
    table = tables.documents
    connection.execute(sa.update(table).where(table.c.document_id == document_id).values(**digests))
