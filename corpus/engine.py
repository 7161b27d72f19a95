"""The catalogue's file: opened, migrated where an older version made it, and its errors in our words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus.errors import StoreError

HEAD = "0002"
"""The revision of `migrations/` that this code reads and writes."""
WAIT = 10
"""Seconds that a change waits for the one before it."""
LITTLE = 100_000
"""Bytes without which the engine cannot even begin: it keeps 32 kB beside an open file."""


def open_engine(path: Path) -> Engine:
    """Return the engine of a catalogue's file, made or migrated where needed.

    Raises:
        StoreError: the folder cannot be written, the file is damaged, or a newer version made it.
    """
    engine = _engine(path)
    try:
        try:
            version = _stored_version(engine)
        except StoreError:
            if not _may_be_frozen(path):
                raise
            engine.dispose()
            engine = _engine(path, frozen=True)
            version = _stored_version(engine)
        if version != HEAD:
            _migrate(engine, version, path)
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def read_from(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read from.

    Raises:
        StoreError: the file cannot be read, or is damaged.
    """
    with _in_our_words(engine), engine.connect() as connection:
        yield connection


@contextmanager
def write_to(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that is committed at the end; it waits for the one that another thread has begun.

    Raises:
        StoreError: the file cannot be written, is damaged, or the disk is full.
    """
    # A transaction that reads first and then finds another's change cannot write any more: ours takes its turn at
    # once. https://www.sqlite.org/lang_transaction.html#immediate
    with _in_our_words(engine), engine.connect().execution_options(immediate=True) as connection, connection.begin():
        yield connection


@contextmanager
def _in_our_words(engine: Engine) -> Iterator[None]:
    stored = str(engine.url.database)
    path = Path(unquote(stored.removeprefix("file:")) if stored.startswith("file:") else stored)
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError):
        raise  # a mistake of ours, not a state of the file
    except sa.exc.OperationalError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        if name == "SQLITE_FULL" or _is_full(path):
            raise StoreError("store.full", path=str(path.parent)) from error
        # A table is not as our statements expect, a text is none, or the header forbids what the system allows.
        spoilt = name == "SQLITE_ERROR" or "Could not decode" in str(error.orig)
        if spoilt or (name == "SQLITE_READONLY" and os.access(path, os.W_OK)):
            raise StoreError("store.damaged", path=str(path)) from error
        raise StoreError("store.unwritable", path=str(path.parent)) from error
    except (sa.exc.DatabaseError, JSONDecodeError, UnicodeDecodeError) as error:
        raise StoreError("store.damaged", path=str(path)) from error


def _is_full(path: Path) -> bool:
    """Tell whether a file's disk has no room left to work in."""
    try:
        return shutil.disk_usage(path.parent).free < LITTLE
    except OSError:
        return False


def _may_be_frozen(path: Path) -> bool:
    """Tell whether a file can be read as it lies, when a full disk lets nothing be written: no log completes it."""
    log = path.with_name(f"{path.name}-wal")
    return _is_full(path) and path.is_file() and path.stat().st_size > 0 and not (log.exists() and log.stat().st_size)


def _engine(path: Path, *, frozen: bool = False) -> Engine:
    """Return an engine over a file; a `frozen` one only reads, and needs no other file beside.

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
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _stored_version(engine: Engine) -> str | None:
    with read_from(engine) as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    known = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if known else None


def _migrate(engine: Engine, version: str | None, path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError("store.newer", path=str(path.parent), version=version)
    with write_to(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
