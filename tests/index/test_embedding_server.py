"""An encoder behind OpenAI's protocol, against a real HTTP server that speaks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from corpus.errors import StoreError
from index.embedding_server import BATCH, ServerEncoder
from index.encode import load_encoder

DIMENSION = 8


class Server(ThreadingHTTPServer):
    """Embeds a text by its letters; `answer` may spoil what is said, `asked` is what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.status = 200
        self.spoilt: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        self.server.keys.append(self.headers["Authorization"])
        data = [
            {"object": "embedding", "index": number, "embedding": embedding(text)}
            for number, text in enumerate(request["input"])
        ]
        body = (
            self.server.spoilt or json.dumps({"object": "list", "data": data[::-1], "model": request["model"]}).encode()
        )
        self.send_response(self.server.status if self.path == "/v1/embeddings" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


def embedding(text: str) -> list[float]:
    return [1.0 + sum(ord(letter) % DIMENSION == place for letter in text) for place in range(DIMENSION)]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def test_a_server_s_model_is_an_encoder(server: Server) -> None:
    encoder = load_encoder(f"openai:petit@{server.url}")
    assert encoder.name == f"openai:petit@{server.url}"
    assert encoder.dimension == DIMENSION
    texts = [f"texte {number}" for number in range(BATCH + 3)]
    told: list[tuple[int, int]] = []
    vectors = encoder.encode_passages(texts, lambda done, total: told.append((done, total)))
    expected = np.asarray([embedding(text) for text in texts], dtype=np.float32)
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-5)
    assert vectors.dtype == np.float32
    assert told == [(BATCH, BATCH + 3), (BATCH + 3, BATCH + 3)]
    np.testing.assert_allclose(encoder.encode_query(texts[1]), vectors[1], rtol=1e-5)
    assert encoder.encode_queries([]).shape == (0, DIMENSION)
    assert {one["model"] for one in server.asked} == {"petit"}
    assert max(len(one["input"]) for one in server.asked) == BATCH


def test_the_prefixes_and_the_key_are_sent(server: Server) -> None:
    encoder = ServerEncoder(f"openai:e5@{server.url}/", key="cle-1", query_prefix="query: ", passage_prefix="passage: ")
    encoder.encode_query("où?")
    encoder.encode_passages(["ici"])
    assert [one["input"] for one in server.asked[1:]] == [["query: où?"], ["passage: ici"]]
    assert set(server.keys) == {"Bearer cle-1"}


def test_a_server_that_is_down_is_one_clear_error() -> None:
    with Server() as made:
        url = made.url
    with pytest.raises(StoreError, match=r"encoder\.unusable") as caught:
        load_encoder(f"openai:petit@{url}")
    assert url in str(caught.value.values["reason"])
    assert caught.value.values["name"] == f"openai:petit@{url}"


def test_a_server_that_goes_away_is_one_clear_error(server: Server) -> None:
    encoder = load_encoder(f"openai:petit@{server.url}")
    server.status = 503
    with pytest.raises(StoreError, match=r"HTTP 503"):
        encoder.encode_query("où?")


@pytest.mark.parametrize(
    "body",
    [
        b"garbage \xff",
        b"[]",
        b'{"data": []}',
        b'{"data": [{"index": 0}]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": [1, NaN]}]}',
        b'{"data": [{"index": 0, "embedding": [1, 2, 3]}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
    ],
)
def test_what_is_no_vector_is_refused(server: Server, body: bytes) -> None:
    encoder = load_encoder(f"openai:petit@{server.url}")
    server.spoilt = body
    with pytest.raises(StoreError, match=r"encoder\.unusable"):
        encoder.encode_query("où?")


@pytest.mark.parametrize("name", ["openai:", "openai:petit", "openai:petit@localhost:80", "openai:@http://x/v1"])
def test_a_malformed_name_shows_the_form(name: str) -> None:
    with pytest.raises(StoreError, match="MODEL@http://HOST"):
        load_encoder(name)
