"""The passage encoder, loaded beside all else once a manager looks at the library: the first file then waits less."""

from __future__ import annotations

import threading
from contextlib import suppress

from corpus.errors import StoreError
from index.collection import Collection

AFTER = 1.0
"""Seconds before it starts: the page that the manager looks at comes first."""
WORD = "bonjour"


class Warming:
    """Loads the encoder once, at the first `start`.

    It takes seconds and about 490 MiB, which whoever only asks questions never needs: the server starts without it.
    """

    def __init__(self, collection: Collection, after: float = AFTER) -> None:
        self._collection = collection
        self._timer = threading.Timer(after, self._load)
        self._started = False

    def start(self) -> None:
        """Start loading, unless that was done; called from one thread, the event loop's."""
        if not self._started:
            self._started = True
            self._timer.start()

    def _load(self) -> None:
        with suppress(StoreError):  # whoever adds a file is told
            self._collection.encoder.encode_passages([WORD])
