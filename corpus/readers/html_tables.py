"""The tables of an HTML page: which of them hold data, and their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import FileError
from corpus.model import Block
from corpus.readers.grid import Row, row_blocks
from corpus.readers.opc import words

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
"""Elements that begin a line of their own, and end it."""
MOST_CELLS = 500_000
MOST_SPAN = 1_000
"""Rows or columns that a page may let a cell span (https://html.spec.whatwg.org/#dom-td-colspan)."""


def is_data(table: _Element) -> bool:
    """Tell a table of data from one that lays out the page: with other tables or headings, one row or one column."""
    if table.get("role") in {"presentation", "none"}:
        return False
    if next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return False
    rows = [_cells(row) for row in table.iter("tr")]
    headed = any(cell.tag == "th" for row in rows for cell in row)
    return max(map(len, rows), default=0) > 1 and (len(rows) > 1 or headed)


def table_blocks(table: _Element) -> Iterator[Block]:
    """Give the caption of a table of data, and its rows.

    Raises:
        FileError: it has more cells than `MOST_CELLS`, those that spanning cells cover included.
    """
    if (caption := next(table.iter("caption"), None)) is not None and (text := _words(caption)):
        yield Block(kind="paragraph", text=text)
    rows: list[Row] = []
    covered: dict[int, int] = {}
    count = 0
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in _cells(row):
            _skip_covered(cells, covered)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            covered |= {len(cells) + column: high for column in range(wide) if high > 1}
            cells += [_words(cell), *[""] * (wide - 1)]
            count += wide
            if count > MOST_CELLS:
                raise FileError("limit", "file.limit_cells", most=MOST_CELLS)
        covered = {column: high - 1 for column, high in covered.items() if high > 1}
        count += len(covered)
        rows.append(Row(cells=tuple(cells)))
    first = next((_cells(row) for row in table.iter("tr")), [])
    headed = max(len(row.cells) for row in rows) > 2 or all(cell.tag == "th" for cell in first)
    yield from row_blocks(rows, headed=headed)


def _skip_covered(cells: list[str], covered: dict[int, int]) -> None:
    """Leave blank the cells that a cell of a row above covers."""
    while len(cells) in covered:
        cells.append("")


def _cells(row: _Element) -> list[_Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), MOST_SPAN)) if value.isdecimal() and len(value) < 9 else 1


def _words(holder: _Element) -> str:
    """Return the words of a cell on one line."""
    from lxml import etree

    parts: list[str] = []
    for event, element in etree.iterwalk(holder, events=("start", "end")):
        parts.append(" " if element.tag in BLOCKS else "")
        parts.append((element.text if event == "start" else element.tail if element is not holder else "") or "")
    return words(" ".join("".join(parts).split()))
