"""What was removed leaves the disk too: not a word of it stays in the catalogue's files.

SQLite overwrites what it deletes (`secure_delete`), with two exceptions: the full-text table keeps the words of a
deleted row until its segments are merged, and the write-ahead log keeps the pages as they were until it starts anew.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus import tables
from corpus.engine import read_from, write_to

UNSCRUBBED = "unscrubbed"
"""The home's value that says that something was removed whose traces may still be there: a crash does not hide it."""


def note_removal(connection: Connection) -> None:
    """Say, with the change that removes something, that its traces are to be erased."""
    connection.execute(sa.delete(tables.home).where(tables.home.c.key == UNSCRUBBED))
    connection.execute(sa.insert(tables.home).values(key=UNSCRUBBED, value="1"))


def scrub(engine: Engine) -> None:
    """Erase the traces of what was removed, where there are any.

    A search under way, or a full disk, keeps the log as it is; then the next change, or closing, empties it.
    """
    if engine.dialect.name != "sqlite":
        return
    with read_from(engine) as connection:
        if not connection.execute(sa.select(sa.exists().where(tables.home.c.key == UNSCRUBBED))).scalar():
            return
    with write_to(engine) as connection:
        connection.execute(sa.delete(tables.home).where(tables.home.c.key == UNSCRUBBED))
        # https://www.sqlite.org/fts5.html#the_optimize_command
        connection.exec_driver_sql("INSERT INTO lexical(lexical) VALUES ('optimize')")
    with suppress(sqlite3.OperationalError), closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
