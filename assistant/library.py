"""What a manager does to the collection from a page: hands a file in, corrects what is known of it, takes it out."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from corpus.catalogue import Held
from corpus.errors import FileError, UsageError
from corpus.imported import FOLDER, Imported, SameName, safe_name
from corpus.limits import MEGABYTE, Limits
from corpus.model import Metadata
from index.collection import Collection, Failed, Report

_PIECE = 2**20


def take_in(collection: Collection, name: str, content: BinaryIO, given: Metadata, same: SameName) -> Report:
    """Keep a file that was handed in, and read it as any other; one that cannot be read leaves nothing behind.

    A file that was to replace another and cannot be read leaves the other as it was.
    """
    name = safe_name(name)
    folder = collection.home / FOLDER
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        try:
            fresh, sha256 = _copied(content, Path(scratch, "new"), collection.limits)
        except FileError as error:
            return Report(failed=[Failed(path=name, error=error)])
        imported = Imported(collection.home)
        before = imported.named(name)
        place = before[-1] if before and same == "replace" else imported.place_for(name, sha256)
        return _read_in_place(collection, fresh, place, given, Path(scratch, "old"))


def _copied(content: BinaryIO, path: Path, limits: Limits) -> tuple[Path, str]:
    """Write a content to a path, and return the path with the SHA-256.

    Raises:
        FileError: it is larger than a file may be.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := content.read(_PIECE):
            size += len(piece)
            limits.check_size(size)
            digest.update(piece)
            file.write(piece)
    return path, digest.hexdigest()


def _read_in_place(collection: Collection, fresh: Path, place: Path, given: Metadata, aside: Path) -> Report:
    """Put a file in its place and read it there; when that fails, what was there before comes back."""
    place.parent.mkdir(exist_ok=True)
    replaced = place.exists()
    if replaced:
        place.replace(aside)
    fresh.replace(place)
    report = None
    try:
        report = collection.ingest([place], given)
    finally:
        if report is None or report.failed:
            if replaced:
                aside.replace(place)
            else:
                collection.catalogue.forget(str(place))
                Imported(collection.home).drop(place)
    if report.failed and replaced:
        collection.ingest([place])  # it is read as before
    return report


def amend(collection: Collection, held: Held, given: Metadata) -> Report:
    """Make what a person knows of a document stand instead of what they gave before; the rest is recognised anew.

    Raises:
        UsageError: none of the document's files is there to be read again.
    """
    there = [path for path in map(Path, held.paths) if path.is_file()]
    if not there:
        raise UsageError("library.file_gone", source=held.document.source)
    return collection.ingest(there, given, instead=True)


def remove(collection: Collection, held: Sequence[Held]) -> None:
    """Remove documents from the collection, and our own copies of their files from the home folder."""
    collection.remove(one.document for one in held)
    imported = Imported(collection.home)
    for one in held:
        for path in one.paths:
            imported.drop(Path(path))


def has_copy(collection: Collection, held: Held) -> bool:
    """Tell whether the home folder itself keeps a file of a document."""
    imported = Imported(collection.home)
    return any(imported.holds(Path(path)) for path in held.paths)


def megabytes_of(limits: Limits) -> int:
    """Return the bytes that one file may have."""
    return limits.megabytes * MEGABYTE
