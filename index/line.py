"""Batches of files, each encoded while those before it are recorded and those after it are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

from corpus.ingest import Outcome
from index.cores import Progress, no_vectors
from index.encode import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AHEAD = 2
"""Batches encoded or recorded at once: the second keeps the cores busy while the last passages of the first end."""


class Line:
    """Takes batches in their order and records them in that order; what fails is raised at the next `add` or `finish`.

    `record` is called by one thread, with the vectors to come: what does not need them is done meanwhile. `told` gives
    what to tell of how far a batch is encoded.
    """

    def __init__(
        self,
        encoder: Callable[[], Encoder],
        told: Callable[[list[Outcome]], Progress],
        record: Callable[[list[Outcome], Future[NDArray[np.float32]]], None],
    ) -> None:
        self._encoder = encoder
        self._told = told
        self._record = record
        self._stopped = Event()
        self._waiting: deque[Future[None]] = deque()
        self._encoding = ThreadPoolExecutor(AHEAD, thread_name_prefix="encoding")
        self._recording = ThreadPoolExecutor(1, thread_name_prefix="recording")

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is being recorded; leave what was not `finish`ed."""
        self._stopped.set()
        for threads in (self._encoding, self._recording):
            threads.shutdown(cancel_futures=True)

    def add(self, batch: list[Outcome]) -> None:
        """Have a batch encoded and recorded; wait where `AHEAD` others are."""
        encoded = self._encoding.submit(self._encode, batch)
        self._waiting.append(self._recording.submit(self._put, batch, encoded))
        while self._waiting and (len(self._waiting) > AHEAD or self._waiting[0].done()):
            self._waiting.popleft().result()

    def finish(self) -> None:
        """Wait until all that was added is recorded."""
        while self._waiting:
            self._waiting.popleft().result()

    def _encode(self, batch: list[Outcome]) -> NDArray[np.float32]:
        texts = [passage.embedding_text for one in batch if one.reading for passage in one.reading.passages]
        if not texts:
            return no_vectors(0)
        told = self._told(batch)

        def tell(done: int, total: int) -> None:
            if self._stopped.is_set():
                raise CancelledError
            told(done, total)

        return self._encoder().encode_passages(texts, tell)

    def _put(self, batch: list[Outcome], encoded: Future[NDArray[np.float32]]) -> None:
        if self._stopped.is_set():
            raise CancelledError
        try:
            self._record(batch, encoded)
        except BaseException:
            self._stopped.set()  # what comes after waits for another run
            raise
