"""An encoder that remembers: the sections of a draft weigh the same sentences again and again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import QueriesEncoder


class Remembering:
    """Encodes each text once, for as long as it is held: one draft."""

    def __init__(self, encoder: QueriesEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts, (n, dimension) float32."""
        new = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if new:
            self._vectors.update(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])
