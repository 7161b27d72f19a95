"""The tables of an OpenDocument file: their rows and cells, with those that the file says are repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.errors import FileError
from corpus.readers.opc import local
from corpus.readers.opendocument_styles import number_in

_ROW_HOLDERS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
MOST_CELLS = 500_000
MOST_REPEATED = 200
"""Times that cells and rows with words may be repeated; a sheet's blank ones go to its edge and are counted only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row's cells, None for a blank one, and its number in the table, from 1."""

    number: int
    cells: tuple[Element | None, ...]


def table_rows(table: Element) -> list[TableRow]:
    """Return the rows of a table that hold words.

    Raises:
        FileError: there are more cells than `MOST_CELLS`.
    """
    found: list[TableRow] = []
    number = 1
    count = 0
    for row in _rows(table):
        cells = _cells(row)
        times = number_in(row, "number-rows-repeated", 1)
        for repeated in range(min(times, MOST_REPEATED) if cells else 0):
            count += len(cells)
            if count > MOST_CELLS:
                raise FileError("limit", "file.limit_cells", most=MOST_CELLS)
            found.append(TableRow(number=number + repeated, cells=cells))
        number += times
    return found


def has_header(table: Element) -> bool:
    """Tell whether a table says which of its rows name the columns."""
    return any(local(element) == "table-header-rows" for element in table)


def _rows(holder: Element) -> Iterator[Element]:
    for element in holder:
        if local(element) == "table-row":
            yield element
        elif local(element) in _ROW_HOLDERS:
            yield from _rows(element)


def _cells(row: Element) -> tuple[Element | None, ...]:
    cells: list[Element | None] = []
    blanks = 0
    for cell in row:
        if local(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        times = number_in(cell, "number-columns-repeated", 1)
        if local(cell) == "covered-table-cell" or not any(text.strip() for text in cell.itertext()):
            blanks += times
            continue
        cells += [None] * min(blanks, MOST_REPEATED) + [cell] * min(times, MOST_REPEATED)
        blanks = 0
        if len(cells) > MOST_CELLS:
            raise FileError("limit", "file.limit_cells", most=MOST_CELLS)
    return tuple(cells)
