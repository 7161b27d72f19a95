"""Texts → unit vectors, in batches of like length, each core encoding batches of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH = 8
"""Texts that a core encodes at once: of 16, more is padding (8 % against 4 % of the passages of the starter
collection); of 4, less (2 %), but each call costs: both take a tenth more time."""
BATCH_ALONE = 32
"""The same where one thread encodes for all, with cores or a graphics card that are not ours to share out."""

Progress = Callable[[int, int], None]
"""Told how many passages are encoded, and out of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """So many threads that encode, each a batch of its own of so many texts at most."""

    count: int
    batch: int
    threads: Executor


def cores_of(count: int, batch: int = BATCH) -> Cores:
    """Return as many threads; each is started when first needed."""
    return Cores(count=count, batch=batch, threads=ThreadPoolExecutor(count, thread_name_prefix="core"))


def usable_cores() -> int:
    """Return the number of cores that this process may use: as it is told, or as the system lets it."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdecimal() and int(told):
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    texts: Sequence[str],
    dimension: int,
    encode: Callable[[list[str]], NDArray[np.float32]],
    cores: Cores,
    progress: Progress | None = None,
    lengths: Sequence[int] | None = None,
) -> NDArray[np.float32]:
    """Encode texts in batches of like length, so that little is padded: the longest first, ties in order.

    Each of the `cores` calls `encode` by itself; what `progress` raises ends the work. `lengths` are those that
    the model sees, where they are known: by characters, three times as much is padded.
    """
    sizes = lengths if lengths is not None else [len(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda index: (-sizes[index], index))
    size = max(1, min(cores.batch, -(-len(texts) // cores.count)))  # few texts are shared out too
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    vectors, done = no_vectors(dimension, len(texts)), 0
    waiting = [cores.threads.submit(encode, [texts[index] for index in batch]) for batch in batches]
    try:
        for batch, encoded in zip(batches, waiting, strict=True):
            vectors[batch] = encoded.result()
            done += len(batch)
            if progress:
                progress(done, len(texts))
    finally:
        for encoded in waiting:
            encoded.cancel()
    return unit(vectors)


def no_vectors(dimension: int, count: int = 0) -> NDArray[np.float32]:
    """Return so many vectors that are still null: (count, dimension) float32."""
    return np.zeros((count, dimension), dtype=np.float32)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors of length 1 along the last axis; a null one stays null."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    divided: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return divided
