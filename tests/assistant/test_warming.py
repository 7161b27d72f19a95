"""The passage encoder is loaded once a manager looks at the library, once, and for nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from starlette.testclient import TestClient

from assistant.service import LocalService
from assistant.web.app import create_app
from corpus.errors import StoreError
from index.collection import Collection
from index.cores import Progress
from index.encode import EmbeddedEncoder
from index.warming import Warming


class CountingEncoder(EmbeddedEncoder):
    """The embedded encoder, but for passages: it counts how often it is asked for some."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.called = threading.Event()
        self.broken = False

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self.asked.append(*texts)
        self.called.set()
        if self.broken:
            raise StoreError("encoder.damaged", path="")
        return np.zeros((len(texts), self.dimension), dtype=np.float32)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def collection(tmp_path: Path, encoder: CountingEncoder) -> Iterator[Collection]:
    with Collection.open(tmp_path / "home") as collection:
        collection._encoder = encoder
        yield collection


def test_the_library_of_a_manager_loads_it(collection: Collection, encoder: CountingEncoder) -> None:
    with TestClient(create_app(LocalService(collection)), "http://127.0.0.1:7860") as client:
        assert client.get("/explorer").status_code == 200
        assert timers(collection.warming) == []
        assert client.get("/bibliotheque").status_code == 200
        assert client.get("/bibliotheque").status_code == 200
        assert len(timers(collection.warming)) <= 1
        assert encoder.called.wait(60)
    assert len(encoder.asked) == 1


def test_the_library_of_a_visitor_does_not(collection: Collection, encoder: CountingEncoder) -> None:
    with TestClient(create_app(LocalService(collection), hosts=["ville.example"]), "http://ville.example") as client:
        assert client.get("/bibliotheque").status_code == 200
    assert (timers(collection.warming), encoder.asked) == ([], [])


def test_an_encoder_that_cannot_be_loaded_says_nothing_yet(encoder: CountingEncoder) -> None:
    encoder.broken = True
    warming = Warming(lambda: encoder, after=0)
    warming.start()
    assert encoder.called.wait(60)
    warming.close()  # pytest would tell of an error in a thread


def test_closing_waits_for_what_has_begun_and_gives_up_the_rest(tmp_path: Path, encoder: CountingEncoder) -> None:
    with Collection.open(tmp_path / "home") as collection:
        collection.warming.start()
    assert timers(collection.warming) == []
    idle, late = Warming(lambda: encoder), Warming(lambda: encoder, after=3600)
    idle.close()
    late.start()
    assert len(timers(late)) == 1
    late.close()
    assert (timers(idle), timers(late), encoder.asked) == ([], [], [])


def timers(warming: Warming) -> list[threading.Timer]:
    """Return the timers that run for this one: collections that other tests keep open have their own."""
    return [
        one
        for one in threading.enumerate()
        if isinstance(one, threading.Timer) and getattr(one.function, "__self__", None) is warming
    ]
