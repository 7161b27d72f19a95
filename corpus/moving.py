"""A whole catalogue → another engine's, as one change, and both compared row by row before it is committed."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from corpus import tables
from corpus.errors import StoreError
from corpus.sqlite import PAGE

TABLES = (
    tables.documents,
    tables.source_files,
    tables.successors,
    tables.sections,
    tables.passages,
    tables.passage_regions,
    tables.lexical,
    tables.journal,
)
"""Every table but the home's own values, those that others refer to first."""
OWN = ("vectors", "vectors_name")
"""Values of the home that are each engine's own: where its vectors are."""


def copy(source: Connection, target: Connection) -> None:
    """Copy everything into an empty catalogue."""
    for table in TABLES:
        with _rows(source, table) as rows:
            for page in rows.partitions(PAGE):
                target.execute(sa.insert(table), [dict(row._mapping) for row in page])
    home = tables.home
    target.execute(sa.delete(home).where(home.c.key.not_in(OWN)))
    target.execute(
        sa.insert(home),
        [dict(row._mapping) for row in source.execute(sa.select(home).where(home.c.key.not_in(OWN)))],
    )


def is_empty(connection: Connection) -> bool:
    """Tell whether a catalogue holds nothing yet."""
    return not any(connection.execute(sa.select(sa.exists(sa.select(table)))).scalar() for table in TABLES)


def verify(source: Connection, target: Connection) -> int:
    """Compare every row of both, and return the number of passages, with their vectors and terms, that are the same.

    Raises:
        StoreError: a row of one is not as it is in the other.
    """
    verified = 0
    for table in TABLES:
        with _rows(source, table) as ours, _rows(target, table) as theirs:
            for one, other in zip_longest(ours, theirs):
                if one is None or other is None or tuple(one) != tuple(other):
                    raise StoreError("move.differs", table=table.name, row=(one or other)[0])
                verified += table is tables.passages
    return verified


def _rows(connection: Connection, table: sa.Table) -> sa.CursorResult[Any]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    return connection.execute(query, execution_options={"yield_per": PAGE})
