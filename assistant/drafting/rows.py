"""Rows of a field: their headers recognised whatever the accents and capitals, and their files, CSV or XLSX."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from assistant.drafting.model import Column, Field
from assistant.drafting.yaml_file import MOST_BYTES
from corpus.causes import cause_of
from corpus.errors import FileError, UsageError
from corpus.glossary import fold
from corpus.limits import LIMITS

FORMATS = (".csv", ".tsv", ".xlsx", ".xlsm")
MOST_ABOVE = 10
"""Lines that may stand above a table's headers: a title, a date."""


def column_named(header: str, field: Field) -> Column | None:
    """Return the column that a header means: `Échéance (mois)` is `echeance`, `Responsables` is `responsable`."""
    wanted = _key(header)
    for column in field.columns:
        if wanted in {_key(name) for name in (column.name, column.label, *column.aliases)}:
            return column
    return None


def _key(header: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", "", fold(header)))
    return " ".join(word.rstrip("sx") for word in words)


def read_rows(path: Path, field: Field) -> Iterator[dict[str, str]]:
    """Give the rows of a CSV or XLSX file by column.

    Raises:
        UsageError: the file cannot be read, or its headers are not those of the field.
    """
    try:
        content = path.read_bytes() if path.suffix.lower() in FORMATS else b""
    except OSError as error:
        raise _unreadable(path, error) from error
    return rows_in(content, str(path), field)


def rows_in(content: bytes, name: str, field: Field) -> Iterator[dict[str, str]]:
    """Give the rows of a file's bytes by column; a column that means nothing to us is refused, never lost.

    Raises:
        UsageError: they cannot be read, or their headers are not those of the field.
    """
    cells = _cells(content, name)
    header, columns = _header(cells, field)
    if header is None:
        known = ", ".join(column.label for column in field.columns)
        raise UsageError("draft.rows_header", path=name, known=known)
    for position, (said, column) in enumerate(zip(cells[header], columns, strict=True)):
        if column is None and said and any("".join(row[position : position + 1]) for row in cells[header + 1 :]):
            known = ", ".join(one.label for one in field.columns)
            raise UsageError("draft.field_unknown", where=f"{name}: ", name=said, known=known)
    above: dict[str, str] = {}
    for row in cells[header + 1 :]:
        above = _filled_down({column.name: cell for column, cell in zip(columns, row, strict=False) if column}, above)
        if any(above.values()):
            yield above


def _header(cells: list[list[str]], field: Field) -> tuple[int | None, list[Column | None]]:
    """Return the first line that names at least two columns, or all of them where there is one."""
    for number, row in enumerate(cells[: MOST_ABOVE + 1]):
        columns = [column_named(cell, field) for cell in row]
        if len([one for one in columns if one]) >= min(2, len(field.columns)):
            return number, columns
    return None, []


def _cells(content: bytes, name: str) -> list[list[str]]:
    """Return the cells of a file's rows, blank ones included: a reader's blocks leave out those at a row's start."""
    reader = {".csv": _csv_cells, ".tsv": _csv_cells, ".xlsx": _xlsx_cells, ".xlsm": _xlsx_cells}.get(
        Path(name).suffix.lower()
    )
    if reader is None:
        raise UsageError("draft.rows_format", path=name, known=", ".join(FORMATS))
    try:
        return [row for row in reader(content) if any(row)]
    except (FileError, csv.Error) as error:
        detail = error.code if isinstance(error, FileError) else str(error)
        raise UsageError("draft.file_unreadable", path=name, detail=detail) from error


def _csv_cells(content: bytes) -> list[list[str]]:
    from corpus.readers.encodings import decode, unify_line_ends

    text = unify_line_ends(decode(content, LIMITS))
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(";,\t|", key=first.count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _xlsx_cells(content: bytes) -> list[list[str]]:
    """Return the cells of a workbook's first sheet; the archive is checked as any document's is."""
    from openpyxl import load_workbook

    from corpus.readers.archives import naming_errors, open_archive

    LIMITS.check_size(len(content))
    with naming_errors():
        open_archive(content, LIMITS)
        with warnings.catch_warnings():  # on validations and styles, which have no words
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        found = [[_written(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    return found


def _written(value: object) -> str:
    """Return a cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _filled_down(told: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """Return a row whose first blank cells are those above them: an objective stands once for its activities."""
    filled: dict[str, str] = {}
    for name, cell in told.items():
        if cell:
            break
        filled[name] = above.get(name, "")
    return told | filled


def text_of(path: Path) -> str:
    """Return the text of a file that a person wrote by hand.

    Raises:
        UsageError: it cannot be read, is too long, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > MOST_BYTES:
        raise UsageError("draft.file_unreadable", path=str(path), detail=f"> {MOST_BYTES}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("draft.file_unreadable", path=str(path), detail="UTF-8") from error


def _unreadable(path: Path, error: OSError) -> UsageError:
    if isinstance(error, FileNotFoundError):
        return UsageError("draft.file_missing", path=str(path))
    return UsageError("draft.file_unreadable", path=str(path), detail=cause_of(error))
