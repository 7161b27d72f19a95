"""The nearest passages, whatever becomes of the vectors' cache: without it, every vector of the catalogue is compared.

Chroma cannot open its files where it cannot write: a full disk would leave all questions without an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError
from index.soundness import VectorSource
from index.storage import Vectors

RETRY = 60.0
"""Seconds after which a cache that could not be searched is tried again: trying may cost a rebuild."""

log = logging.getLogger(__name__)


class NearestPassages:
    """Searches the cache where it can be opened, else the vectors themselves; safe to use from any thread."""

    def __init__(self, cache: Callable[[], Vectors], source: VectorSource) -> None:
        self._cache = cache
        self._source = source
        self._not_before = 0.0
        self._reading = threading.Lock()
        self._held: tuple[int, list[str], NDArray[np.float32]] | None = None

    def ready(self) -> NearestPassages:
        """Open the cache now, where it can be, rather than at the first search."""
        self._opened()
        return self

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id.

        Raises:
            StoreError: the catalogue cannot be read either.
        """
        cache = self._opened()
        if cache is not None:
            try:
                return cache.search(vector, k)
            except StoreError as error:
                self._leave(error)
        return self._compare(vector, k)

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
            if self._held is None or self._held[0] != revision:
                ids = self._source.passage_ids()
                self._held = (revision, ids, self._source.vectors(ids))
            return self._held[1:]
