"""One owner for each home folder: the process that opens it holds its lock until it closes it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import OwnedError, StoreError
from corpus.home import check_folder

PATIENCE = 1.5
"""Seconds to wait for another process to be done before saying that the home folder is held."""


class Ownership:
    """The lock of a home folder, held from `claim` to `release`; the system frees it when the process dies."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = FileLock(str(home / "owner.lock"))

    def claim(self, patience: float = PATIENCE) -> None:
        """Take the lock.

        Raises:
            OwnedError: another process has held it for as long as `patience`, in seconds.
            StoreError: the folder cannot be made or written, or is a file.
        """
        check_folder(self.home)
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else on the machine
            self._lock.acquire(timeout=patience)
        except Timeout as error:
            raise OwnedError("store.owned", path=str(self.home)) from error
        except OSError as error:
            raise StoreError("store.unwritable", path=str(self.home)) from error

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()
