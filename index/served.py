"""A collection on servers: a PostgreSQL database and a Chroma server that several processes share."""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import Connection

from corpus.catalogue import Catalogue
from corpus.claims import LEASE, Claims
from corpus.errors import StoreError
from corpus.servers import ServerSettings
from index.model import IndexCard
from index.shared_vectors import SharedVectors
from index.storage import Vectors

PAGE = 200
"""Files among which one is looked for at a time."""
PATIENCE = 0.5
"""Seconds before looking again whether others have recorded their files, or given them up."""


class Served:
    """Servers that this process shares with others. Nobody owns a collection there: changes take turns."""

    def __init__(self, settings: ServerSettings) -> None:
        """Open the catalogue.

        Raises:
            StoreError: the database's server cannot be used.
        """
        self._settings = settings
        self.catalogue = Catalogue.open(settings)

    def open_vectors(self, card: IndexCard) -> SharedVectors:
        """Open the vectors, and put them right where needed."""
        return SharedVectors(self._settings.vectors, card, self.catalogue)

    def nearest(self, vectors: Callable[[], Vectors]) -> Vectors:
        """Give what is searched: the vectors' server, and nothing else where it is down."""
        return vectors()

    def problems(self, card: IndexCard, vectors: Vectors) -> list[str]:
        """Return what is wrong with the vectors, as wording keys."""
        return vectors.problems() if isinstance(vectors, SharedVectors) else []

    def needs_no_vectors(self, count: int) -> bool:
        """Tell that they are needed: another process may search them at any moment."""
        return False

    def check_room(self) -> None:
        """Leave the room on the servers to those who run them: a full one refuses a change whole."""

    @contextmanager
    def sharing(self, card: Callable[[], IndexCard]) -> Iterator[Part]:
        """Give this process's part in taking files in; what it takes is its own for as long as it lives."""
        worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        claims = self.catalogue.claims(worker, LEASE)
        stopped = threading.Event()
        alive = threading.Thread(target=_keep, args=(claims, stopped), name="claims", daemon=True)
        alive.start()
        try:
            yield Part(claims, self.catalogue, card)
        finally:
            stopped.set()
            alive.join()
            with suppress(StoreError):  # a server that is gone lets the lease end by itself
                claims.release()

    def close(self) -> None:
        """Close the connections."""
        self.catalogue.close()


class Part:
    """The files that this process takes among those that others may take too."""

    is_part = True

    def __init__(self, claims: Claims, catalogue: Catalogue, card: Callable[[], IndexCard]) -> None:
        self._claims = claims
        self._catalogue = catalogue
        self._card = card()
        self._recorded: set[str] = set()

    def rounds(self, files: Sequence[Path]) -> Iterator[Iterator[Path]]:
        """Give files for as long as any is free; then wait for those of others, and give what they gave up."""
        left = sorted(map(str, files))
        self._claims.offer(left)
        while left:
            yield self._taken(left)
            left = sorted(self._claims.left(left))
            if left:
                time.sleep(PATIENCE)

    def _taken(self, paths: Sequence[str]) -> Iterator[Path]:
        for start in range(0, len(paths), PAGE):
            page = paths[start : start + PAGE]
            while (path := self._claims.take(page)) is not None:
                yield Path(path)

    def is_mine(self, path: str, connection: Connection | None = None) -> bool:
        """Tell, in the transaction that records a file if there is one, whether it is still ours to record.

        Raises:
            StoreError: the index has been made anew with another encoder meanwhile.
        """
        made = IndexCard(**json.loads(self._catalogue.value("card") or "{}"))
        if made != self._card:
            raise StoreError("store.other_encoder", made=made.encoder, asked=self._card.encoder)
        mine = self._claims.settle(path, connection)
        if mine:
            self._recorded.add(path)
        return mine

    def unrecorded(self, files: Sequence[Path]) -> list[Path]:
        """Return those of some files that others recorded, or that were no longer ours when we would have."""
        return [path for path in files if str(path) not in self._recorded]


def _keep(claims: Claims, stopped: threading.Event) -> None:
    """Renew the leases until told to stop; a server that cannot be reached now may be at the next turn."""
    while not stopped.wait(claims.lease / 3):
        with suppress(StoreError):
            claims.renew()
