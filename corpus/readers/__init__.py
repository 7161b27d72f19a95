"""Files → extracts: one reader per format, chosen by what a file holds, not by its name."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from corpus.errors import FileError
from corpus.model import Extract

Reader = Callable[[bytes], Extract]

_READERS = {
    "csv": ("sheets", "read_csv"),
    "captions": ("captions", "read"),
    "docx": ("docx", "read"),
    "html": ("html", "read"),
    "markdown": ("markdown", "read"),
    "odt": ("opendocument", "read"),
    "pdf": ("pdf", "read"),
    "pptx": ("pptx", "read"),
    "rtf": ("rtf", "read"),
    "text": ("text", "read"),
    "xlsx": ("sheets", "read_xlsx"),
}
"""Each format's reader: the module of this package, and its function; a module is imported when first needed."""

_NAMED = {
    ".csv": "csv",
    ".tsv": "csv",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".markdown": "markdown",
    ".md": "markdown",
    ".odt": "odt",
    ".pdf": "pdf",
    ".pptx": "pptx",
    ".rtf": "rtf",
    ".srt": "captions",
    ".text": "text",
    ".txt": "text",
    ".vtt": "captions",
    ".xlsx": "xlsx",
}
_TEXTS = frozenset({"csv", "captions", "html", "markdown", "text"})
"""Formats that only a name can tell from plain text."""
OLD_OFFICE = frozenset({".doc", ".ppt", ".xls"})
READ_SUFFIXES = frozenset(_NAMED) | OLD_OFFICE
"""Endings of the names that a folder's files are taken by; a file named on the command line is always tried."""

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.DOTALL | re.IGNORECASE)
_PARTS = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"), ("content.xml", "odt"))
"""Parts that tell one format of the ZIP family from another."""
LONGEST_MARK = 1024
"""Bytes at the start of a file among which its format's mark stands."""
MOST_BYTES = 50 * 1024 * 1024


def read(path: Path, content: bytes) -> Extract:
    """Return what a file holds.

    Raises:
        FileError: the file is empty, too large, not what its name says, of a format that is not read, or without text.
    """
    if not content.strip():
        raise FileError("empty")
    if len(content) > MOST_BYTES:
        raise too_large()
    module, function = _READERS[format_of(path, content)]
    reader = cast("Reader", getattr(import_module(f"{__name__}.{module}"), function))
    extract = reader(content)
    if not any(block.text.strip() for block in extract.blocks):
        raise FileError("empty")
    return extract


def format_of(path: Path, content: bytes) -> str:
    """Return a file's format, by what it holds; the name tells one kind of text from another.

    Raises:
        FileError: the content is not what the name says, or of a format that is not read.
    """
    named = _NAMED.get(path.suffix.lower())
    found = _found_in(content)
    if found is None and named not in {*_TEXTS, None}:
        if named == "pdf":
            raise FileError("mismatch", "file.not_pdf")
        raise FileError("malformed", "file.not_office")
    if found is not None and named not in {found, *_TEXTS, None}:
        raise FileError("mismatch")
    return found or named or "text"


def _found_in(content: bytes) -> str | None:
    """Return the format that a file's own bytes tell, or None for some kind of text."""
    start = content[:LONGEST_MARK]
    text = start.removeprefix(BOM_UTF8).lstrip()
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(_ZIP):
        return _zip_format(content)
    if start.startswith(_OLE):
        from corpus.readers.archives import old_office_error

        raise old_office_error(content)
    if start.startswith(_PICTURES):
        raise FileError("unsupported", format="image")
    if text.startswith(b"{\\rtf"):
        return "rtf"
    if text.startswith(b"WEBVTT"):
        return "captions"
    return "html" if _HTML.match(text) else None


def _zip_format(content: bytes) -> str:
    from corpus.readers.archives import open_archive

    names = open_archive(content).names
    for part, name in _PARTS:
        if any(one.startswith(part) for one in names):
            return name
    raise FileError("unsupported", format="ZIP")


def too_large() -> FileError:
    """Return the error of a file of more than `MOST_BYTES`."""
    return FileError("limit", "file.limit_size", megabytes=MOST_BYTES // 2**20)


def file_name(path: Path) -> str:
    """Return a file's own name in NFC: names are data, never paths."""
    return unicodedata.normalize("NFC", path.name)
