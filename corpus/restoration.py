"""A home folder made what a backup holds, at once or not at all. See docs/decisions/0013.

A restoration unpacks beside what is there (`.restoring`), judges, and commits by renaming (`.restored`). The moves
that follow are finished by whoever opens the folder next, wherever they were cut short.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus import imported
from corpus.archive import Archive
from corpus.catalogue import Catalogue
from corpus.durable import sync_folder, sync_tree
from corpus.errors import StoreError
from corpus.home import CATALOGUE, COMMITTED, DERIVED, FOLDERS, STAGING, VECTORS
from corpus.settings import FILE as SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restoration did: `made_at` is the backup's moment, in ISO 8601.

    `before` counts the documents that it replaced, None where they could not be counted; `removed` the files that went
    from each folder; `kept` names the files of imported/ that no collection knew.
    """

    made_at: str
    replaced: bool
    before: int | None
    removed: dict[str, int]
    kept: tuple[str, ...]


def is_empty(home: Path) -> bool:
    """Tell whether a home folder holds nothing that a restoration would replace."""
    return not any((home / name).exists() for name in (CATALOGUE, *FOLDERS))


def restore_archive(archive: Archive, home: Path, *, replace: bool = False) -> Restored:
    """Make a home folder what a backup holds, at once or not at all; its settings and its password stay.

    So do files of imported/ that its catalogue does not know: somebody put them there. Whoever calls holds the folder.

    Raises:
        StoreError: the backup cannot be used, the folder is not empty and `replace` does not say so, or there is no
            room. Nothing of the folder has changed.
    """
    replaced = not is_empty(home)
    if replaced and not replace:
        raise StoreError("backup.not_empty", path=str(home))
    _check_room(archive, home)
    staging = home / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for folder in FOLDERS:  # an empty one replaces too
            (staging / folder).mkdir(parents=True)
        archive.unpack(staging)
        _check_catalogue(staging / CATALOGUE, archive, home)
        before, known = _held(home / CATALOGUE)
        own = [path for path in _files(home / imported.FOLDER) if path.resolve() not in known]
        restored = Restored(
            made_at=str(archive.facts.get("made_at", "")),
            replaced=replaced,
            before=before,
            removed={folder: _count_gone(home, folder, archive, own) for folder in FOLDERS},
            kept=tuple(_kept(path, home, staging) for path in own),
        )
        sync_tree(staging)
        staging.rename(home / COMMITTED)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreError("store.full" if full else "store.unwritable", path=str(home)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    sync_folder(home)
    finish_restoration(home)
    return restored


def finish_restoration(home: Path) -> None:
    """Put what a committed restoration holds in its place; each step can be done again after a crash."""
    committed = home / COMMITTED
    if not committed.is_dir():
        return
    if (committed / CATALOGUE).exists():
        for name in DERIVED:
            _drop(home / name)
    if (home / SETTINGS).exists():
        (committed / SETTINGS).unlink(missing_ok=True)
    for name in (*FOLDERS, SETTINGS, CATALOGUE):
        if (committed / name).exists():
            _drop(home / name)
            (committed / name).rename(home / name)
    (home / VECTORS).mkdir(exist_ok=True)  # empty: it tells that there is a catalogue
    sync_folder(home)
    shutil.rmtree(committed)


def _drop(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def check_names(archive: Archive) -> None:
    """Refuse an archive that holds more than a backup does, or no catalogue.

    Raises:
        StoreError: it does.
    """
    own = {CATALOGUE, SETTINGS}
    if CATALOGUE not in archive.names:
        raise StoreError("backup.damaged", path=str(archive.path))
    if any(name not in own and name.partition("/")[0] not in FOLDERS for name in archive.names):
        raise StoreError("backup.hostile", path=str(archive.path))


def _check_room(archive: Archive, home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < archive.size:
        raise StoreError("backup.disk", path=str(home), needed=-(-archive.size // 10**6), free=free // 10**6)


def _check_catalogue(copy: Path, archive: Archive, home: Path) -> None:
    """Open a catalogue, made by an older version perhaps, judge it, and tell it where its own files lie now."""
    own = archive.facts.get("imported")
    moved = {str(before): str(home / name) for before, name in dict(own or {}).items() if name in archive.names}
    try:
        catalogue = Catalogue.open(copy)
        try:
            _check_sound(catalogue, archive)
            catalogue.move_files(moved)
        finally:
            catalogue.close()
    except StoreError as error:
        if error.key == "store.damaged":
            raise StoreError("backup.damaged", path=str(archive.path)) from error
        raise
    for end in ("-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)  # empty: the last connection has closed


def _check_sound(catalogue: Catalogue, archive: Archive) -> None:
    """Refuse a catalogue that is not what was put in, or that would replace a collection by none."""
    for problem in catalogue.judge():
        if not problem.documents:
            raise StoreError("backup.damaged", path=str(archive.path))
        raise StoreError("backup.spoilt", path=str(archive.path), names=problem.names)
    if not catalogue.held():
        raise StoreError("backup.holds_none", path=str(archive.path))


def _held(path: Path) -> tuple[int | None, set[Path]]:
    """Return how many documents the catalogue that goes holds, and its files; None of one that is lost or damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            return documents, {Path(name).resolve() for (name,) in connection.execute("SELECT path FROM source_files")}
    except sqlite3.Error:
        return None, set()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())


def _count_gone(home: Path, folder: str, archive: Archive, kept: Collection[Path]) -> int:
    """Return how many files of a folder are neither in a backup nor kept."""
    names = (path.relative_to(home).as_posix() for path in _files(home / folder) if path not in kept)
    return sum(name not in archive.names for name in names)


def _kept(path: Path, home: Path, staging: Path) -> str:
    """Copy a file to its place, or beside it where a backup has another of that name; return its name there."""
    place = staging / path.relative_to(home)
    place.parent.mkdir(parents=True, exist_ok=True)
    number, free = 1, place
    while free.exists() or free.is_symlink():
        number += 1
        free = place.with_name(f"{place.stem} ({number}){place.suffix}")
    shutil.copy2(path, free, follow_symlinks=False)
    return free.relative_to(staging).as_posix()
