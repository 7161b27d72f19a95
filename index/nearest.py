"""The nearest passages, with the vectors' cache or without it: every vector of the catalogue is then compared.

So it is where there are few: nothing has to be opened for it, and a command answers sooner. So it is where Chroma
cannot open its files, as where it cannot write: a full disk would leave all questions without an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError
from index.soundness import VectorSource
from index.storage import Vectors

FEW = 5_000
"""Passages up to which every vector is compared: in a millisecond; the graph takes two, and Chroma .7 s to load."""
RETRY = 60.0
"""Seconds after which a cache that could not be searched is tried again: trying may cost a rebuild."""

log = logging.getLogger(__name__)


class EveryVector(VectorSource, Protocol):
    """Where the vectors truly are, to be read all at once."""

    def count(self) -> int:
        """Return the number of passages."""

    def every_vector(self) -> tuple[list[str], NDArray[np.float32]]:
        """Return the ids of all passages, sorted, and their unit vectors, (n, dimension) float32, of one moment."""


class NearestPassages:
    """Searches the vectors themselves where they are few or the cache cannot be opened; safe to use from any thread."""

    def __init__(self, cache: Callable[[], Vectors], source: EveryVector) -> None:
        self._cache = cache
        self._source = source
        self._few_at: int | None = None
        self._are_many = False
        self._not_before = 0.0
        self._reading = threading.Lock()
        self._held: tuple[int, list[str], NDArray[np.float32]] | None = None

    @property
    def is_apart(self) -> bool:
        """Whether Chroma searches; comparing few vectors is done sooner than another thread has begun."""
        return self._are_many

    def ready(self) -> NearestPassages:
        """Open the cache, or read the few vectors, now rather than at the first search."""
        if self._are_few():
            self._everything()
        else:
            self._opened()
        return self

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id.

        Raises:
            StoreError: the catalogue cannot be read either.
        """
        cache = None if self._are_few() else self._opened()
        if cache is not None:
            try:
                return cache.search(vector, k)
            except StoreError as error:
                self._leave(error)
        return self._compare(vector, k)

    def _are_few(self) -> bool:
        """Tell whether every vector is compared; once they are many, the cache is there for whatever is left."""
        if not self._are_many:
            revision = self._source.revision()
            if self._few_at != revision:
                self._are_many |= self._source.count() > FEW
                self._few_at = revision
        return not self._are_many

    def _opened(self) -> Vectors | None:
        if time.monotonic() < self._not_before:
            return None
        try:
            cache = self._cache()
        except StoreError as error:
            self._leave(error)
            return None
        self._held = None
        return cache

    def _leave(self, error: StoreError) -> None:
        """Do without the cache for a while."""
        log.warning("the vectors' cache cannot be used: %s", error.key)
        self._not_before = time.monotonic() + RETRY

    def _compare(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        ids, vectors = self._everything()
        if not ids:
            return []
        cosines = vectors @ vector.astype(np.float32)
        best = np.lexsort((np.arange(len(ids)), -cosines))[:k]  # the ids are sorted
        return [(ids[place], float(cosines[place])) for place in best]

    def _everything(self) -> tuple[list[str], NDArray[np.float32]]:
        revision = self._source.revision()
        with self._reading:
            held = self._held
            if held is None or held[0] != revision:
                held = self._held = (revision, *self._source.every_vector())
            return held[1:]
