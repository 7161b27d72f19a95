"""Spreadsheets (.xlsx, .xlsm; Transitional and Strict) and CSV → extract.

A row is a block whose locator is its sheet and number (`Feuille!12`); a CSV file's rows have their line.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from corpus.errors import FileError
from corpus.layout import TABLE_FLAG
from corpus.limits import LIMITS, Limits
from corpus.model import Block, Extract, Locator
from corpus.readers.archives import Archive, naming_errors, open_archive
from corpus.readers.encodings import decode, unify_line_ends
from corpus.readers.grid import Row, row_blocks
from corpus.readers.number_formats import shown_number
from corpus.readers.opc import main_part, words
from corpus.readers.properties import office_properties

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

HIDDEN_FLAG = "feuilles masquées non lues"
FORMULA_FLAG = "formules sans valeur"
MOST_CELLS = 20_000_000
"""Cells of a file, blank ones included: a row may announce 16,384 of them with one."""
MOST_ROWS = 1_048_576
"""Rows that Excel numbers; a file may number one higher, and all the rows above it would be blank."""
SAMPLE = 50
"""Rows by which a CSV file's delimiter is judged."""

_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
"""The names by which openpyxl, which reads nothing of the Strict form and does not say so, knows the same things."""
_READ_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[^/]+\.xml|xl/.*\.(?:xml|rels)", re.IGNORECASE)
_UNREAD_PARTS = re.compile(
    r"xl/(?:drawings|charts|media|comments|pivot|tables|printerSettings|externalLinks)", re.IGNORECASE
)
_WITHOUT_VALUE = re.compile(rb"</(?:\w+:)?f>\s*+(?:<(?:\w+:)?v(?:\s*/>|></(?:\w+:)?v>)\s*+)?</(?:\w+:)?c>")
_USUAL_NAME = re.compile(r"(?:feuil|feuille|sheet|tabelle|hoja|foglio)\s?\d*", re.IGNORECASE)
_DELIMITERS = ";,\t|"


def read_xlsx(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the blocks of a workbook: each sheet's name as a heading where there are several, then its rows.

    Raises:
        FileError: the file is protected, made to do harm, damaged, goes over a limit, or is no workbook.
    """
    with naming_errors():
        archive = open_archive(content, limits)
        main_part(archive, "workbook", "xl/workbook.xml")
        blocks, flags = _workbook(archive, limits)
        return Extract(blocks=tuple(blocks), metadata=office_properties(archive, blocks), flags=tuple(flags))


def read_csv(content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return the rows of a CSV file in any encoding, with any of the usual delimiters.

    Raises:
        FileError: the bytes are not a text, or there is too much of it.
    """
    text = unify_line_ends(decode(content, limits))
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:  # for Excel, not for people
        delimiter, text, above = first[4], rest, 1
    else:
        delimiter, above = _delimiter(text), 0
    rows: list[Row] = []
    with naming_errors():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        line = above + 1
        for cells in reader:
            rows.append(Row(cells=tuple(map(_line, cells)), locator=Locator(kind="line", value=str(line))))
            line = above + reader.line_num + 1
    blocks = tuple(row_blocks(rows, filled_down=False))
    return Extract(blocks=blocks, flags=(TABLE_FLAG,) if blocks else ())


def _workbook(archive: Archive, limits: Limits) -> tuple[list[Block], dict[str, None]]:
    from openpyxl import load_workbook

    flags: dict[str, None] = {}
    if any(_WITHOUT_VALUE.search(archive.read(name)) for name in archive.names if "/worksheets/" in name.lower()):
        flags[FORMULA_FLAG] = None
    with warnings.catch_warnings():  # on validations and styles, which have no words
        warnings.simplefilter("ignore")
        book = load_workbook(_plain_copy(archive), read_only=True, data_only=True, keep_links=False)
        sheets: list[tuple[str, list[Block]]] = []
        budget = _Budget(limits)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                flags[HIDDEN_FLAG] = None
                continue
            blocks = list(row_blocks(list(_rows(sheet, budget))))
            if blocks:
                flags[TABLE_FLAG] = None
                sheets.append((words(sheet.title), blocks))
        book.close()
    named = len(sheets) > 1 or any(not _USUAL_NAME.fullmatch(name) for name, _ in sheets)
    found: list[Block] = []
    for name, blocks in sheets:
        if named and name:
            found.append(Block(kind="heading", text=name, level=1, locator=blocks[0].locator))
        found += blocks
    return found, flags


def _plain_copy(archive: Archive) -> io.BytesIO:
    """Return a workbook with only the parts that have words, checked ones, in the Transitional form."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as file:
        for name in archive.names:
            if _READ_PARTS.fullmatch(name) and not _UNREAD_PARTS.match(name):
                content = archive.read(name)
                for strict, transitional in _STRICT:
                    content = content.replace(strict, transitional)
                file.writestr(name, content)
    copy.seek(0)
    return copy


class _Budget:
    """What the sheets of one file may still hold: a short file may show one long text in a million cells."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = self._characters = 0

    def spend(self, cells: tuple[str, ...]) -> None:
        self._cells += len(cells)
        self._characters += sum(map(len, cells))
        if self._cells > MOST_CELLS:
            raise FileError("limit", "file.limit_cells", most=MOST_CELLS)
        self._limits.check_characters(self._characters)


def _rows(sheet: Worksheet, budget: _Budget) -> Iterator[Row]:
    # The size that a sheet announces may be wrong. The stubs take a read-only sheet for an ordinary one.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            raise FileError("limit", "file.limit_cells", most=MOST_CELLS)
        cells = tuple(_shown(cell) for cell in row)
        budget.spend(cells)
        if any(cells):
            yield Row(cells=cells, locator=Locator(kind="sheet", value=f"{sheet.title}!{number}"))


def _shown(cell: Cell | MergedCell) -> str:
    """Return a cell's value as it is shown, days in ISO 8601; errors such as `#REF!` are blank."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return "" if cell.data_type == "e" else _line(value)
        case bool():
            return "VRAI" if value else "FAUX"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return _hours(value)
        case int() | float():
            return shown_number(value, str(cell.number_format or ""))
        case _:
            return str(value)


def _hours(value: timedelta) -> str:
    """Return a length of time as hours and minutes: `26:05`."""
    minutes = round(abs(value.total_seconds()) / 60)
    return f"{'-' if value.total_seconds() < 0 else ''}{minutes // 60}:{minutes % 60:02d}"


def _line(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text  # most cells are
    return words(text).replace("\n", " ")


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows most evenly into several cells."""
    best, most = ",", (0.0, 0)
    head = "\n".join(text.split("\n", SAMPLE)[:SAMPLE])
    for delimiter in _DELIMITERS:
        try:
            counts = Counter(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row)
        except csv.Error:
            continue
        cells, rows = max(counts.items(), key=lambda count: (count[0] > 1, count[1], count[0]), default=(1, 0))
        score = (rows / max(1, counts.total()), cells)
        if cells > 1 and score > most:
            best, most = delimiter, score
    return best
