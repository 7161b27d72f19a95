"""Text becomes a unit vector on a server that speaks OpenAI's protocol: llama.cpp, vLLM, Ollama, TEI."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence

import httpx
import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError
from index.cores import Progress, unit
from index.encode import SERVER_PREFIX

BATCH = 32
"""Texts sent in one request; one request for passages at a time: a server on a laptop takes a while over each."""
TIMEOUT = httpx.Timeout(60.0, connect=2.0)
"""Seconds: an absent server is told of at once, a busy one may take its time over a batch."""
_NAME = re.compile(rf"{SERVER_PREFIX}(?P<model>[^@]+)@(?P<url>https?://\S+)")


class ServerEncoder:
    """A model behind `POST URL/embeddings`, named `openai:MODEL@URL`; its dimension is asked for at once.

    The texts go to that server and nowhere else: no proxy, no redirection. `key` is sent as a bearer token;
    `query_prefix` and `passage_prefix` are what the model's card says to put before each.
    Source: https://platform.openai.com/docs/api-reference/embeddings

    Raises:
        StoreError: `encoder.unusable`: the name is malformed, or the server does not answer with vectors; each
            method may raise it too.
    """

    def __init__(self, name: str, *, key: str | None = None, query_prefix: str = "", passage_prefix: str = "") -> None:
        found = _NAME.fullmatch(name)
        if not found:
            raise StoreError("encoder.unusable", name=name, reason=f"{SERVER_PREFIX}MODEL@http://HOST:PORT/v1")
        self.name = name
        self._model = found["model"]
        self._url = found["url"].rstrip("/") + "/embeddings"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._query_prefix, self._passage_prefix = query_prefix, passage_prefix
        self._turn = threading.Lock()
        self.dimension = len(self._ask(["dimension"])[0])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the unit vectors of passages: (n, dimension) float32, in the order of the texts."""
        with self._turn:
            return self._encode([self._passage_prefix + text for text in texts], progress)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a question or a sentence: (dimension,) float32."""
        vector: NDArray[np.float32] = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of short texts: (n, dimension) float32."""
        return self._encode([self._query_prefix + text for text in texts], None)

    def _encode(self, texts: list[str], progress: Progress | None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            found = self._ask(batch)
            if any(len(vector) != self.dimension for vector in found):
                raise self._unusable(f"dimension ≠ {self.dimension}")
            vectors[start : start + len(batch)] = found
            if progress:
                progress(start + len(batch), len(texts))
        return unit(vectors)

    def _ask(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors that the server gives for some texts, in their order."""
        request = {"model": self._model, "input": texts, "encoding_format": "float"}
        try:
            with httpx.Client(timeout=TIMEOUT, headers=self._headers, trust_env=False) as client:
                response = client.post(self._url, json=request)
            response.raise_for_status()
            data = sorted(response.json()["data"], key=lambda one: int(one["index"]))
            vectors = [[float(value) for value in one["embedding"]] for one in data]
        except httpx.HTTPStatusError as error:
            raise self._unusable(f"HTTP {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise self._unusable(type(error).__name__) from error
        except (KeyError, TypeError, ValueError) as error:
            raise self._unusable(f"JSON: {type(error).__name__}") from error
        if len(vectors) != len(texts) or not vectors[0] or not np.isfinite(vectors).all():
            raise self._unusable(f"{len(vectors)} / {len(texts)}")
        return vectors

    def _unusable(self, reason: str) -> StoreError:
        return StoreError("encoder.unusable", name=self.name, reason=f"{self._url}: {reason}")
