"""The files that several processes take in together: each is one process's until it is recorded or its lease ends.

The database's clock is the only one: those of the machines need not agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus.engine import read_from, write_to

LEASE = 60.0
"""Seconds after which the files of a process that gives no sign of life are free again."""

_UNTIL = "now() + make_interval(secs => :lease)"
_OFFER = sa.text("INSERT INTO claims (path) SELECT unnest(CAST(:paths AS text[])) ON CONFLICT DO NOTHING")
_TAKE = sa.text(
    f"UPDATE claims SET worker = :worker, until = {_UNTIL} WHERE path = ("
    " SELECT path FROM claims WHERE path = ANY(:paths) AND (until IS NULL OR until < now())"
    " ORDER BY path LIMIT 1 FOR UPDATE SKIP LOCKED"
    ") RETURNING path"
)
_RENEW = sa.text(f"UPDATE claims SET until = {_UNTIL} WHERE worker = :worker AND until >= now()")
_RELEASE = sa.text("UPDATE claims SET worker = NULL, until = NULL WHERE worker = :worker")
_SETTLE = sa.text("DELETE FROM claims WHERE path = :path AND worker = :worker")
_LEFT = sa.text("SELECT path FROM claims WHERE path = ANY(:paths)")


class Claims:
    """The claims of one process, by its name, in a catalogue on PostgreSQL."""

    def __init__(self, engine: Engine, worker: str, lease: float) -> None:
        self.lease = lease
        self._engine = engine
        self._worker = worker

    def offer(self, paths: Iterable[str]) -> None:
        """Say that files are to be taken in, by whoever is free; those that others work on stay theirs."""
        with write_to(self._engine, in_turn=False) as connection:
            # In one order everywhere: two processes that offer the same files must not wait for each other.
            connection.execute(_OFFER, {"paths": sorted(paths)})

    def take(self, paths: Sequence[str]) -> str | None:
        """Take one of some files, for as long as the lease; None where none is free."""
        values = {"worker": self._worker, "lease": self.lease, "paths": list(paths)}
        with write_to(self._engine, in_turn=False) as connection:
            return connection.execute(_TAKE, values).scalar()

    def renew(self) -> None:
        """Keep what was taken, and has not run out, for another lease."""
        with write_to(self._engine, in_turn=False) as connection:
            connection.execute(_RENEW, {"worker": self._worker, "lease": self.lease})

    def release(self) -> None:
        """Give back what was taken and not settled."""
        with write_to(self._engine, in_turn=False) as connection:
            connection.execute(_RELEASE, {"worker": self._worker})

    def settle(self, path: str, connection: Connection | None = None) -> bool:
        """Strike a file off, in the transaction that records it if there is one; tell whether it was still ours."""
        values = {"path": path, "worker": self._worker}
        if connection is not None:
            return connection.execute(_SETTLE, values).rowcount == 1
        with write_to(self._engine, in_turn=False) as own:
            return own.execute(_SETTLE, values).rowcount == 1

    def left(self, paths: Iterable[str]) -> set[str]:
        """Return those of some files that somebody is still to record."""
        with read_from(self._engine) as connection:
            return set(connection.execute(_LEFT, {"paths": list(paths)}).scalars())
