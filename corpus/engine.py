"""The catalogue's engine: opened, migrated where an older version made it, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus import postgresql, sqlite
from corpus.digests import sign_unsigned
from corpus.errors import StoreError
from corpus.servers import ServerSettings

HEAD = "0004"
"""The revision of `migrations/` that this code reads and writes."""


class Kind(Protocol):
    """What differs from SQLite to PostgreSQL, each of which is a module."""

    def explained(self, engine: Engine, error: sa.exc.DBAPIError, /) -> StoreError | None:
        """Return what is wrong with the file or the server, or None where the mistake is ours."""

    def damaged(self, engine: Engine, /) -> StoreError:
        """Return what is said of a catalogue that holds what we never wrote."""

    def newer(self, engine: Engine, version: str, /) -> StoreError:
        """Return what is said of a catalogue that a newer version made."""

    def integrity(self, connection: Connection, /) -> list[str]:
        """Return what is damaged, in the engine's own words."""

    def next_seq(self, connection: Connection, count: int, /) -> int:
        """Return the first of `count` numbers of passages that follow each other and were never used."""

    def number_on(self, connection: Connection, /) -> None:
        """Have rows that are added from now on numbered after those that are there."""

    def among(self, column: sa.ColumnElement[Any], /) -> sa.ColumnElement[bool]:
        """Return the condition that a column holds one of the values bound as `among`, however many."""

    def listed(self, values: Iterable[Any], /) -> Any:
        """Return some values as the one that is bound as `among`."""

    def postings(self) -> sa.FromClause:
        """Return the columns of `lexical`, where the engine reads some of its rows the fastest."""

    def matching(self, connection: Connection, terms: Sequence[str], together: Sequence[str], /) -> tuple[Any, Any]:
        """Return the condition on rows of `lexical` that hold any of some terms, or all of others, and the order."""


def kind_of(engine: Engine) -> Kind:
    """Return what is particular to an engine."""
    return postgresql if engine.dialect.name == "postgresql" else sqlite


def open_engine(place: Path | ServerSettings) -> Engine:
    """Return the engine of a catalogue's file or database, made or migrated where needed.

    Raises:
        StoreError: the folder cannot be written, the file is damaged, a newer version made it, or the server cannot
            be used.
    """
    engine = sqlite.connect(place) if isinstance(place, Path) else postgresql.connect(place)
    try:
        try:
            version = _stored_version(engine)
        except StoreError:
            if not (isinstance(place, Path) and sqlite.may_be_frozen(place)):
                raise
            engine.dispose()
            engine = sqlite.connect(place, frozen=True)
            version = _stored_version(engine)
        if version != HEAD:
            _migrate(engine, version)
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def read_from(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read from, which sees one state of the catalogue.

    Raises:
        StoreError: the catalogue cannot be read, or is damaged.
    """
    with in_our_words(engine), engine.connect() as connection:
        yield connection


@contextmanager
def write_to(engine: Engine, *, in_turn: bool = True) -> Iterator[Connection]:
    """Give a transaction that is committed at the end; it waits for the one that another has begun.

    Not `in_turn`, it waits for none on PostgreSQL: whoever begins it changes nothing that a reader looks at.

    Raises:
        StoreError: the catalogue cannot be written, is damaged, or the disk is full; a newer version on another
            machine has changed it meanwhile.
    """
    with _transaction(engine, in_turn=in_turn) as connection:
        if kind_of(engine) is postgresql and (version := _revision(connection)) != HEAD:
            raise postgresql.newer(engine, str(version))
        yield connection


@contextmanager
def _transaction(engine: Engine, *, in_turn: bool = True) -> Iterator[Connection]:
    options = {"writing": True, "in_turn": in_turn}
    with in_our_words(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def in_our_words(engine: Engine) -> Iterator[None]:
    """Turn what the engine's driver raises into our errors; a mistake of ours stays one."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        explained = kind_of(engine).explained(engine, error)
        if explained is None:
            raise  # a mistake of ours, not a state of the catalogue
        raise explained from error
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise kind_of(engine).damaged(engine) from error


def _stored_version(engine: Engine) -> str | None:
    with read_from(engine) as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    known = sa.inspect(connection).has_table("alembic_version")
    return _revision(connection) if known else None


def _revision(connection: Connection) -> str | None:
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _migrate(engine: Engine, version: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise kind_of(engine).newer(engine, version)
    with _transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        sign_unsigned(connection)
