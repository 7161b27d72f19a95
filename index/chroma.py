"""One store of vectors, on the disk or on a server: the only file that knows Chroma. See docs/decisions/0002."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from corpus.causes import cause_of
from corpus.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

NAME = "passages"
LOST = "server.vectors_lost"
"""What is told, as a wording key, where a server no longer has a generation."""
BATCH = 250
"""Vectors written at once; Chroma takes 5,461, and a smaller batch is a smaller loss."""
PAGE = 5_000
"""Ids read at once."""
SECONDS = 60.0
"""How long a server may keep silent."""

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

    def __init__(self, client: ClientAPI, collection: Collection, place: Path | str) -> None:
        self._client = client
        self._collection = collection
        self._place = place

    def upsert(self, ids: list[str], vectors: NDArray[np.float32]) -> None:
        """Write vectors, (n, dimension) float32, in the order of the ids; those of known ids are replaced."""
        with failing_as("vectors.write", self._place):
            self._collection.upsert(ids=ids, embeddings=vectors)

    def delete(self, ids: list[str]) -> None:
        """Forget vectors; unknown ids are left alone."""
        with failing_as("vectors.write", self._place):
            self._collection.delete(ids=ids)

    def count(self) -> int:
        """Return the number of vectors."""
        with failing_as("vectors.read", self._place):
            return self._collection.count()

    def ids(self) -> list[str]:
        """Return the id of every vector."""
        ids: list[str] = []
        with failing_as("vectors.read", self._place):
            while page := self._collection.get(limit=PAGE, offset=len(ids), include=[])["ids"]:
                ids.extend(page)
        return ids

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest, or all where there are fewer: id and cosine, best first, ties by id."""
        if k < 1:
            return []
        with failing_as("vectors.read", self._place):
            found = self._collection.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        hits = [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]  # the declared type leaves it out


def open_store(folder: Path, *, new: bool = False) -> Store:
    """Open the generation in a folder, or make it."""
    with failing_as("vectors.read", folder):
        import chromadb

        settings = _settings(chroma_api_impl="chromadb.api.rust.RustBindingsAPI")
        client = chromadb.PersistentClient(str(folder), settings=settings)
        return Store(client, _made(client, NAME) if new else _got(client, NAME), folder)


class ChromaServer:
    """A Chroma server that several processes share; each generation is a collection of its own name."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._address = address
        with failing_as("vectors.read", address):
            import chromadb

            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 80)
            self._client = chromadb.HttpClient(parts.hostname or "", port, ssl=secure, settings=_settings())
            # Chroma's client would wait for ever for a server that hangs, and closes none of its connections.
            clients: tuple[Any, ...] = (self._client, self._client._admin_client)  # type: ignore[attr-defined]
            self._connections = [client._server._session for client in clients]
            for connection in self._connections:
                connection.timeout = SECONDS

    def make(self, name: str) -> Store:
        """Make a generation.

        Raises:
            StoreError: the server cannot be reached, or does not want to.
        """
        with failing_as("vectors.write", self._address):
            return Store(self._client, _made(self._client, name), self._address)

    def open(self, name: str) -> Store:
        """Open a generation.

        Raises:
            StoreError: the server cannot be reached, or has no such generation.
        """
        with failing_as("vectors.read", self._address):
            return Store(self._client, _got(self._client, name), self._address)

    def names(self, start: str) -> list[str]:
        """Return the names of the generations that start with some letters."""
        with failing_as("vectors.read", self._address):
            return sorted(one.name for one in self._client.list_collections() if one.name.startswith(start))

    def drop(self, name: str) -> None:
        """Delete a generation."""
        with failing_as("vectors.write", self._address):
            self._client.delete_collection(name)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()  # type: ignore[attr-defined]  # the declared type leaves it out
        for connection in self._connections:
            connection.close()


def _settings(**values: str) -> Settings:
    from chromadb.config import Settings

    # Else a `.env` in the current folder could send the vectors to a server.
    return Settings(_env_file=None, anonymized_telemetry=False, **values)  # type: ignore[call-arg, arg-type]


def _made(client: ClientAPI, name: str) -> Collection:
    return client.create_collection(name, configuration={"hnsw": HNSW}, embedding_function=None)


def _got(client: ClientAPI, name: str) -> Collection:
    return client.get_collection(name, embedding_function=None)


def batches(ids: list[str], size: int) -> Iterator[list[str]]:
    """Yield the ids in their order, at most `size` at a time."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@contextmanager
def failing_as(key: str, place: Path | str) -> Iterator[None]:
    """Turn whatever Chroma or the system raises into one error that says where."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        if isinstance(place, str):
            raise StoreError(_server_key(error), address=place) from error
        raise StoreError(key, path=str(place), reason=cause_of(error)) from error


def _server_key(error: Exception) -> str:
    """Return what is wrong with a server, as a wording key."""
    from chromadb.errors import NotFoundError

    if isinstance(error, NotFoundError):
        return LOST
    return "server.vectors_down" if _is_unreachable(error) else "server.vectors_refused"


def _is_unreachable(error: Exception) -> bool:
    import httpx

    # When it connects, Chroma's client says so in an exception that means anything.
    return isinstance(error, httpx.TransportError) or "Could not connect" in str(error)
