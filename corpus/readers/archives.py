"""The checks of a ZIP container before any of its parts is parsed, and the safe way to its parts.

An Office or OpenDocument file is a ZIP of XML parts, and may be made to fill the memory or to fetch other files.
Sources: ../shared/design/ingestion.md; ECMA-376 part 2 (parts are UTF-8 or UTF-16, without a document type).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

from corpus.errors import FileError
from corpus.limits import LIMITS, MEGABYTE, Limits

_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_LONGEST_ZIP_END = 22 + 65_535
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_OLD_OFFICE = ("WordDocument", "PowerPoint Document", "Workbook", "Book")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A ZIP container that passed the checks; `entries` are its files by name, with `/` between folders."""

    file: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files, in the container's order."""
        return tuple(self.entries)

    def read(self, name: str) -> bytes:
        """Return a part's bytes.

        Raises:
            FileError: there is no such part, or it is damaged.
        """
        if name not in self.entries:
            raise FileError("malformed", "file.zip_part", part=name[:100])
        return _unpacked(self.file, self.entries[name])

    def xml(self, name: str) -> ElementTree.Element:
        """Return the root of an XML part.

        Raises:
            FileError: there is no such part, or it is not XML, or it has a document type.
        """
        content = self.read(name)
        _refuse_doctype(name, content)  # whatever its name ends with
        try:
            return ElementTree.fromstring(content)
        except (ElementTree.ParseError, ValueError, LookupError) as error:  # an unknown encoding is a LookupError
            raise FileError("malformed", "file.zip_part", part=name[:100]) from error


def open_archive(content: bytes, limits: Limits = LIMITS) -> Archive:
    """Check a ZIP container and open it: nothing is written, and no part is parsed.

    Raises:
        FileError: it is not a ZIP, is protected, is cut, is made to do harm, or goes over a limit.
    """
    if content.startswith(_OLE):
        raise old_office_error(content)
    if not content.startswith(_ZIP):
        raise FileError("malformed", detail="ZIP")
    if _ZIP_END not in content[-_LONGEST_ZIP_END:]:
        raise FileError("truncated")
    with naming_errors():
        file = zipfile.ZipFile(io.BytesIO(content))
    found = file.infolist()
    if len(found) > limits.entries:
        raise FileError("limit", "file.limit_entries", count=len(found), most=limits.entries)
    if sum(entry.file_size for entry in found) > min(limits.unpacked_megabytes * MEGABYTE, limits.ratio * len(content)):
        raise FileError("limit", "file.limit_unpacked", megabytes=limits.unpacked_megabytes, ratio=limits.ratio)
    for entry in found:
        _check(entry)
        if entry.filename.lower().endswith(_XML_SUFFIXES):
            _refuse_doctype(entry.filename, _unpacked(file, entry))
    entries = {entry.filename.replace("\\", "/"): entry for entry in found if not entry.is_dir()}
    return Archive(file=file, entries=entries)


def old_office_error(content: bytes) -> FileError:
    """Return the error of an OLE container: an Office file with a password, or one of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return FileError("password")
    if any(name.encode("utf-16-le") + b"\0\0" in content for name in _OLD_OFFICE):
        return FileError("unsupported", format="Office 97-2003")
    return FileError("password", "file.password_or_old")


@contextmanager
def naming_errors() -> Iterator[None]:
    """Turn every exception of a library that reads a bad file into the FileError that names it."""
    try:
        yield
    except FileError:
        raise
    except MemoryError as error:
        raise FileError("memory") from error
    except RecursionError as error:
        raise FileError("malformed", "file.nested") from error
    except Exception as error:
        raise FileError("malformed", detail=type(error).__name__) from error


def _check(entry: zipfile.ZipInfo) -> None:
    folders = entry.filename.replace("\\", "/").split("/")
    if not folders[0] or ".." in folders or ":" in folders[0]:
        raise FileError("malformed", "file.zip_name", part=entry.filename[:100])
    if entry.flag_bits & _ENCRYPTED:
        raise FileError("password")
    if entry.compress_type not in _METHODS:
        raise FileError("malformed", "file.zip_part", part=entry.filename[:100])


def _unpacked(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with file.open(entry) as stream:
            # Without a size, zipfile unpacks all that is there before it compares it with the size that was announced.
            return stream.read(entry.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileError("malformed", "file.zip_part", part=entry.filename[:100]) from error


def _refuse_doctype(name: str, content: bytes) -> None:
    # expat reads UTF-8, UTF-16 and encodings that hold ASCII: without the nulls of UTF-16, all show the mark alike.
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise FileError("malformed", "file.doctype", part=name[:100])
