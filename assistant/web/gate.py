"""A few people answered at once, a few waiting, and the others told so straight away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import closing
from typing import Any, TypeVar

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

    async def each(self, work: Callable[[], Iterator[Result]]) -> AsyncGenerator[Result, None]:
        """Give what some blocking work gives, step by step; it holds its place until its last step.

        Whoever stops listening ends the work at its next step.

        Raises:
            BusyError: too many people wait already.
        """
        loop = asyncio.get_running_loop()
        given: asyncio.Queue[tuple[Result] | None] = asyncio.Queue()
        left = threading.Event()

        def pump() -> None:
            steps: Any = work()
            with closing(steps):
                for step in steps:
                    loop.call_soon_threadsafe(given.put_nowait, (step,))
                    if left.is_set():
                        return

        async def run() -> None:
            try:
                await self.run(pump)
            finally:
                given.put_nowait(None)

        running = asyncio.ensure_future(run())
        try:
            while (step := await given.get()) is not None:
                yield step[0]
            await running
        finally:
            left.set()
            running.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _busy(self) -> BusyError:
        self._refused += 1
        return BusyError("web.busy")
