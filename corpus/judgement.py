"""Whether a catalogue still holds what was put in: the one judgement that `check`, a backup and a restoration share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus import tables
from corpus.digests import content_digest, index_digest
from corpus.engine import in_our_words, kind_of, read_from
from corpus.errors import StoreError, Worded
from corpus.model import document_id_of
from corpus.sqlite import PAGE

MOST_NAMED = 3
"""Documents that a sentence names before it counts the others."""
OF_A_DOCUMENT = ("check.text", "check.passage", "check.content", "check.index")
"""What may be wrong with one, the gravest first; only the first that is wrong is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A document as a person is told which; its title is empty where it cannot be read any more."""

    document_id: str
    title: str

    def worded(self) -> Worded:
        """Return how a sentence names it."""
        return Worded(key="check.named", values={"title": self.title or "?", "document_id": self.document_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, as a wording key, and with which documents; none where it is with the whole."""

    key: str
    documents: tuple[Named, ...] = ()

    @property
    def names(self) -> list[Worded]:
        """How a sentence names the documents, or the first few."""
        most = MOST_NAMED if len(self.documents) > MOST_NAMED + 1 else MOST_NAMED + 1  # never « et 1 autres »
        named = [one.worded() for one in self.documents[:most]]
        if others := len(self.documents[most:]):
            return [Worded(key="check.and_others", values={"names": named, "count": others})]
        return named

    def worded(self) -> Worded:
        """Return the sentence that says so, and what to do."""
        return Worded(key=self.key, values={"names": self.names})


def judge(engine: Engine) -> list[Problem]:
    """Return what is wrong with a catalogue; nothing when every document is as it was put in.

    All of it is read, a page at a time, as it is at one moment, whoever writes to it meanwhile.

    Raises:
        StoreError: its folder or its server cannot be used.
    """
    found: dict[str, list[Named]] = {key: [] for key in OF_A_DOCUMENT}
    try:
        with read_from(engine) as connection:
            if kind_of(engine).integrity(connection):
                return [Problem(key="check.catalogue")]
            ids = sa.select(tables.documents.c.document_id).order_by(tables.documents.c.document_id)
            for document_id in list(connection.execute(ids).scalars()):
                key, title = _judged(engine, connection, document_id)
                if key:
                    found[key].append(Named(document_id=document_id, title=title))
    except StoreError as error:
        if not error.key.endswith(".damaged"):
            raise
        return [Problem(key="check.catalogue")]
    return [Problem(key=key, documents=tuple(named)) for key, named in found.items() if named]


def _judged(engine: Engine, connection: Connection, document_id: str) -> tuple[str | None, str]:
    """Return what is wrong with a document, if anything, and its title, as far as it can be read."""
    table, title = tables.documents.c, ""
    try:
        with in_our_words(engine):
            own = table.document_id == document_id
            title = _text(connection.execute(sa.select(table.title).where(own)).scalar_one())
            query = sa.select(table.text, table.content_digest, table.index_digest).where(own)
            text, content, index = connection.execute(query).one()
            if document_id_of(_text(text)) != document_id:
                return "check.text", title
            if not all(_fits(passage, document_id, text) for passage in _passages(connection, document_id)):
                return "check.passage", title
            if content_digest(connection, document_id) != content:
                return "check.content", title
            if index_digest(connection, document_id) != index:
                return "check.index", title
    except StoreError as error:
        if error.key != "store.damaged":
            raise  # after an error, a server reads nothing more at that moment
        return "check.content", title  # what is held of it is no text any more
    return None, title


def _text(value: object) -> str:
    """Return what a column of text holds: a changed bit makes bytes of it, for SQLite, which are none."""
    return value if isinstance(value, str) else ""


def _passages(connection: Connection, document_id: str) -> Iterator[Any]:
    table = tables.passages.c
    query = sa.select(table.passage_id, table.start, table.end, table.text).where(table.document_id == document_id)
    with connection.execute(query, execution_options={"yield_per": PAGE}) as rows:
        yield from rows


def _fits(passage: sa.Row[Any], document_id: str, text: str) -> bool:
    """Tell whether a passage is the stretch of the document's text that its id says."""
    start, end = passage.start, passage.end
    return bool(passage.passage_id == f"{document_id}:{start}-{end}" and passage.text == text[start:end])
