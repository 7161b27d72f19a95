"""What encodes passages, loaded beside all else before the first file is added, which then waits less."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from corpus.errors import StoreError
from index.encode import Encoder

AFTER = 1.0
"""Seconds before it starts: what a person just asked for comes first."""
WORD = "bonjour"


class Warming:
    """Makes an encoder encode one word, once, at the first `start`; at `close` the loading is waited for.

    It takes seconds and about 490 MiB, which whoever only asks questions never needs.
    """

    def __init__(self, encoder: Callable[[], Encoder], after: float = AFTER) -> None:
        self._encoder = encoder
        self._timer = threading.Timer(after, self._load)
        self._starting = threading.Lock()

    def start(self) -> None:
        """Start loading, unless that was done."""
        with self._starting:
            if self._timer.ident is None:
                self._timer.start()

    def close(self) -> None:
        """Give up what has not begun, and wait for what has: Python cannot end in the middle of an import."""
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()

    def _load(self) -> None:
        with suppress(StoreError):  # whoever adds a file is told
            self._encoder().encode_passages([WORD])
