"""Where a collection lies: in its home folder, which one process holds, or on servers that several share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from corpus.catalogue import Catalogue
from index.model import IndexCard


class Nearest(Protocol):
    """What a search asks for the passages nearest to a question."""

    @property
    def is_apart(self) -> bool:
        """Whether a search takes its time in this process but outside of Python: words can be searched meanwhile."""

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` nearest passages, or all where there are fewer: id and cosine, best first, ties by id."""


class Vectors(Nearest, Protocol):
    """The passages nearest to a vector, which follow the catalogue once they were opened."""

    def count(self) -> int:
        """Return the number of vectors."""

    def apply(self, added: Sequence[str], removed: Sequence[str]) -> None:
        """Bring the vectors to what the catalogue now holds."""

    def rebuild(self, card: IndexCard | None = None) -> None:
        """Make the vectors anew from the catalogue, made with `card` if it changed, beside, and switch to them."""

    def close(self) -> None:
        """Let go of what is held."""


class Share(Protocol):
    """The part of this process in the files that are to be taken in."""

    @property
    def is_part(self) -> bool:
        """Whether other processes may take files in at the same time."""

    def rounds(self, files: Sequence[Path]) -> Iterator[Iterable[Path]]:
        """Give those of some files that are ours, in as many rounds as needed; one is recorded before the next."""

    def is_mine(self, path: str, connection: Connection | None = None) -> bool:
        """Tell, in the transaction that records a file if there is one, whether it is still ours to record."""

    def unrecorded(self, files: Sequence[Path]) -> list[Path]:
        """Return those of some files that it was not for us to record."""


class Storage(Protocol):
    """What differs between the two."""

    @property
    def catalogue(self) -> Catalogue:
        """The open catalogue."""

    def open_vectors(self, card: IndexCard) -> Vectors:
        """Open the vectors, and put them right where needed."""

    def nearest(self, vectors: Callable[[], Vectors]) -> Nearest:
        """Give what is searched: the vectors, opened when first asked for, or what stands in for them."""

    def problems(self, card: IndexCard, vectors: Vectors) -> list[str]:
        """Return what is wrong with the vectors, as wording keys."""

    def needs_no_vectors(self, count: int) -> bool:
        """Tell whether so many passages are searched without the vectors, of which none were written yet."""

    def check_room(self) -> None:
        """Refuse to go on where there is too little room.

        Raises:
            StoreError: `store.disk_low`.
        """

    def sharing(self, card: Callable[[], IndexCard]) -> AbstractContextManager[Share]:
        """Give this process's part in taking files in, for an index of that card."""

    def close(self) -> None:
        """Close the catalogue and let others in."""
