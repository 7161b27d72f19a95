"""A backup of a home folder: what goes in, what stays out, and how it comes back. See docs/decisions/0013.

In: the catalogue (a consistent copy, while others write), the files that the home folder keeps itself, its templates,
its evaluations, and its settings without secrets. Out: the vectors' cache, which the catalogue remakes; the manager's
password; who owns the folder now.

A restoration unpacks beside what is there (`.restoring`), verifies, and commits by renaming (`.restored`). The moves
that follow are finished by whoever opens the folder next, wherever they were cut short.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import tomllib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus import imported
from corpus.archive import Archive, check_place, pack
from corpus.catalogue import Catalogue
from corpus.durable import sync_folder, sync_tree
from corpus.errors import StoreError
from corpus.settings import FILE as SETTINGS

CATALOGUE = "catalogue.sqlite3"
FOLDERS = (imported.FOLDER, "templates", "evals")
"""The folders that a restoration replaces as a whole."""
DERIVED = (f"{CATALOGUE}-wal", f"{CATALOGUE}-shm", "vectors")
"""What goes with the catalogue that goes."""
STAGING, COMMITTED = ".restoring", ".restored"
_KEY = re.compile(r"^[ \t]*(?:llm[ \t]*\.[ \t]*)?api_key[ \t]*=.*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds: documents, passages, bytes of its file, and the names of what was left out of it."""

    documents: int
    passages: int
    size: int
    left_out: tuple[str, ...]


def make_backup(home: Path, path: Path, made_at: datetime) -> Kept:
    """Write a backup of a home folder, which may be in use, to a file; an earlier backup of that name is replaced.

    Raises:
        StoreError: there is no catalogue, it is damaged, or the file cannot be written.
        UsageError: what bears that name is no backup.
    """
    if not (home / CATALOGUE).is_file():
        raise StoreError("backup.nothing", path=str(home))
    check_place(path)
    try:
        with tempfile.TemporaryDirectory(prefix=".repere-backup-", dir=path.parent) as scratch:
            copy = Path(scratch, CATALOGUE)
            _copy_catalogue(home / CATALOGUE, copy)
            documents, passages, own = _described(copy, home)
            settings, left_out = _settings(home, Path(scratch, SETTINGS))
            files = {
                CATALOGUE: copy,
                **settings,
                **{name: Path(source) for source, name in own.items()},
                **_beside(home),
            }
            pack(path, files, {"made_at": made_at.isoformat(), "imported": own})
    except OSError as error:
        raise StoreError("backup.unwritable", path=str(path), detail=error.strerror or str(error)) from error
    return Kept(documents=documents, passages=passages, size=path.stat().st_size, left_out=left_out)


def _copy_catalogue(source: Path, target: Path) -> None:
    """Copy a catalogue as it is at one moment, whoever writes to it meanwhile.

    Source: https://www.sqlite.org/backup.html
    """
    try:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)  # all pages in one step: a single moment
            here.execute("PRAGMA journal_mode = DELETE")  # one file, which nothing beside completes
            if here.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreError("store.damaged", path=str(source))
    except sqlite3.OperationalError as error:
        raise StoreError("backup.unwritable", path=str(target.parent.parent), detail=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreError("store.damaged", path=str(source)) from error


def _described(copy: Path, home: Path) -> tuple[int, int, dict[str, str]]:
    """Return the documents and passages of a catalogue, and the files that the home folder keeps for it.

    The copy says which: a file that came in since is none of its, and one that went since is not there any more.
    """
    with closing(sqlite3.connect(copy)) as connection:
        (documents,), (passages,) = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("documents", "passages")
        )
        paths = [Path(path) for (path,) in connection.execute("SELECT path FROM source_files ORDER BY path")]
    folder = home / imported.FOLDER
    own = [path for path in paths if path.is_relative_to(folder) and path.is_file() and not path.is_symlink()]
    return documents, passages, {str(path): path.relative_to(home).as_posix() for path in own}


def _settings(home: Path, copy: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Return the settings without their secrets, and the names of what is left out."""
    left_out = ["manager.hash"] if (home / "manager.hash").is_file() else []
    if not (home / SETTINGS).is_file():
        return {}, tuple(left_out)
    said = (home / SETTINGS).read_text(encoding="utf-8")
    bare = without_key(said)
    if bare is None:
        return {}, (*left_out, SETTINGS)
    if bare != said:
        left_out.append("llm.api_key")
    copy.write_text(bare, encoding="utf-8")
    return {SETTINGS: copy}, tuple(left_out)


def without_key(said: str) -> str | None:
    """Return settings without the language model's key, or None where the key cannot be told from the rest."""
    try:
        wanted = tomllib.loads(said)
        model = wanted.get("llm")
        if not isinstance(model, dict) or "api_key" not in model:
            return said
        del model["api_key"]
        bare = _KEY.sub("", said)
        found = tomllib.loads(bare)
    except tomllib.TOMLDecodeError:
        return None
    found.setdefault("llm", {})  # a table may go with its only line
    return bare if found == wanted else None


def _beside(home: Path) -> dict[str, Path]:
    """Return the home folder's templates and evaluations, by their names in an archive."""
    found: dict[str, Path] = {}
    for folder in FOLDERS[1:]:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                found[path.relative_to(home).as_posix()] = path
    return found


def is_empty(home: Path) -> bool:
    """Tell whether a home folder holds nothing that a restoration would replace."""
    return not any((home / name).exists() for name in (CATALOGUE, *FOLDERS))


def restore_archive(archive: Archive, home: Path, *, replace: bool = False) -> None:
    """Make a home folder what a backup holds, at once or not at all; its settings and its password stay.

    Whoever calls holds the folder.

    Raises:
        StoreError: the backup cannot be used, the folder is not empty and `replace` does not say so, or there is no
            room. Nothing of the folder has changed.
    """
    if not replace and not is_empty(home):
        raise StoreError("backup.not_empty", path=str(home))
    _check_room(archive, home)
    staging = home / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for folder in FOLDERS:  # an empty one replaces too
            (staging / folder).mkdir(parents=True)
        archive.unpack(staging)
        _check_catalogue(staging / CATALOGUE, archive, home)
        sync_tree(staging)
        staging.rename(home / COMMITTED)
    except OSError as error:
        raise StoreError("store.unwritable", path=str(home)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    sync_folder(home)
    finish_restoration(home)


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
            if catalogue.integrity():
                raise StoreError("store.damaged", path=str(copy))
            catalogue.move_files(moved)
        finally:
            catalogue.close()
    except StoreError as error:
        if error.key == "store.damaged":
            raise StoreError("backup.damaged", path=str(archive.path)) from error
        raise
    for end in ("-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)  # empty: the last connection has closed
