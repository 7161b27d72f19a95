"""The rows of a table, wherever they come from → blocks, with the words of the header in each row's context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Block, Locator

LONGEST_HEADER_CELL = 80
"""Characters that the name of a column may have."""
HEADER_WITHIN = 5
"""Rows at the top of a table among which the names of its columns stand."""
LONGEST_CONTEXT = 400
"""Characters of a header that are given to each row."""

_YEAR = re.compile(r"(?:19|20)\d{2}(?:\s?[-–/]\s?(?:19|20)?\d{2})?")
_NUMBER = re.compile(r"[-+(]?[\d\s\u202f\u00a0.,]*\d[\s\u00a0]*[%$€)]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table's row: its cells, blank ones included, and where it stands."""

    cells: tuple[str, ...]
    locator: Locator | None = None


def row_blocks(rows: Sequence[Row], *, headed: bool = True, filled_down: bool = True) -> Iterator[Block]:
    """Give a block for each row that is not blank: its cells joined by tabs, without the columns that are all blank.

    The context of a row holds the title above the table, the row alone on its line that opens its group, the names
    of the columns (where `headed`), and the cells above its first blank ones (where `filled_down`).
    """
    rows = [row for row in rows if any(row.cells)]
    used = sorted({column for row in rows for column, cell in enumerate(row.cells) if cell})
    header = _header(rows) if headed and len(used) > 1 else None
    titles = [next(filter(None, row.cells)) for row in rows[:header]] if header else []
    names = _names(rows[header]) if header is not None else ""
    group, above = "", dict[int, str]()
    for number, row in enumerate(rows):
        cells = [row.cells[column] if column < len(row.cells) else "" for column in used]
        first = next(column for column, cell in enumerate(cells) if cell)
        context: list[str] = []
        if header is None or number > header:
            alone = len(used) > 1 and first == 0 and not any(cells[1:])
            filled = [above[column] for column in range(first) if column in above] if filled_down else []
            context = [*titles, "" if alone else group, names, *filled]
            group = cells[0] if alone else group
            above = {} if alone else {column: above.get(column, "") for column in range(first)}
            above |= {column: cell for column, cell in enumerate(cells) if cell and not alone}
        yield Block(
            kind="row",
            text="\t".join(cells[first:]).rstrip("\t"),
            locator=row.locator,
            context=tuple(dict.fromkeys(word[:LONGEST_CONTEXT] for word in context if word)),
        )


def _header(rows: Sequence[Row]) -> int | None:
    """Return the position of the row that names the columns: the first with several cells, if none is a number.

    Years name columns too, in a row of at least three cells with a word among them.
    """
    position = next((number for number, row in enumerate(rows[:HEADER_WITHIN]) if sum(map(bool, row.cells)) > 1), None)
    if position is None or position + 1 >= len(rows):
        return None
    cells = list(filter(None, rows[position].cells))
    named = [cell for cell in cells if len(cells) < 3 or not _YEAR.fullmatch(cell)]
    is_header = bool(named) and all(len(cell) <= LONGEST_HEADER_CELL and not _NUMBER.fullmatch(cell) for cell in named)
    return position if is_header else None


def _names(row: Row) -> str:
    return "\t".join(filter(None, row.cells))
