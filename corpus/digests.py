"""What a document must still be: digests of all that was read of it, and of all that the index keeps of it.

They are written by the very transaction that writes what they cover, so that a byte that changes by itself is seen;
those of a new document are of the rows that are to be written, so that one that was not written so is seen too.
The name of a document's file is not covered: it changes when the file that bears it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from corpus import tables
from corpus.records import Values
from corpus.sqlite import PAGE

_APART = {"source", "content_digest", "index_digest"}
_INDEXED = {"seq", "vector"}
_DOCUMENT = [column for column in tables.documents.c if column.name not in _APART]
_SECTION = list(tables.sections.c)
_PASSAGE = [column for column in tables.passages.c if column.name not in _INDEXED]
_ENTRY = [tables.passages.c.passage_id, tables.passages.c.vector, *list(tables.lexical.c)[1:]]


def digests_of(
    document: Values, sections: Iterable[Values], passages: Sequence[Values], postings: Iterable[Values]
) -> dict[str, str]:
    """Return the two digests, by column, of a document whose rows are to be written; the postings are the passages'."""
    in_order = sorted(zip(passages, postings, strict=True), key=lambda pair: (pair[0]["start"], pair[0]["passage_id"]))
    content = [
        *_picked(_DOCUMENT, [document]),
        *_picked(_SECTION, sections),
        *_picked(_PASSAGE, (passage for passage, _ in in_order)),
    ]
    index = _picked(_ENTRY, (passage | entry for passage, entry in in_order))
    return {"content_digest": _digest(content), "index_digest": _digest(index)}


def _picked(columns: Iterable[sa.Column[Any]], rows: Iterable[Values]) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in columns]
    return (tuple(row[name] for name in names) for row in rows)


def sign_index(connection: Connection, document_id: str) -> None:
    """Write what the index keeps of a document now."""
    _write(connection, document_id, index_digest=index_digest(connection, document_id))


def sign_unsigned(connection: Connection) -> None:
    """Sign the documents that a version without digests wrote."""
    table = tables.documents
    query = sa.select(table.c.document_id).where(table.c.index_digest.is_(None))
    for document_id in list(connection.execute(query).scalars()):
        _write(connection, document_id, content_digest=content_digest(connection, document_id))
        sign_index(connection, document_id)


def content_digest(connection: Connection, document_id: str) -> str:
    """Return the digest of what was read: a document, its sections and its passages."""
    documents, sections, passages = tables.documents.c, tables.sections.c, tables.passages.c
    queries = (
        sa.select(*_DOCUMENT).where(documents.document_id == document_id),
        sa.select(*_SECTION).where(sections.document_id == document_id).order_by(sections.ordinal),
        sa.select(*_PASSAGE).where(passages.document_id == document_id).order_by(passages.start, passages.passage_id),
    )
    return _digest(row for query in queries for row in _rows(connection, query))


def index_digest(connection: Connection, document_id: str) -> str:
    """Return the digest of what is searched: the vectors and the terms of a document's passages."""
    passages = tables.passages.c
    query = (
        sa.select(*_ENTRY)
        .select_from(tables.passages.outerjoin(tables.lexical, tables.lexical.c.rowid == passages.seq))
        .where(passages.document_id == document_id)
        .order_by(passages.start, passages.passage_id)
    )
    return _digest(_rows(connection, query))


def _digest(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of rows in hexadecimal; each is a line of JSON, alike on every engine."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(tuple(row), default=bytes.hex).encode("ascii") + b"\n")
    return found.hexdigest()


def _rows(connection: Connection, query: sa.Select[Any]) -> Iterator[sa.Row[Any]]:
    """Give rows, read page by page."""
    with connection.execute(query, execution_options={"yield_per": PAGE}) as rows:
        yield from rows


def _write(connection: Connection, document_id: str, **digests: str) -> None:
    table = tables.documents
    connection.execute(sa.update(table).where(table.c.document_id == document_id).values(**digests))
