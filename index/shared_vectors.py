"""The passages nearest to a vector, on a Chroma server that several processes share.

What is true lies in the catalogue, which also notes what the server must still be told (`corpus.outbox`) and which
of the server's collections counts. One process at a time tells the server; every process searches it.
"""

from __future__ import annotations

import json
import random
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.errors import StoreError
from index.chroma import BATCH, LOST, ChromaServer, Store, batches
from index.model import IndexCard
from index.soundness import LEAST_FOUND_WHEN_BUILT, SAMPLE, Expected, expected_of, problems_of
from index.vectors import FEW, MOST_FORGOTTEN

POINTER, NAME = "vectors", "vectors_name"
"""The home's values that tell which collection counts, and how the names of this catalogue's collections start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A collection of the server, what it was made with, and how many vectors were taken out of it since."""

    name: str
    card: IndexCard
    forgotten: int = 0


class SharedVectors:
    """The vectors of a catalogue on a Chroma server. Its methods may be called from any thread of any process."""

    is_apart = False
    """Each search waits for the server by itself: one that is slow keeps no other waiting."""

    def __init__(self, address: str, card: IndexCard, catalogue: Catalogue) -> None:
        self._server = ChromaServer(address)
        self._address = address
        self._card = card
        self._catalogue = catalogue
        self._outbox = catalogue.outbox
        self._opening = threading.Lock()
        self._opened: tuple[str, Store] | None = None
        if self._is_usable():
            with self._outbox.alone(patient=False) as alone:  # else somebody is putting it right
                if alone:
                    self._put_right()
        else:
            with self._outbox.alone():
                if not self._is_usable():
                    self._rebuild()
                self._put_right()

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id.

        Raises:
            StoreError: the server cannot be reached, or has lost its vectors and another process is filling it again,
                or another process made the index anew with another encoder.
        """
        generation = self._current()
        try:
            return self._store(generation).nearest(vector, k)
        except StoreError as error:
            if error.key == LOST:
                with self._outbox.alone(patient=False) as alone:  # else somebody is filling it again
                    if alone:
                        self._make_up_for_loss()
            after = self._current()
            if after.name == generation.name:
                raise
            return self._store(after).nearest(vector, k)  # it has just been made anew

    def count(self) -> int:
        """Return the number of vectors."""
        return self._store(self._current()).count()

    def apply(self, added: Sequence[str] = (), removed: Sequence[str] = ()) -> None:
        """Tell the server what changed in the catalogue, whoever changed it: the catalogue itself has noted that.

        Raises:
            StoreError: the server cannot be reached; what it was not told waits for the next change or opening.
        """
        with self._outbox.alone():
            self._make_up_for_loss()
            self._follow()

    def rebuild(self, card: IndexCard | None = None) -> None:
        """Make the collection anew from the catalogue, beside, and have every process turn to it.

        `card` is what the catalogue's vectors are now made with, where that is no longer what it was.

        Raises:
            StoreError: as `open`; searches go on in the collection that was there.
        """
        with self._outbox.alone():
            self._card = card or self._card
            self._rebuild()
            self._follow()

    def problems(self) -> list[str]:
        """Return what is wrong with the vectors, as wording keys; nothing when they are sound."""
        with self._outbox.alone():
            self._make_up_for_loss()
            self._follow()
            return problems_of(
                self._store(self._current()), expected_of(self._catalogue, self._catalogue.passage_ids())
            )

    def close(self) -> None:
        """Close the connections to the server."""
        self._server.close()

    def _follow(self) -> None:
        """Tell the server every noted change; vectors taken out stay in its graph, which is made anew for their sake.

        Only for whoever is alone.
        """
        generation = self._current()
        store = self._store(generation)
        gone = 0
        while (changes := self._outbox.some(BATCH)).numbers:
            if changes.vectors:
                store.upsert(list(changes.vectors), np.stack(list(changes.vectors.values())))
            if changes.gone:
                store.delete(list(changes.gone))
            self._outbox.done(changes)
            gone += len(changes.gone)
        if not gone:
            return
        forgotten = generation.forgotten + gone
        count = self._catalogue.count()
        if count <= FEW or forgotten > MOST_FORGOTTEN * count:
            self._rebuild()
        else:
            self._point(replace(generation, forgotten=forgotten))

    def _rebuild(self) -> None:
        """Make a collection, verify it, and point to it; what changes meanwhile is noted, and followed after."""
        start = self._catalogue.value(NAME) or self._named()
        generation = Generation(name=f"{start}-{secrets.token_hex(8)}", card=self._card)
        store = self._server.make(generation.name)
        try:
            written: list[str] = []
            for batch in batches(self._catalogue.passage_ids(), BATCH):
                if vectors := self._outbox.vectors(batch):
                    store.upsert(list(vectors), np.stack(list(vectors.values())))
                    written += vectors
            problems = problems_of(store, self._expected(written))
            if problems:
                raise StoreError("vectors.unsound", path=self._address, problems=", ".join(problems))
            self._point(generation)
        except BaseException:
            self._server.drop(generation.name)
            raise
        for name in self._server.names(start):
            if name != generation.name:
                self._server.drop(name)

    def _expected(self, written: list[str]) -> Expected:
        vectors = self._outbox.vectors(random.Random(0).sample(written, min(SAMPLE, len(written))))
        return Expected(
            ids=written,
            sample=list(vectors),
            vectors=np.stack(list(vectors.values())) if vectors else np.zeros((0, 0), dtype=np.float32),
            least_found=LEAST_FOUND_WHEN_BUILT,
            least_searchable=0,
        )

    def _put_right(self) -> None:
        """Follow what was left, and make up for what the server lost or kept too much of: a copy was put back."""
        self._follow()
        store = self._store(self._current())
        if store.count() != self._catalogue.count():
            self._outbox.note(set(store.ids()) ^ set(self._catalogue.passage_ids()))
            self._follow()

    def _make_up_for_loss(self) -> None:
        """Make the collection anew where the server no longer has it. Only for whoever is alone."""
        if not self._server.names(self._current().name):
            self._rebuild()

    def _is_usable(self) -> bool:
        generation = self._generation()
        return generation is not None and generation.card == self._card and bool(self._server.names(generation.name))

    def _named(self) -> str:
        """Choose how the names of this catalogue's collections start: a server may hold those of several."""
        start = f"repere-{secrets.token_hex(4)}"
        self._catalogue.set_value(NAME, start)
        return start

    def _generation(self) -> Generation | None:
        stored = self._catalogue.value(POINTER)
        if not stored:
            return None
        fields = json.loads(stored)
        return Generation(**fields | {"card": IndexCard(**fields["card"])})

    def _current(self) -> Generation:
        """Return the collection that counts now, if it was made with our encoder."""
        generation = self._generation()
        if generation is None or generation.card != self._card:
            made = generation.card.encoder if generation else "?"
            raise StoreError("store.other_encoder", made=made, asked=self._card.encoder)
        return generation

    def _point(self, generation: Generation) -> None:
        self._catalogue.set_value(POINTER, json.dumps(asdict(generation)))

    def _store(self, generation: Generation) -> Store:
        with self._opening:
            if self._opened is None or self._opened[0] != generation.name:
                self._opened = generation.name, self._server.open(generation.name)
            return self._opened[1]
