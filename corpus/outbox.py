"""The passages that the vectors' server must still be told of: noted by the transaction that changed them.

A process that dies after its commit loses nothing: whoever comes next tells the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from corpus import records
from corpus.engine import read_from, write_to

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLLOWING = 0x5265_7076
"""The advisory lock of whoever tells the vectors' server: two could tell it the same change in the wrong order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Some noted changes by their numbers: vectors that are to be there, by passage id, and ids that are to go."""

    numbers: tuple[int, ...]
    vectors: dict[str, NDArray[np.float32]]
    gone: tuple[str, ...]


class Outbox:
    """The noted changes of a catalogue on PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def alone(self, *, patient: bool = True) -> Iterator[bool]:
        """Be the only process that tells the vectors' server, once whoever does so now is done.

        Without patience, tell at once whether nobody else does so now.

        Raises:
            StoreError: the connection is lost.
        """
        with write_to(self._engine, in_turn=False) as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # a rebuild elsewhere takes its time
            taking = "pg_advisory_xact_lock" if patient else "pg_try_advisory_xact_lock"
            taken = connection.exec_driver_sql(f"SELECT {taking}({FOLLOWING})").scalar()
            yield patient or bool(taken)

    def some(self, most: int) -> Changes:
        """Return the oldest changes that are noted, at most so many."""
        query = sa.text(
            "SELECT number, noted.passage_id, vector FROM "
            "(SELECT number, passage_id FROM changed_passages ORDER BY number LIMIT :most) AS noted "
            "LEFT JOIN passages ON passages.passage_id = noted.passage_id"
        )
        with read_from(self._engine) as connection:
            rows = connection.execute(query, {"most": most}).all()
        vectors = {row.passage_id: records.vector_of(row.vector) for row in rows if row.vector is not None}
        gone = {row.passage_id for row in rows} - vectors.keys()
        return Changes(numbers=tuple(row.number for row in rows), vectors=vectors, gone=tuple(sorted(gone)))

    def done(self, changes: Changes) -> None:
        """Forget changes of which the vectors' server was told."""
        with write_to(self._engine, in_turn=False) as connection:
            forgotten = sa.text("DELETE FROM changed_passages WHERE number = ANY(:numbers)")
            connection.execute(forgotten, {"numbers": list(changes.numbers)})

    def note(self, passage_ids: Iterable[str]) -> None:
        """Note passages of which the vectors' server knows too little or too much."""
        rows = [{"passage_id": passage_id} for passage_id in passage_ids]
        if rows:
            with write_to(self._engine, in_turn=False) as connection:
                connection.execute(sa.text("INSERT INTO changed_passages (passage_id) VALUES (:passage_id)"), rows)

    def waiting(self) -> int:
        """Return the number of noted changes."""
        with read_from(self._engine) as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM changed_passages").scalar_one())

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those passages that are still there."""
        query = sa.text("SELECT passage_id, vector FROM passages WHERE passage_id = ANY(:ids)")
        with read_from(self._engine) as connection:
            rows = connection.execute(query, {"ids": list(passage_ids)})
            return {row.passage_id: records.vector_of(row.vector) for row in rows}
