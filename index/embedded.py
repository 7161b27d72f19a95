"""A collection in its home folder: one file for the catalogue, a cache of vectors beside it, and one owner."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from sqlalchemy.engine import Connection

from corpus.catalogue import Catalogue
from corpus.errors import StoreError
from corpus.home import CATALOGUE, VECTORS, check_catalogue
from corpus.restoration import finish_restoration
from index.model import IndexCard
from index.nearest import FEW, NearestPassages
from index.owner import Ownership
from index.soundness import verify_cache
from index.storage import Vectors
from index.vectors import open_cache

LEAST_FREE = 1_000_000_000
"""Bytes that must be free, or twice what the home holds if that is more, for a document to be taken in."""


class Embedded:
    """A home folder that this process holds."""

    def __init__(self, home: Path) -> None:
        """Take hold of a home folder.

        Raises:
            OwnedError: another process holds it.
            StoreError: it cannot be used.
        """
        self._home = home
        self._ownership = Ownership(home)
        self._ownership.claim()
        try:
            finish_restoration(home)
            check_catalogue(home)
            self.catalogue = Catalogue.open(home / CATALOGUE)
            with suppress(StoreError):  # a full disk is no reason not to answer
                self.catalogue.scrub()
        except BaseException:
            self._ownership.release()
            raise
        self._nearest: NearestPassages | None = None

    def open_vectors(self, card: IndexCard) -> Vectors:
        """Open the vectors' cache, and put it right where needed."""
        return open_cache(self._home / VECTORS, card, self.catalogue)

    def nearest(self, vectors: Callable[[], Vectors]) -> NearestPassages:
        """Give what is searched: the cache where it can be opened, else the vectors of the catalogue."""
        self._nearest = self._nearest or NearestPassages(vectors, self.catalogue)
        return self._nearest.ready()

    def problems(self, card: IndexCard, vectors: Vectors) -> list[str]:
        """Return what is wrong with the cache, as wording keys."""
        return verify_cache(self._home / VECTORS, card, self.catalogue)

    def needs_no_vectors(self, count: int) -> bool:
        """Tell whether there is no vectors' cache, and so few passages that their vectors are compared without one."""
        folder = self._home / VECTORS
        return count <= FEW and not (folder.is_dir() and any(folder.iterdir()))

    def check_room(self) -> None:
        """Refuse to go on where the disk would soon be full.

        Raises:
            StoreError: `store.disk_low`.
        """
        held = 0
        for folder, _, names in os.walk(self._home):  # what is being replaced meanwhile is passed over
            for name in names:
                with suppress(FileNotFoundError):
                    held += (Path(folder) / name).stat().st_size
        if shutil.disk_usage(self._home).free < max(LEAST_FREE, 2 * held):
            raise StoreError("store.disk_low", path=str(self._home))

    def sharing(self, card: Callable[[], IndexCard]) -> AbstractContextManager[Everything]:
        """Leave all the files to us: nobody else takes any in.

        The cache's folder is there from then on, be it empty: a catalogue that goes from beside it is missed.
        """
        with suppress(OSError):  # a disk that is full refuses the first document too, and says so
            (self._home / VECTORS).mkdir(exist_ok=True)
        return nullcontext(Everything())

    def close(self) -> None:
        """Close the catalogue and give the folder back."""
        try:
            self.catalogue.close()
        finally:
            self._ownership.release()


class Everything:
    """All the files that are to be taken in, for the one process that does."""

    is_part = False

    def rounds(self, files: Sequence[Path]) -> Iterator[Sequence[Path]]:
        """Give all the files, once."""
        yield files

    def is_mine(self, path: str, connection: Connection | None = None) -> bool:
        """Tell that a file is ours."""
        return True

    def unrecorded(self, files: Sequence[Path]) -> list[Path]:
        """Tell that nobody else records any."""
        return []
