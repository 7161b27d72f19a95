"""A circuit breaker: after some failures in a row, a server is left in peace for a while instead of waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 2
"""Failures in a row after which nobody waits for the server any more."""
PAUSE = 30.0
"""Seconds until one question tries it again."""


class Breaker:
    """Counts failures in a row; safe to be shared between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        """Tell whether the server may be asked now; after a pause, one question at a time may."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + PAUSE  # this one tries; the others wait for what it finds
            return True

    def succeeded(self) -> None:
        """Note that the server answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + PAUSE
