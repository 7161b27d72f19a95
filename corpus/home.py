"""What lies where in a home folder, and what a folder must be to hold a collection or a backup of it."""

from __future__ import annotations

from pathlib import Path

from corpus import imported
from corpus.errors import StoreError, UsageError

CATALOGUE = "catalogue.sqlite3"
VECTORS = "vectors"
FOLDERS = (imported.FOLDER, "templates", "evals")
"""The folders that a restoration replaces as a whole."""
DERIVED = (f"{CATALOGUE}-wal", f"{CATALOGUE}-shm", VECTORS)
"""What goes with the catalogue that goes."""
STAGING, COMMITTED = ".restoring", ".restored"
"""Where a restoration unpacks, and what it becomes once it is committed: `corpus.restoration`."""


def check_folder(home: Path) -> None:
    """Refuse a home that is a file.

    Raises:
        StoreError: `store.not_folder`.
    """
    if home.exists() and not home.is_dir():
        raise StoreError("store.not_folder", path=str(home))


def check_held(home: Path) -> None:
    """Refuse a folder that holds no collection: opening it would make one, where a name was only mistyped.

    Raises:
        StoreError: `backup.nothing`.
    """
    check_folder(home)
    if not any((home / name).exists() for name in (CATALOGUE, VECTORS, COMMITTED)):
        raise StoreError("backup.nothing", path=str(home))


def check_catalogue(home: Path) -> None:
    """Refuse an index without its catalogue: the engine would make a new one, and forget everything.

    Raises:
        StoreError: `store.lost` where the catalogue is not there any more, `store.damaged` where it has no bytes.
    """
    path = home / CATALOGUE
    if not (home / VECTORS).exists():
        return
    if not path.exists():
        raise StoreError("store.lost", path=str(home))
    if path.is_file() and not path.stat().st_size:
        raise StoreError("store.damaged", path=str(path))


def check_outside(path: Path, home: Path) -> None:
    """Refuse a backup's file that lies inside the home folder: it would be lost with it, or put away with it.

    Raises:
        UsageError: `backup.inside`.
    """
    if path.resolve().is_relative_to(home.resolve()):
        raise UsageError("backup.inside", path=str(path), home=str(home))
