"""SQLite: one file, its settings, its full text, and its errors in our words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus.errors import StoreError

PAGE = 900
"""Values bound in one statement: below SQLite's oldest limit of 999."""
WAIT = 10
"""Seconds that a change waits for the one before it."""


def connect(path: Path) -> Engine:
    """Return an engine for a catalogue's file; nothing is opened yet."""
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": WAIT})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, so that schema changes are in them too
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A transaction that reads first and then finds another's change cannot write any more: one that is to write
        # takes its turn at once. https://www.sqlite.org/lang_transaction.html#immediate
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def explained(engine: Engine, error: sa.exc.DBAPIError) -> StoreError | None:
    """Return what is wrong with the file, or None where the mistake is ours."""
    path = Path(str(engine.url.database))
    match error:
        case sa.exc.IntegrityError() | sa.exc.ProgrammingError() | sa.exc.DataError() | sa.exc.InterfaceError():
            return None
        case sa.exc.OperationalError():
            message = str(error.orig)
            if "no such table" in message:
                return StoreError("store.damaged", path=str(path))
            return StoreError("store.full" if "full" in message else "store.unwritable", path=str(path.parent))
        case _:
            return StoreError("store.damaged", path=str(path))


def newer(engine: Engine, version: str) -> StoreError:
    """Return what is said of a catalogue that a newer version made."""
    return StoreError("store.newer", path=str(Path(str(engine.url.database)).parent), version=version)


def integrity(connection: Connection) -> list[str]:
    """Return what the engine itself finds damaged, in its own words."""
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    found += [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"]


def next_seq(connection: Connection, count: int) -> int:
    """Return the first of `count` numbers of passages that follow each other and were never used."""
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").scalar()
    return int(last or 0) + 1


def number_on(_connection: Connection) -> None:
    """Have rows that are added from now on numbered after those that are there: SQLite does so by itself."""


def matching(_connection: Connection, terms: Sequence[str]) -> tuple[sa.TextClause, sa.TextClause]:
    """Return the condition on rows of `lexical` that hold any of some terms, and the order that puts the best first."""
    match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
    return sa.text("lexical MATCH :match").bindparams(match=match), sa.text("bm25(lexical, 1.0, 2.0, 1.0)")
