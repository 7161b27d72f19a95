"""PostgreSQL: a server that several processes share, its full text, and its errors in our words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.engine import Connection, Engine

from corpus import tables
from corpus.errors import StoreError, UsageError
from corpus.servers import ServerSettings

CONNECT = 5
"""Seconds that a server has to answer."""
WAIT = 60
"""Seconds that a change waits for the one before it: another machine's may be long."""
WRITING = 0x5265_7072
"""The advisory lock of whoever changes the catalogue: one at a time, as in SQLite; a dead process holds none."""
LONGEST = 2046
"""Bytes of a lexeme."""
FIELDS, SCALE = "{0.5, 0, 1.0, 0.15}", 2.0
"""What `ts_rank_cd` counts for a term in the body, nothing, the headings and the title, and what makes it BM25F's."""
K1, B = 1.2, 0.75
"""As in `index.lexical`, which ranks what is found here; `lexical.size` is the length that its weights give."""

# What the server's five-letter codes mean for a person. https://www.postgresql.org/docs/current/errcodes-appendix.html
_KEYS = {
    "53100": "server.full",
    "55P03": "server.busy",
    "40P01": "server.busy",
    "42501": "server.denied",
    "25006": "server.denied",
    "3F000": "server.denied",
}
_TAKEN = {"42P07", "42710", "42723"}
_DAMAGED = {"42P01", "42703", "42883", "XX001", "XX002"}


