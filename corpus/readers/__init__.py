"""Files → extracts: one reader per format, chosen by what a file holds, not by its name."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from corpus.errors import FileError
from corpus.limits import LIMITS, Limits
from corpus.model import Extract

Reader = Callable[[bytes, Limits], Extract]
"""A file's bytes, and what may be taken of them → its blocks and what it says of itself."""

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
_LIBRARIES = ("pypdf", "cryptography", "markdown_it", "yaml", "lxml.etree", "openpyxl")
"""What these modules import when a file needs it."""

_NAMED = {
    ".csv": "csv",
    ".tsv": "csv",
    ".docm": "docx",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".markdown": "markdown",
    ".md": "markdown",
    ".odp": "odt",
    ".ods": "odt",
    ".odt": "odt",
    ".pdf": "pdf",
    ".ppsx": "pptx",
    ".pptm": "pptx",
    ".pptx": "pptx",
    ".rtf": "rtf",
    ".srt": "captions",
    ".text": "text",
    ".txt": "text",
    ".vtt": "captions",
    ".xhtml": "html",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
}
_TEXTS = frozenset({"csv", "captions", "html", "markdown", "text"})
"""Formats that only a name can tell from plain text."""
OLD_OFFICE = frozenset({".doc", ".ppt", ".xls"})
READ_SUFFIXES = frozenset(_NAMED) | OLD_OFFICE
"""Endings of the names that a folder's files are taken by; a file named on the command line is always tried."""

NAME_FLAG = "nom de fichier trompeur"
"""A name holds characters that are not seen, or that turn what follows around: `liste<U+202E>fdp.exe`."""
_MISLEADING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_HTML = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.DOTALL | re.IGNORECASE)
_PARTS = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"), ("content.xml", "odt"))
"""Parts that tell one format of the ZIP family from another."""
LONGEST_MARK = 1024
"""Bytes at the start of a file among which its format's mark stands."""


def read(path: Path, content: bytes, limits: Limits = LIMITS) -> Extract:
    """Return what a file holds.

    Raises:
        FileError: the file is empty, too large, not what its name says, of a format that is not read, or without text.
    """
    if not content.strip():
        raise FileError("empty")
    limits.check_size(len(content))
    module, function = _READERS[format_of(path, content, limits)]
    reader = cast("Reader", getattr(import_module(f"{__name__}.{module}"), function))
    extract = reader(content, limits)
    if not any(block.text.strip() for block in extract.blocks):
        raise FileError("empty", "file.no_text")
    return replace(extract, flags=(*extract.flags, NAME_FLAG)) if _MISLEADING.search(path.name) else extract


def import_readers(is_wanted: Callable[[], bool]) -> None:
    """Import every reader and every library, until something is `wanted` of this process."""
    for module in (*(f"{__name__}.{module}" for module, _ in _READERS.values()), *_LIBRARIES):
        if is_wanted():
            return
        with suppress(ImportError, MemoryError):  # whoever reads a file of that format is told
            import_module(module)


def format_of(path: Path, content: bytes, limits: Limits = LIMITS) -> str:
    """Return a file's format, by what it holds; the name tells one kind of text from another.

    Raises:
        FileError: the content is not what the name says, or of a format that is not read.
    """
    named = _NAMED.get(path.suffix.lower())
    found = _found_in(content, limits)
    if found is None and named not in {*_TEXTS, None}:
        if named == "pdf":
            raise FileError("mismatch", "file.not_pdf")
        raise FileError("malformed", "file.not_office")
    if found is not None and named not in {found, *_TEXTS, None}:
        raise FileError("mismatch")
    return found or named or "text"


def _found_in(content: bytes, limits: Limits) -> str | None:
    """Return the format that a file's own bytes tell, or None for some kind of text."""
    start = content[:LONGEST_MARK]
    text = start.removeprefix(BOM_UTF8).lstrip()
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(_ZIP):
        return _zip_format(content, limits)
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


def _zip_format(content: bytes, limits: Limits) -> str:
    from corpus.readers.archives import open_archive

    names = open_archive(content, limits).names
    for part, name in _PARTS:
        if any(one.startswith(part) for one in names):
            return name
    raise FileError("unsupported", format="ZIP")


def file_name(path: Path) -> str:
    """Return a file's own name in NFC: names are data, never paths."""
    return unicodedata.normalize("NFC", path.name)
