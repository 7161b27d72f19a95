"""A few people answered at once, a few waiting, and the others told so straight away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from corpus.errors import RepereError

Result = TypeVar("Result")

AT_ONCE = 2
WAITING = 20


class BusyError(RepereError):
    """Occurs when as many people already wait as the server lets wait."""


class Gate:
    """Runs blocking work in threads: `at_once` at a time, `waiting` more in the order they came."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._most = at_once + waiting
        self._inside = 0
        self._refused = 0

    @property
    def inside(self) -> int:
        """How many are served or wait now."""
        return self._inside

    @property
    def refused(self) -> int:
        """How many were told that the server is busy, since it started."""
        return self._refused

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run some work in a thread and return what it returns.

        Raises:
            BusyError: too many people wait already.
        """
        if self._inside >= self._most:
            self._refused += 1
            raise BusyError("web.busy")
        self._inside += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1
