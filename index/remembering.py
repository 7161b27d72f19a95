"""An encoder that encodes each text once: whoever weighs the same sentences again and again asks it instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MOST_TEXTS = 20_000
"""Sentences whose vectors are kept: about 40 MB."""


class QueriesEncoder(Protocol):
    """What weighing sentences needs of an encoder."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question, (dimension,) float32."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts, (n, dimension) float32."""
        ...


class Remembering:
    """An encoder, and the vectors of the last texts that it was given."""

    def __init__(self, encoder: QueriesEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question, (dimension,) float32: what people ask is not remembered."""
        return self._encoder.encode_query(text)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of the documents' sentences, (n, dimension) float32."""
        if len(self._vectors) > MOST_TEXTS:
            self._vectors = {}  # another: a thread that reads the old one goes on with it
        vectors = self._vectors
        new = list(dict.fromkeys(text for text in texts if text not in vectors))
        if new:
            vectors.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([vectors[text] for text in texts])
