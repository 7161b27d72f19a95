"""A few people answered at once, a few waiting, and the others told so straight away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread

from corpus.errors import RepereError

Result = TypeVar("Result")

AT_ONCE = 2
WAITING = 20
PATIENCE = 20.0
"""Seconds that one waits before being told that the server is busy: a slow machine must not look like a dead one."""


class BusyError(RepereError):
    """Occurs when as many people already wait as the server lets wait."""


class Gate:
    """Runs blocking work in threads: `at_once` at a time, `waiting` more in the order they came, not for ever."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._places = Semaphore(at_once)
        self._threads = CapacityLimiter(at_once)
        self._patience = patience
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
            BusyError: too many people wait already, or the wait is too long.
        """
        if self._inside >= self._most:
            raise self._busy()
        self._inside += 1
        try:
            with move_on_after(self._patience) as waited:
                await self._places.acquire()
            if waited.cancelled_caught:
                raise self._busy()
            try:
                return await to_thread.run_sync(work, limiter=self._threads)
            finally:
                self._places.release()
        finally:
            self._inside -= 1

    def _busy(self) -> BusyError:
        self._refused += 1
        return BusyError("web.busy")
