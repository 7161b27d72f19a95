"""A backup's file: a ZIP that ends with its own SHA-256, so that not one byte of it can change unnoticed.

The digest, of everything before it, is the ZIP's comment: any tool opens the file, and ours refuses a damaged one.
A digest stops accidents, not an enemy, who can make one: names and sizes are looked at too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from corpus.causes import cause_of
from corpus.durable import sync_file, sync_folder
from corpus.errors import StoreError, UsageError

MANIFEST = "manifest.json"
FORMAT = 1
PIECE = 2**20
MOST_MANIFEST = 64 * 2**20
_DIGEST = hashlib.sha256().digest_size * 2
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, RuntimeError)

Json = dict[str, Any]


def pack(path: Path, files: Mapping[str, Path], facts: Json) -> None:
    """Write an archive of files, by their names in it, with facts beside them: whole, or not at all.

    Raises:
        StoreError: `backup.unwritable`: it cannot be written, for want of room or otherwise.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            _write(file, files, {"format": FORMAT} | facts)
        sync_file(fresh)
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreError("backup.unwritable", path=str(path), detail=cause_of(error)) from error
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def check_place(path: Path) -> None:
    """Refuse to write where something else is.

    Raises:
        UsageError: `backup.other_file`: what bears that name is no archive of ours, and would be lost.
    """
    if path.exists() and not _is_ours(path):
        raise UsageError("backup.other_file", path=str(path))


def _is_ours(path: Path) -> bool:
    """Tell whether a file is an archive that we made: a new one may take its place."""
    if not (path.is_file() and zipfile.is_zipfile(path)):
        return False
    with zipfile.ZipFile(path) as archive:
        return MANIFEST in archive.namelist() and len(archive.comment) == _DIGEST


def _write(file: BinaryIO, files: Mapping[str, Path], facts: Json) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(facts, ensure_ascii=False))
        for name, source in files.items():
            entry_info = zipfile.ZipInfo(name)
            entry_info.compress_type = zipfile.ZIP_DEFLATED
            with source.open("rb") as content, archive.open(entry_info, "w", force_zip64=True) as entry:
                shutil.copyfileobj(content, entry, PIECE)
        archive.comment = bytes(_DIGEST)
    digest = _digest(file)
    file.seek(-_DIGEST, os.SEEK_END)
    file.write(digest)


def _digest(file: BinaryIO) -> bytes:
    """Return the digest of all but the digest's own place, as hexadecimal digits."""
    left, found = file.seek(0, os.SEEK_END) - _DIGEST, hashlib.sha256()
    file.seek(0)
    while left > 0 and (piece := file.read(min(PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest().encode("ascii")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Give an archive whose every byte is as it was written.

    Raises:
        StoreError: it is missing, damaged, not one of ours, made by a newer version, or holds a name that leads out.
    """
    with ExitStack() as held:
        try:
            file = held.enter_context(path.open("rb"))
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _DIGEST))
            if size <= _DIGEST or file.read() != _digest(file):
                raise StoreError("backup.damaged", path=str(path))
            with _in_our_words(path):
                archive = Archive(held.enter_context(zipfile.ZipFile(file)), path)
        except OSError as error:
            raise StoreError("backup.unreadable", path=str(path), detail=cause_of(error)) from error
        yield archive


class Archive:
    """An open archive: its facts, and files with names that stay inside the folder they are unpacked into."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.path = path
        self._archive = archive
        infos = archive.infolist()
        if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
            raise StoreError("backup.damaged", path=str(path))
        self.facts: Json = dict(json.loads(archive.read(MANIFEST)))
        if self.facts.get("format") != FORMAT:
            raise StoreError("backup.newer", path=str(path))
        self._files = [info for info in infos if info.filename != MANIFEST]
        names = [_folded(info.filename) for info in infos]
        if len(set(names)) < len(names) or not all(map(_stays_inside, self._files)):
            raise StoreError("backup.hostile", path=str(path))
        self.names = frozenset(info.filename for info in self._files)
        self.size = sum(info.file_size for info in self._files)

    def unpack(self, folder: Path) -> None:
        """Write every file into a folder; one that is larger than it says is cut short there, and refused.

        Raises:
            StoreError: there is no room, or a file is not what the archive says.
        """
        with _in_our_words(self.path):
            for info in self._files:
                place = folder / info.filename
                place.parent.mkdir(parents=True, exist_ok=True)
                with self._archive.open(info) as content, place.open("xb") as file:
                    left = info.file_size
                    while piece := content.read(PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise StoreError("backup.hostile", path=str(self.path))
                        file.write(piece)
                    if left:
                        raise StoreError("backup.damaged", path=str(self.path))


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise StoreError("backup.damaged", path=str(path)) from error


def _folded(name: str) -> str:
    """Return a name as a file system that knows neither case nor composition sees it."""
    return unicodedata.normalize("NFC", name).casefold()


def _stays_inside(info: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a plain file with a plain relative name, on every system."""
    name, mode = info.filename, info.external_attr >> 16
    parts = PurePosixPath(name).parts
    plain = not name.startswith("/") and not name.endswith("/") and not any(sign in name for sign in ("\\", ":", "\0"))
    regular = not stat.S_IFMT(mode) or stat.S_ISREG(mode)
    return plain and regular and bool(parts) and "/".join(parts) == name and not {".", ".."} & set(parts)
