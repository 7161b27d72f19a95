"""The journal: questions, how they ended, and what people thought of the answer.

Nothing enters it by itself: a person judges an answer, or the settings say that questions are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from corpus import tables
from corpus.engine import read_from, write_to
from corpus.erasure import note_removal, scrub
from corpus.model import Asked


class Journal:
    """The journal of a home folder, in its catalogue's file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, asked: Asked) -> None:
        """Add a question."""
        with write_to(self._engine) as connection:
            connection.execute(sa.insert(tables.journal), asdict(asked))

    def asked(self) -> Sequence[Asked]:
        """Return every question, in the order in which they were asked."""
        columns = [column for column in tables.journal.c if column.name != "number"]
        with read_from(self._engine) as connection:
            rows = connection.execute(sa.select(*columns).order_by(tables.journal.c.number))
            return [
                Asked(**{**row, "history": tuple((role, content) for role, content in row["history"])})
                for row in map(dict, rows.mappings())
            ]

    def erase(self) -> int:
        """Forget every question, to the last byte; return how many there were."""
        with write_to(self._engine) as connection:
            count = connection.execute(sa.delete(tables.journal)).rowcount
            note_removal(connection)
        scrub(self._engine)
        return count
