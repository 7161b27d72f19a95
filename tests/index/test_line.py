"""The line of batches: recorded in their order, each while the next are encoded, none after one that failed."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.errors import StoreError
from corpus.ingest import Outcome
from corpus.model import Metadata, SourceFile
from corpus.reading import read_file
from index.encode import EMBEDDED, load_encoder
from index.line import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENCODER = load_encoder(EMBEDDED)


def batch_of(number: int, paragraphs: int = 1) -> list[Outcome]:
    name = f"{number}.txt"
    reading = read_file(Path(name), f"Le rapport {number} parle du logement social à Laval.\n\n".encode() * paragraphs)
    file = SourceFile(path=name, name=name, sha256="", size=0, state="read")
    return [Outcome(file=file, given=Metadata(), reading=reading)]


def test_batches_are_recorded_in_their_order_with_their_own_vectors() -> None:
    batches = [batch_of(0, paragraphs=300), *(batch_of(number) for number in range(1, 5))]
    recorded: list[tuple[str, NDArray[np.float32]]] = []
    threads: set[int] = set()

    def record(batch: list[Outcome], encoded: Future[NDArray[np.float32]]) -> None:
        threads.add(threading.get_ident())
        recorded.append((batch[0].file.name, encoded.result()))

    with Line(lambda: ENCODER, lambda _: lambda _done, _total: None, record) as line:
        for batch in batches:
            line.add(batch)
        line.finish()
    assert [name for name, _ in recorded] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert len(threads) == 1
    for batch, (_, vectors) in zip(batches, recorded, strict=True):
        (outcome,) = batch
        assert outcome.reading
        texts = [passage.embedding_text for passage in outcome.reading.passages]
        assert (vectors * ENCODER.encode_passages(texts)).sum(axis=1).min() > 0.9999


def test_nothing_is_recorded_after_what_failed_and_the_failure_is_told() -> None:
    recorded: list[str] = []

    def record(batch: list[Outcome], _encoded: Future[NDArray[np.float32]]) -> None:
        if batch[0].file.name == "1.txt":
            raise StoreError("store.full", path="x")
        recorded.append(batch[0].file.name)

    def take_in() -> None:
        with Line(lambda: ENCODER, lambda _: lambda _done, _total: None, record) as line:
            for number in range(9):
                line.add(batch_of(number))
            line.finish()

    with pytest.raises(StoreError) as caught:
        take_in()
    assert caught.value.key == "store.full"
    assert recorded == ["0.txt"]


def test_what_was_not_finished_is_left_in_the_middle_of_a_large_document() -> None:
    encoded: list[int] = []
    begun = threading.Event()

    def told(done: int, _total: int) -> None:
        encoded.append(done)
        begun.set()

    with Line(lambda: ENCODER, lambda _: told, lambda _batch, _encoded: None) as line:
        large = batch_of(0, paragraphs=3000)
        line.add(large)
        assert begun.wait(60)
    assert large[0].reading
    assert encoded[-1] < len(large[0].reading.passages)
