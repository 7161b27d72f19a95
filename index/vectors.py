"""The passages nearest to a vector, from a cache that is made anew whenever it is in doubt.

A killed process, a full disk or a damaged file can leave Chroma's files unusable, or half searchable without an
error. What is true lies in a `VectorSource`. See docs/decisions/0002.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError, Worded
from index.chroma import BATCH, Store, batches, failing_as, open_store
from index.model import IndexCard
from index.pointer import PREFIX, Pointer, settled_stamps, usable_pointer, write_pointer
from index.soundness import VectorSource, expected_of, problems_of

FEW = 2_000
"""Vectors that are sooner made anew than forgotten one by one: in a second."""
MOST_FORGOTTEN = 0.1
"""Share of forgotten vectors that a graph may hold. In a store of 38 vectors, of which as many had been forgotten,
Chroma made at 4 of 150 openings a graph in which one to four were never found; without forgotten ones, at none."""


def open_cache(folder: Path, card: IndexCard, source: VectorSource) -> VectorCache:
    """Open the cache in a folder, made where it is missing, and bring it to the source's revision.

    It is rebuilt when there is no pointer or an unreadable one, when it was made with another card, when a
    change was cut short, or when its files are not as they were left: no file in doubt is ever opened here.

    Raises:
        StoreError: it cannot be written (`vectors.write`), for want of room (`vectors.disk`) or otherwise,
            or what was written cannot be read back (`vectors.unsound`).
    """
    folder = folder.resolve()  # Chroma knows an open store by its path
    with failing_as("vectors.write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    return VectorCache(folder, card, source)


class VectorCache:
    """An open cache of vectors. Its methods may be called from any thread of the process that owns the home."""

    is_apart = True

    def __init__(self, folder: Path, card: IndexCard, source: VectorSource) -> None:
        self._folder = folder
        self._card = card
        self._source = source
        self._changing = threading.RLock()  # one change at a time
        self._switching = threading.Lock()  # a search never meets a store that is being closed
        self._store: Store | None = None
        self._pointer = usable_pointer(folder, card)
        if self._pointer is None or not self._catch_up(self._pointer):
            self.rebuild()
        self._sweep()

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id.

        Raises:
            StoreError: `vectors.read`: Chroma cannot search, or the cache is closed.
        """
        with self._switching:
            return self._opened().nearest(vector, k)

    def count(self) -> int:
        """Return the number of vectors."""
        with self._switching:
            return self._opened().count()

    def apply(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """Bring the cache to the source's revision: write the vectors of `added`, forget `removed`.

        An earlier change that was never applied is made up too: the ids on both sides are compared each time
        (0.1 s for 30,000). Forgotten vectors stay in Chroma's graph, which is made anew before they are many.

        Raises:
            StoreError: `vectors.write` or `vectors.disk`. Searches go on with what is there, and the next
                change or opening puts the cache right.
        """
        with self._changing:
            pointer = self._pointer
            if pointer is None or not pointer.clean:
                self.rebuild()
                return
            revision, ids, store = self._source.revision(), self._source.passage_ids(), self._opened()
            lacking, extra = _difference(ids, store)
            forgotten = pointer.forgotten + len({*extra, *removed})
            if forgotten and (len(ids) <= FEW or forgotten > MOST_FORGOTTEN * len(ids)):
                self.rebuild()
                return
            self._write(store, pointer, list(dict.fromkeys([*added, *lacking])), sorted({*extra, *removed}))
            self._seal(replace(pointer, revision=revision, forgotten=forgotten))

    def rebuild(self, card: IndexCard | None = None) -> None:
        """Make the cache anew from the source, beside, and switch to it: what the source forgot leaves the disk.

        `card` is what the source's vectors are now made with, where that is no longer what it was.

        Raises:
            StoreError: as `open_cache`; the cache stays as it was.
        """
        with self._changing:
            self._card = card or self._card
            revision, ids = self._source.revision(), self._source.passage_ids()
            generation = self._folder / (PREFIX + secrets.token_hex(8))
            try:
                self._check_room(len(ids))
                store = self._build(generation, ids)
                self._seal(
                    Pointer(generation=generation.name, revision=revision, card=self._card, clean=True, stamps=())
                )
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            with self._switching:
                previous, self._store = self._store, store
            if previous:
                previous.close()
            self._sweep()

    def close(self) -> None:
        """Close Chroma and record how its files were left; closing twice does nothing."""
        with self._changing, self._switching:
            if self._store is None:
                return
            self._store.close()
            self._store = None
            if self._pointer and self._pointer.clean:
                self._seal(self._pointer)

    def _catch_up(self, pointer: Pointer) -> bool:
        """Open a usable generation and bring it to the source's revision; tell whether that could be done."""
        revision, ids = self._source.revision(), self._source.passage_ids()
        try:
            self._store = store = open_store(self._folder / pointer.generation)
            if pointer.revision != revision:
                added, removed = _difference(ids, store)
                if removed:
                    return False  # a removal was cut short: only a rebuild takes the vectors off the disk
                self._write(store, pointer, added, [])
                if problems_of(store, expected_of(self._source, ids)):
                    return False
        except StoreError:
            return False
        self._seal(replace(pointer, revision=revision))
        return True

    def _write(self, store: Store, pointer: Pointer, added: Sequence[str], removed: Sequence[str]) -> None:
        """Change a store, whose pointer is not clean until `_seal`."""
        if not added and not removed:
            return
        self._check_room(len(added))
        self._point(replace(pointer, clean=False))
        for batch in batches(list(dict.fromkeys(added)), BATCH):
            store.upsert(batch, self._source.vectors(batch))
        for batch in batches(sorted(set(removed) - set(added)), BATCH):
            store.delete(batch)

    def _build(self, generation: Path, ids: list[str]) -> Store:
        """Return a new store with the vectors of the source, read back from the disk and verified."""
        with closing(open_store(generation, new=True)) as written:
            for batch in batches(ids, BATCH):
                written.upsert(batch, self._source.vectors(batch))
        store = open_store(generation)
        try:
            problems = problems_of(store, expected_of(self._source, ids, built=True))
            if problems:
                raise StoreError("vectors.unsound", path=str(self._folder), problems=", ".join(problems))
        except BaseException:
            store.close()
            raise
        return store

    def _seal(self, pointer: Pointer) -> None:
        """Record a generation that is whole, with its files as they now are on the disk."""
        with failing_as("vectors.write", self._folder):
            stamps = settled_stamps(self._folder / pointer.generation)
        sealed = replace(pointer, clean=True, stamps=stamps)
        if sealed != self._pointer:
            self._point(sealed)

    def _point(self, pointer: Pointer) -> None:
        """Replace the pointer on the disk, then here."""
        with failing_as("vectors.write", self._folder):
            write_pointer(self._folder, pointer)
        self._pointer = pointer

    def _check_room(self, count: int) -> None:
        """Refuse to write where the disk would be full: Chroma may then hang for minutes.

        Three times the vectors: Chroma keeps each in its graph, and for a while in its log.
        """
        needed = 3 * 4 * self._card.dimension * count + 20_000_000
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise StoreError("vectors.disk", path=str(self._folder), needed=-(-needed // 10**6), free=free // 10**6)

    def _opened(self) -> Store:
        if self._store is None:
            raise StoreError("vectors.read", path=str(self._folder), reason=Worded(key="cause.closed", values={}))
        return self._store

    def _sweep(self) -> None:
        """Delete the generations that do not count; what cannot be deleted now is tried again at each opening."""
        for path in self._folder.glob(f"{PREFIX}*"):
            if self._pointer and path.name != self._pointer.generation:
                shutil.rmtree(path, ignore_errors=True)


def _difference(ids: Sequence[str], store: Store) -> tuple[list[str], list[str]]:
    """Return the ids a store lacks, and those it has too many."""
    held, wanted = set(store.ids()), set(ids)
    return [key for key in ids if key not in held], sorted(held - wanted)
