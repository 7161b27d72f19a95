"""One store of vectors on the disk. The only file that knows Chroma, which is a cache here: see docs/decisions/0002."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

NAME = "passages"
BATCH = 250
"""Vectors written at once; Chroma takes 5,461, and a smaller batch is a smaller loss."""
PAGE = 5_000
"""Ids read at once."""

HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    # Recall of the 100 nearest among 10,000 Gaussian vectors of 384 dimensions, the hardest case: .9994 in
    # 5 ms; 1.0 for vectors in clusters, as texts are. Chroma's own 100, 16 and 100 give .46 and .96.
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 800,
    # Vectors not yet in the graph's files are put into it again at each opening: at most 0.1 s of them,
    # against 0.5 s for Chroma's own 1,000.
    "sync_threshold": 250,
}


class Store:
    """One generation, open: ids and vectors in a Chroma collection, without documents, metadata or its own encoder."""

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        self._folder = folder
        with failing_as("vectors.read", folder):
            import chromadb
            from chromadb.config import Settings

            settings = Settings(
                # Else a `.env` in the current folder could send the vectors to a server.
                _env_file=None,  # type: ignore[call-arg]  # a parameter of pydantic-settings, not a field
                chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
                anonymized_telemetry=False,
            )
            self._client = chromadb.PersistentClient(str(folder), settings=settings)
            self._collection = (
                self._client.create_collection(NAME, configuration={"hnsw": HNSW}, embedding_function=None)
                if new
                else self._client.get_collection(NAME, embedding_function=None)
            )

    def upsert(self, ids: list[str], vectors: NDArray[np.float32]) -> None:
        """Write vectors, (n, dimension) float32, in the order of the ids; those of known ids are replaced."""
        with failing_as("vectors.write", self._folder):
            self._collection.upsert(ids=ids, embeddings=vectors)

    def delete(self, ids: list[str]) -> None:
        """Forget vectors; unknown ids are left alone."""
        with failing_as("vectors.write", self._folder):
            self._collection.delete(ids=ids)

    def count(self) -> int:
        """Return the number of vectors."""
        with failing_as("vectors.read", self._folder):
            return self._collection.count()

    def ids(self) -> list[str]:
        """Return the id of every vector."""
        ids: list[str] = []
        with failing_as("vectors.read", self._folder):
            while page := self._collection.get(limit=PAGE, offset=len(ids), include=[])["ids"]:
                ids.extend(page)
        return ids

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest, or all where there are fewer: id and cosine, best first, ties by id."""
        if k < 1:
            return []
        with failing_as("vectors.read", self._folder):
            found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        hits = [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]  # the declared type leaves it out


def batches(ids: list[str], size: int) -> Iterator[list[str]]:
    """Yield the ids in their order, at most `size` at a time."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@contextmanager
def failing_as(key: str, path: Path) -> Iterator[None]:
    """Turn whatever Chroma or the system raises into one error that says where."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise StoreError(key, path=str(path), reason=reason) from error
