"""Column types that mean the same on both engines: text sorts by its code points, JSON can be compared."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

# SQLite sorts text by its bytes; PostgreSQL would by the rules of the language that the database was made with, and
# ties would then be broken otherwise on each.
STRING = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
SIZE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
"""Bytes, of which SQLite's integers hold as many as there are."""