def connect(settings: ServerSettings) -> Engine:
    """Return an engine for a catalogue's database; nothing is opened yet.

    Raises:
        UsageError: the driver is not installed.
    """
    if find_spec("psycopg") is None:
        raise UsageError("server.driver")
    url = sa.make_url(settings.database).set(password=settings.password or None)
    # A machine that goes without a word must not hold its locks for hours.
    alive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": WAIT * 1000}
    served = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
    engine = sa.create_engine(
        url,
        pool_pre_ping=True,  # a server that was started again is found again
        connect_args={
            "connect_timeout": CONNECT,
            "application_name": "repere",
            "options": f"{served} -c lock_timeout={WAIT * 1000}",
            **alive,
        },
        hide_parameters=True,
    )

    # Many rows in one statement: the terms of a document are counted together, and a far server is asked once.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            connection.close()
            raise StoreError("server.encoding", database=url.database, encoding=encoding)
        _without_nul(connection)

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # Readers see one state, as SQLite's do; a writer sees all that the one before it wrote.
        options = connection.get_execution_options()
        if not options.get("writing"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        elif options["in_turn"]:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")

    return engine


def _without_nul(connection: Any) -> None:
    """Have the character of number 0, which PostgreSQL's texts cannot hold, asked for as the one for what is unknown.

    No text of ours holds it: what a person or a program asks for may, and is then not found.
    """
    from psycopg.types.string import StrDumper

    class Storable(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    connection.adapters.register_dumper(str, Storable)


def explained(engine: Engine, error: sa.exc.DBAPIError) -> StoreError | None:
    """Return what is wrong with the server or between us, or None where the mistake is ours.

    Nothing of the password can be in it, nor any of the driver's own words.
    """
    place = _place_of(engine)
    code = getattr(error.orig, "sqlstate", None) or ""
    if code in _KEYS:
        return StoreError(_KEYS[code], **place)
    if code in _TAKEN:
        return StoreError("server.taken", **place)
    if code in _DAMAGED:
        return damaged(engine)
    if code.startswith(("57", "08", "53")) or error.connection_invalidated:
        return StoreError("server.lost", **place)
    if isinstance(error, sa.exc.OperationalError) and not code:
        return _unreached(engine, str(error.orig), place)
    return None


def _unreached(engine: Engine, message: str, place: dict[str, Any]) -> StoreError:
    """Return why no connection could be had: psycopg gives libpq's words for it, or the server's, and no code."""
    if any(word in message for word in ("password", "authentication", "mot de passe", "authentification")):
        return StoreError("server.password", **place, user=engine.url.username)
    if "FATAL" in message:
        return StoreError("server.refused", **place, user=engine.url.username)
    return StoreError("server.down", **place)


def damaged(engine: Engine) -> StoreError:
    """Return what is said of a database that holds what we never wrote."""
    return StoreError("server.damaged", **_place_of(engine))


def _place_of(engine: Engine) -> dict[str, Any]:
    return {"address": f"{engine.url.host}:{engine.url.port or 5432}", "database": engine.url.database}


def newer(engine: Engine, version: str) -> StoreError:
    """Return what is said of a catalogue that a newer version made."""
    return StoreError("server.newer", database=engine.url.database, version=version)


def integrity(connection: Connection) -> list[str]:
    """Return the passages without terms and the terms without a passage; the server itself minds the rest."""
    alone = connection.exec_driver_sql(
        "SELECT coalesce(seq, rowid) FROM passages FULL JOIN lexical ON rowid = seq "
        "WHERE seq IS NULL OR rowid IS NULL ORDER BY 1 LIMIT 20"
    )
    return [f"lexical {row[0]}" for row in alone]


def next_seq(connection: Connection, count: int) -> int:
    """Return the first of `count` numbers of passages that follow each other and were never used."""
    numbers = "SELECT nextval(pg_get_serial_sequence('passages', 'seq')) AS seq FROM generate_series(1, %s)"
    return int(connection.exec_driver_sql(f"SELECT min(seq) FROM ({numbers}) AS taken", (max(1, count),)).scalar_one())


def number_on(connection: Connection) -> None:
    """Have rows that are added from now on numbered after those that are there."""
    for table, column in (("passages", "seq"), ("journal", "number")):
        last = f"SELECT max({column}) FROM {table}"
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), ({last}))")


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of the values bound as `among`, however many."""
    kind = sa.Integer() if isinstance(column.type, sa.Integer) else sa.Text()
    return column == sa.any_(sa.bindparam("among", type_=ARRAY(kind)))


def listed(values: Iterable[Any]) -> list[Any]:
    """Return some values as the one that is bound as `among`."""
    return list(values)


def postings() -> sa.FromClause:
    """Return the columns of `lexical`, a table like any other here."""
    return tables.lexical


def matching(
    connection: Connection, terms: Sequence[str], together: Sequence[str]
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]:
    """Return the condition on rows of `lexical` that hold any of some terms, or all of others, and the best first.

    PostgreSQL's own ranks know nothing of how rare a term is: of them we only take how often a passage holds it,
    which `ts_rank_cd` gives where it is asked for a single term, and make a BM25 of it.
    """
    words = [term for term in (*terms, *together) if len(term.encode()) <= LONGEST]
    counts = sa.text("SELECT term, doc FROM lexical_terms WHERE term = ANY(:terms)")
    held: dict[str, int] = {row.term: row.doc for row in connection.execute(counts, {"terms": words})}
    if not held:
        return sa.false(), sa.literal(0)
    passages, average = connection.exec_driver_sql("SELECT count(*), avg(size) FROM lexical").one()
    column: sa.ColumnElement[Any] = sa.literal_column("lexical.terms")
    size: sa.ColumnElement[Any] = sa.literal_column("lexical.size")
    fields: sa.ColumnElement[Any] = sa.literal_column(f"'{FIELDS}'::real[]")
    norm = K1 * (1 - B) + size * (K1 * B / average)
    score: sa.ColumnElement[Any] = sa.literal(0.0)
    for term, doc in sorted(held.items()):
        rarity = math.log(1 + (passages - doc + 0.5) / (doc + 0.5))
        often = SCALE * sa.func.ts_rank_cd(fields, column, _query(_quoted(term)))
        score += rarity * (K1 + 1) * often / (often + norm)
    wanted = [_quoted(term) for term in terms if term in held]
    if together and all(term in held for term in together):
        wanted.append("(" + " & ".join(map(_quoted, together)) + ")")
    if not wanted:
        return sa.false(), sa.literal(0)
    return column.op("@@", is_comparison=True)(_query(" | ".join(wanted))), sa.desc(score)


def _quoted(term: str) -> str:
    """Return a term as the full-text engine reads it, whatever signs it holds."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _query(text: str) -> sa.ColumnElement[Any]:
    return sa.cast(text, TSQUERY)
