"""SQLite: one file, its settings, its full text, and its errors in our words."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus.errors import StoreError

PAGE = 900
"""Values bound in one statement: below SQLite's oldest limit of 999."""
WAIT = 10
"""Seconds that a change waits for the one before it."""
CACHE = 16_384
"""Kibibytes of the file that a connection remembers: with SQLite's own 2,000, a search among 100,000 passages reads
most pages again, and takes up to twice the time."""
LITTLE = 100_000
"""Bytes without which the engine cannot even begin: it keeps 32 kB beside an open file."""


def connect(path: Path, *, frozen: bool = False) -> Engine:
    """Return an engine for a catalogue's file, nothing opened yet; a `frozen` one only reads, and needs no other file.

    Source: https://www.sqlite.org/uri.html#uriimmutable
    """
    url = sa.URL.create("sqlite", database=str(path))
    if frozen:
        url = sa.URL.create("sqlite", database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})
    engine = sa.create_engine(url, connect_args={"timeout": WAIT})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, so that schema changes are in them too
        if frozen:
            return
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A transaction that reads first and then finds another's change cannot write any more: one that is to write
        # takes its turn at once. https://www.sqlite.org/lang_transaction.html#immediate
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def may_be_frozen(path: Path) -> bool:
    """Tell whether a file can be read as it lies, when a full disk lets nothing be written: no log completes it."""
    log = path.with_name(f"{path.name}-wal")
    return _is_full(path) and path.is_file() and path.stat().st_size > 0 and not (log.exists() and log.stat().st_size)


def explained(engine: Engine, error: sa.exc.DBAPIError) -> StoreError | None:
    """Return what is wrong with the file, or None where the mistake is ours."""
    path = _path_of(engine)
    match error:
        case sa.exc.IntegrityError() | sa.exc.ProgrammingError() | sa.exc.DataError() | sa.exc.InterfaceError():
            return None
        case sa.exc.OperationalError():
            name = getattr(error.orig, "sqlite_errorname", "")
            if name == "SQLITE_FULL" or _is_full(path):
                return StoreError("store.full", path=str(path.parent))
            # A table is not as our statements expect, a text is none, or the header forbids what the system allows.
            spoilt = name == "SQLITE_ERROR" or "Could not decode" in str(error.orig)
            if spoilt or (name == "SQLITE_READONLY" and os.access(path, os.W_OK)):
                return damaged(engine)
            return StoreError("store.unwritable", path=str(path.parent))
        case _:
            return damaged(engine)


def damaged(engine: Engine) -> StoreError:
    """Return what is said of a file that holds what we never wrote."""
    return StoreError("store.damaged", path=str(_path_of(engine)))


def _path_of(engine: Engine) -> Path:
    stored = str(engine.url.database)
    return Path(unquote(stored.removeprefix("file:")) if stored.startswith("file:") else stored)


def _is_full(path: Path) -> bool:
    """Tell whether a file's disk has no room left to work in."""
    try:
        return shutil.disk_usage(path.parent).free < LITTLE
    except OSError:
        return False


def newer(engine: Engine, version: str) -> StoreError:
    """Return what is said of a catalogue that a newer version made."""
    return StoreError("store.newer", path=str(_path_of(engine).parent), version=version)


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


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of the values bound as `among`, however many."""
    given = sa.func.json_each(sa.bindparam("among")).table_valued("value")
    return column.in_(sa.select(given.c.value))


def listed(values: Iterable[Any]) -> str:
    """Return some values as the one that is bound as `among`."""
    return json.dumps(list(values))


def postings() -> sa.FromClause:
    """Return the columns of `lexical` where FTS5 keeps them: read there, hundreds of rows take a third of the time.

    Source: https://www.sqlite.org/fts5.html#fts5_data_structures
    """
    names = {"id": "rowid", "c0": "title", "c1": "headings", "c2": "body"}
    columns: list[sa.Label[Any]] = [sa.column(own).label(name) for own, name in names.items()]
    return sa.select(*columns).select_from(sa.table("lexical_content")).subquery("postings")


def matching(
    _connection: Connection, terms: Sequence[str], together: Sequence[str]
) -> tuple[sa.TextClause, sa.TextClause]:
    """Return the condition on rows of `lexical` that hold any of some terms, or all of others, and the best first."""
    match = " OR ".join([*map(_quoted, terms), *([" AND ".join(map(_quoted, together))] if together else [])])
    return sa.text("lexical MATCH :match").bindparams(match=match), sa.text("bm25(lexical, 1.0, 2.0, 1.0)")


def _quoted(term: str) -> str:
    """Return a term as the full-text engine reads it, whatever signs it holds."""
    return '"' + term.replace('"', '""') + '"'
