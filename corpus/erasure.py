"""What was removed leaves the disk too: not a word of it stays in the catalogue's files.

SQLite overwrites what it deletes (`secure_delete`), with two exceptions: the full-text table keeps the words of a
deleted row until its segments are merged, and the write-ahead log keeps the pages as they were until it starts anew.
"""

from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus import tables
from corpus.engine import write_to

UNSCRUBBED = "unscrubbed"
"""The home's value that says that something was removed whose traces may still be there: a crash does not hide it."""


def note_removal(connection: Connection) -> None:
    """Say, with the change that removes something, that its traces are to be erased."""
    connection.execute(sa.delete(tables.home).where(tables.home.c.key == UNSCRUBBED))
    connection.execute(sa.insert(tables.home).values(key=UNSCRUBBED, value="1"))


def scrub(engine: Engine) -> None:
    """Erase the traces of what was removed, where there are any.

    A search under way keeps the log as it is; then the next change, or closing, empties it.
    """
    if engine.dialect.name != "sqlite":
        return
    with write_to(engine) as connection:
        left = sa.delete(tables.home).where(tables.home.c.key == UNSCRUBBED)
        if not connection.execute(left).rowcount:
            return
        # https://www.sqlite.org/fts5.html#the_optimize_command
        connection.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('optimize')")
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
