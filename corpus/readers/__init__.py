"""Files → extracts: one reader per format, chosen by what a file holds, not by its name."""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

from corpus.errors import FileError
from corpus.model import Extract
from corpus.readers import markdown, text

Reader = Callable[[bytes], Extract]

READ_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of the names that a folder's files are taken by; a file named on the command line is always tried."""

_OTHER_FORMATS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Office, OpenDocument ou ZIP"),
    (b"\xd0\xcf\x11\xe0", "ancien Office"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
)
LONGEST_MARK = 1024
"""Bytes at the start of a file among which its format's mark stands."""
MOST_BYTES = 50 * 1024 * 1024


def read(path: Path, content: bytes) -> Extract:
    """Return what a file holds.

    Raises:
        FileError: the file is empty, too large, of a format that is not read, or without text.
    """
    if not content.strip():
        raise FileError("empty")
    if len(content) > MOST_BYTES:
        raise too_large()
    extract = _reader_for(path, content)(content)
    if not any(block.text.strip() for block in extract.blocks):
        raise FileError("empty")
    return extract


def too_large() -> FileError:
    """Return the error of a file of more than `MOST_BYTES`."""
    return FileError("limit", "file.limit_size", megabytes=MOST_BYTES // 2**20)


def _reader_for(path: Path, content: bytes) -> Reader:
    start = content[:LONGEST_MARK].removeprefix(BOM_UTF8).lstrip().lower()
    for mark, name in _OTHER_FORMATS:
        if start.startswith(mark.lower()):
            raise FileError("unsupported", format=name)
    return markdown.read if path.suffix.lower() in {".md", ".markdown"} else text.read


def file_name(path: Path) -> str:
    """Return a file's own name in NFC: names are data, never paths."""
    return unicodedata.normalize("NFC", path.name)
