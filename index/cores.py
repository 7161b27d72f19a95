"""Texts → unit vectors, in batches of like length, each core encoding batches of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BATCH = 32
"""Texts that are encoded at once, at most."""
CALL, LONG = 75, 350
"""What a batch costs whatever it holds, and from how many tokens on a token costs twice as much, in tokens: measured
with the embedded encoder, on one core, for 1 to 32 texts of 32 to 256 tokens. What is padded costs as much."""

Progress = Callable[[int, int], None]
"""Told how many passages are encoded, and out of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """So many threads that encode, each a batch of its own."""

    count: int
    threads: Executor


def cores_of(count: int) -> Cores:
    """Return as many threads; each is started when first needed."""
    return Cores(count=count, threads=ThreadPoolExecutor(count, thread_name_prefix="core"))


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

    Each of the `cores` calls `encode` by itself; what `progress` raises ends the work. `lengths` are those that the
    model sees, in tokens, where they are known: batches are then cut where a text is so much shorter that it costs
    less in the next one than padded.
    """
    sizes = lengths if lengths is not None else [len(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda index: (-sizes[index], index))
    if lengths is None:
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    else:
        most = min(BATCH, -(-len(texts) // (2 * cores.count)))  # few texts are shared out too
        batches = [order[start:end] for start, end in _cuts([lengths[index] for index in order], most)]
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


def _cuts(lengths: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Return where each batch starts and ends, of texts whose lengths fall: those that cost the least together."""
    worth = [length * (1 + length / LONG) for length in lengths]
    least, starts = [0.0], [0]
    for end in range(1, len(lengths) + 1):
        cost, start = min(
            (least[start] + CALL + (end - start) * worth[start], start) for start in range(max(0, end - most), end)
        )
        least.append(cost)
        starts.append(start)
    cuts: list[tuple[int, int]] = []
    end = len(lengths)
    while end:
        cuts.append((starts[end], end))
        end = starts[end]
    return cuts[::-1]


def no_vectors(dimension: int, count: int = 0) -> NDArray[np.float32]:
    """Return so many vectors that are still null: (count, dimension) float32."""
    return np.zeros((count, dimension), dtype=np.float32)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors of length 1 along the last axis; a null one stays null."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    divided: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return divided
