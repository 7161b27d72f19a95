"""What one draft found, kept in memory for the next: a decision about one quote asks for no new search."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.tray import Offer
from assistant.evidence import QueriesEncoder

MOST_OFFERS = 200
"""Sections whose offers are kept: some ten drafts."""
MOST_TEXTS = 5000
"""Sentences whose vectors are kept: about 10 MB."""


class Remembering:
    """Encodes each text once: the sections of a draft weigh the same sentences again and again."""

    def __init__(self, encoder: QueriesEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts, (n, dimension) float32."""
        if len(self._vectors) > MOST_TEXTS:
            self._vectors = {}  # another: a thread that reads the old one goes on with it
        vectors = self._vectors
        new = list(dict.fromkeys(text for text in texts if text not in vectors))
        if new:
            vectors.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([vectors[text] for text in texts])


class Memory:
    """The last offers of sections, the oldest forgotten first; it lives and dies with its process."""

    def __init__(self) -> None:
        self._encoder: Remembering | None = None
        self._offers: OrderedDict[Hashable, Offer] = OrderedDict()
        self._lock = threading.Lock()

    def over(self, encoder: QueriesEncoder) -> Remembering:
        """Return what remembers the vectors of an encoder, always the same one."""
        with self._lock:
            self._encoder = self._encoder or Remembering(encoder)
            return self._encoder

    def offer(self, key: Hashable, search: Callable[[], Offer]) -> Offer:
        """Return the offer of a key, searched where it is not known; `key` names all that the search depends on."""
        with self._lock:
            if key in self._offers:
                self._offers.move_to_end(key)
                return self._offers[key]
        offer = search()
        with self._lock:
            self._offers[key] = offer
            while len(self._offers) > MOST_OFFERS:
                self._offers.popitem(last=False)
        return offer
